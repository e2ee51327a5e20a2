import { describe, expect, test } from 'vitest';
import type { Span } from '../availability/rules.ts';
import { hoursToBeginWith, meetingsExpected, planChange, tablesNeeded, type Placed } from './rules.ts';

const at = (clock: string) => new Date(`2027-03-13T${clock}:00+07:00`);
const span = (from: string, minutes = 20): Span => ({
	from: at(from),
	to: new Date(at(from).getTime() + minutes * 60_000)
});
const hours = (from: string, to: string) => ({
	from: at(from).toISOString(),
	to: at(to).toISOString()
});
const table = (id: string, zone: string | null = null) => ({
	id,
	zone,
	seats: 4,
	meetings: 0,
	position: Number(id)
});
const meeting = (
	id: string,
	from: string,
	tableId: string | null,
	personIds: string[] = [`${id}a`, `${id}b`]
): Placed => ({
	id,
	during: span(from),
	mode: 'onsite',
	tableId,
	personIds
});
const plan = (by: {
	hours: { from: string; to: string }[];
	tables: ReturnType<typeof table>[];
	meetings: Placed[];
	busy?: [string, Span[]][];
	now?: string;
}) =>
	planChange({
		setting: { slotMinutes: 20, gapMinutes: 5, hours: by.hours },
		tables: by.tables,
		meetings: by.meetings,
		busy: new Map(by.busy ?? []),
		now: at(by.now ?? '07:00')
	});
const morning = [hours('09:00', '12:00')];

test('tables are what the meetings need and 15 % more', () => {
	expect(tablesNeeded(100, 10)).toBe(12);
	expect(tablesNeeded(7, 7)).toBe(2);
	expect(tablesNeeded(0, 7)).toBe(0);
	expect(tablesNeeded(7, 0)).toBe(0);
	expect(meetingsExpected(600, 3)).toBe(900);
});

describe('when hours or tables change', () => {
	test('what still fits stays exactly as it is', () => {
		expect(
			plan({ hours: morning, tables: [table('1')], meetings: [meeting('x', '09:00', '1')] })
		).toEqual([]);
		// Another length of slot does not move what was agreed.
		expect(
			planChange({
				setting: { slotMinutes: 30, gapMinutes: 10, hours: morning },
				tables: [table('1')],
				meetings: [meeting('x', '09:25', '1')],
				busy: new Map(),
				now: at('07:00')
			})
		).toEqual([]);
	});

	test('a meeting whose table goes gets another that is free at its time', () => {
		const changes = plan({
			hours: morning,
			tables: [table('2'), table('3')],
			meetings: [meeting('x', '09:00', '1'), meeting('y', '09:00', '2')]
		});
		expect(changes).toEqual([
			{ id: 'x', what: 'other_table', during: span('09:00'), tableId: '3' }
		]);
	});

	test('without a free table it keeps its time', () => {
		const changes = plan({
			hours: morning,
			tables: [table('2')],
			meetings: [meeting('x', '09:00', '1'), meeting('y', '09:00', '2')]
		});
		expect(changes).toEqual([{ id: 'x', what: 'no_table', during: span('09:00'), tableId: null }]);
	});

	test('a meeting outside the hours moves to the nearest slot free for both, with a table', () => {
		const changes = plan({
			hours: [hours('10:00', '11:15')],
			tables: [table('1')],
			meetings: [meeting('x', '09:00', '1', ['a', 'b']), meeting('y', '10:00', '1', ['c', 'd'])],
			busy: [['b', [span('10:25')]]]
		});
		expect(changes).toEqual([{ id: 'x', what: 'other_time', during: span('10:50'), tableId: '1' }]);
	});

	test('is called off where nothing is free, and never lands on another meeting', () => {
		const changes = plan({
			hours: [hours('10:00', '10:20')],
			tables: [table('1')],
			meetings: [meeting('x', '09:00', '1', ['a', 'b']), meeting('y', '09:25', '1', ['c', 'd'])]
		});
		expect(changes.map(({ id, what }) => [id, what])).toEqual([
			['x', 'other_time'],
			['y', 'called_off']
		]);
	});

	test('nobody is moved into the past or into their own meeting', () => {
		const changes = plan({
			hours: [hours('09:00', '10:00')],
			tables: [],
			meetings: [meeting('x', '11:00', null, ['a', 'b']), meeting('y', '09:25', null, ['a', 'c'])],
			now: '09:10'
		});
		expect(changes).toEqual([
			{ id: 'x', what: 'called_off', during: span('11:00'), tableId: null }
		]);
	});
});

describe('hours to begin with', () => {
	const at = (text: string) => new Date(`${text}:00+07:00`);
	const days = (startsAt: string, endsAt: string) =>
		hoursToBeginWith({ startsAt: at(startsAt), endsAt: at(endsAt), timeZone: 'Asia/Jakarta' });

	test('a gathering of one day is open throughout', () => {
		expect(days('2026-12-10T09:00', '2026-12-10T17:00')).toEqual([
			{ from: at('2026-12-10T09:00'), to: at('2026-12-10T17:00') }
		]);
	});

	test('a summit of two days has no meetings at night', () => {
		expect(days('2026-12-10T09:00', '2026-12-11T17:00')).toEqual([
			{ from: at('2026-12-10T09:00'), to: at('2026-12-10T17:00') },
			{ from: at('2026-12-11T09:00'), to: at('2026-12-11T17:00') }
		]);
	});

	test('one that ends early on its last day still has whole days before', () => {
		expect(days('2026-12-10T13:00', '2026-12-12T12:00')).toEqual([
			{ from: at('2026-12-10T13:00'), to: at('2026-12-10T21:00') },
			{ from: at('2026-12-11T13:00'), to: at('2026-12-11T21:00') }
		]);
	});
});
