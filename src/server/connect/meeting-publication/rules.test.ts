import { describe, expect, test } from 'vitest';
import type { Span } from '../availability/rules.ts';
import { pairKey } from '../meeting-wish/rules.ts';
import { mayRollBack, planPublication, type Drafted, type Stand } from './rules.ts';

const now = new Date('2027-03-13T01:00:00Z');
const slot = (n: number): Span => {
	const from = new Date(Date.parse('2027-03-13T02:00:00Z') + n * 25 * 60_000);
	return { from, to: new Date(from.getTime() + 20 * 60_000) };
};
const table = (id: string) => ({ id, zone: null, seats: 4, position: Number(id), meetings: 0 });
const row = (low: string, high: string, n = 0, tableId: string | null = '1', weight = 1): Drafted => ({
	lowPersonId: low,
	highPersonId: high,
	during: slot(n),
	tableId,
	tableName: 'Meja',
	weight
});
const plan = (rows: Drafted[], change: Partial<Stand> = {}) => {
	const people = ['a', 'b', 'c', 'd', 'e', 'f'];
	const { kept, leftOut } = planPublication(rows, {
		now,
		slots: [0, 1, 2].map(slot),
		taking: new Set(people),
		open: new Set(people),
		apart: new Set(),
		meet: new Set(),
		busy: new Map(),
		tables: [table('1'), table('2')],
		taken: [],
		...change
	});
	return {
		kept: kept.map(({ row, tableId, isOtherTable }) => [row.lowPersonId + row.highPersonId, tableId, isOtherTable]),
		leftOut: leftOut.map(({ row, why }) => [row.lowPersonId + row.highPersonId, why])
	};
};

describe('publishing', () => {
	test('keeps everything where nothing changed', () => {
		expect(plan([row('a', 'b'), row('c', 'd', 0, '2'), row('a', 'd', 1)])).toEqual({
			kept: [['ab', '1', false], ['cd', '2', false], ['ad', '1', false]],
			leftOut: []
		});
	});

	test.each<[string, Partial<Stand>, string]>([
		['whose time has come', { now: slot(0).from }, 'begun'],
		['whose slot is gone', { slots: [slot(1)] }, 'hours_changed'],
		['whose slot has another length', { slots: [{ from: slot(0).from, to: slot(1).to }] }, 'hours_changed'],
		['of somebody who no longer goes', { taking: new Set(['a']) }, 'left'],
		['of somebody who takes no meetings any more', { open: new Set(['b']) }, 'not_available'],
		['of two of whom one blocked the other', { apart: new Set([pairKey('b', 'a')]) }, 'not_available'],
		['of two who have agreed to meet meanwhile', { meet: new Set([pairKey('a', 'b')]) }, 'meet_already'],
		['of somebody who is in another meeting', { busy: new Map([['b', [slot(0)]]]) }, 'person_busy'],
		['for which no table is left', { taken: [{ tableId: '1', during: slot(0) }, { tableId: '2', during: slot(0) }] }, 'no_table']
	])('leaves out a meeting %s', (_, change, why) => {
		expect(plan([row('a', 'b')], change)).toEqual({ kept: [], leftOut: [['ab', why]] });
	});

	test('gives another table where the one is taken or gone', () => {
		expect(plan([row('a', 'b')], { taken: [{ tableId: '1', during: slot(0) }] }).kept).toEqual([['ab', '2', true]]);
		expect(plan([row('a', 'b')], { tables: [table('3')] }).kept).toEqual([['ab', '3', true]]);
		expect(plan([row('a', 'b', 0, null)]).kept).toEqual([['ab', '1', true]]);
	});

	test('what moves to another table takes nobody else’s', () => {
		// The heavier has lost its table, and must not push the lighter from its own.
		const rows = [row('a', 'b', 0, 'gone', 9), row('c', 'd', 0, '1', 1), row('e', 'f', 0, '2', 1)];
		expect(plan(rows)).toEqual({ kept: [['cd', '1', false], ['ef', '2', false]], leftOut: [['ab', 'no_table']] });
	});

	test('of two that want one table the heavier has it', () => {
		const rows = [row('a', 'b', 0, '1', 1), row('c', 'd', 0, '1', 4)];
		expect(plan(rows, { tables: [table('1')] })).toEqual({ kept: [['cd', '1', false]], leftOut: [['ab', 'no_table']] });
	});

	test('nobody is put into two meetings, whatever the draft says', () => {
		expect(plan([row('a', 'b', 0, '1', 2), row('a', 'c', 0, '2', 1)]).leftOut).toEqual([['ac', 'person_busy']]);
	});

	test('a gathering that has no tables any more lets its people agree on a place', () => {
		expect(plan([row('a', 'b')], { tables: [] }).kept).toEqual([['ab', null, true]]);
	});
});

test('rolled back is what is to come, as the run made it', () => {
	const made = {
		state: 'confirmed' as const,
		during: slot(0),
		waitingForPersonId: null,
		expiresAt: null,
		arrangedAt: now
	};
	expect(mayRollBack(made, now)).toBe(true);
	expect(mayRollBack(made, slot(0).from)).toBe(false);
	expect(mayRollBack({ ...made, arrangedAt: null }, now)).toBe(false);
	expect(mayRollBack({ ...made, waitingForPersonId: 'a' }, now)).toBe(false);
	expect(mayRollBack({ ...made, state: 'cancelled', during: null }, now)).toBe(false);
});
