import { expect, test } from 'vitest';
import { layTimeline, rowAt } from './timeline.ts';

const at = (clock: string) => new Date(`2026-03-14T${clock}:00+07:00`);
const session = (id: string, from: string | null, to: string | null, roomId: string | null = 'a') => ({
	id,
	startsAt: from ? at(from) : null,
	endsAt: to ? at(to) : null,
	roomId
});
const rooms = [{ id: 'a' }, { id: 'b' }, { id: 'unused' }];

test('rooms in use are columns, in their order, and five minutes a row', () => {
	const timeline = layTimeline([session('2', '09:30', '10:15', 'b'), session('1', '09:05', '09:30')], rooms)!;
	expect(timeline.columns).toEqual(['a', 'b']);
	expect(timeline.startsAt).toEqual(at('09:00'));
	expect(timeline.rows).toBe(18);
	expect(timeline.spots.get('1')).toEqual({ column: 0, span: 1, from: 1, length: 5, lane: 0, lanes: 1 });
	expect(timeline.spots.get('2')).toEqual({ column: 1, span: 1, from: 6, length: 9, lane: 0, lanes: 1 });
	expect(timeline.hours.map(({ row }) => row)).toEqual([0, 12]);
});

test('sessions that overlap in one room stand side by side, those after them not', () => {
	const { spots } = layTimeline(
		[
			session('long', '09:00', '10:00'),
			session('in', '09:10', '09:20'),
			session('in2', '09:20', '09:30'),
			session('after', '10:00', '10:30')
		],
		rooms
	)!;
	expect(['long', 'in', 'in2', 'after'].map((id) => [spots.get(id)!.lane, spots.get(id)!.lanes])).toEqual([
		[0, 2],
		[1, 2],
		[1, 2],
		[0, 1]
	]);
});

test('a break goes across the rooms in which nothing else runs', () => {
	const pause = (id: string, from: string, to: string) => ({ ...session(id, from, to, 'b'), isService: true });
	const { spots } = layTimeline(
		[session('1', '09:00', '10:00', 'a'), pause('lunch', '10:00', '11:00'), pause('tea', '11:00', '11:30'), session('2', '11:15', '12:00', 'a')],
		rooms
	)!;
	expect(spots.get('lunch')).toMatchObject({ column: 0, span: 2 });
	expect(spots.get('tea')).toMatchObject({ column: 1, span: 1 });
});

test('what has no room, no end or no time is not lost or invented', () => {
	const timeline = layTimeline([session('x', '09:00', null, null), session('y', null, null)], rooms)!;
	expect(timeline.columns).toEqual([null]);
	expect(timeline.spots.get('x')).toMatchObject({ column: 0, length: 6 });
	expect(timeline.spots.has('y')).toBe(false);
	expect(layTimeline([session('y', null, null)], rooms)).toBeNull();
});

test('now stands between its rows, and nowhere before or after', () => {
	const timeline = layTimeline([session('1', '09:00', '10:00')], rooms)!;
	expect(rowAt(timeline, at('09:12'))).toBeCloseTo(2.4);
	expect(rowAt(timeline, at('08:59'))).toBeNull();
	expect(rowAt(timeline, at('10:01'))).toBeNull();
});
