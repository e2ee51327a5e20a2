import { expect, test } from 'vitest';
import { makeDemoWorld } from './world.ts';

test('the same seed makes the same demo summit, another seed another one', () => {
	expect(makeDemoWorld(7)).toEqual(makeDemoWorld(7));
	expect(makeDemoWorld(8).people[10]).not.toEqual(makeDemoWorld(7).people[10]);
});

test('the demo summit has 600 different people, mononyms among them, in 140 companies of every channel role', () => {
	const { people, companies } = makeDemoWorld(1);
	expect(people).toHaveLength(600);
	expect(new Set(people.map(({ name }) => name)).size).toBe(600);
	expect(new Set(people.map(({ email }) => email)).size).toBe(600);
	expect(new Set(people.map(({ phone }) => phone)).size).toBe(600);
	expect(people.filter(({ name }) => !name.includes(' ')).length).toBeGreaterThan(15);
	expect(companies).toHaveLength(140);
	expect(new Set(companies.map(({ name }) => name)).size).toBe(140);
	expect(new Set(companies.map(({ role }) => role)).size).toBe(6);
	expect(new Set(people.map(({ company }) => company)).size).toBe(140);
});

test('nobody in the demo is connected twice with the same person, or with themselves', () => {
	const { connections, meetings } = makeDemoWorld(1);
	const keys = [...connections, ...meetings].map(({ from, to }) => [from, to].sort((a, b) => a - b).join());
	expect(new Set(keys).size).toBe(keys.length);
	expect([...connections, ...meetings].every(({ from, to }) => from !== to)).toBe(true);
});

test('about two thousand wishes to meet go between people of different companies, each once', () => {
	const { wishes, people } = makeDemoWorld(2026);
	expect(wishes.length).toBeGreaterThan(1500);
	expect(wishes.length).toBeLessThan(2200);
	expect(new Set(wishes.map(({ from, to }) => `${from} ${to}`)).size).toBe(wishes.length);
	expect(wishes.every(({ from, to }) => people[from]!.company !== people[to]!.company)).toBe(true);
	expect(new Set(wishes.map(({ level }) => level)).size).toBe(3);
});

test('the tables of the demo are in three cities, each with its host and people of that city', () => {
	const { tables, people } = makeDemoWorld(1);
	expect(new Set(tables.map(({ city }) => city)).size).toBe(3);
	for (const table of tables) {
		expect(table.guests.length).toBeGreaterThanOrEqual(2);
		for (const index of [table.host, ...table.guests]) expect(people[index]!.city).toBe(table.city);
	}
});
