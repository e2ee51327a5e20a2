import type { Random } from '../random.ts';
import type { Board } from './board.ts';

export interface ImproveOptions {
	random: Random;
	steps: number;
	/** Temperatures at the beginning and at the end. */
	hot: number;
	cold: number;
	/** A cost at which nothing is left to gain. */
	goal: number;
	/** By person, whom they value most: half of the moves bring such two together. Null for moves at random. */
	friends: Int32Array | null;
	shouldStop: () => boolean;
	onProgress?: (steps: number) => void;
	/** Rounds from this one on may change. */
	from?: number;
}

/**
 * Simulated annealing: two people of a round change tables, or one takes a free seat; those who belong together go
 * together. Ends with the best seating seen. Answers the steps made.
 */
export function improve(board: Board, options: ImproveOptions): number {
	const { random, steps, hot, cold, goal, friends, shouldStop, onProgress, from = 0 } = options;
	const { people: n, rounds, tables, seats } = board;
	if (tables < 2 || n < 2 || from >= rounds) return 0;
	let cost = board.cost();
	let best = cost;
	let kept = board.keep();
	const width = friends ? friends.length / n : 0;
	let temperature = hot;
	const cooling = Math.exp(Math.log(cold / hot) / Math.max(1, steps / 256));
	const accepts = (change: number) => change <= 0 || random.unit() < Math.exp(-change / temperature);
	let step = 0;
	const save = () => {
		best = cost;
		kept = board.keep();
	};
	// Keeping is dear for many people, so not every step of theirs is kept.
	const few = n <= 400;
	for (; step < steps; step++) {
		if ((step & 255) === 0) {
			temperature *= cooling;
			if ((step & 4095) === 0) {
				if (cost < best - 1e-9) save();
				if (shouldStop()) break;
				onProgress?.(step);
			}
			if (cost <= goal + 1e-9) break;
		}
		const r = from + random.below(rounds - from);
		const p = random.below(n);
		const s = board.seatOf[r * n + p]!;
		if (s < 0) continue;
		const own = board.tableOf[s]!;
		let to = -1;
		const cluster = board.clusterOf[p]!;
		if (cluster >= 0 && random.below(3) === 0) {
			const mates = board.clusters[cluster]!;
			to = board.tableAt(r, mates[random.below(mates.length)]!);
		} else if (width && random.below(8) !== 0) {
			const x = friends![p * width + random.below(width)]!;
			if (x >= 0) to = board.tableAt(r, x);
		}
		if (to < 0) {
			const u = random.below(seats);
			to = board.tableOf[u]!;
		}
		if (to === own || !board.maySit(p, to)) continue;
		const u = board.start[to]! + random.below(board.places[to]!);
		if (cluster >= 0) {
			cost += moveCluster(board, r, cluster, own, to, random, accepts);
			if (few && cost < best - 1e-9) save();
			continue;
		}
		const q = board.at[r * seats + u]!;
		if (q >= 0 && (!board.maySit(q, own) || board.clusterOf[q]! >= 0)) continue;
		const change = board.swapCost(r, s, u);
		if (!accepts(change)) continue;
		board.swap(r, s, u);
		cost += change;
		if (few && cost < best - 1e-9) save();
	}
	if (cost > best + 1e-9) board.restore(kept);
	return step;
}

/** Those of a cluster who sit at a table change places with as many others of another; undone where refused. */
function moveCluster(
	board: Board,
	round: number,
	cluster: number,
	own: number,
	to: number,
	random: Random,
	accepts: (change: number) => boolean
): number {
	const done: [number, number][] = [];
	let change = 0;
	const undo = () => {
		for (let i = done.length - 1; i >= 0; i--) board.swap(round, done[i]![0], done[i]![1]);
		return 0;
	};
	for (const p of board.clusters[cluster]!) {
		const s = board.seatOf[round * board.people + p]!;
		if (s < 0 || board.tableOf[s] !== own) continue;
		if (!board.maySit(p, to)) return undo();
		const places = board.places[to]!;
		const first = random.below(places);
		let u = -1;
		for (let i = 0; i < places; i++) {
			const seat = board.start[to]! + ((first + i) % places);
			const q = board.at[round * board.seats + seat]!;
			if (q >= 0 && (board.clusterOf[q]! >= 0 || !board.maySit(q, own))) continue;
			if (done.some(([, taken]) => taken === seat)) continue;
			u = seat;
			break;
		}
		if (u < 0) return undo();
		change += board.swapCost(round, s, u);
		board.swap(round, s, u);
		done.push([s, u]);
	}
	return accepts(change) ? change : undo();
}

/**
 * People of a design change parts throughout all rounds, so that who meets whom is never repeated more; only people
 * without ties of their own take part. Annealing on worth alone. Answers the steps made.
 */
export function exchangeParts(
	board: Board,
	random: Random,
	steps: number,
	hot: number,
	shouldStop: () => boolean
): number {
	const { people: n, rounds } = board;
	const free: number[] = [];
	for (let p = 0; p < n; p++) {
		let always = !board.reach[p] && board.clusterOf[p]! < 0;
		for (let r = 0; always && r < rounds; r++) always = board.seatOf[r * n + p]! >= 0;
		if (always) free.push(p);
	}
	if (free.length < 2) return 0;
	const cold = hot / 30;
	const cooling = Math.exp(Math.log(cold / hot) / Math.max(1, steps / 64));
	let temperature = hot;
	let step = 0;
	const swapAll = (p: number, q: number): number => {
		let change = 0;
		for (let r = 0; r < rounds; r++) {
			const s = board.seatOf[r * n + p]!;
			const u = board.seatOf[r * n + q]!;
			if (board.tableOf[s] === board.tableOf[u]) continue;
			change += board.swapCost(r, s, u);
			board.swap(r, s, u);
		}
		return change;
	};
	for (; step < steps; step++) {
		if ((step & 63) === 0) {
			temperature *= cooling;
			if (shouldStop()) break;
		}
		const p = free[random.below(free.length)]!;
		const q = free[random.below(free.length)]!;
		if (p === q) continue;
		const change = swapAll(p, q);
		if (change > 0 && random.unit() >= Math.exp(-change / temperature)) swapAll(p, q);
	}
	return step;
}
