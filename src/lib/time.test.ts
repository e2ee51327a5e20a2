import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import * as time from './time.ts';

const jakarta = 'Asia/Jakarta';
const nine = '2026-03-14T02:00:00Z';
const five = '2026-03-14T10:00:00Z';

describe('a moment', () => {
	test('is said with its day, hour and zone letters in both languages', () => {
		expect(time.sayMoment(nine, jakarta, 'id')).toBe('Sab, 14 Mar 2026 09.00 WIB');
		expect(time.sayMoment(nine, jakarta, 'en')).toBe('Sat, 14 Mar 2026 09:00 WIB');
	});

	test('near now is today, tomorrow or yesterday by the calendar of its own zone', () => {
		const lateEvening = '2026-03-13T16:30:00Z'; // 23.30 in Jakarta, already Saturday in Jayapura
		expect(time.sayMoment(nine, jakarta, 'id', lateEvening)).toBe('besok 09.00 WIB');
		expect(time.sayMoment(nine, 'Asia/Jayapura', 'id', lateEvening)).toBe('hari ini 11.00 WIT');
		expect(time.sayMoment(nine, jakarta, 'en', '2026-03-15T02:00:00Z')).toBe('yesterday 09:00 WIB');
		expect(time.sayMoment(nine, jakarta, 'id', '2026-03-12T02:00:00Z')).toBe(
			'Sab, 14 Mar 2026 09.00 WIB'
		);
	});

	test('of an Indonesian zone carries the same letters in both languages', () => {
		for (const locale of ['id', 'en'] as const) {
			expect(time.zoneLetters('Asia/Pontianak', locale, nine)).toBe('WIB');
			expect(time.zoneLetters('Asia/Makassar', locale, nine)).toBe('WITA');
			expect(time.zoneLetters('Asia/Jayapura', locale, nine)).toBe('WIT');
			expect(time.zoneLetters('Asia/Singapore', locale, nine)).toBe('GMT+8');
		}
	});
});

describe('a span', () => {
	test('within a day names the day once', () => {
		expect(time.sayRange(nine, five, jakarta, 'id')).toBe('Sab, 14 Mar 2026\u00a0· 09.00–17.00 WIB');
		expect(time.sayRange(nine, five, jakarta, 'en')).toBe('Sat, 14 Mar 2026\u00a0· 09:00–17:00 WIB');
		expect(time.sayRange(nine, five, jakarta, 'id', '2026-03-13T02:00:00Z')).toBe(
			'besok\u00a0· 09.00–17.00 WIB'
		);
	});

	test('past midnight is one evening', () => {
		expect(time.sayRange('2026-03-14T13:00:00Z', '2026-03-14T19:00:00Z', jakarta, 'id')).toBe(
			'Sab, 14 Mar 2026\u00a0· 20.00 – Min 02.00 WIB'
		);
	});

	test('of several days names both, and each year where they differ', () => {
		expect(time.sayRange(nine, '2026-03-15T10:00:00Z', jakarta, 'id')).toBe(
			'Sab, 14 Mar 09.00 – Min, 15 Mar 2026 17.00 WIB'
		);
		expect(time.sayDays(nine, '2026-03-15T10:00:00Z', jakarta, 'id')).toBe(
			'Sab, 14 – Min, 15 Mar 2026'
		);
		expect(time.sayDays('2026-12-31T02:00:00Z', '2027-01-01T10:00:00Z', jakarta, 'en')).toBe(
			'Thu, 31 Dec 2026 – Fri, 1 Jan 2027'
		);
	});
});

test('how far off is said in words', () => {
	const now = '2026-03-14T02:00:00Z';
	expect(time.sayRelative('2026-03-14T02:00:20Z', 'id', now)).toBe('baru saja');
	expect(time.sayRelative('2026-03-14T01:57:00Z', 'id', now)).toBe('3 menit yang lalu');
	expect(time.sayRelative('2026-03-15T02:00:00Z', 'id', now)).toBe('dalam 1 hari');
	expect(time.sayRelative('2026-03-15T02:00:00Z', 'id', now, jakarta)).toBe('besok');
	// 38 hours on is two days on by the calendar, and 25 hours back from the early morning too.
	expect(time.sayRelative('2026-03-15T16:00:00Z', 'id', now, jakarta)).toBe('besok');
	expect(time.sayRelative('2026-03-15T18:00:00Z', 'id', now, jakarta)).toBe('lusa');
	expect(time.sayRelative('2026-03-12T16:00:00Z', 'en', now, jakarta)).toBe('2 days ago');
	expect(time.sayRelative('2026-03-14T04:10:00Z', 'en', now)).toBe('in 2 hours');
});

test('lengths, numbers and money are written as each language writes them', () => {
	expect(time.sayMinutes(20, 'id')).toBe('20 menit');
	expect(time.sayMinutes(90, 'id')).toBe('1 jam 30 menit');
	expect(time.sayNumber(12500, 'id')).toBe('12.500');
	expect(time.sayRupiah(150000, 'id')).toBe('Rp150.000');
	expect(time.sayRupiah(150000.4, 'en')).toBe('Rp150,000');
	expect(time.sayRupiah(-5000, 'id')).toBe('-Rp5.000');
});

test("the viewer's own time is said only where clocks differ", () => {
	expect(time.differsFrom(jakarta, 'Asia/Bangkok', nine)).toBe(false);
	expect(time.differsFrom(jakarta, 'Asia/Makassar', nine)).toBe(true);
	expect(time.differsFrom(jakarta, null, nine)).toBe(false);
	expect(time.differsFrom('Europe/London', 'Etc/UTC', '2026-01-10T00:00:00Z')).toBe(false);
	expect(time.differsFrom('Europe/London', 'Etc/UTC', '2026-07-10T00:00:00Z')).toBe(true);
});

describe('a typed date', () => {
	test('is the instant a calendar library finds, in every zone, also where clocks skip or repeat an hour', () => {
		const zones = [
			jakarta,
			'Asia/Jayapura',
			'Europe/Berlin',
			'America/New_York',
			'Australia/Lord_Howe'
		];
		fc.assert(
			fc.property(
				fc.constantFrom(...zones),
				fc.date({
					min: new Date('2020-01-01T00:00:00Z'),
					max: new Date('2035-01-01T00:00:00Z'),
					noInvalidDate: true
				}),
				(zone, date) => {
					const text = date.toISOString().slice(0, 16);
					const right = Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
					expect(time.fromLocalInput(text, zone)?.toISOString()).toBe(
						new Date(right.epochMilliseconds).toISOString()
					);
				}
			),
			{ numRuns: 1000 }
		);
	});

	test('that the clocks skip moves on, one they show twice is the first', () => {
		const berlin = (text: string) => time.fromLocalInput(text, 'Europe/Berlin')?.toISOString();
		expect(berlin('2026-03-29T02:30')).toBe('2026-03-29T01:30:00.000Z');
		expect(berlin('2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z');
	});

	test('comes back as it was typed', () => {
		const instant = time.fromLocalInput('2026-03-14T09:00', jakarta);
		expect(instant?.toISOString()).toBe('2026-03-14T02:00:00.000Z');
		expect(time.toLocalInput(instant, jakarta)).toBe('2026-03-14T09:00');
		expect(time.toLocalInput(null, jakarta)).toBe('');
	});

	test('that does not exist is refused', () => {
		for (const text of ['', 'besok', '2026-02-30T09:00', '2026-13-01T09:00', '2026-01-01T25:00']) {
			expect(time.fromLocalInput(text, jakarta)).toBeNull();
		}
	});
});
