import type { SeatProblem } from './problem.ts';

/** Beyond this many people pairs are not kept in a table. */
const most = 9000;

export interface Worth {
	/** By person and person, mixing taken off; null where nothing is worth anything. */
	matrix: Float32Array | null;
	/** By person, whom they value most, best first; null without relevance. */
	friends: Int32Array | null;
	/** What a good pair is worth. */
	scale: number;
	/** Relevance that no seating without repeats exceeds, and of the best pair. */
	bound: number;
	best: number;
	/** Relevance of two people, without mixing. */
	of: (a: number, b: number) => number;
}

/** Reads relevance and mixing into one table of pairs. Throws a RangeError for more people than it can hold. */
export function readWorth(problem: SeatProblem): Worth {
	const { people, relevance, rounds, tables } = problem;
	const n = people.length;
	const companies = new Map<string, number>();
	const company = Int32Array.from(people, ({ company: name }) => {
		if (name === undefined || name === null) return -1;
		if (!companies.has(name)) companies.set(name, companies.size);
		return companies.get(name)!;
	});
	const roles = new Map<string, number>();
	const role = Int32Array.from(people, ({ roles: own = [] }) =>
		own.reduce((set, name) => {
			if (!roles.has(name)) roles.set(name, roles.size % 31);
			return set | (1 << roles.get(name)!);
		}, 0)
	);
	const companyCost = problem.mixing?.company ?? 1;
	const roleCost = problem.mixing?.role ?? 0.25;
	const mixes = (companyCost !== 0 && companies.size > 0) || (roleCost !== 0 && roles.size > 0);
	const none: Worth = { matrix: null, friends: null, scale: 1, bound: 0, best: 0, of: () => 0 };
	if (!relevance && !mixes) return none;
	if (n > most) throw new RangeError(`Relevance and mixing are for at most ${most} people, not ${n}.`);

	const matrix = new Float32Array(n * n);
	let of: (a: number, b: number) => number = () => 0;
	if (typeof relevance === 'function') of = (a, b) => (a < b ? relevance(a, b) : relevance(b, a));
	else if (relevance) {
		const listed = new Map<number, number>();
		for (let i = 0; i < relevance.a.length; i++) {
			const a = relevance.a[i]!;
			const b = relevance.b[i]!;
			if (a === b) continue;
			const key = Math.min(a, b) * n + Math.max(a, b);
			listed.set(key, (listed.get(key) ?? 0) + relevance.worth[i]!);
		}
		of = (a, b) => listed.get(a < b ? a * n + b : b * n + a) ?? 0;
		for (const [key, worth] of listed) {
			const a = Math.floor(key / n);
			const b = key % n;
			matrix[a * n + b] = matrix[b * n + a] = worth;
		}
	}
	if (typeof relevance === 'function')
		for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) matrix[a * n + b] = matrix[b * n + a] = relevance(a, b);

	const seats = Math.max(1, ...tables.map(({ places }) => places)) - 1;
	let bound = 0;
	let best = 0;
	let sum = 0;
	let counted = 0;
	const mates = rounds * seats;
	const width = relevance ? Math.min(24, n - 1) : 0;
	const friends = relevance ? new Int32Array(n * width).fill(-1) : null;
	for (let a = 0; a < n; a++) {
		const row = matrix.subarray(a * n, a * n + n);
		if (relevance) {
			// Only those above the person's average are worth sorting.
			let mean = 0;
			for (let b = 0; b < n; b++) mean += row[b]! / n;
			let high: number[] = [];
			for (let b = 0; b < n; b++) if (b !== a && row[b]! > Math.max(0, mean)) high.push(b);
			high = topOf(high, row, Math.max(mates, width));
			for (let i = 0; i < Math.min(width, high.length); i++) {
				friends![a * width + i] = high[i]!;
				sum += row[high[i]!]!;
				counted++;
			}
			for (let i = 0; i < mates; i++) bound += Math.max(i < high.length ? row[high[i]!]! : Math.max(0, mean), 0) / 2;
			if (high.length) best = Math.max(best, row[high[0]!]!);
		}
		if (mixes)
			for (let b = 0; b < n; b++) {
				if (b === a) continue;
				if (company[a]! >= 0 && company[a] === company[b]) row[b]! -= companyCost;
				if (role[a]! & role[b]!) row[b]! -= roleCost;
			}
	}
	const scale = counted && sum > 0 ? sum / counted : Math.max(companyCost, roleCost, 1e-9);
	return { matrix, friends, scale, bound, best, of };
}

/** The `count` highest of a list, highest first. */
function topOf(list: number[], value: Float32Array, count: number): number[] {
	if (list.length > 4 * count) {
		// Quickselect: throw away what is below a pivot while enough remains.
		let pool = list;
		while (pool.length > 4 * count) {
			const sample: number[] = [];
			for (let i = 0; i < 32; i++) sample.push(value[pool[Math.floor((i * pool.length) / 32)]!]!);
			sample.sort((x, y) => y - x);
			const pivot = sample[12]!;
			const above = pool.filter((b) => value[b]! > pivot);
			if (above.length < count || above.length === pool.length) break;
			pool = above;
		}
		list = pool;
	}
	return list.sort((x, y) => value[y]! - value[x]! || x - y).slice(0, count);
}
