import { describe, expect, test } from 'vitest';
import {
	chooseTable,
	expiryOf,
	isOpen,
	mayBeHere,
	mayCancel,
	mayPropose,
	mayTellOutcome,
	pendingAllowed,
	roomFor,
	stateAt,
	waitsAlone,
	type MeetingNow,
	type TableChoice
} from './rules.ts';

const zone = 'Asia/Jakarta';
const at = (text: string) => new Date(`${text}+07:00`);
const day = (clock: string) => at(`2026-03-14T${clock}:00`);

describe('a request expires', () => {
	test('24 hours after it was sent, before the day', () => {
		const now = at('2026-03-10T15:00:00');
		expect(expiryOf({ now, times: [day('09:00')], timeZone: zone })).toEqual(
			at('2026-03-11T15:00:00')
		);
	});

	test('2 hours after it was sent, on the day', () => {
		expect(expiryOf({ now: day('07:00'), times: [day('15:00')], timeZone: zone })).toEqual(
			day('09:00')
		);
	});

	test('never after the last proposed time begins', () => {
		expect(
			expiryOf({ now: day('08:30'), times: [day('09:00'), day('09:25')], timeZone: zone })
		).toEqual(day('09:25'));
		const eve = at('2026-03-13T20:00:00');
		expect(expiryOf({ now: eve, times: [day('09:00')], timeZone: zone })).toEqual(day('09:00'));
	});

	test('by the day of the first time, where the times lie on two days', () => {
		const tomorrow = at('2026-03-15T10:00:00');
		expect(
			expiryOf({ now: day('10:00'), times: [tomorrow, day('16:00')], timeZone: zone })
		).toEqual(day('12:00'));
	});

	test("by the venue's own day, not by that of Greenwich", () => {
		// 06:00 in Jayapura is still the day before in Greenwich.
		const now = new Date('2026-03-14T06:00:00+09:00');
		const noon = new Date('2026-03-14T12:00:00+09:00');
		expect(expiryOf({ now, times: [noon], timeZone: 'Asia/Jayapura' })).toEqual(
			new Date('2026-03-14T08:00:00+09:00')
		);
	});
});

test('five requests may wait, one more for each meeting kept, up to ten', () => {
	expect([0, 1, 3, 5, 40].map((kept) => pendingAllowed(5, kept))).toEqual([5, 6, 8, 10, 10]);
	expect(pendingAllowed(20, 3)).toBe(20);
	expect(pendingAllowed(1, 0)).toBe(1);
});

const requested: MeetingNow = {
	state: 'requested',
	during: null,
	waitingForPersonId: 'b',
	expiresAt: day('12:00')
};
const confirmed: MeetingNow = {
	state: 'confirmed',
	during: { from: day('10:00'), to: day('10:20') },
	waitingForPersonId: null,
	expiresAt: null
};

test('a request past its time is expired, whether or not the job has run', () => {
	expect(stateAt(requested, day('11:59'))).toBe('requested');
	expect(stateAt(requested, day('12:00'))).toBe('expired');
	expect(isOpen(requested, day('12:00'))).toBe(false);
	expect(mayCancel(requested, day('12:00'))).toBe(false);
});

test('another time for a request is proposed by whose turn it is, for a confirmed meeting by either', () => {
	expect(mayPropose(requested, 'b', day('09:00'))).toBe(true);
	expect(mayPropose(requested, 'a', day('09:00'))).toBe(false);
	expect(mayPropose(confirmed, 'a', day('09:00'))).toBe(true);
	expect(mayPropose(confirmed, 'b', day('10:00'))).toBe(false);
});

test('a meeting may be called off until it begins', () => {
	expect(mayCancel(confirmed, day('09:59'))).toBe(true);
	expect(mayCancel(confirmed, day('10:00'))).toBe(false);
	expect(mayCancel({ ...requested, state: 'declined' }, day('09:00'))).toBe(false);
});

test('"I\'m here" is open from ten minutes before to the end', () => {
	expect(
		['09:49', '09:50', '10:19', '10:20'].map((clock) => mayBeHere(confirmed, day(clock)))
	).toEqual([false, true, true, false]);
	expect(mayBeHere(requested, day('10:00'))).toBe(false);
});

test('an outcome may be told once the meeting has begun', () => {
	expect(mayTellOutcome(confirmed, day('09:59'))).toBe(false);
	expect(mayTellOutcome(confirmed, day('10:00'))).toBe(true);
	expect(mayTellOutcome(confirmed, at('2026-03-20T10:00:00'))).toBe(true);
});

test('who is there alone waits four minutes before something else is offered', () => {
	const during = confirmed.during!;
	const alone = (hereAt: Date | null, now: Date, othersHere = false) =>
		waitsAlone({ during, hereAt, othersHere, now });
	expect(alone(day('09:55'), day('10:03'))).toBe(false);
	expect(alone(day('09:55'), day('10:04'))).toBe(true);
	expect(alone(day('10:05'), day('10:08'))).toBe(false);
	expect(alone(day('10:05'), day('10:09'))).toBe(true);
	expect(alone(day('09:55'), day('10:04'), true)).toBe(false);
	expect(alone(null, day('10:10'))).toBe(false);
	expect(alone(day('09:55'), day('10:20'))).toBe(false);
});

describe('a table is chosen', () => {
	const table = (id: string, zone: string | null, meetings = 0, seats = 4): TableChoice => ({
		id,
		zone,
		seats,
		meetings,
		position: Number(id)
	});

	test('in the least used zone, then the least used table, then in order', () => {
		const all = [table('1', 'A', 3), table('2', 'A', 0), table('3', 'B', 1), table('4', 'B', 1)];
		expect(chooseTable(all, 2, all)?.id).toBe('3');
		expect(chooseTable(all.slice(0, 2), 2, all)?.id).toBe('2');
	});

	test('that seats everybody, the smallest of those', () => {
		const all = [table('1', null, 0, 2), table('2', null, 0, 8), table('3', null, 5, 4)];
		expect(chooseTable(all, 2, all)?.id).toBe('1');
		expect(chooseTable(all, 3, all)?.id).toBe('3');
		expect(chooseTable(all, 9, all)).toBeNull();
		expect(chooseTable([], 2, all)).toBeNull();
	});
});

test("an online meeting gets a room of its own from the template, else the gathering's", () => {
	expect(roomFor('https://meet.example/{code}', 'gerbang-x y', 'https://zoom.example/1')).toBe(
		'https://meet.example/gerbang-x%20y'
	);
	expect(roomFor(null, 'x', 'https://zoom.example/1')).toBe('https://zoom.example/1');
	expect(roomFor(null, 'x', null)).toBeNull();
});
