import { buildBreaksModel, domainsOf } from './breaks-model.ts';
import { findImpossible, fewestBreaks, type Impossible } from './breaks-reason.ts';
import { searchBreaks } from './breaks-search.ts';
import { Cores } from './breaks-cores.ts';
import { Random } from '../random.ts';

export type { Impossible } from './breaks-reason.ts';

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

export interface BreaksProgress {
	/** Of the best schedule so far, or null while there is none. */
	breaks: number | null;
	bound: number;
}

export interface BreaksOptions {
	/** Same problem, same options, same seed: same schedule. Default 1. */
	seed?: number;
	/** Contradictions after which the exact search gives up. Default: none, it goes on until it is proved. */
	conflicts?: number;
	/** Asked often; true ends the search, and the best schedule so far is answered. */
	shouldStop?: () => boolean;
	onProgress?: (progress: BreaksProgress) => void;
}

export interface BreaksResult {
	/** `best`: proved. `found`: a schedule, not proved best. `impossible`: proved. `unknown`: stopped before either. */
	status: 'best' | 'found' | 'impossible' | 'unknown';
	/** Slot of each meeting, or null. */
	slots: Int32Array | null;
	breaks: number | null;
	/** No schedule has fewer. */
	bound: number;
	/** Where it is `impossible`: why. */
	reason: Impossible | null;
	/** Contradictions that the exact search learnt from, and chains that the local search tried. */
	conflicts: number;
	steps: number;
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

/** Chains that cost about as much time as one contradiction. */
const stepsPerConflict = 250;

/**
 * A schedule with the fewest breaks, and the proof; or why there is none. Three things in turn: simple reasons and
 * bounds by counting; simulated annealing over Kempe chains (`breaks-search.ts`), which finds a good schedule; and
 * an exact search guided by cores of breaks that cannot all be avoided (`breaks-cores.ts`), which looks near that
 * schedule and raises the bound until the two meet. The annealing goes on between slices of the exact search.
 *
 * Without a limit it ends with `best` or `impossible`. Deterministic, but for where `shouldStop` ends it.
 */
export function scheduleBreaks(problem: BreaksProblem, options: BreaksOptions = {}): BreaksResult {
	const { seed = 1, shouldStop = () => false, onProgress, conflicts: budget = Infinity } = options;
	let best: Int32Array | null = null;
	let breaks: number | null = null;
	let bound = 0;
	let steps = 0;
	let conflicts = 0;
	const done = (status: BreaksResult['status'], reason: Impossible | null = null): BreaksResult => ({
		status,
		slots: best,
		breaks,
		bound: breaks === null ? bound : Math.min(bound, breaks),
		reason,
		conflicts,
		steps
	});
	const keep = (slots: Int32Array): boolean => {
		const sum = countBreaks(problem, slots).reduce((total, n) => total + n, 0);
		if (breaks !== null && sum >= breaks) return false;
		best = slots;
		breaks = sum;
		onProgress?.({ breaks, bound });
		return true;
	};

	const simple = findImpossible(problem);
	if (simple) return done('impossible', simple);
	const least = fewestOf(problem);
	bound = least.reduce((sum, n) => sum + n, 0);
	onProgress?.({ breaks, bound });
	const model = buildBreaksModel(problem, mostBreaksOf(problem), least);
	const { solver, at } = model;
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

	// Any schedule at all, then a better one.
	const first = solver.solve([], Math.min(budget, 20_000));
	conflicts = solver.conflicts;
	if (first === -1) return done('impossible', { kind: 'proved' });
	if (first === 1) keep(read());
	const anneal = (chains: number, round: number) => {
		if (best === null || shouldStop()) return;
		const found = searchBreaks(problem, best, { random: new Random(seed + 7919 * round), steps: chains, bound, shouldStop });
		steps += chains;
		if (found && found.breaks < breaks!) keep(found.slots);
	};
	const show = () => {
		const literals = [...best!].map((s, m) => 2 * at[m * problem.slots + s]!);
		if (solver.solve(literals, 1000) === 1) solver.show(solver.model);
	};
	let slice = 1000;
	let shown = breaks;
	anneal(slice * stepsPerConflict, 0);
	if (breaks === bound) return done('best');
	if (best) show();

	const cores = new Cores(model, least);
	for (let round = 1; ; round++) {
		const answer = cores.raise(Math.min(slice, budget - solver.conflicts), (slots) => keep(slots), read);
		conflicts = solver.conflicts;
		bound = Math.max(bound, cores.bound);
		onProgress?.({ breaks, bound });
		if (answer === 'impossible') return done('impossible', { kind: 'proved' });
		if (breaks !== null && breaks <= bound) return done('best');
		if (shouldStop() || solver.conflicts >= budget) return done(best ? 'found' : 'unknown');
		if (answer === 'raised') continue;
		if (breaks !== null) {
			const aimed = cores.aim(bound, Math.min(slice, budget - solver.conflicts), keep, read);
			conflicts = solver.conflicts;
			if (aimed === 'met') return done('best');
			if (aimed === 'none') {
				bound++;
				onProgress?.({ breaks, bound });
			}
			if (breaks <= bound) return done('best');
			if (shouldStop() || solver.conflicts >= budget) return done('found');
		}
		anneal(slice * stepsPerConflict, round);
		if (breaks !== null && breaks <= bound) return done('best');
		if (best && breaks !== shown) show();
		shown = breaks;
		slice = Math.min(50_000, Math.round(slice * 1.3));
	}
}

/** By person: breaks that they have at least, for themselves alone. */
function fewestOf(problem: BreaksProblem): Int32Array {
	const domain = domainsOf(problem);
	const mine: number[][] = Array.from({ length: problem.people }, () => []);
	problem.meetings.forEach(({ people: pair }, m) => pair.forEach((p) => mine[p]!.push(m)));
	return Int32Array.from(mine, (list) => fewestBreaks(list, domain, problem.slots));
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
