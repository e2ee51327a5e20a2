import type { Model } from './compile.ts';

export interface Bound {
	/** No schedule grants more, in the model's units of worth. */
	bound: number;
	/** By ask: its worth less the price of the time and the tables it uses. Orders asks well. */
	reduced: Float64Array;
}

/**
 * An upper bound of the weight that can be granted, from a Lagrangian relaxation: slots are forgotten; each person has
 * so much time and so many meetings, each pool so many places, and every one of them a price. Any prices give a valid
 * bound; subgradient steps (Held, Wolfe & Crowder 1974) look for the lowest.
 */
export function boundWeight(model: Model, target: number, rounds = 250): Bound {
	const { people, slots, words, asks } = model;
	const pools = model.poolStart.length - 1;
	const time = new Float64Array(people);
	const most = Float64Array.from(model.most);
	const room = new Float64Array(pools);
	let fixed = 0;

	// Two meetings at once need four different people.
	const freeAt = new Int32Array(slots);
	for (let p = 0; p < people; p++) {
		let n = 0;
		for (let s = 0; s < slots; s++) {
			if ((model.away[p * words + (s >> 5)]! >>> (s & 31)) & 1) continue;
			n++;
			freeAt[s]!++;
		}
		// Breaks in windows that do not overlap take their time whatever is arranged.
		let reached = -1;
		for (let i = model.breakStart[p]!; i < model.breakStart[p + 1]!; i++) {
			if (model.breakFrom[i]! <= reached) continue;
			n -= model.breakLength[i]!;
			reached = model.breakTo[i]!;
		}
		time[p] = n;
	}
	// A confirmed meeting stands even where its people are away: it may not take the places of others.
	for (let ask = 0; ask < asks; ask++) {
		if (!model.confirmed[ask]) continue;
		for (let k = 0; k < model.length[ask]!; k++) freeAt[model.heldSlot[ask]! + k]! += 2;
	}
	for (let pool = 0; pool < pools; pool++) {
		for (let s = 0; s < slots; s++) {
			let open = 0;
			for (let u = model.poolStart[pool]!; u < model.poolStart[pool + 1]!; u++) open += model.unitOpen[u * slots + s]!;
			room[pool]! += Math.min(open, freeAt[s]! >> 1);
		}
	}
	const list: number[] = [];
	const standing = new Set<number>();
	for (let ask = 0; ask < asks; ask++) {
		const c = model.combinationStart[ask]!;
		if (!model.confirmed[ask]) {
			if (c < model.combinationStart[ask + 1]! && canEver(model, ask)) list.push(ask);
			continue;
		}
		fixed += model.worth[ask]!;
		for (const p of [model.combinationA[c]!, model.combinationB[c]!]) {
			for (let k = 0; k < model.length[ask]!; k++) {
				const s = model.heldSlot[ask]! + k;
				if (!((model.away[p * words + (s >> 5)]! >>> (s & 31)) & 1) && !standing.has(p * slots + s)) time[p]!--;
				standing.add(p * slots + s);
			}
			most[p]!--;
		}
		const unit = model.heldUnit[ask]!;
		if (unit >= 0) {
			let pool = 0;
			while (model.poolStart[pool + 1]! <= unit) pool++;
			for (let k = 0; k < model.length[ask]!; k++) room[pool]! -= model.unitOpen[unit * slots + model.heldSlot[ask]! + k]!;
		}
	}
	for (let p = 0; p < people; p++) {
		time[p] = Math.max(0, time[p]!);
		most[p] = Math.max(0, most[p]!);
	}
	// The places above count only as many as people can fill; confirmed ones may have gone beyond that.
	for (let pool = 0; pool < pools; pool++) room[pool] = Math.max(0, room[pool]!);

	const onlySingles = list.every((ask) => model.length[ask] === 1);
	if (onlySingles) for (let p = 0; p < people; p++) time[p] = most[p] = Math.min(time[p]!, most[p]!);

	// What stands provisionally may stay at a table that is not of its pool.
	const priceless = (ask: number) => model.tableless[ask]! > 0 || model.heldUnit[ask]! >= 0;
	const priceTime = new Float64Array(people);
	const priceMost = new Float64Array(people);
	const priceRoom = new Float64Array(pools);
	const useTime = new Float64Array(people);
	const useMost = new Float64Array(people);
	const useRoom = new Float64Array(pools);
	const reduced = new Float64Array(asks).fill(-Infinity);
	const best = new Float64Array(asks);
	let lowest = Infinity;
	let pace = 1;
	let stale = 0;
	for (let round = 0; round < rounds; round++) {
		useTime.fill(0);
		useMost.fill(0);
		useRoom.fill(0);
		let value = fixed;
		for (let p = 0; p < people; p++) value += time[p]! * priceTime[p]! + most[p]! * priceMost[p]!;
		for (let k = 0; k < pools; k++) value += room[k]! * priceRoom[k]!;
		for (const ask of list) {
			const length = model.length[ask]!;
			let price = Infinity;
			let cheapest = -1;
			for (let c = model.combinationStart[ask]!; c < model.combinationStart[ask + 1]!; c++) {
				const a = model.combinationA[c]!;
				const b = model.combinationB[c]!;
				const sum =
					length * (priceTime[a]! + priceTime[b]!) +
					priceMost[a]! +
					priceMost[b]! +
					(priceless(ask) ? 0 : length * priceRoom[model.combinationPool[c]!]!);
				if (sum < price) {
					price = sum;
					cheapest = c;
				}
			}
			const profit = model.worth[ask]! - price;
			best[ask] = profit;
			if (profit <= 0) continue;
			value += profit;
			const a = model.combinationA[cheapest]!;
			const b = model.combinationB[cheapest]!;
			useTime[a]! += length;
			useTime[b]! += length;
			useMost[a]!++;
			useMost[b]!++;
			if (!priceless(ask)) useRoom[model.combinationPool[cheapest]!]! += length;
		}
		if (value < lowest - 1e-9) {
			if (value < lowest * 0.9999) stale = 0;
			lowest = value;
			reduced.set(best);
		}
		if (++stale > 12) {
			pace *= 0.6;
			stale = 0;
		}
		let norm = 0;
		for (let p = 0; p < people; p++) {
			const t = useTime[p]! - time[p]!;
			if (t > 0 || priceTime[p]! > 0) norm += t * t;
			if (onlySingles) continue;
			const m = useMost[p]! - most[p]!;
			if (m > 0 || priceMost[p]! > 0) norm += m * m;
		}
		for (let k = 0; k < pools; k++) {
			const r = useRoom[k]! - room[k]!;
			if (r > 0 || priceRoom[k]! > 0) norm += r * r;
		}
		if (norm === 0 || pace < 1e-4) break;
		const aim = target > 0 ? Math.min(target, lowest) : lowest * 0.95;
		const step = (pace * Math.max(value - aim, lowest * 1e-4 + 1e-6)) / norm;
		for (let p = 0; p < people; p++) {
			priceTime[p] = Math.max(0, priceTime[p]! + step * (useTime[p]! - time[p]!));
			if (!onlySingles) priceMost[p] = Math.max(0, priceMost[p]! + step * (useMost[p]! - most[p]!));
		}
		for (let k = 0; k < pools; k++) priceRoom[k] = Math.max(0, priceRoom[k]! + step * (useRoom[k]! - room[k]!));
	}
	return { bound: Math.floor(lowest + 1e-6), reduced };
}

/** Whether the ask fits anywhere on an empty day. */
export function canEver(model: Model, ask: number): boolean {
	const { words, slots } = model;
	const length = model.length[ask]!;
	const starts = model.startsOfLength[length]!;
	for (let c = model.combinationStart[ask]!; c < model.combinationStart[ask + 1]!; c++) {
		const a = model.combinationA[c]!;
		const b = model.combinationB[c]!;
		for (let slot = 0; slot + length <= slots; slot++) {
			if (!((starts[slot >> 5]! >>> (slot & 31)) & 1)) continue;
			let ok = true;
			for (let s = slot; ok && s < slot + length; s++) {
				const bit = 1 << (s & 31);
				ok = !((model.away[a * words + (s >> 5)]! | model.away[b * words + (s >> 5)]!) & bit);
			}
			if (ok) return true;
		}
	}
	return false;
}
