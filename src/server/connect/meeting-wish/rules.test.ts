import { describe, expect, test } from 'vitest';
import { scheduleMeetings } from '#engine/schedule/schedule.ts';
import type { Span } from '../availability/rules.ts';
import { composeProblem, countPlaces, pairKey, roleRulesOf, type WishBook } from './rules.ts';

const slot = (n: number): Span => {
	const from = new Date(Date.parse('2027-03-13T02:00:00Z') + n * 25 * 60_000);
	return { from, to: new Date(from.getTime() + 20 * 60_000) };
};
const person = (id: string, busy: Span[] = []) => ({ id, channelRoles: [], busy });
const book = (change: Partial<WishBook> = {}): WishBook => ({
	timeZone: 'Asia/Jakarta',
	slots: [slot(0), slot(1), slot(2)],
	people: ['a', 'b', 'c', 'd'].map((id) => person(id)),
	tables: [{ id: 't1', name: 'Meja 1', zone: null }],
	wishes: [{ from: 'a', to: 'b', level: 'meet' }],
	standing: [],
	apart: new Set(),
	roleRules: {},
	most: 12,
	...change
});
const met = (change: Partial<WishBook>) => {
	const composed = composeProblem(book(change));
	return scheduleMeetings(composed.problem).meetings.map(({ people, slot, table, held }) => ({
		people: people.map((index) => composed.people[index]).sort().join(''),
		slot,
		table: table === null ? null : (composed.tables[table]?.name ?? 'none needed'),
		held: held !== null
	}));
};

describe('wishes for the engine', () => {
	test('the order in which a book is written changes nothing', () => {
		const wishes = [
			{ from: 'a', to: 'b', level: 'meet' as const },
			{ from: 'c', to: 'a', level: 'must_meet' as const }
		];
		const one = composeProblem(book({ wishes }));
		const other = composeProblem(book({ wishes: wishes.toReversed(), people: book().people.toReversed() }));
		expect(other).toEqual(one);
	});

	test('a pair kept apart, or with somebody who is not there, is no part of it', () => {
		const wishes = [
			{ from: 'a', to: 'b', level: 'must_meet' as const },
			{ from: 'a', to: 'gone', level: 'must_meet' as const },
			{ from: 'c', to: 'd', level: 'meet' as const }
		];
		const { problem, wished } = composeProblem(book({ wishes, apart: new Set([pairKey('b', 'a')]) }));
		expect(wished).toBe(1);
		expect(problem.wishes).toHaveLength(1);
	});

	test('two who wish each other are one pair, with both wishes counting', () => {
		const wishes = [
			{ from: 'a', to: 'b', level: 'must_meet' as const },
			{ from: 'b', to: 'a', level: 'meet' as const }
		];
		const composed = composeProblem(book({ wishes }));
		expect([composed.wished, composed.problem.wishes.length]).toEqual([1, 2]);
		expect(scheduleMeetings(composed.problem).weight).toBe(5);
	});

	test('what was agreed stands where it is, and takes its people and its table', () => {
		const standing = [{ personIds: ['b', 'c'], during: slot(0), tableId: 't1' }];
		expect(countPlaces(composeProblem(book({ standing })))).toBe(2);
		expect(met({ standing, people: [person('a', [slot(2)]), person('b'), person('c')] })).toEqual([
			{ people: 'bc', slot: 0, table: 'Meja 1', held: true },
			{ people: 'ab', slot: 1, table: 'Meja 1', held: false }
		]);
	});

	test('a meeting of old hours, across two slots, makes its people busy and closes its table in both', () => {
		const during = { from: slot(0).to, to: new Date(slot(1).from.getTime() + 60_000) };
		const across = { from: new Date(slot(0).from.getTime() + 600_000), to: during.to };
		const { problem } = composeProblem(book({ standing: [{ personIds: ['b', 'c'], during: across, tableId: 't1' }] }));
		expect(problem.held).toEqual([]);
		expect(countPlaces(composeProblem(book({ standing: [{ personIds: ['b', 'c'], during: across, tableId: 't1' }] })))).toBe(1);
		expect(problem.people.map(({ unavailable }) => unavailable)).toEqual([[], [0, 1], [0, 1], []]);
		expect(problem.tables[0]!.closed).toEqual([0, 1]);
	});

	test('who meet already, also in the past, are not asked for again', () => {
		const standing = [{ personIds: ['a', 'b'], during: slot(-5), tableId: null }];
		const composed = composeProblem(book({ standing }));
		expect(composed).toMatchObject({ wished: 0, alreadyMeeting: 1 });
	});

	test('a table of three is no meeting of the pairs at it, and nobody at it is free then', () => {
		const standing = [{ personIds: ['a', 'b', 'c'], during: slot(0), tableId: null }];
		expect(met({ standing, slots: [slot(0), slot(1)] })).toEqual([
			{ people: 'ab', slot: 1, table: 'Meja 1', held: false }
		]);
	});

	test('where no table is needed all may meet at once, at none', () => {
		const wishes = [
			{ from: 'a', to: 'b', level: 'meet' as const },
			{ from: 'c', to: 'd', level: 'meet' as const }
		];
		expect(met({ tables: null, slots: [slot(0)], wishes }).map(({ table }) => table)).toEqual([
			'none needed',
			'none needed'
		]);
	});

	test('days are those of the venue', () => {
		const late = { from: new Date('2027-03-13T16:30:00Z'), to: new Date('2027-03-13T16:50:00Z') };
		const next = { from: new Date('2027-03-13T17:30:00Z'), to: new Date('2027-03-13T17:50:00Z') };
		expect(composeProblem(book({ slots: [late, next] })).problem.days).toEqual([0, 1]);
	});
});

test('a 0 of the usual table only weighs; one the organisers wrote keeps apart', () => {
	const weights = { distributor: { distributor: 0, reseller: 3 } };
	expect(roleRulesOf(weights, false)).toEqual({ distributor: { distributor: 0.5, reseller: 3 } });
	expect(roleRulesOf(weights, true)).toEqual(weights);
});
