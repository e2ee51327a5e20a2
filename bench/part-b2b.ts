import type { BreaksProblem } from '../src/engine/schedule/breaks.ts';

/** Reads a B2BSOP instance (MiniZinc data, everything from 1) into the engine's shape (from 0). */
export function readInstance(text: string, fairness: number): BreaksProblem {
	const number = (name: string) => Number(new RegExp(`\\b${name}\\s*=\\s*(\\d+)`).exec(text)?.[1] ?? Number.NaN);
	const body = (name: string) => new RegExp(`\\b${name}\\s*=\\s*([^;]*);`).exec(text)?.[1] ?? '';
	const sets = (name: string) =>
		[...body(name).matchAll(/\{([^}]*)\}|(\d+)\s*\.\.\s*(\d+)/g)].map(([, list, low, high]) =>
			list === undefined
				? Array.from({ length: Number(high) - Number(low) + 1 }, (_, i) => Number(low) + i)
				: (list.match(/\d+/g) ?? []).map(Number)
		);
	const slots = number('nTotalSlots');
	const morning = number('nMorningSlots');
	const rows = (body('requested').match(/\d+/g) ?? []).map(Number);
	const fixed = (body('fixed').match(/\d+/g) ?? []).map(Number);
	const people = number('nBusiness');
	const meetings = Array.from({ length: number('nMeetings') }, (_, m) => {
		const [a, b, session] = rows.slice(3 * m, 3 * m + 3) as [number, number, number];
		return {
			people: [a - 1, b - 1] as const,
			from: session === 2 ? morning : 0,
			to: session === 1 ? morning - 1 : slots - 1,
			fixed: fixed[m] ? fixed[m]! - 1 : null
		};
	});
	if (rows.length !== 3 * meetings.length) throw new Error('The list of meetings is not whole.');
	const forbiddenSets = sets('forbidden');
	const before = sets('precedences').flatMap((list, m) =>
		list.filter((other) => other > 0).map((other) => [other - 1, m] as const)
	);
	return {
		people,
		slots,
		tables: number('nTables'),
		meetings,
		forbidden: Array.from({ length: people }, (_, p) =>
			(forbiddenSets[p] ?? []).filter((slot) => slot > 0).map((slot) => slot - 1)
		),
		before,
		fairness
	};
}
