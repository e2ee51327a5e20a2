import type { BreaksProblem } from '#engine/schedule/breaks.ts';
import { refusals } from '../kernel/errors.ts';

const fail = refusals({
	DZN_UNREADABLE: {
		status: 422,
		id: 'Data MiniZinc ini tidak lengkap: {what}.',
		en: 'This MiniZinc data is not whole: {what}.'
	}
});

/**
 * Reads an instance of the Business-to-Business Meeting Scheduling Problem (MiniZinc data, everything from 1) into the
 * engine's shape (from 0). `nMorningSlots`, `forbidden`, `fixed` and `precedences` may be missing.
 */
export function readB2bsop(source: string, fairness: number | null): BreaksProblem {
	const text = source.replace(/%.*$/gm, '');
	const body = (name: string) => new RegExp(`\\b${name}\\s*=\\s*([^;]*);`).exec(text)?.[1] ?? '';
	const whole = (name: string, otherwise?: number) => {
		const value = /^\s*(\d+)\s*$/.exec(body(name))?.[1];
		if (value !== undefined) return Number(value);
		return otherwise ?? fail('DZN_UNREADABLE', { what: `${name} = …` });
	};
	const numbers = (name: string) => (body(name).match(/\d+/g) ?? []).map(Number);
	const sets = (name: string) =>
		[...body(name).matchAll(/\{([^}]*)\}|(\d+)\s*\.\.\s*(\d+)/g)].map(([, list, low, high]) =>
			list === undefined
				? Array.from({ length: Number(high) - Number(low) + 1 }, (_, i) => Number(low) + i)
				: (list.match(/\d+/g) ?? []).map(Number)
		);
	const people = whole('nBusiness');
	const count = whole('nMeetings');
	const slots = whole('nTotalSlots');
	const tables = whole('nTables');
	const morning = whole('nMorningSlots', slots);
	// `[| a, b, s | …` or `array2d(1..M, 1..3, [a, b, s, …`.
	const rows = (body('requested').replace(/^[^[]*/, '').match(/\d+/g) ?? []).map(Number);
	if (rows.length !== 3 * count) fail('DZN_UNREADABLE', { what: `requested: ${rows.length / 3} ≠ ${count}` });
	const fixed = numbers('fixed');
	if (fixed.length > 0 && fixed.length !== count) fail('DZN_UNREADABLE', { what: `fixed: ${fixed.length} ≠ ${count}` });
	const forbidden = sets('forbidden');
	if (forbidden.length > 0 && forbidden.length !== people)
		fail('DZN_UNREADABLE', { what: `forbidden: ${forbidden.length} ≠ ${people}` });
	const precedences = sets('precedences');
	const meetings = Array.from({ length: count }, (_, m) => {
		const [a, b, session] = rows.slice(3 * m, 3 * m + 3) as [number, number, number];
		if (a < 1 || b < 1 || a > people || b > people || a === b)
			fail('DZN_UNREADABLE', { what: `requested, ${m + 1}: ${a}, ${b}` });
		return {
			people: [a - 1, b - 1] as const,
			from: session === 2 ? morning : 0,
			to: session === 1 ? morning - 1 : slots - 1,
			fixed: fixed[m] ? fixed[m]! - 1 : null
		};
	});
	return {
		people,
		slots,
		tables,
		meetings,
		// 0 is only there so that no set is empty.
		forbidden: Array.from({ length: people }, (_, p) =>
			(forbidden[p] ?? []).filter((slot) => slot > 0 && slot <= slots).map((slot) => slot - 1)
		),
		before: precedences.flatMap((list, m) =>
			list.filter((other) => other > 0 && other <= count && m < count).map((other) => [other - 1, m] as const)
		),
		fairness
	};
}
