import { Random } from '../random.ts';
import { makeField, primePower, primePowersOf } from './field.ts';
import { findRectangle, linearRectangle } from './rectangle.ts';
import { findStarter, roundsOf, type StarterShape } from './starter.ts';
import { tabulated } from './tabulated.ts';

/** How rounds without repeats were made. */
export type Construction =
	/** There is only one table, or one round. */
	| 'trivial'
	/** Everybody plays everybody in pairs: the circle method. */
	| 'round_robin'
	/** Lines of an affine space over a finite field. */
	| 'affine_space'
	/** A transversal design from a finite field or a ring, developed linearly. */
	| 'transversal'
	/** Two orthogonal Latin squares from a quasi-difference matrix. */
	| 'latin_squares'
	/** Mutually orthogonal Latin rectangles, found by search over a cyclic group. */
	| 'rectangles'
	/** A resolvable design whose base rounds were found by search over a cyclic group. */
	| 'starter'
	/** A resolvable design developed from base tables that are written down, with their source. */
	| 'base_tables';

/** Rounds in which nobody meets anyone twice: each lists people (0 to groups x size - 1) table by table. */
export interface Rounds {
	method: Construction;
	rounds: Int32Array[];
}

export interface ConstructOptions {
	random: Random;
	/** How long to search where no formula helps; 1 is the measure of docs/seat.md. */
	effort: number;
	shouldStop: () => boolean;
}

/** More rounds than this nobody can have: each meets size - 1 new people a round; one table short of size repeats. */
export function mostRoundsPossible(groups: number, size: number): number {
	if (size === 1) return Infinity;
	if (groups < size) return 1;
	return Math.floor((groups * size - 1) / (size - 1));
}

interface Candidate {
	method: Construction;
	rounds: number;
	/** Null where the search failed. */
	make: (wanted: number) => Int32Array[] | null;
	searches: boolean;
}

/**
 * Rounds of `groups` tables of `size` in which nobody meets anyone twice: `wanted` of them, or as many as are found.
 * What a formula gives comes first; then searches, for the greatest numbers of rounds first where `wanted` is out of
 * the formulas' reach.
 */
export function constructRounds(groups: number, size: number, wanted: number, options: ConstructOptions): Rounds {
	const most = Math.min(wanted, mostRoundsPossible(groups, size));
	let best: Rounds = { method: 'trivial', rounds: [] };
	const candidates = candidatesFor(groups, size, most, options);
	const consider = (candidate: Candidate) => {
		if (best.rounds.length >= most || candidate.rounds <= best.rounds.length) return;
		const made = candidate.make(most);
		if (made && made.length > best.rounds.length) best = { method: candidate.method, rounds: made.slice(0, most) };
	};
	const formulas = candidates.filter(({ searches }) => !searches).sort((a, b) => b.rounds - a.rounds);
	for (const candidate of formulas) consider(candidate);
	const searches = candidates.filter(({ searches }) => searches).sort((a, b) => b.rounds - a.rounds);
	for (const candidate of searches) {
		if (options.shouldStop()) break;
		consider(candidate);
	}
	return best;
}

function candidatesFor(groups: number, size: number, most: number, options: ConstructOptions): Candidate[] {
	const { random, effort, shouldStop } = options;
	const people = groups * size;
	const found: Candidate[] = [];
	const add = (method: Construction, rounds: number, make: Candidate['make'], searches = false) =>
		found.push({ method, rounds, make, searches });

	const identity = Int32Array.from({ length: people }, (_, i) => i);
	add('trivial', size === 1 ? most : 1, () => Array.from({ length: size === 1 ? most : 1 }, () => identity.slice()));
	if (size === 1 || groups === 1) return found;
	if (size === 2) {
		add('round_robin', people - 1, (wanted) => roundRobin(people, wanted));
		return found;
	}
	if (groups < size) return found;

	// Within a band of `groups` people, who never meet across tables, there is room for a smaller seating.
	const inner =
		groups % size === 0
			? constructRounds(groups / size, size, most, { ...options, effort: effort / 4 }).rounds
			: [];
	const withInner = (rounds: Int32Array[], wanted: number): Int32Array[] => {
		for (const each of inner) {
			if (rounds.length >= wanted) break;
			rounds.push(Int32Array.from({ length: people }, (_, at) => Math.floor(at / groups) * groups + each[at % groups]!));
		}
		return rounds;
	};

	const power = primePower(size);
	if (power) {
		let dimension = 0;
		for (let rest = people; rest > 1; rest /= size) {
			if (rest % size) {
				dimension = 0;
				break;
			}
			dimension++;
		}
		if (dimension >= 2) {
			add('affine_space', (people - 1) / (size - 1), (wanted) => affineLines(size, dimension, wanted));
		}
	}

	const least = Math.min(...primePowersOf(groups));
	const linear =
		size <= least ? groups : Math.max(Math.min(least, groups), Math.floor((groups - 1) / (size - 1)) + 1);
	add('transversal', linear + inner.length, (wanted) => {
		const rounds = Math.min(linear, wanted);
		const made = linearRectangle(groups, size, rounds);
		return made ? withInner(developRectangle(groups, size, made.rows, made.difference), wanted) : null;
	});

	const n = (2 * groups + 1) / 3;
	if (groups === size && n % 2 === 1 && n >= 7) {
		add('latin_squares', 4, () => latinNet(groups, n, random, Math.round(200_000 * effort)));
	}

	for (const table of tabulated) {
		if (table.groups === groups && table.size === size) add('base_tables', table.rounds, () => table.develop());
	}

	for (const shape of shapesFor(groups, size, most)) {
		const rounds = roundsOf(shape);
		if (rounds > linear + inner.length)
			add('starter', rounds, () => findStarter(shape, random, Math.round(500_000 * effort), shouldStop), true);
	}
	if (size <= groups) {
		for (let rows = Math.min(groups - 1, most); rows > 2 && rows + inner.length > linear + inner.length; rows--) {
			add(
				'rectangles',
				rows + inner.length,
				(wanted) => {
					const table = findRectangle(groups, size, rows, random, Math.round(1_500_000 * effort), shouldStop);
					if (!table) return null;
					const rounds = developRectangle(groups, size, table, (x, a) => (x - a + groups) % groups);
					return withInner(rounds, wanted);
				},
				true
			);
		}
	}
	return found;
}

/** Shapes of developed designs that would have the most rounds, or just what is asked for. */
function shapesFor(groups: number, size: number, most: number): StarterShape[] {
	const people = groups * size;
	const shapes: StarterShape[] = [];
	const full = Math.min(most, mostRoundsPossible(groups, size));
	if (size > 5 || people > 90) return shapes;
	for (let rounds = full; rounds >= Math.max(full - 1, 2); rounds--) {
		if (rounds > groups && groups % 2 === 1 && rounds - groups < groups)
			shapes.push({ n: groups, orbits: size, fixed: 0, size, base: 1, still: rounds - groups, cosets: false });
		for (let base = 1; base <= 3; base++) {
			if (rounds % base) continue;
			const n = rounds / base;
			if (n < 3) continue;
			const orbits = Math.floor(people / n);
			const fixed = people - n * orbits;
			if (fixed > groups) continue;
			shapes.push({ n, orbits, fixed, size, base, still: 0, cosets: false });
		}
	}
	return shapes;
}

/** The circle method: one person stays, the others go round. */
function roundRobin(people: number, wanted: number): Int32Array[] {
	const circle = people - 1;
	return Array.from({ length: Math.min(circle, wanted) }, (_, r) => {
		const round = new Int32Array(people);
		round[0] = circle;
		round[1] = r;
		for (let i = 1; i < people / 2; i++) {
			round[2 * i] = (r + i) % circle;
			round[2 * i + 1] = (r - i + circle) % circle;
		}
		return round;
	});
}

/** Parallel classes of lines of an affine space: resolvable designs of all pairs (Bose, 1939). */
function affineLines(order: number, dimension: number, wanted: number): Int32Array[] {
	const field = makeField(order)!;
	const people = order ** dimension;
	const digits = (p: number) => Array.from({ length: dimension }, (_, d) => Math.floor(p / order ** d) % order);
	const number = (vector: number[]) => vector.reduce((sum, x, d) => sum + x * order ** d, 0);
	const rounds: Int32Array[] = [];
	for (let direction = 1; direction < people && rounds.length < wanted; direction++) {
		const along = digits(direction);
		if (along.find((x) => x !== 0) !== 1) continue;
		const seen = new Uint8Array(people);
		const round: number[] = [];
		for (let p = 0; p < people; p++) {
			if (seen[p]) continue;
			const from = digits(p);
			for (let t = 0; t < order; t++) {
				const q = number(from.map((x, d) => field.add(x, field.multiply(t, along[d]!))));
				seen[q] = 1;
				round.push(q);
			}
		}
		rounds.push(Int32Array.from(round));
	}
	return rounds;
}

/** Person x of band i (number i * groups + x) sits in round w at table x - rows[w][i]. */
function developRectangle(
	groups: number,
	size: number,
	rows: Int32Array[],
	difference: (x: number, a: number) => number
): Int32Array[] {
	return rows.map((row) => {
		const round = new Int32Array(groups * size);
		for (let i = 0; i < size; i++)
			for (let x = 0; x < groups; x++) round[difference(x, row[i]!) * size + i] = i * groups + x;
		return round;
	});
}

/**
 * Four rounds of a square of order (3n - 1) / 2 from two orthogonal Latin squares: a quasi-difference matrix over Z_n
 * with (n - 1) / 2 points at infinity, whose rows are the turns of (∞, 0, d, d + e) and one row of zeros. Needs pairs
 * (d, e) in which all non-zero elements occur once while ±(d + e) are all of them too; and two orthogonal squares of
 * order (n - 1) / 2 for what lies at infinity (Bose, Shrikhande & Parker, 1960).
 */
function latinNet(order: number, n: number, random: Random, steps: number): Int32Array[] | null {
	const infinite = (n - 1) / 2;
	const core = makeField(infinite);
	if (!core || infinite < 3) return null;
	const pairs: [number, number][] = [];
	const used = new Uint8Array(n);
	const sums = new Uint8Array(n);
	const choose = (): boolean => {
		if (pairs.length === infinite) return true;
		if (--steps < 0) return false;
		const d = used.indexOf(0, 1);
		const others = Array.from({ length: n - 1 }, (_, i) => i + 1);
		random.shuffle(others);
		for (const e of others) {
			const sum = (d + e) % n;
			if (e === d || used[e] || sum === 0 || sums[Math.min(sum, n - sum)]) continue;
			for (const [x, y] of [[d, e], [e, d]] as [number, number][]) {
				used[d] = used[e] = sums[Math.min(sum, n - sum)] = 1;
				pairs.push([x, y]);
				if (choose()) return true;
				pairs.pop();
				used[d] = used[e] = sums[Math.min(sum, n - sum)] = 0;
			}
		}
		return false;
	};
	if (!choose()) return null;
	// Each person is a row (a, b, c, d) of the array; column c says the table in round c.
	const rows: number[][] = [];
	for (let x = 0; x < n; x++) {
		rows.push([x, x, x, x]);
		pairs.forEach(([d, e], j) => {
			const base = [n + j, x, (x + d) % n, (x + d + e) % n];
			for (let turn = 0; turn < 4; turn++) rows.push(base.map((_, c) => base[(c + 4 - turn) % 4]!));
		});
	}
	for (let x = 0; x < infinite; x++)
		for (let y = 0; y < infinite; y++)
			rows.push([n + x, n + y, n + core.add(x, y), n + core.add(x, core.multiply(infinite - 1, y))]);
	return [0, 1, 2, 3].map((column) => {
		const tables: number[][] = Array.from({ length: order }, () => []);
		rows.forEach((row, person) => tables[row[column]!]!.push(person));
		return Int32Array.from(tables.flat());
	});
}
