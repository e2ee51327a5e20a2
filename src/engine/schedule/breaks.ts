import { addTotal, buildBreaksModel } from './breaks-model.ts';

/**
 * Meetings that are all to be held, each in one slot, with as few breaks as can be: the Business-to-Business Meeting
 * Scheduling Problem (Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy & Villaret, JAIR 74, 2022). Everything counts
 * from 0.
 */
export interface BreaksProblem {
	people: number;
	slots: number;
	/** Meetings at a time. */
	tables: number;
	/** `from` to `to`: slots in which the meeting may be, both included; `fixed`: the only one, or null. */
	meetings: readonly { people: readonly [number, number]; from: number; to: number; fixed: number | null }[];
	/** By person: slots in which they cannot meet. */
	forbidden: readonly (readonly number[])[];
	/** Pairs of meetings: the first strictly before the second. */
	before: readonly (readonly [number, number])[];
	/** Nobody has more breaks than this above another; null for no such rule. */
	fairness: number | null;
}

export interface BreaksOptions {
	seed?: number;
	/** Conflicts after which the exact search gives up. Default: none. */
	conflicts?: number;
	shouldStop?: () => boolean;
	onProgress?: (progress: { breaks: number | null; bound: number }) => void;
}

export interface BreaksResult {
	/** `best`: proved. `found`: a schedule, not proved best. `impossible`: proved. `unknown`: stopped before either. */
	status: 'best' | 'found' | 'impossible' | 'unknown';
	/** Slot of each meeting, or null. */
	slots: Int32Array | null;
	breaks: number | null;
	/** No schedule has fewer. */
	bound: number;
	conflicts: number;
}

/** Breaks of each person: groups of idle slots between their first meeting and their last. */
export function countBreaks(problem: BreaksProblem, at: ArrayLike<number>): Int32Array {
	const { people, slots, meetings } = problem;
	const busy = new Uint8Array(people * slots);
	meetings.forEach(({ people: [a, b] }, m) => {
		busy[a * slots + at[m]!] = 1;
		busy[b * slots + at[m]!] = 1;
	});
	const breaks = new Int32Array(people);
	for (let p = 0; p < people; p++) {
		let last = -1;
		for (let s = 0; s < slots; s++) {
			if (!busy[p * slots + s]) continue;
			if (last >= 0 && s > last + 1) breaks[p]!++;
			last = s;
		}
	}
	return breaks;
}

/**
 * A schedule with the fewest breaks, and the proof: cores of breaks that cannot all be avoided raise the bound one by
 * one (OLL: Andres, Kaufmann, Matheis & Schaub 2012) until a schedule meets it. Deterministic.
 */
export function scheduleBreaks(problem: BreaksProblem, options: BreaksOptions = {}): BreaksResult {
	const { shouldStop = () => false, onProgress, conflicts: budget = Infinity } = options;
	const model = buildBreaksModel(problem, mostBreaksOf(problem));
	const { solver, at, atLeast } = model;
	solver.shouldStop = shouldStop;
	const read = (): Int32Array => {
		const slots = new Int32Array(problem.meetings.length);
		for (let m = 0; m < slots.length; m++) {
			for (let s = 0; s < problem.slots; s++) {
				const v = at[m * problem.slots + s]!;
				if (v >= 0 && solver.model[v]) slots[m] = s;
			}
		}
		return slots;
	};
	let best: Int32Array | null = null;
	let breaks: number | null = null;
	let bound = 0;
	const done = (status: BreaksResult['status']): BreaksResult => ({
		status,
		slots: best,
		breaks,
		bound,
		conflicts: solver.conflicts
	});
	const keep = () => {
		const slots = read();
		const sum = countBreaks(problem, slots).reduce((total, n) => total + n, 0);
		if (breaks === null || sum < breaks) {
			best = slots;
			breaks = sum;
		}
		onProgress?.({ breaks, bound });
	};

	// Softs: literals that each cost one break when false.
	const softs = new Set<number>();
	for (const outputs of atLeast) for (const v of outputs) softs.add(2 * v + 1);
	const totals = new Map<number, { outputs: number[]; index: number }>();
	for (;;) {
		const answer = solver.solve([...softs], budget - solver.conflicts);
		if (answer === 0) return done(best ? 'found' : 'unknown');
		if (answer > 0) {
			keep();
			return done(breaks === bound ? 'best' : 'found');
		}
		let core = solver.core;
		if (core.length === 0) return done('impossible');
		// A smaller core says more.
		for (let round = 0; round < 4 && core.length > 1; round++) {
			if (solver.solve(core.slice().reverse(), 2000) !== -1) break;
			if (solver.core.length === 0) return done('impossible');
			if (solver.core.length >= core.length) break;
			core = solver.core;
		}
		for (let i = 0; i < core.length && core.length > 1; ) {
			const fewer = core.filter((_, k) => k !== i);
			const smaller = solver.solve(fewer, 300);
			if (smaller === 1) keep();
			if (smaller === -1) {
				if (solver.core.length === 0) return done('impossible');
				core = fewer.filter((literal) => solver.core.includes(literal));
			} else i++;
		}
		bound++;
		onProgress?.({ breaks, bound });
		for (const literal of core) {
			softs.delete(literal);
			// One more of an older total may now be true.
			const total = totals.get(literal);
			if (total && total.index + 1 < total.outputs.length) {
				const next = total.outputs[total.index + 1]! ^ 1;
				softs.add(next);
				totals.set(next, { outputs: total.outputs, index: total.index + 1 });
			}
		}
		solver.addClause(core.map((literal) => literal ^ 1));
		if (core.length > 1) {
			const outputs = addTotal(
				solver,
				core.map((literal) => literal ^ 1),
				Math.min(core.length, 16)
			);
			if (outputs.length > 1) {
				const next = outputs[1]! ^ 1;
				softs.add(next);
				totals.set(next, { outputs, index: 1 });
			}
		}
		if (breaks !== null && breaks <= bound) return done('best');
	}
}

/** More breaks than this no person may have, by fairness beside those who can have none; null when nobody is. */
function mostBreaksOf({ fairness, people, meetings, slots }: BreaksProblem): number | null {
	if (fairness === null) return null;
	const count = new Int32Array(people);
	for (const { people: pair } of meetings) for (const p of pair) count[p]!++;
	let least = Infinity;
	for (let p = 0; p < people; p++) least = Math.min(least, Math.max(0, Math.min(count[p]! - 1, slots - count[p]!)));
	return least + fairness;
}
