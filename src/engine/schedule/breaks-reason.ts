import { domainsOf } from './breaks-model.ts';
import type { BreaksProblem } from './breaks.ts';

/** Why nothing can be arranged, where a few numbers say it. Meetings, people and slots are indices from 0. */
export type Impossible =
	/** A meeting has no slot left: its window, its fixed slot and when its two people cannot meet leave none. */
	| { kind: 'no_slot'; meeting: number }
	/** These meetings of one person have fewer slots than they are many. */
	| { kind: 'person_crowded'; person: number; meetings: number[]; slots: number[] }
	/** So many meetings have to be within slots `from` to `to` (included), where only `places` fit at the tables. */
	| { kind: 'tables_full'; from: number; to: number; meetings: number; places: number }
	/** Each of these meetings has to be before the next, and the last before the first. */
	| { kind: 'order_circle'; meetings: number[] }
	/** Each of these has to be before the next, and they do not fit into the slots that are left to them. */
	| { kind: 'order_too_long'; meetings: number[] }
	/** One cannot have fewer breaks than `least`, while another never has more than `most`: further apart than fairness allows. */
	| { kind: 'unfair'; person: number; least: number; other: number; most: number }
	/** It was proved by search, and nothing short says why. */
	| { kind: 'proved' };

/** Looks for a simple reason why there is no schedule; null when there is none that simple. */
export function findImpossible(problem: BreaksProblem): Impossible | null {
	const { slots, people, tables, meetings } = problem;
	const domain = domainsOf(problem);
	const left = (m: number) => {
		const list: number[] = [];
		for (let s = 0; s < slots; s++) if (domain[m * slots + s]) list.push(s);
		return list;
	};
	for (let m = 0; m < meetings.length; m++) if (left(m).length === 0) return { kind: 'no_slot', meeting: m };
	const order = orderReason(problem, domain);
	if (order) return order;
	const meetingsOf: number[][] = Array.from({ length: people }, () => []);
	meetings.forEach(({ people: pair }, m) => pair.forEach((p) => meetingsOf[p]!.push(m)));
	for (let p = 0; p < people; p++) {
		const crowd = tooFewSlots(meetingsOf[p]!, left, slots);
		if (crowd) return { kind: 'person_crowded', person: p, ...crowd };
	}
	const firsts = meetings.map((_, m) => left(m)[0]!);
	const lasts = meetings.map((_, m) => left(m).at(-1)!);
	let full: Impossible | null = null;
	for (let from = 0; from < slots; from++) {
		for (let to = from; to < slots; to++) {
			const inside = meetings.filter((_, m) => firsts[m]! >= from && lasts[m]! <= to).length;
			const places = tables * (to - from + 1);
			if (inside <= places) continue;
			// The widest is the plainest: all of the day before a part of it.
			if (!full || (full.kind === 'tables_full' && to - from > full.to - full.from))
				full = { kind: 'tables_full', from, to, meetings: inside, places };
		}
	}
	if (full) return full;
	if (problem.fairness === null) return null;
	let most = Infinity;
	let other = -1;
	let least = -1;
	let person = -1;
	for (let p = 0; p < people; p++) {
		const n = meetingsOf[p]!.length;
		const atMost = Math.max(0, Math.min(n - 1, slots - n));
		if (atMost < most) {
			most = atMost;
			other = p;
		}
		const atLeast = fewestBreaks(meetingsOf[p]!, domain, slots);
		if (atLeast > least) {
			least = atLeast;
			person = p;
		}
	}
	if (least - most > problem.fairness) return { kind: 'unfair', person, least, other, most };
	return null;
}

/**
 * Breaks that one person has at least, whatever the others do: counted over patterns of busy slots that hold their
 * meetings in number, with those that have to be early early enough and those that have to be late late enough.
 */
export function fewestBreaks(mine: readonly number[], domain: Uint8Array, slots: number): number {
	const n = mine.length;
	if (n < 2) return 0;
	const open = new Uint8Array(slots);
	const early = new Int32Array(slots);
	const late = new Int32Array(slots + 1);
	for (const m of mine) {
		const row = domain.subarray(m * slots, (m + 1) * slots);
		for (let s = 0; s < slots; s++) if (row[s]) open[s] = 1;
		const first = row.indexOf(1);
		const last = row.lastIndexOf(1);
		for (let s = last; s < slots; s++) early[s]!++;
		for (let s = 0; s <= first; s++) late[s]!++;
	}
	// fewest[k][busy]: k meetings so far, the last slot idle (0) or busy (1).
	let fewest = new Float64Array(2 * (n + 1)).fill(Infinity);
	fewest[0] = 0;
	for (let s = 0; s < slots; s++) {
		const next = new Float64Array(2 * (n + 1)).fill(Infinity);
		for (let k = 0; k <= n; k++) {
			const idle = Math.min(fewest[2 * k]!, fewest[2 * k + 1]!);
			if (k >= early[s]! && n - k >= late[s + 1]!) next[2 * k] = idle;
			if (!open[s] || k === 0 || k < early[s]! || n - k < late[s + 1]!) continue;
			const before = fewest[2 * k - 2]! + (k > 1 ? 1 : 0);
			next[2 * k + 1] = Math.min(before, fewest[2 * k - 1]!);
		}
		fewest = next;
	}
	const found = Math.min(fewest[2 * n]!, fewest[2 * n + 1]!);
	return Number.isFinite(found) ? found : 0;
}

/** Matches meetings to slots (Kuhn); where that fails, the meetings that were reached have too few slots (Hall). */
function tooFewSlots(
	mine: readonly number[],
	left: (m: number) => number[],
	slots: number
): { meetings: number[]; slots: number[] } | null {
	const holds = new Int32Array(slots).fill(-1);
	for (const m of mine) {
		const reached = new Set<number>();
		const members = new Set<number>([m]);
		const place = (x: number): boolean => {
			for (const s of left(x)) {
				if (reached.has(s)) continue;
				reached.add(s);
				const other = holds[s]!;
				if (other >= 0) {
					members.add(other);
					if (!place(other)) continue;
				}
				holds[s] = x;
				return true;
			}
			return false;
		};
		if (!place(m)) return { meetings: [...members], slots: [...reached].sort((a, b) => a - b) };
	}
	return null;
}

/** Narrows each meeting's slots by what has to be before it and after it; a meeting that loses all tells why. */
function orderReason({ slots, meetings, before }: BreaksProblem, domain: Uint8Array): Impossible | null {
	if (before.length === 0) return null;
	const earlier: number[][] = meetings.map(() => []);
	for (const [first, second] of before) earlier[second]?.push(first);
	const row = (m: number) => domain.subarray(m * slots, (m + 1) * slots);
	const state = new Uint8Array(meetings.length);
	const path: number[] = [];
	const earliest = new Int32Array(meetings.length);
	const cause = new Int32Array(meetings.length).fill(-1);
	let found: Impossible | null = null;
	const visit = (m: number): void => {
		if (state[m] === 2 || found) return;
		if (state[m] === 1) {
			found = { kind: 'order_circle', meetings: path.slice(path.indexOf(m)).reverse() };
			return;
		}
		state[m] = 1;
		path.push(m);
		let from = 0;
		for (const other of earlier[m]!) {
			visit(other);
			if (found) return;
			if (earliest[other]! + 1 > from) {
				from = earliest[other]! + 1;
				cause[m] = other;
			}
		}
		path.pop();
		state[m] = 2;
		earliest[m] = from < slots ? row(m).indexOf(1, from) : -1;
		if (earliest[m]! >= 0) return;
		const chain: number[] = [];
		for (let x = m; x >= 0; x = cause[x]!) chain.unshift(x);
		found = { kind: 'order_too_long', meetings: chain };
	};
	for (let m = 0; m < meetings.length && !found; m++) visit(m);
	return found;
}
