import type { Model } from './compile.ts';

/**
 * A schedule in the making: which ask stands where. All questions and moves are cheap, and every move can be taken
 * back: `mark()` and later `undo(mark)`.
 */
export class Board {
	readonly model: Model;
	/** By ask: slot of its start or -1; combination; unit or -1. */
	readonly at: Int32Array;
	readonly by: Int32Array;
	readonly unit: Int32Array;
	/** people x slots: the ask that has the person then, or -1. */
	readonly who: Int32Array;
	/** units x slots: the ask that has the place then, or -1. */
	readonly what: Int32Array;
	/** Meetings by person. */
	readonly count: Int32Array;
	/** people x words: away, in a meeting, or needed for a promised break. */
	readonly busy: Uint32Array;
	/** pools x slots: places left. */
	readonly free: Int32Array;
	readonly #full: Uint32Array;
	readonly #freeList: Int32Array;
	readonly #freeAt: Int32Array;
	readonly #poolOfUnit: Int32Array;
	readonly #pairs = new Map<number, number>();
	#journal = new Int32Array(4096);
	#journalLength = 0;

	constructor(model: Model) {
		this.model = model;
		const { people, slots, words, asks, units } = model;
		const pools = model.poolStart.length - 1;
		this.at = new Int32Array(asks).fill(-1);
		this.by = new Int32Array(asks).fill(-1);
		this.unit = new Int32Array(asks).fill(-1);
		this.who = new Int32Array(people * slots).fill(-1);
		this.what = new Int32Array(units * slots).fill(-1);
		this.count = new Int32Array(people);
		this.busy = model.away.slice();
		this.free = new Int32Array(pools * slots);
		this.#full = new Uint32Array(pools * words).fill(0xffffffff);
		this.#freeList = new Int32Array(units * slots);
		this.#freeAt = new Int32Array(units * slots).fill(-1);
		this.#poolOfUnit = new Int32Array(units);
		for (let pool = 0; pool < pools; pool++) {
			for (let unit = model.poolStart[pool]!; unit < model.poolStart[pool + 1]!; unit++) {
				this.#poolOfUnit[unit] = pool;
				for (let slot = 0; slot < slots; slot++) {
					if (model.unitOpen[unit * slots + slot]) this.#release(unit, slot);
				}
			}
		}
		for (let person = 0; person < people; person++) this.#guardBreaks(person);
	}

	#release(unit: number, slot: number): void {
		const { units, slots, words } = this.model;
		const pool = this.#poolOfUnit[unit]!;
		const index = slot * units + this.model.poolStart[pool]! + this.free[pool * slots + slot]!;
		this.#freeList[index] = unit;
		this.#freeAt[unit * slots + slot] = index;
		if (this.free[pool * slots + slot]!++ === 0) this.#full[pool * words + (slot >> 5)]! &= ~(1 << (slot & 31));
	}

	#take(unit: number, slot: number): void {
		const { units, slots, words } = this.model;
		const pool = this.#poolOfUnit[unit]!;
		const index = this.#freeAt[unit * slots + slot]!;
		if (index < 0) return;
		const left = --this.free[pool * slots + slot]!;
		const last = slot * units + this.model.poolStart[pool]! + left;
		const moved = this.#freeList[last]!;
		this.#freeList[index] = moved;
		this.#freeAt[moved * slots + slot] = index;
		this.#freeAt[unit * slots + slot] = -1;
		if (left === 0) this.#full[pool * words + (slot >> 5)]! |= 1 << (slot & 31);
	}

	/** A place of the pool that is free for the whole length, or -1. */
	findUnit(pool: number, slot: number, length: number): number {
		const { units, slots } = this.model;
		const start = slot * units + this.model.poolStart[pool]!;
		const end = start + this.free[pool * slots + slot]!;
		if (end === start) return -1;
		if (length === 1) return this.#freeList[end - 1]!;
		for (let index = start; index < end; index++) {
			const unit = this.#freeList[index]!;
			let k = 1;
			while (k < length && this.#freeAt[unit * slots + slot + k]! >= 0) k++;
			if (k === length) return unit;
		}
		return -1;
	}

	isUnitFree(unit: number, slot: number, length: number): boolean {
		for (let k = 0; k < length; k++) if (this.#freeAt[unit * this.model.slots + slot + k]! < 0) return false;
		return true;
	}

	/** Whether the person keeps every promised break when `slot` to `slot + length - 1` are taken as well. */
	keepsBreaks(person: number, slot: number, length: number): boolean {
		const { model } = this;
		for (let i = model.breakStart[person]!; i < model.breakStart[person + 1]!; i++) {
			const needed = model.breakLength[i]!;
			let run = 0;
			let ok = false;
			for (let s = model.breakFrom[i]!; s <= model.breakTo[i]!; s++) {
				const taken =
					(s >= slot && s < slot + length) ||
					this.who[person * model.slots + s]! >= 0 ||
					((model.away[person * model.words + (s >> 5)]! >>> (s & 31)) & 1) === 1;
				run = taken ? 0 : run + 1;
				if (run >= needed) {
					ok = true;
					break;
				}
			}
			if (!ok) return false;
		}
		return true;
	}

	/** Marks as busy the free slots without which a promised break would be lost. */
	#guardBreaks(person: number): void {
		const { model, busy, who } = this;
		const { away, words, breakFrom, breakTo, breakLength } = model;
		const from = model.breakStart[person]!;
		const to = model.breakStart[person + 1]!;
		const row = person * model.slots;
		const wordRow = person * words;
		for (let i = from; i < to; i++) {
			for (let s = breakFrom[i]!; s <= breakTo[i]!; s++) {
				const bit = 1 << (s & 31);
				const word = wordRow + (s >> 5);
				if (who[row + s]! < 0 && !(away[word]! & bit)) busy[word]! &= ~bit;
			}
		}
		for (let i = from; i < to; i++) {
			// What lies in every run that is long enough cannot be given away.
			const needed = breakLength[i]!;
			let run = 0;
			let first = -1;
			let last = -1;
			for (let s = breakFrom[i]!; s <= breakTo[i]!; s++) {
				if (who[row + s]! >= 0 || away[wordRow + (s >> 5)]! & (1 << (s & 31))) run = 0;
				else if (++run >= needed) {
					last = s - needed + 1;
					if (first < 0) first = last;
				}
			}
			for (let s = last; first >= 0 && s < first + needed; s++) busy[wordRow + (s >> 5)]! |= 1 << (s & 31);
		}
	}

	/** One person is free (not away, not in a meeting, no break lost) for the whole length. */
	isFree(person: number, slot: number, length: number): boolean {
		const { words, breakStart } = this.model;
		for (let s = slot; s < slot + length; s++) {
			if ((this.busy[person * words + (s >> 5)]! >>> (s & 31)) & 1) return false;
		}
		if (length === 1 || breakStart[person] === breakStart[person + 1]) return true;
		return this.keepsBreaks(person, slot, length);
	}

	/** Whether two people sit together for some ask already. */
	meet(a: number, b: number): boolean {
		return this.model.mayRepeat && this.#pairs.has(this.#pair(a, b));
	}

	#pair(a: number, b: number): number {
		return a < b ? a * this.model.people + b : b * this.model.people + a;
	}

	/**
	 * Writes into `out` (words) the slots at which the combination fits as things stand: people, length, most, table.
	 * For longer meetings the table is only looked for by `findUnit`. Answers whether there is any.
	 */
	starts(ask: number, combination: number, out: Uint32Array): boolean {
		const { model } = this;
		const a = model.combinationA[combination]!;
		const b = model.combinationB[combination]!;
		if (this.count[a]! >= model.most[a]! || this.count[b]! >= model.most[b]!) return false;
		if (this.meet(a, b)) return false;
		const { words } = model;
		const length = model.length[ask]!;
		const pool = model.combinationPool[combination]!;
		const valid = model.startsOfLength[length]!;
		const needsTable = !model.tableless[ask];
		let any = 0;
		if (length === 1) {
			for (let w = 0; w < words; w++) {
				let mask = valid[w]! & ~(this.busy[a * words + w]! | this.busy[b * words + w]!);
				if (needsTable) mask &= ~this.#full[pool * words + w]!;
				out[w] = mask;
				any |= mask;
			}
			return any !== 0;
		}
		for (let w = 0; w < words; w++) {
			let mask = valid[w]! >>> 0;
			let found = 0;
			while (mask) {
				const bit = mask & -mask;
				mask &= mask - 1;
				const slot = w * 32 + (31 - Math.clz32(bit));
				if (!this.isFree(a, slot, length) || !this.isFree(b, slot, length)) continue;
				if (needsTable && this.findUnit(pool, slot, length) < 0) continue;
				found |= bit;
			}
			out[w] = found;
			any |= found;
		}
		return any !== 0;
	}

	/** Sits the ask down. The caller has made sure that it fits, but for confirmed meetings, which stand anyhow. */
	place(ask: number, combination: number, slot: number, unit: number): void {
		const { model } = this;
		const { slots, words } = model;
		const length = model.length[ask]!;
		const a = model.combinationA[combination]!;
		const b = model.combinationB[combination]!;
		this.at[ask] = slot;
		this.by[ask] = combination;
		this.unit[ask] = unit;
		for (let s = slot; s < slot + length; s++) {
			if (this.who[a * slots + s]! < 0) this.who[a * slots + s] = ask;
			if (this.who[b * slots + s]! < 0) this.who[b * slots + s] = ask;
			this.busy[a * words + (s >> 5)]! |= 1 << (s & 31);
			this.busy[b * words + (s >> 5)]! |= 1 << (s & 31);
			if (unit >= 0) {
				this.#take(unit, s);
				this.what[unit * slots + s] = ask;
			}
		}
		this.count[a]!++;
		this.count[b]!++;
		if (model.mayRepeat) this.#pairs.set(this.#pair(a, b), ask);
		if (model.breakStart[a]! < model.breakStart[a + 1]!) this.#guardBreaks(a);
		if (model.breakStart[b]! < model.breakStart[b + 1]!) this.#guardBreaks(b);
		this.#write(ask, -1, 0, 0);
	}

	remove(ask: number): void {
		const { model } = this;
		const { slots, words } = model;
		const slot = this.at[ask]!;
		const combination = this.by[ask]!;
		const unit = this.unit[ask]!;
		const a = model.combinationA[combination]!;
		const b = model.combinationB[combination]!;
		for (let s = slot; s < slot + model.length[ask]!; s++) {
			this.who[a * slots + s] = -1;
			this.who[b * slots + s] = -1;
			const bit = 1 << (s & 31);
			const w = s >> 5;
			if (!(model.away[a * words + w]! & bit)) this.busy[a * words + w]! &= ~bit;
			if (!(model.away[b * words + w]! & bit)) this.busy[b * words + w]! &= ~bit;
			if (unit >= 0) {
				this.what[unit * slots + s] = -1;
				this.#release(unit, s);
			}
		}
		this.count[a]!--;
		this.count[b]!--;
		if (model.mayRepeat) this.#pairs.delete(this.#pair(a, b));
		this.at[ask] = -1;
		this.by[ask] = -1;
		this.unit[ask] = -1;
		if (model.breakStart[a]! < model.breakStart[a + 1]!) this.#guardBreaks(a);
		if (model.breakStart[b]! < model.breakStart[b + 1]!) this.#guardBreaks(b);
		this.#write(ask, slot, combination, unit);
	}

	/** Two meetings of one slot and the same length change tables; `other` may be -1: the unit is then free. */
	swapUnits(ask: number, unit: number, other: number): void {
		const { slots, length } = this.model;
		const slot = this.at[ask]!;
		const old = this.unit[ask]!;
		for (let s = slot; s < slot + length[ask]!; s++) {
			if (other < 0) {
				this.#take(unit, s);
				this.#release(old, s);
			}
			this.what[unit * slots + s] = ask;
			this.what[old * slots + s] = other;
		}
		this.unit[ask] = unit;
		if (other >= 0) this.unit[other] = old;
	}

	#write(ask: number, slot: number, combination: number, unit: number): void {
		if (this.#journalLength + 4 > this.#journal.length) {
			const larger = new Int32Array(this.#journal.length * 2);
			larger.set(this.#journal);
			this.#journal = larger;
		}
		const journal = this.#journal;
		let end = this.#journalLength;
		journal[end++] = ask;
		journal[end++] = slot;
		journal[end++] = combination;
		journal[end++] = unit;
		this.#journalLength = end;
	}

	mark(): number {
		return this.#journalLength;
	}

	/** Takes back every place and remove since the mark. */
	undo(mark: number): void {
		while (this.#journalLength > mark) {
			const end = this.#journalLength;
			const ask = this.#journal[end - 4]!;
			const slot = this.#journal[end - 3]!;
			if (slot < 0) this.remove(ask);
			else this.place(ask, this.#journal[end - 2]!, slot, this.#journal[end - 1]!);
			this.#journalLength = end - 4;
		}
	}

	/** Forgets what could be undone. */
	commit(): void {
		this.#journalLength = 0;
	}

	/** Asks touched since the mark, newest first, with repeats. */
	touched(mark: number, visit: (ask: number) => void): void {
		for (let end = this.#journalLength; end > mark; end -= 4) visit(this.#journal[end - 4]!);
	}
}
