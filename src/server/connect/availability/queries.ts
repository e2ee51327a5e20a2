import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { listStarredTimes } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import {
	availability,
	meeting,
	meetingPerson,
	meetingSetting,
	meetingTable
} from '../meeting/tables.ts';
import { freeSlots, isFreeOf, overlaps, slotsOf, type Span } from './rules.ts';
import type { AvailabilityView } from './schema.ts';
import { accessTakingPart } from '../meeting/access.ts';

export type MeetingSetting = typeof meetingSetting.$inferSelect;

/** What a gathering's meetings are cut from: slots, and how many tables stand free when. */
export interface Grid {
	setting: MeetingSetting;
	slots: Span[];
	tables: number;
	/** Confirmed meetings at tables, by their time. */
	taken: (Span & { tables: number })[];
}

/** The grid of a gathering, or null where there are no meetings. `exceptMeetingId` does not count as taking a table. */
export async function findGrid(
	db: Db,
	gatheringId: string,
	exceptMeetingId?: string
): Promise<Grid | null> {
	const [found] = await db
		.select({
			setting: meetingSetting,
			tables: sql<number>`(select count(*)::int from ${meetingTable} where ${meetingTable.gatheringId} = ${gatheringId})`
		})
		.from(meetingSetting)
		.where(eq(meetingSetting.gatheringId, gatheringId));
	if (!found?.setting.hours.length) return null;
	const taken = found.tables
		? await db
				.select({
					from: sql<string>`lower(${meeting.during})`,
					to: sql<string>`upper(${meeting.during})`,
					tables: sql<number>`count(*)::int`
				})
				.from(meeting)
				.where(
					and(
						eq(meeting.gatheringId, gatheringId),
						isNotNull(meeting.during),
						isNotNull(meeting.tableId),
						exceptMeetingId ? sql`${meeting.id} <> ${exceptMeetingId}` : undefined
					)
				)
				.groupBy(meeting.during)
		: [];
	return {
		setting: found.setting,
		slots: slotsOf(found.setting),
		tables: found.tables,
		taken: taken.map((row) => ({
			from: new Date(row.from),
			to: new Date(row.to),
			tables: row.tables
		}))
	};
}

/** True if a table stands free at this time, or the gathering has no tables at all. */
export function hasTable(grid: Grid, slot: Span): boolean {
	if (!grid.tables) return true;
	let used = 0;
	for (const span of grid.taken) if (overlaps(span, slot)) used += span.tables;
	return used < grid.tables;
}

/** One person's time at a gathering. */
export interface PersonTime {
	/** They take no meetings here. */
	closed: boolean;
	starsAreBusy: boolean;
	/** Confirmed meetings, here and elsewhere: nobody can be in two. */
	meetings: (Span & { meetingId: string })[];
	/** Sessions they starred or speak at, whether or not these count. */
	sessions: Span[];
	/** Slots they closed. */
	closedSlots: Span[];
}

/** What a person does not wish to be asked for, beside the meetings that stand. */
export const softBusy = (time: PersonTime): Span[] => [
	...time.closedSlots,
	...(time.starsAreBusy ? time.sessions : [])
];

export const allBusy = (time: PersonTime): Span[] => [...time.meetings, ...softBusy(time)];

/** The same time as if one meeting were not: where that one may move to. */
export const without = (time: PersonTime, meetingId: string): PersonTime => ({
	...time,
	meetings: time.meetings.filter((span) => span.meetingId !== meetingId)
});

/** The time of each of these people at a gathering; three queries however many they are. */
export async function findTimes(
	db: Db,
	by: { gatheringId: string; personIds: string[] }
): Promise<Map<string, PersonTime>> {
	const times = new Map<string, PersonTime>(
		by.personIds.map((id) => [
			id,
			{ closed: false, starsAreBusy: true, meetings: [], sessions: [], closedSlots: [] }
		])
	);
	if (!by.personIds.length) return times;
	const meetings = await db
		.select({
			personId: meetingPerson.personId,
			meetingId: meetingPerson.meetingId,
			during: meetingPerson.during
		})
		.from(meetingPerson)
		.where(and(inArray(meetingPerson.personId, by.personIds), isNotNull(meetingPerson.during)));
	for (const { personId, meetingId, during } of meetings) {
		times.get(personId)!.meetings.push({ ...during!, meetingId });
	}
	const said = await db
		.select()
		.from(availability)
		.where(
			and(
				eq(availability.gatheringId, by.gatheringId),
				inArray(availability.personId, by.personIds)
			)
		);
	for (const row of said) {
		const time = times.get(row.personId)!;
		time.closed = row.closedAt !== null;
		time.starsAreBusy = row.starsAreBusy;
		time.closedSlots = row.busy.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) }));
	}
	for (const { personId, from, to } of await listStarredTimes(db, by)) {
		times.get(personId)!.sessions.push({ from, to });
	}
	return times;
}

/** The slots still ahead that suit all of these people, with a table where one is needed. */
export function commonSlots(options: {
	grid: Grid;
	times: Iterable<PersonTime>;
	mode: 'onsite' | 'online';
	now: Date;
}): Span[] {
	const busy = [...options.times].flatMap(allBusy);
	return freeSlots(options.grid.slots, busy, options.now).filter(
		(slot) => options.mode === 'online' || hasTable(options.grid, slot)
	);
}

/** The viewer's own time at a gathering, slot by slot. */
export async function findAvailability(
	context: ReadContext,
	input: { gatheringId: string }
): Promise<AvailabilityView> {
	const { personId, at } = await accessTakingPart(context, input.gatheringId);
	return viewAvailability(context, { personId, gathering: at.gathering });
}

export async function viewAvailability(
	context: Pick<ReadContext, 'db' | 'now'>,
	by: { personId: string; gathering: { id: string; timeZone: string } }
): Promise<AvailabilityView> {
	const grid = await findGrid(context.db, by.gathering.id);
	const time = (
		await findTimes(context.db, { gatheringId: by.gathering.id, personIds: [by.personId] })
	).get(by.personId)!;
	return {
		gatheringId: by.gathering.id,
		timeZone: by.gathering.timeZone,
		hasMeetings: grid !== null,
		isOpen: !time.closed,
		starsAreBusy: time.starsAreBusy,
		slots: (grid?.slots ?? []).map((slot) => {
			const inMeeting = !isFreeOf(slot, time.meetings);
			const isClosed = !isFreeOf(slot, time.closedSlots);
			const inSession = !isFreeOf(slot, time.sessions);
			return {
				startsAt: slot.from,
				endsAt: slot.to,
				isPast: slot.from <= context.now,
				inMeeting,
				inSession,
				isClosed,
				isFree: !inMeeting && !isClosed && !(inSession && time.starsAreBusy)
			};
		})
	};
}

/** A gathering's tables in the organiser's order, each with how many confirmed meetings it holds. */
export async function listTables(db: Db, gatheringId: string) {
	return await db
		.select({
			id: meetingTable.id,
			name: meetingTable.name,
			zone: meetingTable.zone,
			seats: meetingTable.seats,
			position: meetingTable.position,
			meetings: sql<number>`count(${meeting.id})::int`
		})
		.from(meetingTable)
		.leftJoin(meeting, and(eq(meeting.tableId, meetingTable.id), isNotNull(meeting.during)))
		.where(eq(meetingTable.gatheringId, gatheringId))
		.groupBy(meetingTable.id)
		.orderBy(asc(meetingTable.position), asc(meetingTable.name));
}

/** The ids of the tables in use at some time of `slot`, beside those of one meeting. */
export async function takenTables(
	db: Db,
	by: { gatheringId: string; slot: Span; exceptMeetingId: string }
): Promise<Set<string>> {
	const rows = await db
		.select({ tableId: meeting.tableId })
		.from(meeting)
		.where(
			and(
				eq(meeting.gatheringId, by.gatheringId),
				isNotNull(meeting.tableId),
				sql`${meeting.during} && tstzrange(${by.slot.from.toISOString()}, ${by.slot.to.toISOString()})`,
				sql`${meeting.id} <> ${by.exceptMeetingId}`
			)
		);
	return new Set(rows.map(({ tableId }) => tableId!));
}
