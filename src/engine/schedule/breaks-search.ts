import { domainsOf } from './breaks-model.ts';
import type { BreaksProblem } from './breaks.ts';
import type { Random } from '../random.ts';

export interface BreaksSearchOptions {
	random: Random;
	/** Chains tried. */
	steps: number;
	/** Breaks that no schedule can have fewer of: the search ends there. */
	bound: number;
	shouldStop: () => boolean;
}

/**
 * Fewer breaks by simulated annealing over Kempe chains: two slots change places along all meetings that hang
 * together by people, so that nobody is ever in two places; a chain that would overfill a slot takes a second one
 * with it the other way. Starts from a whole schedule and never leaves what is allowed, but for fairness, which has a
 * price. Answers the best schedule that is fair, or null.
 */
export function searchBreaks(
	problem: BreaksProblem,
	start: Int32Array,
	{ random, steps, bound, shouldStop }: BreaksSearchOptions
): { slots: Int32Array; breaks: number } | null {
	const { people, slots, tables, meetings, before } = problem;
	const fairness = problem.fairness ?? slots;
	const count = meetings.length;
	const domain = domainsOf(problem);
	const one = Int32Array.from(meetings, ({ people: [a] }) => a);
	const two = Int32Array.from(meetings, ({ people: [, b] }) => b);
	const at = start.slice();
	const who = new Int32Array(people * slots).fill(-1);
	const load = new Int32Array(slots);
	const words = Math.ceil(slots / 32);
	const busy = new Uint32Array(people * words);
	for (let m = 0; m < count; m++) {
		load[at[m]!]!++;
		for (const p of [one[m]!, two[m]!]) {
			who[p * slots + at[m]!] = m;
			busy[p * words + (at[m]! >> 5)]! |= 1 << (at[m]! & 31);
		}
	}
	const meetingsAt: number[][] = Array.from({ length: slots }, () => []);
	const placeAt = new Int32Array(count);
	for (let m = 0; m < count; m++) placeAt[m] = meetingsAt[at[m]!]!.push(m) - 1;
	const earlier: number[][] = Array.from({ length: count }, () => []);
	const later: number[][] = Array.from({ length: count }, () => []);
	for (const [first, second] of before) {
		earlier[second]!.push(first);
		later[first]!.push(second);
	}
	const ordered = before.length > 0;

	/** Groups of busy slots less one, and idle slots between first and last. */
	let idleOf = 0;
	const breaksOf = (p: number): number => {
		let runs = 0;
		let bits = 0;
		let carry = 0;
		let first = -1;
		let last = -1;
		for (let w = 0; w < words; w++) {
			const mask = busy[p * words + w]!;
			if (mask === 0) {
				carry = 0;
				continue;
			}
			if (first < 0) first = w * 32 + 31 - Math.clz32(mask & -mask);
			last = w * 32 + 31 - Math.clz32(mask);
			runs += popcount(mask & ~((mask << 1) | carry));
			bits += popcount(mask);
			carry = mask >>> 31;
		}
		idleOf = first < 0 ? 0 : last - first + 1 - bits;
		return runs > 0 ? runs - 1 : 0;
	};
	const breaks = new Int32Array(people);
	const costs = new Float64Array(people);
	const idleCost = 0.07;
	const costOf = (p: number, ceiling: number): number => {
		const n = breaksOf(p);
		breaks[p] = n;
		return n + idleCost * idleOf + (n > ceiling ? n - ceiling : 0) * 2;
	};
	// Who has none or one meeting has no breaks, and so sets the measure for all.
	const floorOf = () => breaks.reduce((least, n) => Math.min(least, n), slots);
	for (let p = 0; p < people; p++) breaks[p] = breaksOf(p);
	let ceiling = floorOf() + fairness;
	let total = 0;
	for (let p = 0; p < people; p++) {
		costs[p] = costOf(p, ceiling);
		total += breaks[p]!;
	}
	const isFair = () => {
		let least = slots;
		let most = 0;
		for (let p = 0; p < people; p++) {
			least = Math.min(least, breaks[p]!);
			most = Math.max(most, breaks[p]!);
		}
		return most - least <= fairness;
	};
	let best: { slots: Int32Array; breaks: number } | null = null;
	const keep = () => {
		if ((best === null || total < best.breaks) && isFair()) best = { slots: at.slice(), breaks: total };
	};
	keep();
	if (best !== null && (best as { breaks: number }).breaks <= bound) return best;

	const movable: number[] = [];
	const choices: Int32Array[] = [];
	for (let m = 0; m < count; m++) {
		const list: number[] = [];
		for (let s = 0; s < slots; s++) if (domain[m * slots + s]) list.push(s);
		choices.push(Int32Array.from(list));
		if (list.length > 1) movable.push(m);
	}
	if (movable.length === 0) return best;
	const chain = new Int32Array(count);
	const seen = new Int32Array(count);
	const touched = new Int32Array(people);
	const stamp = new Int32Array(people);
	const oldCost = new Float64Array(people);
	const oldBreaks = new Int32Array(people);
	let turn = 0;
	let length = 0;
	let people2 = 0;
	let from = 0;
	let to = 0;
	let goes = 0;

	/** Adds the chain of `m` to `chain`; false where a meeting of it may not change. */
	const follow = (m: number): boolean => {
		let i = length;
		seen[m] = turn;
		chain[length++] = m;
		for (; i < length; i++) {
			const x = chain[i]!;
			const target = at[x] === from ? to : from;
			if (!domain[x * slots + target]) return false;
			goes += target === to ? 1 : -1;
			for (let side = 0; side < 2; side++) {
				const p = side === 0 ? one[x]! : two[x]!;
				const other = who[p * slots + target]!;
				if (other >= 0 && seen[other] !== turn) {
					seen[other] = turn;
					chain[length++] = other;
				}
			}
		}
		return true;
	};
	const keepsOrder = (): boolean => {
		for (let i = 0; i < length; i++) {
			const m = chain[i]!;
			for (const other of earlier[m]!) if (at[other]! >= at[m]!) return false;
			for (const other of later[m]!) if (at[other]! <= at[m]!) return false;
		}
		return true;
	};
	const swap = () => {
		for (let i = 0; i < length; i++) {
			const m = chain[i]!;
			const s = at[m]!;
			for (let side = 0; side < 2; side++) {
				const p = side === 0 ? one[m]! : two[m]!;
				if (who[p * slots + s] === m) {
					who[p * slots + s] = -1;
					busy[p * words + (s >> 5)]! &= ~(1 << (s & 31));
				}
			}
			const list = meetingsAt[s]!;
			const last = list.pop()!;
			if (last !== m) {
				list[placeAt[m]!] = last;
				placeAt[last] = placeAt[m]!;
			}
			at[m] = s === from ? to : from;
		}
		for (let i = 0; i < length; i++) {
			const m = chain[i]!;
			const s = at[m]!;
			for (let side = 0; side < 2; side++) {
				const p = side === 0 ? one[m]! : two[m]!;
				who[p * slots + s] = m;
				busy[p * words + (s >> 5)]! |= 1 << (s & 31);
			}
			placeAt[m] = meetingsAt[s]!.push(m) - 1;
		}
	};

	const hot = 0.35;
	const cold = 0.1;
	let temperature = hot;
	const cooling = (cold / hot) ** (1 / Math.max(1, steps / 1000));
	const restless: number[] = [];
	for (let step = 0; step < steps; step++) {
		if (step % 1000 === 0) {
			if (shouldStop()) break;
			temperature *= cooling;
			const now = floorOf() + fairness;
			if (now !== ceiling) {
				ceiling = now;
				for (let p = 0; p < people; p++) costs[p] = costOf(p, ceiling);
			}
			restless.length = 0;
			for (let p = 0; p < people; p++) if (breaks[p]! > 0) restless.push(p);
		}
		let m = movable[random.below(movable.length)]!;
		if (restless.length > 0 && random.below(3) === 0) {
			// Somebody who waits: one of their meetings.
			const p = restless[random.below(restless.length)]!;
			const s = random.below(slots);
			for (let k = 0; k < slots; k++) {
				const other = who[p * slots + ((s + k) % slots)]!;
				if (other >= 0 && choices[other]!.length > 1) {
					m = other;
					break;
				}
			}
		}
		const list = choices[m]!;
		from = at[m]!;
		to = list[random.below(list.length)]!;
		if (to === from) continue;
		turn++;
		length = 0;
		goes = 0;
		if (!follow(m)) continue;
		let fits = true;
		for (let tries = 0; load[to]! + goes > tables || load[from]! - goes > tables; tries++) {
			const full = load[to]! + goes > tables ? to : from;
			const there = meetingsAt[full]!;
			const other = there[random.below(there.length)]!;
			if (tries > 3 || seen[other] === turn || !follow(other)) {
				fits = false;
				break;
			}
		}
		if (!fits) continue;
		swap();
		if (ordered && !keepsOrder()) {
			swap();
			continue;
		}
		people2 = 0;
		let delta = 0;
		let change = 0;
		for (let i = 0; i < length; i++) {
			const x = chain[i]!;
			for (let side = 0; side < 2; side++) {
				const p = side === 0 ? one[x]! : two[x]!;
				if (stamp[p] === turn) continue;
				stamp[p] = turn;
				touched[people2] = p;
				oldCost[people2] = costs[p]!;
				oldBreaks[people2] = breaks[p]!;
				people2++;
				const cost = costOf(p, ceiling);
				delta += cost - costs[p]!;
				change += breaks[p]! - oldBreaks[people2 - 1]!;
				costs[p] = cost;
			}
		}
		if (delta <= 0 || random.unit() < Math.exp(-delta / temperature)) {
			load[to]! += goes;
			load[from]! -= goes;
			total += change;
			if (best === null || total < (best as { breaks: number }).breaks) {
				keep();
				if (best !== null && (best as { breaks: number }).breaks <= bound) break;
			}
			continue;
		}
		swap();
		for (let i = 0; i < people2; i++) {
			costs[touched[i]!] = oldCost[i]!;
			breaks[touched[i]!] = oldBreaks[i]!;
		}
	}
	return best;
}

function popcount(mask: number): number {
	mask -= (mask >>> 1) & 0x55555555;
	mask = (mask & 0x33333333) + ((mask >>> 2) & 0x33333333);
	return (((mask + (mask >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
