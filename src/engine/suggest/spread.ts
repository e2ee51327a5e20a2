import { best, merit, scoreAll } from './score.ts';
import type { Prepared } from './suggest.ts';

/**
 * Shares people out by deferred acceptance (Gale and Shapley 1962, many to one): everybody proposes down their own list
 * until `listLength` keep them; each keeps the `cap` who are worth most to them; the others move on to their next.
 * `bars`: the least merit kept by those who had to turn somebody away, -Infinity for the rest.
 */
export function defer(
	requesters: readonly number[],
	lists: readonly (readonly number[])[],
	listLength: number,
	cap: number,
	size: number,
	meritOf: (me: number, other: number) => number
): { kept: { requester: number; merit: number }[][]; bars: Float64Array } {
	const kept: { requester: number; merit: number }[][] = Array.from({ length: size }, () => []);
	const bars = new Float64Array(size).fill(-Infinity);
	const next = new Int32Array(requesters.length);
	const holding = new Int32Array(requesters.length);
	const waiting = Array.from(requesters, (_, r) => r);
	while (waiting.length) {
		const r = waiting.pop()!;
		while (holding[r]! < listLength && next[r]! < lists[r]!.length) {
			const other = lists[r]![next[r]!++]!;
			const worth = meritOf(requesters[r]!, other);
			const list = kept[other]!;
			if (list.length === cap && list[cap - 1]!.merit >= worth) {
				bars[other] = list[cap - 1]!.merit;
				continue;
			}
			holding[r]!++;
			let at = list.length;
			while (at > 0 && list[at - 1]!.merit < worth) at--;
			list.splice(at, 0, { requester: r, merit: worth });
			if (list.length > cap) {
				const out = list.pop()!;
				bars[other] = list[cap - 1]!.merit;
				holding[out.requester]!--;
				if (out.requester !== r) waiting.push(out.requester);
			}
		}
	}
	return { kept, bars };
}

/** How uneven counts are: 0 where all are equal, towards 1 where one has everything (Gini 1912). */
export function gini(counts: ArrayLike<number>): number {
	const sorted = Float64Array.from(counts).sort();
	let sum = 0;
	let weighted = 0;
	sorted.forEach((count, at) => {
		sum += count;
		weighted += count * (at + 1);
	});
	const n = sorted.length;
	return sum ? (2 * weighted) / (n * sum) - (n + 1) / n : 0;
}

export interface EveryoneOptions {
	/** How many for each. Default 5. */
	listLength?: number;
	/** In how many lists one person may stand, as a multiple of the fair share. Default 2. */
	exposure?: number;
	/** Two who are never to be suggested to each other. */
	never?: (me: number, other: number) => boolean;
	/** Asked before each person; true ends the run with the lists made so far. */
	shouldStop?: () => boolean;
	onProgress?: (done: number, of: number) => void;
}

export interface Everyone {
	/** By person: those suggested to them, best first. */
	lists: number[][];
	/** By person: in how many lists they stand. */
	exposure: Int32Array;
	/** Of `exposure`. */
	gini: number;
	/** True where the run was ended early; those not reached have empty lists. */
	stopped: boolean;
}

/**
 * Suggestions for the whole crowd at once, shared out so that nobody stands in more lists than `exposure` times the fair
 * share (`listLength`, where all are suggested equally often), as long as others have something too: whoever would be left
 * with less than `listLength` gets those least shown. Deterministic.
 */
export function suggestEveryone(prepared: Prepared, options: EveryoneOptions = {}): Everyone {
	const { crowd } = prepared;
	const listLength = options.listLength ?? 5;
	const cap = Math.max(1, Math.round(listLength * (options.exposure ?? 2)));
	const depth = listLength * 10;
	const scores = new Float64Array(crowd.size);
	const lists: number[][] = [];
	let stopped = false;
	for (let me = 0; me < crowd.size; me++) {
		if (!stopped && options.shouldStop?.()) stopped = true;
		if (stopped || !crowd.people[me]) {
			lists.push([]);
			continue;
		}
		scoreAll(crowd, me, {}, scores);
		const never = options.never;
		lists.push(best(scores, crowd.size, depth, never && ((other) => !never(me, other))));
		options.onProgress?.(me + 1, crowd.size);
	}
	const requesters = lists.map((_, me) => me);
	const { kept } = defer(requesters, lists, listLength, cap, crowd.size, (me, other) =>
		merit(crowd, me, other)
	);
	const chosen: Set<number>[] = lists.map(() => new Set());
	const exposure = new Int32Array(crowd.size);
	kept.forEach((list, other) => {
		exposure[other] = list.length;
		for (const { requester } of list) chosen[requester]!.add(other);
	});
	lists.forEach((list, me) => {
		const mine = chosen[me]!;
		while (mine.size < listLength) {
			let least = -1;
			for (const other of list)
				if (!mine.has(other) && (least < 0 || exposure[other]! < exposure[least]!)) least = other;
			if (least < 0) break;
			mine.add(least);
			exposure[least]!++;
		}
	});
	const answer = lists.map((list, me) => list.filter((other) => chosen[me]!.has(other)));
	return { lists: answer, exposure, gini: gini(exposure), stopped };
}
