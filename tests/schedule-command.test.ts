import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readB2bsop } from '#server/command-line/read-b2bsop.ts';
import { readProblem } from '#server/command-line/schedule-file.ts';
import { scheduleWishes } from '#server/connect/schedule-thread.ts';
import { sayImpossible, sayNote, sayWhyNot } from '#server/command-line/schedule-words.ts';
import type { Impossible } from '#engine/schedule/breaks.ts';
import { makeCrowd } from '../bench/part-crowd.ts';
import { checkBreaks } from './engine/check-breaks.ts';
import { checkSchedule } from './engine/check-schedule.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gerbang-schedule-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: unknown) => {
	const path = join(folder, name);
	writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
	return path;
};
const bin = join(import.meta.dirname, '../bin/gerbang.js');
const gerbang = (...args: string[]) => {
	const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'schedule', ...args], { encoding: 'utf8' });
	return { status, stdout, stderr };
};

const market = {
	slots: [
		{ day: 0, name: '09:00' },
		{ day: 0, name: '09:25' }
	],
	people: [
		{ id: 'ani', name: 'Ani', most: 1 },
		{ id: 'budi', name: 'Budi' },
		{ id: 'cici', name: 'Cici' }
	],
	tables: [{ id: 'T1' }],
	wishes: [
		{ from: 'ani', to: 'budi', level: 'must_meet' },
		{ from: 'cici', to: 'ani', level: 'meet' }
	],
	held: [{ people: ['budi', 'cici'], slot: 0, table: 'T1', confirmed: true }]
};
const tiny = `nBusiness = 3;
nMeetings = 3;
nTables = 1;
nTotalSlots = 3;
nMorningSlots = 1;
requested = [| 1, 2, 3
 | 2, 3, 3 | 1, 3, 2 |];
forbidden = [{0}, {0, 3}, {0}];
fixed = [0, 0, 0];
precedences = [{}, {}, {}];
`;

describe('gerbang schedule', () => {
	test('schedules wishes from a file: ids in, ids out, and why not in both languages', () => {
		const { status, stdout } = gerbang(write('market.json', market), '--format', 'json');
		expect(status).toBe(0);
		const answer = JSON.parse(stdout);
		expect(answer.meetings).toMatchObject([
			{ people: ['budi', 'cici'].map((id) => market.people.find((person) => person.id === id)!.name), slot: 0, table: 'T1', moved: false },
			{ people: ['Ani', 'Budi'], slotName: '09:25', wishes: [0] }
		]);
		expect(answer.refused).toEqual([
			{
				wish: 1,
				from: 'Cici',
				to: 'Ani',
				why: { kind: 'has_most', person: 0, most: 1 },
				says: {
					id: 'Ani sudah punya 1 pertemuan, sebanyak yang diinginkan.',
					en: 'Ani has as many meetings as they wanted: 1.'
				}
			}
		]);
		const table = gerbang(join(folder, 'market.json'), '--language', 'id').stdout;
		expect(table).toContain('Slot 09:25\n  meja T1       Ani – Budi');
		expect(table).toContain('Cici → Ani: Ani sudah punya 1 pertemuan');
	});

	test('reads the published format, and proves its answer', () => {
		const path = write('tiny.dzn', tiny);
		const { status, stdout } = gerbang(path, '--format', 'json', '--out', join(folder, 'out.json'));
		expect([status, stdout]).toEqual([0, '']);
		const answer = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'));
		expect(answer).toMatchObject({ status: 'best', breaks: answer.bound, reason: null });
		expect(checkBreaks(tiny, 2, (m) => answer.slots[m - 1])).toEqual({ wrong: [], breaks: answer.breaks });
	});

	test('says in words why an instance cannot be, and ends with 2', () => {
		const { status, stdout } = gerbang(write('full.dzn', tiny.replace('nTotalSlots = 3', 'nTotalSlots = 2')), '--language', 'en');
		expect(status).toBe(2);
		expect(stdout.trim()).toMatch(/^(3 meetings have to be within slots 1 to 2, where the tables hold 2\.|Person|\d has )/);
	});

	test('refuses what it cannot read in one sentence', () => {
		const said = (...args: string[]) => {
			const { status, stderr } = gerbang(...args);
			expect(status).toBe(1);
			return stderr;
		};
		expect(said(join(folder, 'none.json'))).toContain('cannot be opened (ENOENT)');
		expect(said(write('odd.json', '{'))).toContain('is no JSON');
		expect(said(write('wrong.json', { ...market, wishes: [{ from: 'ani', to: 'dodi', level: 'meet' }] }))).toContain('wishes.0.to names "dodi"');
		expect(said(write('extra.json', { ...market, rooms: [] }))).toContain('rooms');
		expect(said(write('short.dzn', tiny.replace('| 1, 3, 2 |', '|')))).toContain('requested: 2 ≠ 3');
		expect(said(join(folder, 'market.json'), '--format', 'yaml')).toContain('--format cannot be yaml');
		expect(said(join(folder, 'market.json'), '--seed', 'x')).toContain('--seed cannot be x');
	});

	test('explains itself', () => {
		const { stdout } = gerbang('--help');
		for (const word of ['--seed', '--time', '--format', '--language', '--fairness']) expect(stdout).toContain(word);
	});

	test('ends in time with the best so far', () => {
		const crowd = makeCrowd(400, 3000, 24, 80, 2);
		const path = write('crowd.json', { ...crowd, slots: crowd.days.map((day) => ({ day })), days: undefined });
		const answer = JSON.parse(gerbang(path, '--format', 'json', '--effort', '1000', '--time', '2').stdout);
		expect(answer.stopped).toBe(true);
		expect(answer.meetings.length).toBeGreaterThan(500);
	});
});

test('a run in a thread is stopped by a signal, and tells how far it is', async () => {
	const problem = makeCrowd(300, 2000, 24, 60, 4);
	const ending = new AbortController();
	let told = 0;
	const schedule = await scheduleWishes(problem, {
		seed: 1,
		effort: 1000,
		signal: ending.signal,
		onProgress: () => ++told === 3 && ending.abort()
	});
	expect(schedule.stopped).toBe(true);
	expect(told).toBeGreaterThanOrEqual(3);
	expect(checkSchedule(problem, schedule)).toEqual([]);
});

test('odd spellings of the published format are read the same', () => {
	const plain = readB2bsop(tiny, 2);
	expect(plain.meetings[2]).toEqual({ people: [0, 2], from: 1, to: 2, fixed: null });
	expect(plain.forbidden).toEqual([[], [2], []]);
	expect(readB2bsop(`% nTables = 9;\n${tiny.replace('[| 1, 2, 3\n | 2, 3, 3 | 1, 3, 2 |]', 'array2d(1..3, 1..3, [1,2,3, 2,3,3, 1,3,2])')}`, 2)).toEqual(plain);
	expect(readB2bsop(tiny.replace('{0, 3}', '3..3').replace('precedences = [{}, {}, {}];', ''), 2)).toEqual(plain);
});

test('every code has its sentence in both languages, with nothing left open', () => {
	const names = { person: (p: number) => `P${p}`, table: (t: number) => `T${t}` };
	const values = { person: 0, other: 1, most: 2, least: 3, meetings: 4, slots: 5, held: 0, table: 1, index: 0, guaranteed: 5 };
	for (const locale of ['id', 'en'] as const) {
		for (const kind of ['no_thanks', 'role_rule', 'oneself', 'never_together', 'no_table_ever', 'has_most', 'fully_booked', 'no_common_slot', 'promised_break', 'tables_taken', 'meet_already', 'stopped'] as const)
			expect(sayWhyNot({ kind, ...values } as never, names, locale)).toMatch(/^[^{}]+\.$/);
		for (const kind of ['held_clash', 'table_clash', 'held_while_away', 'held_dropped', 'break_impossible', 'guarantee_missed'] as const)
			expect(sayNote({ kind, ...values } as never, names, locale)).toMatch(/^[^{}]+\.$/);
		const reasons: Impossible[] = [
			{ kind: 'no_slot', meeting: 1 },
			{ kind: 'person_crowded', person: 0, meetings: [0, 1], slots: [3] },
			{ kind: 'tables_full', from: 0, to: 2, meetings: 9, places: 6 },
			{ kind: 'order_circle', meetings: [0, 1] },
			{ kind: 'order_too_long', meetings: [0, 1] },
			{ kind: 'unfair', person: 0, least: 3, other: 1, most: 0 },
			{ kind: 'proved' }
		];
		for (const reason of reasons) expect(sayImpossible(reason, names, locale)).toMatch(/^[^{}]+\.$/);
	}
	expect(() => readProblem('{"slots": []}')).toThrow(/PROBLEM_WRONG/);
});
