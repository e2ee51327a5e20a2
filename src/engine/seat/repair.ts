import { Board } from './board.ts';
import type { Repair, SeatProblem, Seating } from './problem.ts';
import { countRepeats, findBreaches, tablesOf } from './report.ts';

/**
 * Takes people who left out of a seating from round `from` on and mends what they leave behind, moving as few of the
 * others as it can: rounds before `from` stay as they were, and where every table keeps its least number of people
 * nobody moves at all. A table that falls below is either filled from tables that can spare someone, or given up and
 * its people spread over free places, whichever moves fewer; each goes where they meet nobody again, if there is such a
 * place. Fixed people and those who belong together are moved only where their table is given up.
 */
export function repair(
	problem: SeatProblem,
	seating: Pick<Seating, 'rounds'>,
	from: number,
	leaving: readonly number[]
): Repair {
	const { people } = problem;
	const n = people.length;
	for (const p of leaving)
		if (!Number.isInteger(p) || p < 0 || p >= n) throw new RangeError(`There is no person ${p}; they are numbered from 0 to ${n - 1}.`);
	const gone = new Uint8Array(n);
	for (const p of leaving) gone[p] = 1;
	const modeOf = ({ mode }: { mode?: string }) => mode ?? 'onsite';
	const mixed = problem.tables.some((table) => modeOf(table) !== modeOf(problem.tables[0]!));
	const board = new Board(
		{
			...problem,
			people: people.map((person) =>
				mixed ? { ...person, table: null, tables: tablesOf(problem, person) } : person
			)
		},
		true
	);
	const rounds = seating.rounds.length;
	for (let r = 0; r < rounds; r++)
		seating.rounds[r]!.forEach((seated, t) => {
			let at = board.start[t]!;
			for (const p of seated) {
				if (gone[p] && r >= from) continue;
				if (at === board.start[t + 1]) throw new RangeError(`In round ${r} more people sit at table ${t} than it has places.`);
				board.sit(r, p, at++);
			}
		});
	const enemies = new Map<number, number[]>();
	for (const [a, b] of problem.apart ?? []) {
		enemies.set(a, [...(enemies.get(a) ?? []), b]);
		enemies.set(b, [...(enemies.get(b) ?? []), a]);
	}
	/** Marks whom a person has met in any round, and, many times over, from whom they are kept apart. */
	const mark = new Int32Array(n);
	const markMet = (p: number, by: number) => {
		for (let r = 0; r < rounds; r++) {
			const t = board.tableAt(r, p);
			if (t < 0) continue;
			for (let s = board.start[t]!; s < board.start[t + 1]!; s++) {
				const x = board.at[r * board.seats + s]!;
				if (x >= 0) mark[x]! += by;
			}
		}
		for (const x of enemies.get(p) ?? []) mark[x]! += 40 * by;
	};
	const moved: Repair['moved'] = [];
	let leastMoves = 0;
	for (let r = Math.max(0, from); r < rounds; r++) {
		const isShort = (t: number) => {
			const filled = board.filled[r * board.tables + t]!;
			return filled > 0 && filled < board.least[t]!;
		};
		const before = new Map<number, number>();
		const move = (p: number, to: number) => {
			if (!before.has(p)) before.set(p, board.tableAt(r, p));
			board.rise(r, p);
			board.sit(r, p, board.freeSeat(r, to));
		};
		const tried = new Set<number>();
		const short: number[] = [];
		for (let t = 0; t < board.tables; t++) if (isShort(t)) short.push(t);
		let needed = 0;
		for (const t of short) {
			const filled = board.filled[r * board.tables + t]!;
			needed += Math.min(board.least[t]! - filled, filled);
		}
		leastMoves += Math.ceil(needed / 2);
		short.sort((x, y) => board.filled[r * board.tables + x]! - board.filled[r * board.tables + y]!);
		for (const t of short) {
			if (!isShort(t) || tried.has(t)) continue;
			tried.add(t);
			const filled = board.filled[r * board.tables + t]!;
			const missing = board.least[t]! - filled;
			if (missing <= filled ? fill(t, missing) || giveUp(t) : giveUp(t) || fill(t, missing)) continue;
		}
		/** Takes `missing` people from tables that can spare them; all or none. */
		function fill(t: number, missing: number): boolean {
			const done: [number, number][] = [];
			for (let i = 0; i < missing; i++) {
				let best = -1;
				let least = Infinity;
				const own = peopleAt(t);
				for (const x of own) markMet(x, 1);
				for (let u = 0; u < board.tables && least > 0; u++) {
					if (u === t || board.filled[r * board.tables + u]! <= board.least[u]!) continue;
					for (let s = board.start[u]!; s < board.start[u + 1]!; s++) {
						const p = board.at[r * board.seats + s]!;
						if (p < 0 || board.clusterOf[p]! >= 0 || mark[p]! >= least || !board.maySit(p, t)) continue;
						least = mark[p]!;
						best = p;
						if (least === 0) break;
					}
				}
				for (const x of own) markMet(x, -1);
				if (best < 0) {
					for (const [p, u] of done.reverse()) move(p, u);
					return false;
				}
				done.push([best, board.tableAt(r, best)]);
				move(best, t);
			}
			return true;
		}
		/** Spreads the people of a table over free places of others; all or none. */
		function giveUp(t: number): boolean {
			const own = peopleAt(t);
			const done: number[] = [];
			for (const p of own) {
				let best = -1;
				let least = Infinity;
				markMet(p, 1);
				for (let u = 0; u < board.tables; u++) {
					const filled = board.filled[r * board.tables + u]!;
					if (u === t || filled === 0 || filled >= board.places[u]! || !board.maySit(p, u)) continue;
					// A short table is glad of them.
					let cost = isShort(u) ? -0.5 : 0;
					for (const x of peopleAt(u)) cost += mark[x]!;
					if (cost < least) {
						least = cost;
						best = u;
					}
				}
				markMet(p, -1);
				if (best < 0) {
					for (const q of done) move(q, t);
					return false;
				}
				move(p, best);
				done.push(p);
			}
			return true;
		}
		function peopleAt(t: number): number[] {
			const own: number[] = [];
			for (let s = board.start[t]!; s < board.start[t + 1]!; s++) {
				const p = board.at[r * board.seats + s]!;
				if (p >= 0) own.push(p);
			}
			return own;
		}
		for (const [person, at] of before) {
			const to = board.tableAt(r, person);
			if (to !== at) moved.push({ person, round: r, from: at, to });
		}
	}
	const after = Array.from({ length: rounds }, (_, r) =>
		Array.from({ length: board.tables }, (_, t) => {
			const own: number[] = [];
			for (let s = board.start[t]!; s < board.start[t + 1]!; s++) {
				const p = board.at[r * board.seats + s]!;
				if (p >= 0) own.push(p);
			}
			return own.sort((a, b) => a - b);
		})
	);
	const broken = findBreaches(problem, after, gone, from);
	return { rounds: after, moved, repeats: countRepeats(broken), broken, bound: { moves: Math.min(moved.length, leastMoves) } };
}
