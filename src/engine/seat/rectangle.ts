import type { Random } from '../random.ts';
import { makeRing } from './field.ts';

/**
 * A table of `rounds` rows and `size` columns over a group of `order` elements, in which any two rows differ by all
 * different elements (and so do any two columns). People are `size` bands of `order` people; in round w, person x of
 * band i sits at table x - table[w][i]: nobody meets anyone twice, and nobody meets their own band.
 */
export type Rectangle = Int32Array[];

/** Linear rectangles: row w is w times the column, in a ring whose elements used differ by units, or among integers. */
export function linearRectangle(
	order: number,
	size: number,
	rounds: number
): { rows: Rectangle; difference: (x: number, a: number) => number } | null {
	const cyclic = (x: number, a: number) => (x - a + order) % order;
	const linear = () => Array.from({ length: rounds }, (_, w) => Int32Array.from({ length: size }, (_, i) => (w * i) % order));
	if ((rounds - 1) * (size - 1) < order) return { rows: linear(), difference: cyclic };
	let prime = 2;
	while (order % prime && prime * prime <= order) prime++;
	if (order % prime) prime = order;
	if (Math.max(rounds, size) <= prime && rounds <= order) return { rows: linear(), difference: cyclic };
	const ring = makeRing(order);
	if (rounds > order || Math.min(rounds, size) > ring.units) return null;
	// Elements that are the same number in every part differ by units.
	const diagonal = (index: number) => {
		let made = 0;
		let unit = 1;
		for (let rest = order, factor; rest > 1; rest /= factor) {
			factor = firstPowerOf(rest);
			made += index * unit;
			unit *= factor;
		}
		return made;
	};
	const few = Math.min(rounds, size);
	const plain = (index: number) => index;
	const row = rounds === few ? diagonal : plain;
	const column = size === few ? diagonal : plain;
	if (rounds !== few && size !== few) return null;
	// Where both are few, one of them is enough to be diagonal; the other must still differ by non-zero elements.
	const minus = new Int32Array(order);
	for (let a = 0; a < order; a++) for (let b = 0; b < order && order <= 4096; b++) if (ring.add(a, b) === 0) minus[a] = b;
	const rows = Array.from({ length: rounds }, (_, w) =>
		Int32Array.from({ length: size }, (_, i) => ring.multiply(row(w), column(i)))
	);
	return { rows, difference: (x, a) => ring.add(x, minus[a]!) };
}

function firstPowerOf(order: number): number {
	let prime = 2;
	while (order % prime) prime++;
	let power = 1;
	while (order % prime === 0) {
		power *= prime;
		order /= prime;
	}
	return power;
}

/**
 * Searches a rectangle over the integers modulo `order` (at most 32), row by row along its longer side, by depth-first
 * search with restarts. Mutually orthogonal Latin rectangles in this way: Harvey & Winterer, Solving the MOLR and
 * Social Golfer Problems (2005).
 */
export function findRectangle(
	order: number,
	size: number,
	rounds: number,
	random: Random,
	steps: number,
	shouldStop: () => boolean
): Rectangle | null {
	if (order > 30) return null;
	const long = Math.max(size, rounds);
	const short = Math.min(size, rounds);
	if (long > order || long === order) return null;
	const all = (1 << order) - 1;
	const cell = new Int32Array(long * short);
	const differences = new Int32Array(short * short);
	let budget = 0;
	const rotate = (set: number, by: number) => ((set << by) | (set >>> (order - by))) & all;
	const values = new Int32Array(long * short * order);
	const fill = (c: number, w: number): boolean => {
		if (w === long) {
			if (c + 1 === short) return true;
			return fill(c + 1, 1);
		}
		if (--budget < 0) return false;
		// Values whose difference to some earlier column was had already.
		let bad = 0;
		for (let e = 0; e < c; e++) bad |= rotate(differences[c * short + e]!, cell[e * long + w]!);
		let count = 0;
		const at = (c * long + w) * order;
		for (let v = 0; v < order; v++) if (!((bad >>> v) & 1)) values[at + count++] = v;
		for (let i = count - 1; i >= 0; i--) {
			const j = random.below(i + 1);
			const v = values[at + j]!;
			values[at + j] = values[at + i]!;
			cell[c * long + w] = v;
			for (let e = 0; e < c; e++) differences[c * short + e]! |= 1 << ((v - cell[e * long + w]! + order) % order);
			if (fill(c, w + 1)) return true;
			for (let e = 0; e < c; e++) differences[c * short + e]! &= ~(1 << ((v - cell[e * long + w]! + order) % order));
			if (budget < 0) return false;
		}
		return false;
	};
	for (let run = 2000; steps > 0; run = Math.min(run * 2, 200_000)) {
		if (shouldStop()) return null;
		budget = Math.min(run, steps);
		steps -= budget;
		cell.fill(0);
		// Every later column differs from the first, which is 0, by what it holds; and its own first value is 0.
		differences.fill(1);
		if (short === 1 || fill(1, 1))
			return Array.from({ length: rounds }, (_, w) =>
				Int32Array.from({ length: size }, (_, i) => (size >= rounds ? cell[w * long + i]! : cell[i * long + w]!))
			);
	}
	return null;
}
