import type { BreaksProblem } from './breaks.ts';
import { splitPeople } from './breaks-sides.ts';
import { Solver } from './solver.ts';

/** A person's breaks as clauses: literal `atLeast[p][k - 1]` is true exactly when person p has k breaks or more. */
export interface BreaksModel {
	solver: Solver;
	/** meetings x slots: variable, or -1 where the meeting cannot be. */
	at: Int32Array;
	/** people x slots: variable of "is in a meeting then", or -1. */
	busy: Int32Array;
	atLeast: number[][];
	/** How many meetings each person has. */
	meetingsOf: number[];
}

/** Slots of a meeting that nothing about itself rules out: its window, its fixed slot, forbidden slots of the two. */
export function domainsOf(problem: BreaksProblem): Uint8Array {
	const { slots, meetings, people } = problem;
	const forbidden = new Uint8Array(people * slots);
	problem.forbidden.forEach((list, p) => list.forEach((s) => (forbidden[p * slots + s] = 1)));
	const domain = new Uint8Array(meetings.length * slots);
	meetings.forEach(({ people: [a, b], from, to, fixed }, m) => {
		for (let s = from; s <= to; s++) {
			if (fixed !== null && fixed !== s) continue;
			if (!forbidden[a * slots + s] && !forbidden[b * slots + s]) domain[m * slots + s] = 1;
		}
	});
	return domain;
}

/** Outputs "at least j of these are true", for j from 1 to `most`, in one direction: inputs force outputs. */
export function addTotal(solver: Solver, inputs: number[], most: number): number[] {
	if (inputs.length === 1) return inputs.slice();
	const half = inputs.length >> 1;
	const left = addTotal(solver, inputs.slice(0, half), most);
	const right = addTotal(solver, inputs.slice(half), most);
	const outputs = Array.from({ length: Math.min(most, left.length + right.length) }, () => 2 * solver.newVariable());
	for (let i = 0; i <= left.length; i++) {
		for (let j = 0; j <= right.length; j++) {
			if (i + j === 0) continue;
			const output = outputs[Math.min(i + j, outputs.length) - 1]!;
			const clause = [output];
			if (i > 0) clause.push(left[i - 1]! ^ 1);
			if (j > 0) clause.push(right[j - 1]! ^ 1);
			solver.addClause(clause);
		}
	}
	for (let k = 1; k < outputs.length; k++) solver.addClause([outputs[k]! ^ 1, outputs[k - 1]!]);
	return outputs;
}

/**
 * The whole problem as clauses and counting constraints, with implied ones that help: a person is busy in as many
 * slots as they have meetings; what the other slots cannot hold, a slot must (Bofill et al., JAIR 74, 2022).
 * `mostBreaks` is a number of breaks that no person may exceed, or null; `leastBreaks` by person those proved already.
 */
export function buildBreaksModel(
	problem: BreaksProblem,
	mostBreaks: number | null,
	leastBreaks: ArrayLike<number>
): BreaksModel {
	const { slots, people, tables, meetings } = problem;
	const solver = new Solver();
	const domain = domainsOf(problem);
	const at = new Int32Array(meetings.length * slots).fill(-1);
	const busy = new Int32Array(people * slots).fill(-1);
	const meetingsOf: number[][] = Array.from({ length: people }, () => []);
	meetings.forEach(({ people: [a, b] }, m) => {
		meetingsOf[a]!.push(m);
		meetingsOf[b]!.push(m);
		for (let s = 0; s < slots; s++) if (domain[m * slots + s]) at[m * slots + s] = solver.newVariable();
	});
	for (let m = 0; m < meetings.length; m++) {
		const literals: number[] = [];
		for (let s = 0; s < slots; s++) if (at[m * slots + s]! >= 0) literals.push(2 * at[m * slots + s]!);
		solver.addClause(literals);
		solver.addAtMost(literals, 1);
	}
	for (let p = 0; p < people; p++) {
		const all: number[] = [];
		for (let s = 0; s < slots; s++) {
			const literals = meetingsOf[p]!.filter((m) => at[m * slots + s]! >= 0).map((m) => 2 * at[m * slots + s]!);
			if (literals.length === 0) continue;
			const v = (busy[p * slots + s] = solver.newVariable());
			for (const literal of literals) solver.addClause([literal ^ 1, 2 * v]);
			solver.addClause([2 * v + 1, ...literals]);
			solver.addAtMost(literals, 1);
			all.push(2 * v);
		}
		const n = meetingsOf[p]!.length;
		if (n === 0) continue;
		solver.addAtMost(all, n);
		solver.addAtLeast(all, n);
	}
	const sides = splitPeople(problem);
	const isTight = meetings.length > 0.8 * tables * slots;
	for (let s = 0; s < slots; s++) {
		const literals: number[] = [];
		for (let m = 0; m < meetings.length; m++) if (at[m * slots + s]! >= 0) literals.push(2 * at[m * slots + s]!);
		const persons: number[] = [];
		for (let p = 0; p < people; p++) if (busy[p * slots + s]! >= 0) persons.push(2 * busy[p * slots + s]!);
		// Through sums of people: contradictions are then told in terms of the sums. Where nearly every place is taken,
		// plain counts are soon full, and see it earlier.
		if (literals.length > tables) {
			if (isTight) {
				solver.addAtMost(literals, tables);
				solver.addAtMost(persons, 2 * tables);
			}
			const outputs = addTotal(solver, persons, 2 * tables + 1);
			if (outputs.length > 2 * tables) solver.addClause([outputs[2 * tables]! ^ 1]);
			addSides(problem, solver, { at, busy, sides }, s);
		}
		const least = meetings.length - tables * (slots - 1);
		if (least > 0) {
			solver.addAtLeast(literals, least);
			solver.addAtLeast(persons, 2 * least);
		}
	}
	addOrder(problem, solver, at);

	// Breaks: a slot begins one when the person is busy, was not just before, and was at some time earlier.
	const atLeast: number[][] = [];
	for (let p = 0; p < people; p++) {
		const n = meetingsOf[p]!.length;
		const limit = Math.min(n - 1, slots - n, mostBreaks === null ? slots : mostBreaks);
		const outputs: number[] = [];
		atLeast.push(outputs);
		if (n < 2) continue;
		let earlier = -1; // "was busy at some slot up to s - 2"
		let counts: number[] = []; // at least k breaks up to now
		for (let s = 2; s < slots; s++) {
			const before = busy[p * slots + s - 2]!;
			if (before >= 0) {
				if (earlier < 0) earlier = before;
				else {
					const v = solver.newVariable();
					solver.addClause([2 * earlier + 1, 2 * v]);
					solver.addClause([2 * before + 1, 2 * v]);
					solver.addClause([2 * v + 1, 2 * earlier, 2 * before]);
					earlier = v;
				}
			}
			const now = busy[p * slots + s]!;
			if (earlier < 0 || now < 0) continue;
			const just = busy[p * slots + s - 1]!;
			const begins = solver.newVariable();
			const idle = just < 0 ? [] : [2 * just];
			solver.addClause([2 * now + 1, ...idle, 2 * earlier + 1, 2 * begins]);
			solver.addClause([2 * begins + 1, 2 * now]);
			solver.addClause([2 * begins + 1, 2 * earlier]);
			for (const literal of idle) solver.addClause([2 * begins + 1, literal ^ 1]);
			const next: number[] = [];
			for (let k = 0; k <= counts.length; k++) {
				// next[k] = counts[k] or (counts[k - 1] and begins)
				const old = k < counts.length ? counts[k]! : -1;
				const less = k > 0 ? counts[k - 1]! : -1;
				if (k >= limit) {
					solver.addClause([2 * begins + 1, ...(less >= 0 ? [2 * less + 1] : [])]);
					break;
				}
				const v = solver.newVariable();
				if (old >= 0) {
					solver.addClause([2 * old + 1, 2 * v]);
					solver.addClause([2 * v + 1, 2 * old, 2 * begins]);
				} else solver.addClause([2 * v + 1, 2 * begins]);
				solver.addClause([2 * begins + 1, ...(less >= 0 ? [2 * less + 1] : []), 2 * v]);
				if (less >= 0) solver.addClause([2 * v + 1, ...(old >= 0 ? [2 * old] : []), 2 * less]);
				next.push(v);
			}
			counts = next;
		}
		outputs.push(...counts);
		const inDomain = (m: number) => domain.subarray(m * slots, (m + 1) * slots);
		const firsts = meetingsOf[p]!.map((m) => inDomain(m).indexOf(1));
		const lasts = meetingsOf[p]!.map((m) => inDomain(m).lastIndexOf(1));
		if (firsts.includes(-1)) continue;
		addSpan(solver, slots, busy.subarray(p * slots, (p + 1) * slots), { any: outputs[0] ?? -1, firsts, lasts });
	}
	atLeast.forEach((outputs, p) => {
		for (let k = 0; k < Math.min(leastBreaks[p]!, outputs.length); k++) solver.addClause([2 * outputs[k]!]);
	});
	addFairness(problem, solver, atLeast);
	return { solver, at, busy, atLeast, meetingsOf: meetingsOf.map(({ length }) => length) };
}

/**
 * Implied: who is busy on one side of the people, less the meetings within that side and with those within the other,
 * are the meetings of the slot. Where nearly all meetings are between the sides, this counts tables by the people of
 * one side alone, which says far more than twice the tables for all people together.
 */
function addSides(
	{ people, slots, tables, meetings }: BreaksProblem,
	solver: Solver,
	{ at, busy, sides }: { at: Int32Array; busy: Int32Array; sides: Uint8Array },
	s: number
): void {
	for (const side of [0, 1]) {
		const terms: number[] = [];
		let most = tables;
		for (let p = 0; p < people; p++) if (sides[p] === side && busy[p * slots + s]! >= 0) terms.push(2 * busy[p * slots + s]!);
		for (const [m, { people: [a, b] }] of meetings.entries()) {
			const v = at[m * slots + s]!;
			if (v < 0 || sides[a] !== sides[b]) continue;
			if (sides[a] === side) {
				terms.push(2 * v + 1);
				most++;
			} else terms.push(2 * v);
		}
		if (terms.length <= most) continue;
		solver.addClause([addTotal(solver, terms, most + 1)[most]! ^ 1]);
	}
}

/**
 * Implied by the definition of a break, but seen at once this way: without any, what is idle splits a person's slots
 * into nothing and all, and the first meeting says where the last is.
 */
function addSpan(
	solver: Solver,
	slots: number,
	busy: Int32Array,
	{ any, firsts, lasts }: { any: number; firsts: readonly number[]; lasts: readonly number[] }
): void {
	const n = firsts.length;
	const orBreaks = any < 0 ? [] : [2 * any];
	// `by[s]`: busy at s or before; `from[s]`: busy at s or after.
	const by: number[] = [];
	const from: number[] = Array.from({ length: slots }, () => -1);
	for (let s = 0; s < slots; s++) {
		const v = solver.newVariable();
		by.push(v);
		const terms = [s > 0 ? by[s - 1]! : -1, busy[s]!].filter((other) => other >= 0);
		for (const other of terms) solver.addClause([2 * other + 1, 2 * v]);
		solver.addClause([2 * v + 1, ...terms.map((other) => 2 * other)]);
	}
	for (let s = slots - 1; s >= 0; s--) {
		const v = (from[s] = solver.newVariable());
		const terms = [s < slots - 1 ? from[s + 1]! : -1, busy[s]!].filter((other) => other >= 0);
		for (const other of terms) solver.addClause([2 * other + 1, 2 * v]);
		solver.addClause([2 * v + 1, ...terms.map((other) => 2 * other)]);
	}
	for (let s = 0; s < slots; s++) {
		const here = busy[s]! >= 0 ? [2 * busy[s]!] : [];
		if (s > 0 && s < slots - 1) solver.addClause([...here, 2 * by[s - 1]! + 1, 2 * from[s + 1]! + 1, ...orBreaks]);
		if (s + n < slots) {
			solver.addClause([2 * by[s]! + 1, 2 * from[s + n]! + 1, ...orBreaks]);
			for (let j = 0; j < n; j++) {
				const then = busy[s + j]! >= 0 ? [2 * busy[s + j]!] : [];
				solver.addClause([2 * by[s]! + 1, ...(s > 0 ? [2 * by[s - 1]!] : []), ...then, ...orBreaks]);
			}
		}
		// With n meetings, the first is early enough and the last late enough, breaks or not.
		if (s + n >= slots) solver.addClause([2 * by[s]!]);
		else solver.addClause([2 * by[s]!, 2 * from[s + n]!]);
		if (s <= n - 1) solver.addClause([2 * from[s]!]);
	}
	// The same for those of the meetings that have to be early, and late.
	for (let s = 0; s < slots; s++) {
		const early = lasts.reduce((sum, last) => sum + (last <= s ? 1 : 0), 0);
		const late = firsts.reduce((sum, first) => sum + (first >= s ? 1 : 0), 0);
		const inside = (low: number, high: number) => {
			const list: number[] = [];
			for (let t = low; t <= high; t++) if (busy[t]! >= 0) list.push(2 * busy[t]!);
			return list;
		};
		if (early > 0 && early < n && lasts.includes(s)) {
			solver.addClause(early > s + 1 ? [] : [2 * by[s - early + 1]!]);
			solver.addAtLeast(inside(0, s), early);
		}
		if (late > 0 && late < n && firsts.includes(s)) {
			solver.addClause(late > slots - s ? [] : [2 * from[s + late - 1]!]);
			solver.addAtLeast(inside(s, slots - 1), late);
		}
	}
}

function addOrder(problem: BreaksProblem, solver: Solver, at: Int32Array): void {
	const { slots, meetings, before } = problem;
	if (before.length === 0) return;
	// `until[m][s]`: the meeting is at s or earlier.
	const until = new Map<number, number[]>();
	const untilOf = (m: number): number[] => {
		let list = until.get(m);
		if (list) return list;
		list = [];
		for (let s = 0; s < slots; s++) {
			const v = solver.newVariable();
			list.push(v);
			const here = at[m * slots + s]!;
			const last = s > 0 ? list[s - 1]! : -1;
			if (last >= 0) solver.addClause([2 * last + 1, 2 * v]);
			if (here >= 0) {
				solver.addClause([2 * here + 1, 2 * v]);
				if (last >= 0) solver.addClause([2 * here + 1, 2 * last + 1]);
			}
			solver.addClause([2 * v + 1, ...(last >= 0 ? [2 * last] : []), ...(here >= 0 ? [2 * here] : [])]);
		}
		until.set(m, list);
		return list;
	};
	for (const [first, second] of before) {
		if (first >= meetings.length || second >= meetings.length) continue;
		const early = untilOf(first);
		const late = untilOf(second);
		// Second at s or earlier: first is before s.
		for (let s = 0; s < slots; s++) {
			solver.addClause([2 * late[s]! + 1, ...(s > 0 ? [2 * early[s - 1]!] : [])]);
		}
	}
}

/** No one has more than `fairness` breaks more than another. */
function addFairness({ fairness }: BreaksProblem, solver: Solver, atLeast: number[][]): void {
	if (fairness === null) return;
	const most = Math.max(0, ...atLeast.map(({ length }) => length));
	for (let k = 1; k + fairness <= most; k++) {
		// `all`: everybody has k breaks or more.
		const all = solver.newVariable();
		for (const outputs of atLeast) {
			solver.addClause([2 * all + 1, ...(k <= outputs.length ? [2 * outputs[k - 1]!] : [])]);
			if (k + fairness <= outputs.length) solver.addClause([2 * outputs[k + fairness - 1]! + 1, 2 * all]);
		}
	}
}
