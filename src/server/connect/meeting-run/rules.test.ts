import { describe, expect, test } from 'vitest';
import { canOf, compareMeetings, countByPerson, isUnderWay, shareDone, silentAfter, stateAt, type RunNow } from './rules.ts';

const now = new Date('2027-03-13T02:00:00Z');
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
const run = (change: Partial<RunNow>): RunNow => ({
	state: 'done',
	failure: null,
	heardAt: null,
	publishedAt: null,
	rolledBackAt: null,
	stopAskedAt: null,
	...change
});

test('a run whose process is heard of no more has failed, and is not in the way', () => {
	const alive = run({ state: 'running', heardAt: ago(silentAfter - 1) });
	const dead = run({ state: 'running', heardAt: ago(silentAfter + 1) });
	expect([stateAt(alive, now), isUnderWay(alive, now)]).toEqual([{ state: 'running', failure: null }, true]);
	expect([stateAt(dead, now), isUnderWay(dead, now)]).toEqual([{ state: 'failed', failure: 'silent' }, false]);
});

describe('what may be done with a run', () => {
	const can = (change: Partial<RunNow>) =>
		Object.entries(canOf(run(change), now))
			.filter(([, may]) => may)
			.map(([verb]) => verb);
	test.each<[string, Partial<RunNow>, string[]]>([
		['one that waits', { state: 'waiting' }, ['stop']],
		['one that computes', { state: 'running', heardAt: now }, ['stop']],
		['one that is asked to stop', { state: 'running', heardAt: now, stopAskedAt: now }, []],
		['a draft', { state: 'done' }, ['publish', 'delete']],
		['a draft of a run that was stopped', { state: 'stopped' }, ['publish', 'delete']],
		['one that failed', { state: 'failed', failure: 'broke' }, ['delete']],
		['one that was published', { publishedAt: now }, ['rollBack']],
		['one that was rolled back', { publishedAt: now, rolledBackAt: now }, []]
	])('%s', (_, change, verbs) => expect(can(change)).toEqual(verbs));
});

test('progress only ever grows', () => {
	const steps = [
		shareDone({ stage: null, weight: null, bound: null }),
		shareDone({ stage: 'bound', weight: 0, bound: 100 }),
		shareDone({ stage: 'grant', weight: 50, bound: 100 }),
		shareDone({ stage: 'grant', weight: 100, bound: 100 }),
		shareDone({ stage: 'settle', weight: 100, bound: 100 }),
		shareDone({ stage: 'tables', weight: 100, bound: 100 }),
		shareDone({ stage: 'done', weight: 100, bound: 100 })
	];
	expect(steps).toEqual([...steps].sort((a, b) => a - b));
	expect([steps[0], steps.at(-1)]).toEqual([0, 1]);
});

const at = (lowPersonId: string, highPersonId: string, minute: number, tableName: string | null = 'Meja 1') => ({
	lowPersonId,
	highPersonId,
	during: { from: new Date(now.getTime() + minute * 60_000), to: new Date(now.getTime() + (minute + 20) * 60_000) },
	tableId: null,
	tableName
});

test('two runs differ in pairs, times and tables', () => {
	const first = [at('a', 'b', 0), at('c', 'd', 0), at('e', 'f', 0), at('g', 'h', 0)];
	const second = [at('a', 'b', 0), at('c', 'd', 25), at('e', 'f', 0, 'Meja 2'), at('i', 'j', 0)];
	const found = compareMeetings(first, second);
	expect(found).toMatchObject({ same: 1, people: 6 });
	expect(found.onlyFirst).toEqual([first[3]]);
	expect(found.onlySecond).toEqual([second[3]]);
	expect(found.moved).toEqual([{ first: first[1], second: second[1] }]);
	expect(found.otherTable).toEqual([{ first: first[2], second: second[2] }]);
});

test('people are counted by how many meetings they have', () => {
	expect(countByPerson([at('a', 'b', 0), at('a', 'c', 25), at('a', 'd', 50)])).toEqual([
		{ meetings: 1, people: 3 },
		{ meetings: 2, people: 0 },
		{ meetings: 3, people: 1 }
	]);
	expect(countByPerson([])).toEqual([]);
});
