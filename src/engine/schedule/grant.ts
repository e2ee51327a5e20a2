import type { Board } from './board.ts';
import { canEver } from './bound.ts';
import type { Model } from './compile.ts';
import type { Random } from '../random.ts';

export interface GrantOptions {
	random: Random;
	/** Orders asks: what is worth the time and the tables it takes comes first. */
	reduced: Float64Array;
	/** Granted weight at which nothing can be gained any more. */
	bound: number;
	steps: number;
	shouldStop: () => boolean;
	onProgress: (weight: number, steps: number) => void;
}

/**
 * Decides which asks are granted, and sits them somewhere: greedy by reduced worth, then insertion with chains of
 * ejections, accepted as in simulated annealing. The value that is maximised: guarantees first, by far; then the
 * weight granted, with a premium on each person's first meeting that outweighs any single wish; then evenness, where
 * a person's k-th meeting adds 1/k of a tenth of a plain wish.
 */
export class Granter {
	readonly #board: Board;
	readonly #model: Model;
	readonly #options: GrantOptions;
	readonly #random: Random;
	readonly #guarantee: number;
	readonly #first: number;
	readonly #least: number;
	readonly #even: number;
	readonly #out: number[] = [];
	readonly #outAt: Int32Array;
	readonly #lock: Int32Array;
	readonly #masks: Uint32Array[];
	readonly #near: number[] = [];
	readonly #filled: number[] = [];
	readonly #asksStart: Int32Array;
	readonly #asksOf: Int32Array;
	readonly #lightest: number;
	#chain = 0;
	#effort = 0;
	value = 0;
	weight = 0;
	steps = 0;
	stopped = false;

	constructor(board: Board, options: GrantOptions) {
		this.#board = board;
		this.#model = board.model;
		this.#options = options;
		this.#random = options.random;
		const { asks, worth, words } = board.model;
		let heaviest = 1;
		let lightest = Infinity;
		for (let ask = 0; ask < asks; ask++) {
			heaviest = Math.max(heaviest, worth[ask]!);
			if (worth[ask]! > 0) lightest = Math.min(lightest, worth[ask]!);
		}
		if (lightest === Infinity) lightest = 1;
		this.#guarantee = heaviest * 1000;
		this.#first = heaviest * 2;
		this.#least = heaviest;
		this.#lightest = lightest;
		this.#even = lightest / 10;
		this.#outAt = new Int32Array(asks).fill(-1);
		const { people, combinationStart, combinationA, combinationB } = board.model;
		this.#asksStart = new Int32Array(people + 1);
		this.#asksOf = new Int32Array(asks * 2);
		for (const fill of [false, true]) {
			for (let ask = 0; ask < asks; ask++) {
				const c = combinationStart[ask]!;
				if (c === combinationStart[ask + 1]!) continue;
				for (const p of [combinationA[c]!, combinationB[c]!]) {
					if (fill) this.#asksOf[--this.#asksStart[p]!] = ask;
					else this.#asksStart[p]!++;
				}
			}
			if (!fill) for (let p = 0; p < people; p++) this.#asksStart[p + 1]! += this.#asksStart[p]!;
		}
		this.#lock = new Int32Array(asks);
		this.#masks = Array.from({ length: 8 }, () => new Uint32Array(words));
	}

	/** What one more meeting adds for a person who has `n`. */
	#gain(person: number, n: number): number {
		const { guaranteed, least, wishes } = this.#model;
		let gain = this.#even / (n + 1);
		if (n < guaranteed[person]!) gain += this.#guarantee;
		if (n < least[person]!) gain += this.#least;
		if (n === 0 && wishes[person]) gain += this.#first;
		return gain;
	}

	#worthOf(ask: number, combination: number, slot: number): number {
		const m = this.#model;
		let worth = m.worth[ask]! - m.combinationCost[combination]! + m.keepWorth[ask]!;
		if (slot === m.heldSlot[ask]) worth += m.stayWorth[ask]!;
		return worth;
	}

	#place(ask: number, combination: number, slot: number, unit: number): void {
		const { count } = this.#board;
		const a = this.#model.combinationA[combination]!;
		const b = this.#model.combinationB[combination]!;
		this.value += this.#worthOf(ask, combination, slot) + this.#gain(a, count[a]!) + this.#gain(b, count[b]!);
		this.weight += this.#model.worth[ask]!;
		this.#board.place(ask, combination, slot, unit);
	}

	#remove(ask: number): void {
		const { count, by, at } = this.#board;
		const combination = by[ask]!;
		const a = this.#model.combinationA[combination]!;
		const b = this.#model.combinationB[combination]!;
		this.value -=
			this.#worthOf(ask, combination, at[ask]!) + this.#gain(a, count[a]! - 1) + this.#gain(b, count[b]! - 1);
		this.weight -= this.#model.worth[ask]!;
		this.#board.remove(ask);
	}

	#setOut(ask: number): void {
		if (this.#outAt[ask]! >= 0) return;
		this.#outAt[ask] = this.#out.length;
		this.#out.push(ask);
	}

	#setIn(ask: number): void {
		const index = this.#outAt[ask]!;
		if (index < 0) return;
		const last = this.#out.pop()!;
		if (last !== ask) {
			this.#out[index] = last;
			this.#outAt[last] = index;
		}
		this.#outAt[ask] = -1;
	}

	/** Sits the ask down where it fits without moving anybody; the slot it was held in first, else where most is free. */
	#direct(ask: number): boolean {
		const m = this.#model;
		const board = this.#board;
		const mask = this.#masks[0]!;
		const length = m.length[ask]!;
		for (let c = m.combinationStart[ask]!; c < m.combinationStart[ask + 1]!; c++) {
			if (!board.starts(ask, c, mask)) continue;
			const pool = m.combinationPool[c]!;
			const held = m.heldSlot[ask]!;
			let chosen = -1;
			if (held >= 0 && (mask[held >> 5]! >>> (held & 31)) & 1) chosen = held;
			else {
				let most = -1;
				let ties = 0;
				for (let w = 0; w < m.words; w++) {
					let bits = mask[w]!;
					while (bits) {
						const slot = w * 32 + 31 - Math.clz32(bits & -bits);
						bits &= bits - 1;
						const free = m.tableless[ask] ? 0 : board.free[pool * m.slots + slot]!;
						if (free > most) {
							most = free;
							chosen = slot;
							ties = 1;
						} else if (free === most && this.#random.below(++ties) === 0) chosen = slot;
					}
				}
			}
			let unit = -1;
			if (!m.tableless[ask]) {
				const wanted = m.heldUnit[ask]!;
				unit =
					wanted >= 0 && chosen === held && board.isUnitFree(wanted, chosen, length)
						? wanted
						: board.findUnit(pool, chosen, length);
				if (unit < 0) continue;
			}
			this.#place(ask, c, chosen, unit);
			return true;
		}
		return false;
	}

	/**
	 * What stands in the way of a combination at a slot, into `conflicts`; false where something cannot be moved.
	 * Covers people and their most; tables are looked at once those are out of the way.
	 */
	#conflicts(ask: number, combination: number, slot: number, conflicts: number[]): boolean {
		const m = this.#model;
		const board = this.#board;
		conflicts.length = 0;
		for (let side = 0; side < 2; side++) {
			const person = side === 0 ? m.combinationA[combination]! : m.combinationB[combination]!;
			let freed = 0;
			for (let s = slot; s < slot + m.length[ask]!; s++) {
				const other = board.who[person * m.slots + s]!;
				if (other < 0) continue;
				if (m.confirmed[other] || this.#lock[other] === this.#chain) return false;
				if (!conflicts.includes(other)) conflicts.push(other);
				freed++;
			}
			if (freed > 0 || board.count[person]! < m.most[person]!) continue;
			// Somebody with their most: the meeting of theirs that is worth least gives way.
			let least = -1;
			let lowest = Infinity;
			for (let s = 0; s < m.slots; s++) {
				const other = board.who[person * m.slots + s]!;
				if (other < 0 || m.confirmed[other] || this.#lock[other] === this.#chain) continue;
				const worth = m.worth[other]! * (0.8 + 0.4 * this.#random.unit());
				if (worth < lowest) {
					lowest = worth;
					least = other;
				}
			}
			if (least < 0) return false;
			if (!conflicts.includes(least)) conflicts.push(least);
		}
		return true;
	}

	/** Frees a place at that slot; the asks that must go are removed and added to `conflicts`. Answers the unit or -1. */
	#clearUnit(pool: number, slot: number, length: number, conflicts: number[]): number {
		const m = this.#model;
		const board = this.#board;
		const unit = board.findUnit(pool, slot, length);
		if (unit >= 0) return unit;
		const start = m.poolStart[pool]!;
		const size = m.poolStart[pool + 1]! - start;
		if (size === 0) return -1;
		let best = -1;
		let lowest = Infinity;
		for (let tries = Math.min(size, 6); tries > 0; tries--) {
			const candidate = start + this.#random.below(size);
			let loss = 0;
			let last = -1;
			for (let s = slot; s < slot + length; s++) {
				if (!m.unitOpen[candidate * m.slots + s]) loss = Infinity;
				const other = board.what[candidate * m.slots + s]!;
				if (other < 0 || other === last) continue;
				last = other;
				loss += m.confirmed[other] || this.#lock[other] === this.#chain ? Infinity : m.worth[other]! + 1;
			}
			if (loss < lowest) {
				lowest = loss;
				best = candidate;
			}
		}
		if (best < 0) return -1;
		for (let s = slot; s < slot + length; s++) {
			const other = board.what[best * m.slots + s]!;
			if (other < 0) continue;
			this.#remove(other);
			conflicts.push(other);
		}
		return best;
	}

	/** Sits the ask down at that slot and moves or removes whatever stands in the way; those without a place end up in `homeless`. */
	#force(ask: number, combination: number, slot: number, depth: number, homeless: number[] | null): boolean {
		const m = this.#model;
		const board = this.#board;
		const conflicts: number[] = [];
		const a = m.combinationA[combination]!;
		const b = m.combinationB[combination]!;
		if (board.meet(a, b)) return false;
		if (!this.#conflicts(ask, combination, slot, conflicts)) return false;
		const mark = board.mark();
		const { value, weight } = this;
		const fail = () => {
			board.undo(mark);
			this.value = value;
			this.weight = weight;
			return false;
		};
		for (const other of conflicts) this.#remove(other);
		const length = m.length[ask]!;
		if (!board.isFree(a, slot, length) || !board.isFree(b, slot, length)) return fail();
		if (board.count[a]! >= m.most[a]! || board.count[b]! >= m.most[b]!) return fail();
		let unit = -1;
		if (!m.tableless[ask]) {
			unit = this.#clearUnit(m.combinationPool[combination]!, slot, length, conflicts);
			if (unit < 0) return fail();
		}
		this.#place(ask, combination, slot, unit);
		this.#lock[ask] = this.#chain;
		conflicts.sort((x, y) => m.worth[y]! - m.worth[x]!);
		for (const other of conflicts) {
			if (this.#insert(other, depth - 1)) continue;
			if (!homeless) return fail();
			homeless.push(other);
		}
		return true;
	}

	/** Grants one more without losing any: directly, or by moving up to `depth` rows of others. */
	#insert(ask: number, depth: number): boolean {
		if (this.#direct(ask)) return true;
		if (depth <= 0 || this.#effort <= 0) return false;
		const m = this.#model;
		const length = m.length[ask]!;
		const starts = m.startsOfLength[length]!;
		for (let c = m.combinationStart[ask]!; c < m.combinationStart[ask + 1]!; c++) {
			const a = m.combinationA[c]! * m.words;
			const b = m.combinationB[c]! * m.words;
			const offset = this.#random.below(m.slots);
			for (let i = 0; i < m.slots; i++) {
				const slot = (i + offset) % m.slots;
				const w = slot >> 5;
				const bit = 1 << (slot & 31);
				if (!(starts[w]! & bit) || (m.away[a + w]! | m.away[b + w]!) & bit) continue;
				// One row of people in the way at each side is enough to move.
				if (this.#board.busy[a + w]! & this.#board.busy[b + w]! & bit && depth < 2) continue;
				if (this.#effort-- <= 0) return false;
				const locked = this.#lock[ask]!;
				if (this.#force(ask, c, slot, depth, null)) return true;
				this.#lock[ask] = locked;
			}
		}
		return false;
	}

	/** Those who lost a meeting may have another one now: tries a few of what they wait for. */
	#refill(homeless: readonly number[]): void {
		const m = this.#model;
		this.#filled.length = 0;
		for (const lost of homeless) {
			const c = m.combinationStart[lost]!;
			for (let side = 0; side < 2; side++) {
				const person = side === 0 ? m.combinationA[c]! : m.combinationB[c]!;
				const start = this.#asksStart[person]!;
				const size = this.#asksStart[person + 1]! - start;
				const offset = this.#random.below(size);
				for (let i = 0; i < Math.min(size, 16); i++) {
					const ask = this.#asksOf[start + ((i + offset) % size)]!;
					if (this.#outAt[ask]! < 0 || this.#board.at[ask]! >= 0) continue;
					if (this.#direct(ask)) this.#filled.push(ask);
				}
			}
		}
	}

	/** Grants the ask at the price of others, where that pays, or nearly does. */
	#exchange(ask: number, temperature: number): boolean {
		const m = this.#model;
		const board = this.#board;
		const length = m.length[ask]!;
		const starts = m.startsOfLength[length]!;
		const conflicts = this.#near;
		// The three cheapest ways by a rough and slightly random measure.
		const ways = 3;
		const loss = [Infinity, Infinity, Infinity];
		const wayBy = [-1, -1, -1];
		const wayAt = [-1, -1, -1];
		this.#chain++;
		for (let c = m.combinationStart[ask]!; c < m.combinationStart[ask + 1]!; c++) {
			const a = m.combinationA[c]! * m.words;
			const b = m.combinationB[c]! * m.words;
			const pool = m.combinationPool[c]!;
			for (let slot = 0; slot + length <= m.slots; slot++) {
				const w = slot >> 5;
				const bit = 1 << (slot & 31);
				if (!(starts[w]! & bit) || (m.away[a + w]! | m.away[b + w]!) & bit) continue;
				if (!this.#conflicts(ask, c, slot, conflicts)) continue;
				let sum = m.combinationCost[c]!;
				for (const other of conflicts) sum += m.worth[other]! + m.keepWorth[other]!;
				if (!m.tableless[ask] && board.free[pool * m.slots + slot] === 0) sum += this.#lightest / 2;
				sum *= 0.7 + 0.6 * this.#random.unit();
				let place = ways;
				while (place > 0 && sum < loss[place - 1]!) place--;
				for (let k = ways - 1; k > place; k--) {
					loss[k] = loss[k - 1]!;
					wayBy[k] = wayBy[k - 1]!;
					wayAt[k] = wayAt[k - 1]!;
				}
				if (place === ways) continue;
				loss[place] = sum;
				wayBy[place] = c;
				wayAt[place] = slot;
			}
		}
		const mark = board.mark();
		const { value, weight } = this;
		const allowed = value + temperature * Math.log(Math.max(1e-12, this.#random.unit()));
		for (let k = 0; k < ways && wayBy[k]! >= 0; k++) {
			this.#chain++;
			this.#effort = 24;
			const homeless: number[] = [];
			if (!this.#force(ask, wayBy[k]!, wayAt[k]!, 2, homeless)) continue;
			this.#refill(homeless);
			if (this.value >= allowed) {
				this.#setIn(ask);
				for (const other of homeless) if (board.at[other]! < 0) this.#setOut(other);
				for (const other of this.#filled) this.#setIn(other);
				board.commit();
				return true;
			}
			board.undo(mark);
			this.value = value;
			this.weight = weight;
		}
		return false;
	}

	/** Runs to the end of its steps, or until told to stop. The best schedule found is on the board. */
	run(): void {
		const m = this.#model;
		const board = this.#board;
		const { reduced, bound, shouldStop, onProgress } = this.#options;
		const waiting: number[] = [];
		for (let ask = 0; ask < m.asks; ask++) {
			const c = m.combinationStart[ask]!;
			if (m.confirmed[ask]) this.#place(ask, c, m.heldSlot[ask]!, m.tableless[ask] ? -1 : m.heldUnit[ask]!);
		}
		for (let ask = 0; ask < m.asks; ask++) {
			if (m.confirmed[ask]) continue;
			const c = m.combinationStart[ask]!;
			if (c === m.combinationStart[ask + 1]!) continue;
			const slot = m.heldSlot[ask]!;
			const unit = m.heldUnit[ask]!;
			if (slot >= 0 && (m.tableless[ask] || (unit >= 0 && board.isUnitFree(unit, slot, m.length[ask]!)))) {
				const a = m.combinationA[c]!;
				const b = m.combinationB[c]!;
				const starts = m.startsOfLength[m.length[ask]!]!;
				if (
					(starts[slot >> 5]! >>> (slot & 31)) & 1 &&
					board.count[a]! < m.most[a]! &&
					board.count[b]! < m.most[b]! &&
					!board.meet(a, b) &&
					board.isFree(a, slot, m.length[ask]!) &&
					board.isFree(b, slot, m.length[ask]!)
				) {
					this.#place(ask, c, slot, unit);
					continue;
				}
			}
			if (canEver(m, ask)) waiting.push(ask);
		}
		// First one meeting for everybody whom it is owed, then by reduced worth.
		const urgency = (ask: number) => {
			const c = m.combinationStart[ask]!;
			let score = reduced[ask]!;
			for (const p of [m.combinationA[c]!, m.combinationB[c]!]) {
				if (m.guaranteed[p]! > 0) score += 1e6;
			}
			return score;
		};
		const score = new Map(waiting.map((ask) => [ask, urgency(ask)]));
		waiting.sort((x, y) => score.get(y)! - score.get(x)! || x - y);
		let count = 0;
		for (const ask of waiting) {
			this.#chain++;
			this.#effort = 60;
			// After a stop only what costs nothing is still done, so that an early stop still answers a schedule.
			if (!this.stopped && (++count & 63) === 0) this.stopped = shouldStop();
			if (this.stopped ? !this.#direct(ask) : !this.#insert(ask, reduced[ask]! >= 0 ? 2 : 0)) this.#setOut(ask);
			board.commit();
		}
		onProgress(this.weight, 0);
		if (this.stopped) return;

		let bestValue = -Infinity;
		let bestAt = board.at;
		let bestBy = board.by;
		let bestUnit = board.unit;
		const { steps } = this.#options;
		const rounds = m.asks <= 300 ? 5 : 1;
		for (let step = 0; step < steps && this.#out.length > 0; step++) {
			this.steps = step;
			if ((step & 63) === 0) {
				this.stopped = shouldStop();
				if (this.stopped || (this.weight >= bound && this.#everybodyMet())) break;
			}
			if ((step & 1023) === 0) onProgress(this.weight, step);
			// Few asks: several rounds, each hotter than the one before, since a round costs nothing.
			const round = Math.floor((step / steps) * rounds);
			const heat = rounds === 1 ? this.#lightest * 0.3 : ((this.#first * 1.5) / rounds) * (1 + round);
			const temperature = Math.max(0, heat * (1 - 1.25 * ((step / steps) * rounds - round)));
			let ask = this.#out[this.#random.below(this.#out.length)]!;
			const other = this.#out[this.#random.below(this.#out.length)]!;
			if (reduced[other]! > reduced[ask]!) ask = other;
			this.#chain++;
			this.#effort = 24;
			if (this.#insert(ask, 2)) {
				this.#setIn(ask);
				board.commit();
				continue;
			}
			if (this.value > bestValue + 1e-6) {
				bestValue = this.value;
				bestAt = board.at.slice();
				bestBy = board.by.slice();
				bestUnit = board.unit.slice();
			}
			this.#exchange(ask, temperature);
		}
		if (this.value < bestValue - 1e-6) this.#restore(bestAt, bestBy, bestUnit);
	}

	#restore(at: Int32Array, by: Int32Array, unit: Int32Array): void {
		const m = this.#model;
		for (let ask = 0; ask < m.asks; ask++) {
			if (this.#board.at[ask]! >= 0 && !m.confirmed[ask]) this.#remove(ask);
		}
		for (let ask = 0; ask < m.asks; ask++) {
			if (at[ask]! >= 0 && !m.confirmed[ask]) this.#place(ask, by[ask]!, at[ask]!, unit[ask]!);
		}
		this.#board.commit();
	}

	#everybodyMet(): boolean {
		const m = this.#model;
		const { count } = this.#board;
		for (let p = 0; p < m.people; p++) {
			if (m.wishes[p] && count[p] === 0) return false;
			if (count[p]! < m.guaranteed[p]! || count[p]! < m.least[p]!) return false;
		}
		return true;
	}
}
