import type { Random } from '../random.ts';

/**
 * A design that a cyclic group carries: people are `orbits` copies of Z_n and `fixed` people whom the group leaves in
 * place. `base` rounds are developed by adding 1, 2, … to all numbers; `still` further rounds are each one table
 * (0, a, b, …) across the orbits, developed by the group within the round; with `cosets` there is a round more, of the
 * cosets of the subgroup of order `size` in each orbit.
 */
export interface StarterShape {
	n: number;
	orbits: number;
	fixed: number;
	size: number;
	base: number;
	still: number;
	cosets: boolean;
}

/** Rounds that such a design has. */
export const roundsOf = (shape: StarterShape) => shape.n * shape.base + shape.still + (shape.cosets ? 1 : 0);

interface Symmetry {
	/** Its powers, from the first on, as permutations of the people in each base round: round times people + person. */
	powers: Int16Array[];
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Every map x_i -> (mu x)_pi(i) worth trying, those with the longest orbits first, the identity last. */
function symmetriesOf({ n, orbits, fixed, base }: StarterShape): Symmetry[] {
	const people = n * orbits + fixed;
	const turns: number[][] = [Array.from({ length: orbits }, (_, i) => i)];
	// A cycle of the first c orbits, and for few orbits of equal parts.
	for (let cycle = 2; cycle <= orbits; cycle++) {
		turns.push(Array.from({ length: orbits }, (_, i) => (i < cycle ? (i + 1) % cycle : i)));
		if (orbits % cycle === 0 && orbits > cycle)
			turns.push(Array.from({ length: orbits }, (_, i) => Math.floor(i / cycle) * cycle + ((i + 1) % cycle)));
	}
	const found: Symmetry[] = [];
	const fixedTurns = [0];
	for (let cycle = 2; cycle <= fixed; cycle++) fixedTurns.push(cycle);
	for (let mu = 1; mu < n; mu++) {
		if (greatestDivisor(mu, n) !== 1) continue;
		for (const turn of turns)
			for (const cycle of fixedTurns) {
				for (let roundTurn = 0; roundTurn < (base > 1 ? 2 : 1); roundTurn++) {
					const map = new Int16Array(people * base);
					for (let r = 0; r < base; r++) {
						const to = ((r + roundTurn) % base) * people;
						const from = r * people;
						for (let i = 0; i < orbits; i++)
							for (let x = 0; x < n; x++) map[from + i * n + x] = to + turn[i]! * n + ((mu * x) % n);
						for (let j = 0; j < fixed; j++)
							map[from + orbits * n + j] = to + orbits * n + (j < cycle ? (j + 1) % cycle : j);
					}
					const powers: Int16Array[] = [];
					let at = map;
					while (powers.length <= 40 && !at.every((to, from) => to === from)) {
						powers.push(at);
						at = Int16Array.from(at, (to) => map[to]!);
					}
					if (powers.length <= 40) found.push({ powers });
				}
			}
	}
	return found.sort((a, b) => b.powers.length - a.powers.length);
}

class Exhausted extends Error {}

/**
 * Searches for such a design by depth-first search with restarts, with ever fewer symmetries imposed (x -> mu x, orbits
 * turned); people of `n * orbits + fixed` as numbers, orbit by orbit. Rounds list people table by table. Null when
 * `steps` are spent, `shouldStop` said so, or there is none.
 *
 * Starters and their multipliers: Anderson, Combinatorial Designs (1990); Furino, Miao & Yin, Frames and Resolvable
 * Designs (1996).
 */
export function findStarter(
	shape: StarterShape,
	random: Random,
	steps: number,
	shouldStop: () => boolean
): Int32Array[] | null {
	const { n, orbits, fixed, size, base, still } = shape;
	const moving = n * orbits;
	const people = moving + fixed;
	if (people % size) return null;
	const cosetStep = shape.cosets ? n / size : 0;

	// What two people's difference is; -1 where they may not meet.
	let ids = 0;
	const idOf = new Map<number, number>();
	const pair = new Int32Array(people * people).fill(-1);
	for (let a = 0; a < moving; a++)
		for (let b = 0; b < people; b++) {
			if (a === b) continue;
			const i = Math.floor(a / n);
			let key: number;
			if (b >= moving) key = -1 - ((b - moving) * orbits + i);
			else {
				const j = Math.floor(b / n);
				const difference = (b - a - (j - i) * n + 2 * n * orbits) % n;
				if (i === j) {
					const least = Math.min(difference, n - difference);
					if (2 * least === n || (cosetStep && least % cosetStep === 0)) continue;
					key = (i * orbits + i) * n + least;
				} else {
					const back = (n - difference) % n;
					key = i < j ? (i * orbits + j) * n + difference : (j * orbits + i) * n + back;
				}
			}
			let id = idOf.get(key);
			if (id === undefined) idOf.set(key, (id = ids++));
			pair[a * people + b] = pair[b * people + a] = id;
		}

	const seats = people * base;
	const seated = new Uint8Array(seats);
	const used = new Uint8Array(ids);
	const blocks: number[][] = [];
	const stills: number[][] = [];
	let left = 0;
	let budget = 0;
	let powers: Int16Array[] = [];

	/** Marks a block and its images; answers how many were marked (0: they collide). */
	const place = (block: number[], into: number[][], inRounds: boolean): number => {
		const images: number[][] = [block];
		const has = new Set(block);
		for (const power of powers) {
			const image = block.map((p) => power[p]! % (inRounds ? seats : people));
			if (inRounds) {
				if (image.every((p) => has.has(p))) break;
			} else {
				// A still round is its block up to shifts.
				if (sameStill(image, block)) break;
			}
			images.push(image);
		}
		const marked: number[] = [];
		const sat: number[] = [];
		let good = true;
		for (const image of images) {
			for (let i = 0; good && i < size; i++) {
				if (inRounds) {
					if (seated[image[i]!]) good = false;
					else {
						seated[image[i]!] = 1;
						sat.push(image[i]!);
					}
				}
				for (let j = 0; good && j < i; j++) {
					const id = pair[(image[i]! % people) * people + (image[j]! % people)]!;
					if (id < 0 || used[id]) good = false;
					else {
						used[id] = 1;
						marked.push(id);
					}
				}
			}
			if (!good) break;
		}
		if (!good) {
			for (const id of marked) used[id] = 0;
			for (const p of sat) seated[p] = 0;
			return 0;
		}
		into.push(...images);
		return images.length;
	};
	const unplace = (from: number[][], count: number, inRounds: boolean) => {
		for (let c = 0; c < count; c++) {
			const image = from.pop()!;
			for (let i = 0; i < size; i++) {
				if (inRounds) seated[image[i]!] = 0;
				for (let j = 0; j < i; j++) used[pair[(image[i]! % people) * people + (image[j]! % people)]!] = 0;
			}
		}
	};
	const sameStill = (a: number[], b: number[]): boolean => {
		const sort = (block: number[]) => [...block].sort((x, y) => x - y);
		const [p, q] = [sort(a), sort(b)];
		const shift = (q[0]! - p[0]! + n) % n;
		return p.every((x, i) => Math.floor(x / n) === Math.floor(q[i]! / n) && (x + shift - q[i]! + 2 * n) % n === 0);
	};

	const finish = (): boolean => {
		if (left === 0) return true;
		if (--budget < 0) throw new Exhausted();
		// The person with the fewest possible table mates is seated next.
		let next = -1;
		let fewest = Infinity;
		for (let p = seats - 1; p >= 0; p--) {
			if (seated[p]) continue;
			const from = p - (p % people);
			const row = (p - from) * people - from;
			let count = 0;
			for (let q = from; q < from + people; q++) {
				if (seated[q]) continue;
				const id = pair[row + q]!;
				if (id >= 0 && !used[id]) count++;
			}
			if (count < fewest) {
				fewest = count;
				next = p;
			}
		}
		if (fewest < size - 1) return false;
		const first = next - (next % people);
		const mates: number[] = [];
		for (let q = first; q < first + people; q++) {
			const id = pair[(next - first) * people + q - first]!;
			if (!seated[q] && id >= 0 && !used[id]) mates.push(q);
		}
		random.shuffle(mates);
		const block = [next];
		const choose = (from: number): boolean => {
			if (block.length === size) {
				if (--budget < 0) throw new Exhausted();
				const count = place(block.slice(), blocks, true);
				if (count === 0) return false;
				left -= count * size;
				if (finish()) return true;
				left += count * size;
				unplace(blocks, count, true);
				return false;
			}
			for (let c = from; c < mates.length; c++) {
				const q = mates[c]!;
				let good = true;
				for (let i = 1; good && i < block.length; i++) {
					const id = pair[(block[i]! - first) * people + q - first]!;
					if (id < 0 || used[id]) good = false;
					for (let a = 0; good && a < i; a++)
						if (pair[(block[a]! - first) * people + q - first] === id) good = false;
				}
				if (!good) continue;
				block.push(q);
				if (choose(c + 1)) return true;
				block.pop();
			}
			return false;
		};
		return choose(0);
	};
	const chooseStills = (): boolean => {
		if (stills.length > still) return false;
		if (stills.length === still) return finish();
		if (--budget < 0) throw new Exhausted();
		const tried = still * 3;
		for (let attempt = 0; attempt < tried; attempt++) {
			const block: number[] = [];
			for (let i = 0; i < size; i++) block.push(i * n + (i === 0 ? 0 : random.below(n)));
			const count = place(block, stills, false);
			if (count === 0) continue;
			if (chooseStills()) return true;
			unplace(stills, count, false);
		}
		return false;
	};

	const symmetries = symmetriesOf(shape);
	// Runs of growing length, over all symmetries: what falls quickly falls first.
	for (let run = 300; steps > 0; run *= 4) {
		let open = false;
		for (const symmetry of symmetries) {
			if (steps <= 0 || shouldStop()) return null;
			powers = symmetry.powers;
			seated.fill(0);
			used.fill(0);
			blocks.length = stills.length = 0;
			left = seats;
			budget = Math.min(run, steps);
			const given = budget;
			try {
				if (chooseStills()) return develop(shape, blocks, stills);
				if (still) open = true;
			} catch (error) {
				if (!(error instanceof Exhausted)) throw error;
				open = true;
			}
			steps -= given - Math.max(0, budget) + 1;
		}
		if (!open) return null;
	}
	return null;
}

function develop(shape: StarterShape, blocks: number[][], stills: number[][]): Int32Array[] {
	const { n, orbits, fixed, size, base } = shape;
	const moving = n * orbits;
	const people = moving + fixed;
	const shifted = (p: number, by: number) => (p >= moving ? p : Math.floor(p / n) * n + ((p + by) % n));
	// (p + by) % n is right because an orbit begins at a multiple of n.
	const rounds: Int32Array[] = [];
	for (let r = 0; r < base; r++) {
		const own = blocks.filter((block) => Math.floor(block[0]! / people) === r);
		for (let by = 0; by < n; by++)
			rounds.push(Int32Array.from(own.flatMap((block) => block.map((p) => shifted(p % people, by)))));
	}
	for (const block of stills)
		rounds.push(Int32Array.from({ length: people }, (_, at) => shifted(block[at % size]!, Math.floor(at / size))));
	if (shape.cosets) {
		const step = n / size;
		const round: number[] = [];
		for (let i = 0; i < orbits; i++)
			for (let x = 0; x < step; x++) for (let c = 0; c < size; c++) round.push(i * n + x + c * step);
		rounds.push(Int32Array.from(round));
	}
	return rounds;
}
