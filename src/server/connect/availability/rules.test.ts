import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestThree, dayIn, freeSlots, joined, overlaps, slotAt, slotsOf } from './rules.ts';

const at = (clock: string, day = '2026-03-14') => new Date(`${day}T${clock}:00+07:00`);
const hours = (from: string, to: string, day?: string) => ({
	from: at(from, day).toISOString(),
	to: at(to, day).toISOString()
});
const clocks = (slots: { from: Date }[]) =>
	slots.map(({ from }) => new Date(from.getTime() + 7 * 3_600_000).toISOString().slice(11, 16));

describe('slots', () => {
	test('are cut from the hours with a gap between', () => {
		const slots = slotsOf({ slotMinutes: 20, gapMinutes: 5, hours: [hours('09:00', '10:30')] });
		expect(clocks(slots)).toEqual(['09:00', '09:25', '09:50']);
		expect(slots[0]).toEqual({ from: at('09:00'), to: at('09:20') });
	});

	test('fill a window to its last minute, and never reach over it', () => {
		const cut = (to: string) =>
			slotsOf({ slotMinutes: 20, gapMinutes: 5, hours: [hours('09:00', to)] }).length;
		expect([cut('09:19'), cut('09:20'), cut('09:44'), cut('09:45')]).toEqual([0, 1, 1, 2]);
	});

	test('come in order however the windows stand, and windows that overlap are one', () => {
		const slots = slotsOf({
			slotMinutes: 30,
			gapMinutes: 0,
			hours: [
				hours('13:00', '14:00'),
				hours('09:00', '10:00'),
				hours('09:30', '10:30'),
				hours('08:00', '07:00')
			]
		});
		expect(clocks(slots)).toEqual(['09:00', '09:30', '10:00', '13:00', '13:30']);
	});

	test('never overlap, for any setting', () => {
		const minute = fc.integer({ min: 0, max: 2 * 24 * 60 });
		fc.assert(
			fc.property(
				fc.integer({ min: 5, max: 240 }),
				fc.integer({ min: 0, max: 60 }),
				fc.array(fc.tuple(minute, minute), { maxLength: 6 }),
				(slotMinutes, gapMinutes, windows) => {
					const day = at('00:00').getTime();
					const given = windows.map(([a, b]) => ({
						from: new Date(day + a * 60_000).toISOString(),
						to: new Date(day + b * 60_000).toISOString()
					}));
					const slots = slotsOf({ slotMinutes, gapMinutes, hours: given });
					for (let i = 1; i < slots.length; i++) {
						expect(overlaps(slots[i - 1]!, slots[i]!)).toBe(false);
						expect(slots[i - 1]!.from < slots[i]!.from).toBe(true);
					}
					const within = joined(given);
					for (const slot of slots) {
						expect(within.some(({ from, to }) => from <= slot.from && slot.to <= to)).toBe(true);
					}
				}
			)
		);
	});
});

const slots = slotsOf({ slotMinutes: 20, gapMinutes: 5, hours: [hours('09:00', '12:00')] });

test('a slot is free if it lies ahead and overlaps nothing', () => {
	const busy = [
		{ from: at('09:20'), to: at('09:25') },
		{ from: at('10:00'), to: at('10:45') }
	];
	expect(clocks(freeSlots(slots, busy, at('09:00')))).toEqual(['09:25', '11:05', '11:30']);
});

test('what ends when a slot begins does not take it', () => {
	expect(
		clocks(freeSlots(slots.slice(0, 2), [{ from: at('09:20'), to: at('09:25') }], at('08:00')))
	).toEqual(['09:00', '09:25']);
});

test('three times are proposed, spread over what is free; soon, the next one first', () => {
	expect(clocks(bestThree(slots, false))).toEqual(['09:25', '10:15', '11:05']);
	expect(clocks(bestThree(slots, true))[0]).toBe('09:00');
	expect(bestThree(slots.slice(0, 2), false)).toHaveLength(2);
	expect(bestThree([], true)).toEqual([]);
});

test('a slot is known by its start alone', () => {
	expect(slotAt(slots, at('09:25'))?.to).toEqual(at('09:45'));
	expect(slotAt(slots, at('09:26'))).toBeNull();
});

test('a day is that of the zone', () => {
	const late = new Date('2026-03-14T23:30:00Z');
	expect(dayIn('Asia/Jakarta', late)).toBe('2026-03-15');
	expect(dayIn('UTC', late)).toBe('2026-03-14');
});
