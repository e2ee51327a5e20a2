import { isFreeOf, overlaps, type Span } from '../availability/rules.ts';
import { chooseTable, type MeetingNow, type TableChoice } from '../meeting/rules.ts';
import type { LeftOut } from '../meeting-run/tables.ts';
import { pairKey } from '../meeting-wish/rules.ts';

/** A meeting of a run, as the plan sees it. */
export interface Drafted {
	lowPersonId: string;
	highPersonId: string;
	during: Span;
	tableId: string | null;
	/** Null where the run needed no table. */
	tableName: string | null;
	weight: number;
}

/** How a gathering stands when a run is published. */
export interface Stand {
	now: Date;
	slots: Span[];
	/** Who takes part. */
	taking: Set<string>;
	/** Of these, who can be told and takes meetings here. */
	open: Set<string>;
	/** Pairs kept apart, and pairs who meet already. */
	apart: Set<string>;
	meet: Set<string>;
	/** When each person cannot meet: meetings anywhere, sessions, closed slots. */
	busy: Map<string, Span[]>;
	/** Empty where meetings need no table. */
	tables: TableChoice[];
	taken: { tableId: string; during: Span }[];
}

export interface Plan<One extends Drafted = Drafted> {
	kept: { row: One; tableId: string | null; isOtherTable: boolean }[];
	leftOut: { row: One; why: LeftOut }[];
}

/**
 * What of a run can still be held as things stand: a meeting keeps its time; its table too where that is free, else
 * it gets another one; whatever does not fit any more is left out, each with the first reason that holds. Where two
 * want one table, the heavier has it. Pure: the same stand gives the same plan.
 */
export function planPublication<One extends Drafted>(rows: readonly One[], stand: Stand): Plan<One> {
	const slots = new Map(stand.slots.map((slot) => [slot.from.getTime(), slot.to.getTime()]));
	const tables = stand.tables.map((table) => ({ ...table }));
	const known = new Map(tables.map((table) => [table.id, table]));
	const taken = new Map<string, Span[]>();
	for (const { tableId, during } of stand.taken) taken.set(tableId, [...(taken.get(tableId) ?? []), during]);
	const isFree = (tableId: string, span: Span) => !taken.get(tableId)?.some((other) => overlaps(other, span));
	const engaged = new Map<string, Span[]>();

	const why = ({ lowPersonId, highPersonId, during }: One): LeftOut | null => {
		const two = [lowPersonId, highPersonId];
		const key = pairKey(lowPersonId, highPersonId);
		if (during.from <= stand.now) return 'begun';
		if (slots.get(during.from.getTime()) !== during.to.getTime()) return 'hours_changed';
		if (!two.every((id) => stand.taking.has(id))) return 'left';
		if (!two.every((id) => stand.open.has(id)) || stand.apart.has(key)) return 'not_available';
		if (stand.meet.has(key)) return 'meet_already';
		const free = (id: string) =>
			isFreeOf(during, stand.busy.get(id) ?? []) && isFreeOf(during, engaged.get(id) ?? []);
		return two.every(free) ? null : 'person_busy';
	};

	const plan: Plan<One> = { kept: [], leftOut: [] };
	const keep = (row: One, tableId: string | null, isOtherTable: boolean) => {
		for (const id of [row.lowPersonId, row.highPersonId]) engaged.set(id, [...(engaged.get(id) ?? []), row.during]);
		if (tableId) {
			taken.set(tableId, [...(taken.get(tableId) ?? []), row.during]);
			known.get(tableId)!.meetings++;
		}
		plan.kept.push({ row, tableId, isOtherTable });
	};
	const ordered = [...rows].sort(
		(a, b) =>
			b.weight - a.weight ||
			a.during.from.getTime() - b.during.from.getTime() ||
			(pairKey(a.lowPersonId, a.highPersonId) < pairKey(b.lowPersonId, b.highPersonId) ? -1 : 1)
	);
	// First everything that stays where it is, so that nothing that moves takes its table.
	const homeless: One[] = [];
	for (const row of ordered) {
		const reason = why(row);
		if (reason) plan.leftOut.push({ row, why: reason });
		else if (!tables.length) keep(row, null, row.tableName !== null);
		else if (row.tableId && known.has(row.tableId) && isFree(row.tableId, row.during)) keep(row, row.tableId, false);
		else homeless.push(row);
	}
	for (const row of homeless) {
		const table = chooseTable(
			tables.filter(({ id }) => isFree(id, row.during)),
			2,
			tables
		);
		if (table) keep(row, table.id, true);
		else plan.leftOut.push({ row, why: 'no_table' });
	}
	const inTime = <T extends { row: One }>(list: T[]) =>
		list.sort((a, b) => a.row.during.from.getTime() - b.row.during.from.getTime());
	inTime(plan.kept);
	inTime(plan.leftOut);
	return plan;
}

/** True for a meeting that rolling back calls off: to come, as the run made it, and nobody has asked to move it. */
export const mayRollBack = (row: MeetingNow & { arrangedAt: Date | null }, now: Date): boolean =>
	row.state === 'confirmed' &&
	row.during !== null &&
	row.during.from > now &&
	row.arrangedAt !== null &&
	row.waitingForPersonId === null;
