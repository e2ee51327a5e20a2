import type { Board } from './board.ts';
import { canEver } from './bound.ts';
import type { WhyNot } from './problem.ts';

/** Why an ask found no place on the finished board: the nearest thing that stood in its way. */
export function whyNot(board: Board, ask: number, stopped: boolean): WhyNot {
	const m = board.model;
	const c = m.combinationStart[ask]!;
	if (c === m.combinationStart[ask + 1]!) return { kind: 'never_together' };
	const a = m.combinationA[c]!;
	const b = m.combinationB[c]!;
	if (!canEver(m, ask)) return { kind: 'never_together' };
	if (board.meet(a, b)) return { kind: 'meet_already' };
	for (const person of [a, b]) {
		if (board.count[person]! >= m.most[person]! && m.most[person]! < m.slots)
			return { kind: 'has_most', person, most: m.most[person]! };
	}
	const length = m.length[ask]!;
	const starts = m.startsOfLength[length]!;
	const isAway = (person: number, slot: number) =>
		((m.away[person * m.words + (slot >> 5)]! >>> (slot & 31)) & 1) === 1;
	let possible = 0;
	let withTable = 0;
	let busyA = 0;
	let busyB = 0;
	let free = 0;
	let breakOf = -1;
	let room = false;
	const pool = m.combinationPool[c]!;
	for (let slot = 0; slot + length <= m.slots; slot++) {
		if (!((starts[slot >> 5]! >>> (slot & 31)) & 1)) continue;
		let together = true;
		let inA = false;
		let inB = false;
		for (let s = slot; s < slot + length; s++) {
			together &&= !isAway(a, s) && !isAway(b, s);
			inA ||= board.who[a * m.slots + s]! >= 0;
			inB ||= board.who[b * m.slots + s]! >= 0;
		}
		if (!together) continue;
		possible++;
		let open = Boolean(m.tableless[ask]);
		for (let unit = m.poolStart[pool]!; !open && unit < m.poolStart[pool + 1]!; unit++) {
			open = true;
			for (let s = slot; s < slot + length; s++) open &&= m.unitOpen[unit * m.slots + s] === 1;
		}
		if (!open) continue;
		withTable++;
		if (inA) busyA++;
		if (inB) busyB++;
		if (inA || inB) continue;
		const keepsA = board.keepsBreaks(a, slot, length);
		if (!keepsA || !board.keepsBreaks(b, slot, length)) {
			breakOf = keepsA ? b : a;
			continue;
		}
		free++;
		if (m.tableless[ask] || board.findUnit(pool, slot, length) >= 0) room = true;
	}
	if (possible === 0) return { kind: 'never_together' };
	if (withTable === 0) return { kind: 'no_table_ever' };
	if (room && stopped) return { kind: 'stopped' };
	if (free > 0) return { kind: 'tables_taken', slots: free };
	if (breakOf >= 0) return { kind: 'promised_break', person: breakOf };
	if (busyA === withTable && busyA >= busyB) return { kind: 'fully_booked', person: a, meetings: board.count[a]! };
	if (busyB === withTable) return { kind: 'fully_booked', person: b, meetings: board.count[b]! };
	return { kind: 'no_common_slot' };
}
