import type { Board } from './board.ts';
import type { Random } from '../random.ts';

export interface SettleOptions {
	random: Random;
	steps: number;
	shouldStop: () => boolean;
}

const breakCost = 4;
const idleCost = 1;
const moveCost = 6;

/** Waits of one person, and the idle slots in them, day by day. */
export function waitsOf(board: Board, person: number): { breaks: number; idle: number } {
	const { slots, day } = board.model;
	const start = person * slots;
	let breaks = 0;
	let idle = 0;
	let last = -1;
	for (let s = 0; s < slots; s++) {
		if (board.who[start + s]! < 0) continue;
		if (last >= 0 && day[last] === day[s] && s > last + 1) {
			breaks++;
			idle += s - last - 1;
		}
		last = s;
	}
	return { breaks, idle };
}

function costOf(board: Board, person: number): number {
	const { slots, day } = board.model;
	const start = person * slots;
	let cost = 0;
	let last = -1;
	for (let s = 0; s < slots; s++) {
		if (board.who[start + s]! < 0) continue;
		if (last >= 0 && s > last + 1 && day[last] === day[s]) cost += breakCost + idleCost * (s - last - 1);
		last = s;
	}
	return cost;
}

/**
 * Fewer and shorter waits with the same asks granted: a meeting goes to another slot, or two slots change places
 * along a Kempe chain (all meetings that hang together by people in two slots). Simulated annealing; no meeting is
 * lost. Answers how many steps were made.
 */
export function settle(board: Board, { random, steps, shouldStop }: SettleOptions): number {
	const m = board.model;
	const movable: number[] = [];
	for (let ask = 0; ask < m.asks; ask++) if (board.at[ask]! >= 0 && !m.confirmed[ask]) movable.push(ask);
	if (movable.length === 0) return 0;
	const mask = new Uint32Array(m.words);
	const stamp = new Int32Array(m.people);
	let turn = 0;
	const chain: number[] = [];
	const targets: number[] = [];
	const seen = new Int32Array(m.asks);
	const affected: number[] = [];
	const touch = (person: number) => {
		if (stamp[person] === turn) return;
		stamp[person] = turn;
		affected.push(person);
	};
	const movePenalty = (ask: number, slot: number) =>
		m.heldSlot[ask]! >= 0 && slot !== m.heldSlot[ask] ? moveCost : 0;
	let step = 0;
	for (; step < steps; step++) {
		if ((step & 255) === 0 && shouldStop()) break;
		const ask = movable[random.below(movable.length)]!;
		const c = board.by[ask]!;
		const a = m.combinationA[c]!;
		const b = m.combinationB[c]!;
		const from = board.at[ask]!;
		const length = m.length[ask]!;
		// A slot beside another meeting of one of the two is where a wait may end.
		const person = random.below(2) ? a : b;
		let to = random.below(m.slots);
		for (let tries = 0; tries < 6; tries++) {
			const beside =
				(to > 0 && board.who[person * m.slots + to - 1]! >= 0) ||
				(to + length < m.slots && board.who[person * m.slots + to + length]! >= 0);
			if (beside && to !== from) break;
			to = random.below(m.slots);
		}
		if (to === from || to + length > m.slots) continue;
		const bit = 1 << (to & 31);
		if (!(m.startsOfLength[length]![to >> 5]! & bit)) continue;
		const w = to >> 5;
		if (length === 1 && (m.away[a * m.words + w]! | m.away[b * m.words + w]!) & bit) continue;

		turn++;
		affected.length = 0;
		chain.length = 0;
		targets.length = 0;
		chain.push(ask);
		targets.push(to);
		seen[ask] = turn;
		let possible = true;
		const pool = m.combinationPool[c]!;
		const size = m.poolStart[pool + 1]! - m.poolStart[pool]!;
		if (length === 1 && size > 0 && !m.tableless[ask] && board.free[pool * m.slots + to] === 0) {
			// Every table is taken then: somebody there has to come the other way.
			const other = board.what[(m.poolStart[pool]! + random.below(size)) * m.slots + to]!;
			if (other < 0 || m.confirmed[other] || m.length[other] !== 1) continue;
			seen[other] = turn;
			chain.push(other);
			targets.push(from);
		}
		for (let i = 0; i < chain.length && possible; i++) {
			const one = chain[i]!;
			const target = targets[i]!;
			const combination = board.by[one]!;
			for (const p of [m.combinationA[combination]!, m.combinationB[combination]!]) {
				touch(p);
				for (let s = target; s < target + m.length[one]!; s++) {
					const other = board.who[p * m.slots + s]!;
					if (other < 0 || seen[other] === turn) continue;
					// Only meetings of one slot change places in chains.
					if (m.confirmed[other] || length > 1 || m.length[other]! > 1 || chain.length >= 24) {
						possible = false;
						break;
					}
					seen[other] = turn;
					chain.push(other);
					targets.push(target === to ? from : to);
				}
			}
		}
		if (!possible) continue;
		let before = 0;
		for (const p of affected) before += costOf(board, p);
		for (const one of chain) before += movePenalty(one, board.at[one]!);
		const mark = board.mark();
		const by = chain.map((one) => board.by[one]!);
		const old = chain.map((one) => board.unit[one]!);
		for (const one of chain) board.remove(one);
		for (let i = 0; i < chain.length; i++) {
			const one = chain[i]!;
			const target = targets[i]!;
			if (!board.starts(one, by[i]!, mask) || !((mask[target >> 5]! >>> (target & 31)) & 1)) {
				possible = false;
				break;
			}
			let unit = -1;
			if (!m.tableless[one]) {
				const l = m.length[one]!;
				unit = board.isUnitFree(old[i]!, target, l)
					? old[i]!
					: board.findUnit(m.combinationPool[by[i]!]!, target, l);
			}
			board.place(one, by[i]!, target, unit);
		}
		if (possible) {
			let after = 0;
			for (const p of affected) after += costOf(board, p);
			for (let i = 0; i < chain.length; i++) after += movePenalty(chain[i]!, targets[i]!);
			const temperature = 1.5 * (1 - step / steps);
			if (after <= before || random.unit() < Math.exp((before - after) / Math.max(0.05, temperature))) {
				board.commit();
				continue;
			}
		}
		board.undo(mark);
	}
	return step;
}

/** Metres that a person walks from table to table on their days. Meetings without a table are passed over. */
export function walkOf(board: Board, person: number): number {
	const m = board.model;
	let metres = 0;
	let last = -1;
	let lastDay = -1;
	let lastAsk = -1;
	for (let s = 0; s < m.slots; s++) {
		const ask = board.who[person * m.slots + s]!;
		if (ask < 0 || ask === lastAsk) continue;
		lastAsk = ask;
		const unit = board.unit[ask]!;
		if (unit < 0) continue;
		if (last >= 0 && lastDay === m.day[s]) metres += distance(board, last, unit);
		last = unit;
		lastDay = m.day[s]!;
	}
	return metres;
}

const distance = (board: Board, one: number, other: number) =>
	Math.abs(board.model.unitX[one]! - board.model.unitX[other]!) +
	Math.abs(board.model.unitY[one]! - board.model.unitY[other]!);

/**
 * Less walking: meetings of one slot exchange tables, or take a free one, guided by where their people come from and
 * go to. Confirmed meetings keep theirs. Answers how many steps were made.
 */
export function arrangeTables(board: Board, { random, steps, shouldStop }: SettleOptions): number {
	const m = board.model;
	const movable: number[] = [];
	for (let ask = 0; ask < m.asks; ask++) {
		if (board.at[ask]! >= 0 && !m.confirmed[ask] && board.unit[ask]! >= 0) movable.push(ask);
	}
	let spread = false;
	for (let unit = 1; unit < m.units; unit++) spread ||= distance(board, 0, unit) > 0;
	if (!spread || movable.length === 0) return 0;

	/** The place that the person has before (-1) or after (1) the ask on the same day, or -1. */
	const neighbour = (person: number, ask: number, direction: number): number => {
		const start = board.at[ask]!;
		const day = m.day[start];
		const row = person * m.slots;
		for (
			let s = direction < 0 ? start - 1 : start + m.length[ask]!;
			s >= 0 && s < m.slots && m.day[s] === day;
			s += direction
		) {
			const other = board.who[row + s]!;
			if (other >= 0 && board.unit[other]! >= 0) return board.unit[other]!;
		}
		return -1;
	};
	const cost = (ask: number, unit: number): number => {
		const c = board.by[ask]!;
		let sum = 0;
		for (const person of [m.combinationA[c]!, m.combinationB[c]!]) {
			const before = neighbour(person, ask, -1);
			const after = neighbour(person, ask, 1);
			if (before >= 0) sum += distance(board, before, unit);
			if (after >= 0) sum += distance(board, unit, after);
		}
		// A provisional meeting keeps its table, unless much is won.
		if (m.heldSlot[ask] === board.at[ask] && m.heldUnit[ask] !== unit) sum += 20;
		return sum;
	};
	let step = 0;
	for (; step < steps; step++) {
		if ((step & 255) === 0 && shouldStop()) break;
		const ask = movable[random.below(movable.length)]!;
		const c = board.by[ask]!;
		const pool = m.combinationPool[c]!;
		const start = m.poolStart[pool]!;
		const end = m.poolStart[pool + 1]!;
		const own = board.unit[ask]!;
		if (end - start < 2 || own < start || own >= end) continue;
		let unit = -1;
		if (random.below(4) > 0) {
			const person = random.below(2) ? m.combinationA[c]! : m.combinationB[c]!;
			unit = neighbour(person, ask, random.below(2) ? 1 : -1);
			// The very place is often a bad neighbour's: one beside it will do as well.
			if (unit >= 0) unit += random.below(3) - 1;
		}
		if (unit < start || unit >= end) unit = start + random.below(end - start);
		if (unit === own) continue;
		const slot = board.at[ask]!;
		const length = m.length[ask]!;
		const other = board.what[unit * m.slots + slot]!;
		if (other < 0) {
			if (!board.isUnitFree(unit, slot, length)) continue;
			if (cost(ask, unit) > cost(ask, own)) continue;
			board.swapUnits(ask, unit, -1);
			continue;
		}
		if (m.confirmed[other] || board.at[other] !== slot || m.length[other] !== length) continue;
		if (m.combinationPool[board.by[other]!] !== pool || board.unit[other] !== unit) continue;
		if (cost(ask, unit) + cost(other, own) > cost(ask, own) + cost(other, unit)) continue;
		board.swapUnits(ask, unit, other);
	}
	board.commit();
	return step;
}
