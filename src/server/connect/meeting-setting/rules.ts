import { Temporal } from 'temporal-polyfill';
import { joined, overlaps, slotsOf, type SlotSetting, type Span } from '../availability/rules.ts';
import { chooseTable, type TableChoice } from '../meeting/rules.ts';

/** How many tables the slots need for so many meetings: meetings over slots, and 15 % more for what does not fit evenly. */
export const tablesNeeded = (meetings: number, slots: number): number =>
	slots > 0 && meetings > 0 ? Math.ceil((meetings / slots) * 1.15) : 0;

/** Meetings to expect: each person has so many, and each meeting has two people. */
export const meetingsExpected = (people: number, meetingsPerPerson: number): number =>
	Math.round((people * meetingsPerPerson) / 2);

/** A confirmed meeting that has not begun, as the plan sees it. */
export interface Placed {
	id: string;
	during: Span;
	mode: 'onsite' | 'online';
	tableId: string | null;
	personIds: string[];
}

/** What becomes of one meeting when hours or tables change. */
export interface Change {
	id: string;
	what: 'other_table' | 'other_time' | 'no_table' | 'called_off';
	/** Its new time; the old one where it is called off. */
	during: Span;
	tableId: string | null;
}

/**
 * What a change of hours and tables does to the meetings that stand, in the order of their times. A meeting within
 * the new hours keeps its time: at its table, else at another that is free, else without one. A meeting outside
 * them moves to the nearest slot that is free for all its people (their wishes included) with a table, else it is
 * called off. Meetings not in the answer stay as they are. Pure: the same input gives the same plan.
 */
export function planChange(by: {
	setting: SlotSetting;
	tables: TableChoice[];
	meetings: Placed[];
	/** When each person is busy, beside these meetings. */
	busy: Map<string, Span[]>;
	now: Date;
}): Change[] {
	const hours = joined(by.setting.hours);
	const slots = slotsOf(by.setting).filter(({ from }) => from > by.now);
	const tables = by.tables.map((table) => ({ ...table, meetings: 0 }));
	const known = new Map(tables.map((table) => [table.id, table]));
	const taken = new Map<string, Span[]>();
	const engaged = new Map<string, Span[]>();
	const take = (map: Map<string, Span[]>, key: string, span: Span) =>
		void map.set(key, [...(map.get(key) ?? []), span]);
	const isFree = (spans: Span[] | undefined, span: Span) =>
		!spans?.some((other) => overlaps(other, span));
	const settle = (personIds: string[], during: Span, tableId: string | null) => {
		for (const id of personIds) take(engaged, id, during);
		if (tableId) {
			take(taken, tableId, during);
			known.get(tableId)!.meetings++;
		}
	};
	const within = (span: Span) => hours.some(({ from, to }) => from <= span.from && span.to <= to);
	const freeTable = (span: Span, people: number) =>
		chooseTable(
			tables.filter(({ id }) => isFree(taken.get(id), span)),
			people,
			tables
		);

	const ordered = [...by.meetings].sort(
		(a, b) => a.during.from.getTime() - b.during.from.getTime() || (a.id < b.id ? -1 : 1)
	);
	const changes: Change[] = [];
	// First everything that may stay, so that nothing that moves takes its place.
	const homeless: Placed[] = [];
	const outside: Placed[] = [];
	for (const meeting of ordered) {
		if (!within(meeting.during)) outside.push(meeting);
		else if (meeting.tableId && !known.has(meeting.tableId)) homeless.push(meeting);
		else settle(meeting.personIds, meeting.during, meeting.tableId);
	}
	for (const { id, during, personIds } of homeless) {
		const table = freeTable(during, personIds.length);
		settle(personIds, during, table?.id ?? null);
		changes.push({
			id,
			what: table ? 'other_table' : 'no_table',
			during,
			tableId: table?.id ?? null
		});
	}
	for (const { id, during, personIds, mode } of outside) {
		const needsTable = mode === 'onsite' && tables.length > 0;
		const distance = (slot: Span) => Math.abs(slot.from.getTime() - during.from.getTime());
		const slot = slots
			.filter((slot) =>
				personIds.every(
					(person) => isFree(engaged.get(person), slot) && isFree(by.busy.get(person), slot)
				)
			)
			.filter((slot) => !needsTable || freeTable(slot, personIds.length))
			.sort((a, b) => distance(a) - distance(b) || a.from.getTime() - b.from.getTime())[0];
		if (!slot) {
			changes.push({ id, what: 'called_off', during, tableId: null });
			continue;
		}
		const table = needsTable ? freeTable(slot, personIds.length) : null;
		settle(personIds, slot, table?.id ?? null);
		changes.push({ id, what: 'other_time', during: slot, tableId: table?.id ?? null });
	}
	return changes;
}

/**
 * Hours to begin with: a gathering of a day is open throughout; one of several days, each day between the clock it
 * begins and the clock it ends on (eight hours where it ends earlier in the day than it begins), never at night.
 */
export function hoursToBeginWith(of: { startsAt: Date; endsAt: Date; timeZone: string }): { from: Date; to: Date }[] {
	const whole = [{ from: of.startsAt, to: of.endsAt }];
	if (of.endsAt.getTime() - of.startsAt.getTime() <= 16 * 3_600_000) return whole;
	const zoned = (at: Date) => Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(of.timeZone);
	const [start, end] = [zoned(of.startsAt), zoned(of.endsAt)];
	const opens = start.toPlainTime();
	const closes = end.toPlainTime();
	const days = start.toPlainDate().until(end.toPlainDate(), { largestUnit: 'days' }).days;
	if (days < 1 || days > 13) return whole;
	const hours = Array.from({ length: days + 1 }, (_, day) => {
		const date = start.toPlainDate().add({ days: day });
		const from = date.toZonedDateTime({ timeZone: of.timeZone, plainTime: opens });
		const to =
			Temporal.PlainTime.compare(closes, opens) > 0
				? date.toZonedDateTime({ timeZone: of.timeZone, plainTime: closes })
				: from.add({ hours: 8 });
		return { from: new Date(from.epochMilliseconds), to: new Date(Math.min(to.epochMilliseconds, of.endsAt.getTime())) };
	});
	return hours.filter(({ from, to }) => from < to);
}
