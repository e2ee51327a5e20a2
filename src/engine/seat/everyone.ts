import { Random } from '../random.ts';
import { constructRounds } from './construct.ts';
import type { SeatOptions } from './problem.ts';

export interface MeetEveryone {
	/** By round and table: who sits there. */
	rounds: number[][][];
	/** With fewer rounds it cannot be done. */
	bound: number;
	/** Pairs who never sit together: none, unless the search was stopped. */
	unmet: number;
}

/** Fewer rounds than this are never enough for everyone to sit with everyone at tables of up to `size`. */
export function leastRounds(people: number, size: number): number {
	if (people <= 1) return 0;
	if (people <= size) return 1;
	if (size < 2) return Infinity;
	const rest = people % size;
	const pairsInRound = (Math.floor(people / size) * size * (size - 1) + rest * (rest - 1)) / 2;
	return Math.max(3, Math.ceil((people - 1) / (size - 1)), Math.ceil((people * (people - 1)) / 2 / pairsInRound));
}

/**
 * As few rounds as are found in which everyone sits with everyone at least once, at tables of up to `size`; meeting
 * again is no fault. Tries each number of rounds from the bound up: resolvable designs whose points are blown up to one
 * or more people each so that no line exceeds a table (arcs of affine planes); rounds without repeats with the pairs
 * left over gathered in further rounds; and annealing on the pairs not met.
 */
export function meetEveryone(people: number, size: number, options: SeatOptions = {}): MeetEveryone {
	const { seed = 1, effort = 1 } = options;
	let stopped = false;
	const shouldStop = () => (stopped ||= options.shouldStop?.() ?? false);
	const bound = leastRounds(people, size);
	if (bound === 0) return { rounds: [], bound, unmet: 0 };
	if (size < 2) throw new RangeError('At tables of one nobody meets anyone.');
	if (bound === 1) return { rounds: [[Array.from({ length: people }, (_, p) => p)]], bound, unmet: 0 };
	const random = new Random(seed);
	const tables = Math.ceil(people / size);
	const golf = constructRounds(tables, size, bound + 2, { random, effort: effort / 4, shouldStop });
	for (let rounds = bound; ; rounds++) {
		const blown = blowUp(people, size, rounds, random, effort, shouldStop);
		if (blown) return { rounds: blown, bound, unmet: 0 };
		const start = golf.rounds.slice(0, rounds);
		if (start.length) {
			// Pairs left over may need tables of two.
			const cover = new Cover(people, size, rounds, start.length < rounds ? Math.ceil(people / 2) : tables);
			cover.fill(start, random);
			if (start.length < rounds) cover.anneal(random, Math.round(100_000 * effort), 0.7, start.length, shouldStop);
			if (cover.unmet > 0) cover.anneal(random, Math.round(400_000 * effort), 0.35, 0, shouldStop);
			if (cover.unmet === 0) return { rounds: cover.rounds(), bound, unmet: 0 };
		}
		const cover = new Cover(people, size, rounds, tables);
		// Short runs first: few people need no long ones.
		for (const steps of [60_000, 60_000, 60_000, 60_000, 200_000, 200_000, 200_000, 600_000, 1_500_000]) {
			if (stopped) break;
			cover.fill([], random);
			cover.anneal(random, Math.round(steps * effort), 0.6, 0, shouldStop);
			if (cover.unmet === 0) return { rounds: cover.rounds(), bound, unmet: 0 };
		}
		if (stopped) return { rounds: cover.rounds(), bound, unmet: cover.unmet };
	}
}

/** A complete resolvable design on fewer points, its points blown up so that every line still fits a table. */
function blowUp(
	people: number,
	size: number,
	rounds: number,
	random: Random,
	effort: number,
	shouldStop: () => boolean
): number[][][] | null {
	for (let line = Math.min(size, rounds); line >= 2; line--) {
		const points = rounds * (line - 1) + 1;
		if (points % line || points * Math.floor(size / line) + points < people) continue;
		const groups = points / line;
		if (groups < line) continue;
		const base = constructRounds(groups, line, rounds, { random, effort: effort / 4, shouldStop }).rounds;
		if (base.length < rounds) continue;
		const linesOf: number[][] = Array.from({ length: points }, () => []);
		base.forEach((round, r) => round.forEach((point, at) => linesOf[point]!.push(r * groups + Math.floor(at / line))));
		const order = Array.from({ length: points }, (_, i) => i);
		for (let tries = 0; tries < 300; tries++) {
			const weight = new Int32Array(points).fill(Math.floor(size / line));
			const sum = new Int32Array(rounds * groups).fill(Math.floor(size / line) * line);
			let total = Math.floor(size / line) * points;
			random.shuffle(order);
			for (let more = true; more && total < people; ) {
				more = false;
				for (const point of order) {
					if (total >= people || linesOf[point]!.some((l) => sum[l]! >= size)) continue;
					weight[point]!++;
					total++;
					more = true;
					for (const l of linesOf[point]!) sum[l]!++;
				}
			}
			if (total < people) continue;
			const own: number[][] = [];
			let next = 0;
			for (let point = 0; point < points; point++) {
				own.push([]);
				for (let i = 0; i < weight[point]! && next < people; i++) own[point]!.push(next++);
			}
			return base.map((round) => {
				const seated: number[][] = [];
				for (let at = 0; at < points; at += line) {
					const table = Array.from(round.subarray(at, at + line)).flatMap((point) => own[point]!);
					if (table.length) seated.push(table.sort((a, b) => a - b));
				}
				return seated;
			});
		}
	}
	return null;
}

/** Rounds of tables, and how often each two meet in them. */
class Cover {
	readonly people: number;
	readonly size: number;
	readonly count: number;
	readonly seats: number;
	readonly at: Int16Array;
	readonly met: Int16Array;
	unmet = 0;

	constructor(people: number, size: number, count: number, tables: number) {
		this.people = people;
		this.size = size;
		this.count = count;
		this.seats = Math.max(tables, Math.ceil(people / size)) * size;
		this.at = new Int16Array(count * this.seats);
		this.met = new Int16Array(people * people);
	}

	/** Seats everybody by given rounds (numbers beyond the people are empty places), the further rounds at random. */
	fill(given: Int32Array[], random: Random): void {
		const { people, seats, count, size } = this;
		for (let r = 0; r < count; r++) {
			const round = given[r] ?? Int32Array.from({ length: seats }, (_, i) => i);
			if (!given[r]) random.shuffle(round);
			for (let s = 0; s < seats; s++) this.at[r * seats + s] = round[s]! < people ? round[s]! : -1;
		}
		this.met.fill(0);
		for (let r = 0; r < count; r++)
			for (let s = 0; s < seats; s++)
				for (let u = s - (s % size); u < s; u++) this.#change(this.at[r * seats + s]!, this.at[r * seats + u]!, 1);
		this.unmet = 0;
		for (let a = 0; a < people; a++) for (let b = 0; b < a; b++) if (this.met[a * people + b] === 0) this.unmet++;
	}

	/** Answers by how much the pairs not met grow. */
	#change(a: number, b: number, by: number): number {
		if (a < 0 || b < 0) return 0;
		const { people, met } = this;
		const k = a < b ? b * people + a : a * people + b;
		const now = (met[k]! += by);
		return by > 0 ? (now === 1 ? -1 : 0) : now === 0 ? 1 : 0;
	}

	anneal(random: Random, steps: number, hot: number, from: number, shouldStop: () => boolean): void {
		const { size, seats, count, at } = this;
		const cold = 0.12;
		for (let step = 0; step < steps && this.unmet > 0; step++) {
			if ((step & 4095) === 0 && shouldStop()) return;
			const temperature = hot * Math.exp((Math.log(cold / hot) * step) / steps);
			const base = (from + random.below(count - from)) * seats;
			const s = random.below(seats);
			const u = random.below(seats);
			const one = s - (s % size);
			const other = u - (u % size);
			const p = at[base + s]!;
			const q = at[base + u]!;
			if (one === other || (p < 0 && q < 0)) continue;
			const turn = (a: number, b: number) => {
				let change = 0;
				for (let i = one; i < one + size; i++) {
					if (i === s) continue;
					const x = at[base + i]!;
					change += this.#change(a, x, -1) + this.#change(b, x, 1);
				}
				for (let i = other; i < other + size; i++) {
					if (i === u) continue;
					const x = at[base + i]!;
					change += this.#change(b, x, -1) + this.#change(a, x, 1);
				}
				return change;
			};
			const change = turn(p, q);
			if (change > 0 && random.unit() >= Math.exp(-change / temperature)) {
				turn(q, p);
				continue;
			}
			at[base + s] = q;
			at[base + u] = p;
			this.unmet += change;
		}
	}

	rounds(): number[][][] {
		return Array.from({ length: this.count }, (_, r) => {
			const tables: number[][] = [];
			for (let s = 0; s < this.seats; s += this.size) {
				const own = Array.from(this.at.subarray(r * this.seats + s, r * this.seats + s + this.size)).filter((p) => p >= 0);
				if (own.length) tables.push(own.sort((a, b) => a - b));
			}
			return tables;
		});
	}
}
