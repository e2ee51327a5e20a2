import type { SeatBreach, SeatProblem } from '../../src/engine/seat/problem.ts';

const mode = ({ mode }: { mode?: string }) => mode ?? 'onsite';

/**
 * Every rule of a seating, counted anew from the problem alone; shares no code with the engine. Answers what is wrong,
 * in words; nothing when all is well.
 */
export function checkSeating(
	problem: SeatProblem,
	seating: { rounds: number[][][]; repeats: number; relevance?: number; broken: SeatBreach[] },
	gone: { from: number; people: readonly number[] } = { from: Infinity, people: [] }
): string[] {
	const { people, tables } = problem;
	const wrong: string[] = [];
	const has = (match: (breach: SeatBreach) => boolean) => seating.broken.some(match);
	const there = (p: number, r: number) =>
		r >= (people[p]!.arrives ?? 0) && r < (people[p]!.leaves ?? Infinity) && !(r >= gone.from && gone.people.includes(p));
	const tied = people.map((_, p) => new Set([p]));
	for (const [a, b] of problem.together ?? []) {
		const both = new Set([...tied[a]!, ...tied[b]!]);
		for (const p of both) tied[p] = both;
	}
	if (seating.rounds.length !== problem.rounds) wrong.push(`${seating.rounds.length} rounds`);
	const met = new Map<string, number[]>();
	let relevance = 0;
	const worthOf = (a: number, b: number) => {
		if (!problem.relevance) return 0;
		if (typeof problem.relevance === 'function') return problem.relevance(Math.min(a, b), Math.max(a, b));
		let sum = 0;
		for (let i = 0; i < problem.relevance.a.length; i++) {
			const [x, y] = [problem.relevance.a[i]!, problem.relevance.b[i]!];
			if (x !== y && ((x === a && y === b) || (x === b && y === a))) sum += problem.relevance.worth[i]!;
		}
		return sum;
	};
	seating.rounds.forEach((round, r) => {
		const at = new Map<number, number>();
		if (round.length !== tables.length) wrong.push(`round ${r}: ${round.length} tables`);
		round.forEach((seated, t) => {
			const table = tables[t]!;
			if (seated.length > table.places) wrong.push(`round ${r} table ${t}: ${seated.length} of ${table.places}`);
			const least = Math.min(table.places, table.least ?? Math.ceil(table.places / 2));
			const short = seated.length > 0 && seated.length < least;
			const said = has((b) => b.kind === 'table_short' && b.table === t && b.round === r);
			if (short !== said) wrong.push(`round ${r} table ${t}: short ${short}, said ${said}`);
			for (const p of seated) {
				if (at.has(p)) wrong.push(`round ${r}: ${p} sits twice`);
				at.set(p, t);
				const person = people[p]!;
				if (!there(p, r)) wrong.push(`round ${r}: ${p} is not there`);
				if (mode(person) !== mode(table)) wrong.push(`round ${r}: ${p} sits at a table of the other mode`);
				const fixed = person.table !== undefined && person.table !== null;
				if (fixed ? person.table !== t : person.tables && !person.tables.includes(t))
					wrong.push(`round ${r}: ${p} cannot sit at ${t}`);
				for (const q of seated) {
					if (q >= p) continue;
					relevance += worthOf(p, q);
					if (!tied[p]!.has(q)) met.set(`${q}-${p}`, [...(met.get(`${q}-${p}`) ?? []), r]);
				}
			}
		});
		for (let p = 0; p < people.length; p++) {
			const said = has((b) => b.kind === 'unseated' && b.person === p && b.round === r);
			if (there(p, r) && !at.has(p) !== said) wrong.push(`round ${r}: ${p} seated ${at.has(p)}, said unseated ${said}`);
			if (!there(p, r) && said) wrong.push(`round ${r}: ${p} is not there, said unseated`);
			// A free place within reach is never left while someone stands.
			if (there(p, r) && !at.has(p))
				round.forEach((seated, t) => {
					const { table, tables: only } = people[p]!;
					const may = table !== undefined && table !== null ? table === t : !only || only.includes(t);
					if (may && mode(people[p]!) === mode(tables[t]!) && seated.length < tables[t]!.places && gone.from === Infinity)
						wrong.push(`round ${r}: ${p} stands, and ${t} has a place`);
				});
		}
		for (const [a, b] of problem.apart ?? []) {
			const sit = a !== b && at.has(a) && at.get(a) === at.get(b);
			const said = has((x) => x.kind === 'not_apart' && x.round === r && x.people[0] === a && x.people[1] === b);
			if (sit !== said) wrong.push(`round ${r}: ${a} and ${b} together ${sit}, said ${said}`);
		}
		for (const [a, b] of problem.together ?? []) {
			if (a === b || !there(a, r) || !there(b, r)) continue;
			const sit = at.has(a) && at.get(a) === at.get(b);
			const said = has((x) => x.kind === 'not_together' && x.round === r && x.people[0] === a && x.people[1] === b);
			if (sit === said) wrong.push(`round ${r}: ${a} and ${b} together ${sit}, said apart ${said}`);
		}
	});
	let repeats = 0;
	for (const [pair, rounds] of met) {
		if (rounds.length < 2) continue;
		repeats += rounds.length - 1;
		const said = has(
			(b) => b.kind === 'met_again' && `${b.people[0]}-${b.people[1]}` === pair && b.rounds.join() === rounds.join()
		);
		if (!said) wrong.push(`${pair} meet in ${rounds.join()}, not said`);
	}
	if (repeats !== seating.repeats) wrong.push(`${repeats} repeats, said ${seating.repeats}`);
	if (seating.relevance !== undefined && Math.abs(relevance - seating.relevance) > 1e-3 * (1 + Math.abs(relevance)))
		wrong.push(`relevance ${relevance}, said ${seating.relevance}`);
	return wrong;
}
