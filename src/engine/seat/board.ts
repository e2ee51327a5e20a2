import type { SeatPerson, SeatProblem, SeatTable } from './problem.ts';

const count = 63;
const special = 64;
const exempt = 128;

/** One part of a problem (all onsite, or all online), compiled to numbers, and its seats as they are taken. */
export class Board {
	readonly people: number;
	readonly tables: number;
	readonly rounds: number;
	readonly places: Int32Array;
	readonly least: Int32Array;
	/** First seat of each table; seats of all tables are numbered through. */
	readonly start: Int32Array;
	readonly seats: number;
	readonly tableOf: Int32Array;
	/** By round x people: the seat, or -1. */
	readonly seatOf: Int32Array;
	/** By round x seats: the person, or -1. */
	readonly at: Int32Array;
	/** By round x tables: how many sit there. */
	readonly filled: Int32Array;
	/** By round x people: whether they are there. */
	readonly here: Uint8Array;
	/** Tables each person may sit at, or null for all. */
	readonly reach: (Uint8Array | null)[];
	readonly clusterOf: Int32Array;
	readonly clusters: number[][];
	/** Worth of each pair together, mixing included, or null where nothing is. */
	worth: Float32Array | null = null;
	readonly #met: Uint8Array;
	readonly #light: boolean;
	readonly #special = new Map<number, number>();

	repeatCost = 1;
	worthFactor = 0;
	shortCost = 4;

	/** With `light` seats alone are kept, not who has met whom: costs of pairs cannot be asked for then. */
	constructor(problem: SeatProblem, light = false) {
		const { people, tables, rounds } = problem;
		const n = (this.people = people.length);
		const t = (this.tables = tables.length);
		this.rounds = rounds;
		this.places = Int32Array.from(tables, ({ places }) => places);
		this.least = Int32Array.from(tables, (table) => leastOf(table));
		this.start = new Int32Array(t + 1);
		for (let i = 0; i < t; i++) this.start[i + 1] = this.start[i]! + this.places[i]!;
		this.seats = this.start[t]!;
		this.tableOf = new Int32Array(this.seats);
		for (let i = 0; i < t; i++) this.tableOf.fill(i, this.start[i], this.start[i + 1]);
		this.seatOf = new Int32Array(rounds * n).fill(-1);
		this.at = new Int32Array(rounds * this.seats).fill(-1);
		this.filled = new Int32Array(rounds * t);
		this.here = new Uint8Array(rounds * n);
		this.reach = people.map((person) => reachOf(person, t));
		people.forEach((person, p) => {
			for (let r = 0; r < rounds; r++) this.here[r * n + p] = isHere(person, r) ? 1 : 0;
		});
		this.#met = new Uint8Array(light ? 0 : n * n);
		this.#light = light;
		if (!light) {
			for (const [a, b] of problem.apart ?? []) this.#mark(a, b, 40, special);
			for (const [a, b] of problem.together ?? []) this.#mark(a, b, -40, special);
		}
		const group = Int32Array.from({ length: n }, (_, p) => p);
		const root = (p: number): number => (group[p] === p ? p : (group[p] = root(group[p]!)));
		for (const [a, b] of problem.together ?? []) group[root(a)] = root(b);
		const members = new Map<number, number[]>();
		for (const [a, b] of problem.together ?? [])
			for (const p of [a, b]) {
				const own = members.get(root(p)) ?? [];
				if (!own.includes(p)) own.push(p);
				members.set(root(p), own);
			}
		this.clusters = [...members.values()];
		this.clusterOf = new Int32Array(n).fill(-1);
		this.clusters.forEach((own, c) => {
			for (const p of own) this.clusterOf[p] = c;
			if (!light) for (const p of own) for (const q of own) if (p !== q) this.#met[p * n + q]! |= exempt;
		});
	}

	#mark(a: number, b: number, cost: number, flag: number): void {
		if (a === b) return;
		const key = Math.min(a, b) * this.people + Math.max(a, b);
		this.#special.set(key, (this.#special.get(key) ?? 0) + cost);
		this.#met[a * this.people + b]! |= flag;
		this.#met[b * this.people + a]! |= flag;
	}

	mayMeetAgain(a: number, b: number): boolean {
		return (this.#met[a * this.people + b]! & exempt) !== 0;
	}

	/** Rounds in which the two sit together. */
	meetings(a: number, b: number): number {
		return this.#met[a * this.people + b]! & count;
	}

	maySit(p: number, table: number): boolean {
		const reach = this.reach[p];
		return !reach || reach[table] === 1;
	}

	/** What it costs that the two sit together once more. */
	pairCost(a: number, b: number): number {
		const k = a * this.people + b;
		const m = this.#met[k]!;
		let cost = (m & count) > 0 && m < exempt ? this.repeatCost : 0;
		if (m & special) cost += this.#specialOf(a, b);
		if (this.worthFactor && this.worth) cost -= this.worthFactor * this.worth[k]!;
		return cost;
	}

	/** Adds to each of a list what it would cost that they sit with this person. */
	addCosts(p: number, list: number[], into: Float64Array): void {
		for (let i = 0; i < list.length; i++) into[list[i]!]! += this.pairCost(p, list[i]!);
	}

	/** What it costs that they sit together in one of the rounds in which they do. */
	#ownCost(a: number, b: number): number {
		const k = a * this.people + b;
		const m = this.#met[k]!;
		let cost = (m & count) > 1 && m < exempt ? this.repeatCost : 0;
		if (m & special) cost += this.#specialOf(a, b);
		if (this.worthFactor && this.worth) cost -= this.worthFactor * this.worth[k]!;
		return cost;
	}

	#specialOf(a: number, b: number): number {
		const key = a < b ? a * this.people + b : b * this.people + a;
		return this.#special.get(key)! * Math.max(1, this.repeatCost);
	}

	#short(table: number, people: number): number {
		const least = this.least[table]!;
		return people > 0 && people < least ? (least - people) * this.shortCost * this.repeatCost : 0;
	}

	/** What it would cost that the persons in two seats of different tables change places; either seat may be empty. */
	swapCost(round: number, s: number, u: number): number {
		const base = round * this.seats;
		const p = this.at[base + s]!;
		const q = this.at[base + u]!;
		const from = this.tableOf[s]!;
		const to = this.tableOf[u]!;
		let cost = 0;
		for (let i = this.start[from]!; i < this.start[from + 1]!; i++) {
			const x = this.at[base + i]!;
			if (i === s || x < 0) continue;
			if (p >= 0) cost -= this.#ownCost(p, x);
			if (q >= 0) cost += this.pairCost(q, x);
		}
		for (let i = this.start[to]!; i < this.start[to + 1]!; i++) {
			const x = this.at[base + i]!;
			if (i === u || x < 0) continue;
			if (q >= 0) cost -= this.#ownCost(q, x);
			if (p >= 0) cost += this.pairCost(p, x);
		}
		if (p < 0 !== q < 0) {
			const change = p < 0 ? 1 : -1;
			const f = this.filled[round * this.tables + from]!;
			const g = this.filled[round * this.tables + to]!;
			cost += this.#short(from, f + change) - this.#short(from, f);
			cost += this.#short(to, g - change) - this.#short(to, g);
		}
		return cost;
	}

	/** What it costs that this person sits down at a table. */
	sitCost(round: number, p: number, table: number): number {
		const base = round * this.seats;
		let cost = 0;
		for (let i = this.start[table]!; i < this.start[table + 1]!; i++) {
			const x = this.at[base + i]!;
			if (x >= 0) cost += this.pairCost(p, x);
		}
		const f = this.filled[round * this.tables + table]!;
		return cost + this.#short(table, f + 1) - this.#short(table, f);
	}

	sit(round: number, p: number, seat: number): void {
		const base = round * this.seats;
		const table = this.tableOf[seat]!;
		for (let i = this.start[table]!; !this.#light && i < this.start[table + 1]!; i++) {
			const x = this.at[base + i]!;
			if (x < 0) continue;
			this.#met[p * this.people + x]!++;
			this.#met[x * this.people + p]!++;
		}
		this.at[base + seat] = p;
		this.seatOf[round * this.people + p] = seat;
		this.filled[round * this.tables + table]!++;
	}

	rise(round: number, p: number): void {
		const base = round * this.seats;
		const seat = this.seatOf[round * this.people + p]!;
		if (seat < 0) return;
		const table = this.tableOf[seat]!;
		this.at[base + seat] = -1;
		this.seatOf[round * this.people + p] = -1;
		this.filled[round * this.tables + table]!--;
		for (let i = this.start[table]!; !this.#light && i < this.start[table + 1]!; i++) {
			const x = this.at[base + i]!;
			if (x < 0) continue;
			this.#met[p * this.people + x]!--;
			this.#met[x * this.people + p]!--;
		}
	}

	swap(round: number, s: number, u: number): void {
		const base = round * this.seats;
		const p = this.at[base + s]!;
		const q = this.at[base + u]!;
		if (p >= 0) this.rise(round, p);
		if (q >= 0) this.rise(round, q);
		if (p >= 0) this.sit(round, p, u);
		if (q >= 0) this.sit(round, q, s);
	}

	freeSeat(round: number, table: number): number {
		for (let i = this.start[table]!; i < this.start[table + 1]!; i++) if (this.at[round * this.seats + i]! < 0) return i;
		return -1;
	}

	tableAt(round: number, p: number): number {
		const seat = this.seatOf[round * this.people + p]!;
		return seat < 0 ? -1 : this.tableOf[seat]!;
	}

	/** Everything as it costs now. */
	cost(): number {
		let cost = 0;
		const { people: n } = this;
		for (let r = 0; r < this.rounds; r++)
			for (let t = 0; t < this.tables; t++) {
				cost += this.#short(t, this.filled[r * this.tables + t]!);
				for (let i = this.start[t]!; i < this.start[t + 1]!; i++) {
					const a = this.at[r * this.seats + i]!;
					if (a < 0) continue;
					for (let j = this.start[t]!; j < i; j++) {
						const b = this.at[r * this.seats + j]!;
						if (b < 0) continue;
						const m = this.#met[a * n + b]!;
						const c = m & count;
						if (c > 1 && m < exempt) cost += (this.repeatCost * (c - 1)) / c;
						if (m & special) cost += this.#specialOf(a, b);
						if (this.worthFactor && this.worth) cost -= this.worthFactor * this.worth[a * n + b]!;
					}
				}
			}
		return cost;
	}

	/** Times that two sit together again. */
	repeats(): number {
		let extra = 0;
		for (let r = 0; r < this.rounds; r++)
			for (let t = 0; t < this.tables; t++)
				for (let i = this.start[t]!; i < this.start[t + 1]!; i++) {
					const a = this.at[r * this.seats + i]!;
					if (a < 0) continue;
					for (let j = this.start[t]!; j < i; j++) {
						const b = this.at[r * this.seats + j]!;
						if (b < 0) continue;
						const m = this.#met[a * this.people + b]!;
						if (m < exempt && (m & count) > 1) extra += ((m & count) - 1) / (m & count);
					}
				}
		return Math.round(extra);
	}

	/** The seats as they are taken, to come back to. */
	keep(): Int32Array {
		return this.seatOf.slice();
	}

	restore(seatOf: Int32Array): void {
		for (let r = 0; r < this.rounds; r++) {
			for (let p = 0; p < this.people; p++)
				if (this.seatOf[r * this.people + p] !== seatOf[r * this.people + p]) this.rise(r, p);
			for (let p = 0; p < this.people; p++) {
				const seat = seatOf[r * this.people + p]!;
				if (seat >= 0 && this.seatOf[r * this.people + p]! < 0) this.sit(r, p, seat);
			}
		}
	}
}

export const leastOf = (table: SeatTable): number => Math.min(table.places, table.least ?? Math.ceil(table.places / 2));

export const isHere = (person: SeatPerson, round: number): boolean =>
	round >= (person.arrives ?? 0) && round < (person.leaves ?? Infinity);

function reachOf(person: SeatPerson, tables: number): Uint8Array | null {
	const only = person.table !== undefined && person.table !== null ? [person.table] : person.tables;
	if (!only) return null;
	const reach = new Uint8Array(tables);
	for (const table of only) if (table >= 0 && table < tables) reach[table] = 1;
	return reach;
}
