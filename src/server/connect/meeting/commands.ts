import { and, eq, inArray, sql } from 'drizzle-orm';
import { findAddressee, record } from '#server/gate/public.ts';
import { findGatheringLines, type GatheringLine } from '#server/gather/public.ts';
import { breaches, type Tx } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { makeSpokenCode } from '#server/kernel/secrets.ts';
import {
	commonSlots,
	findGrid,
	findTimes,
	hasTable,
	listTables,
	takenTables,
	without,
	type Grid,
	type PersonTime
} from '../availability/queries.ts';
import { isFreeOf, slotAt, type Span } from '../availability/rules.ts';
import { ensureConnection } from '../connection/commands.ts';
import { accessAndHold, hold, type Acting, type Meeting, type MeetingStanding } from './access.ts';
import { endImpossibleAt } from './jobs.ts';
import { sayTimes, tell } from './mails.ts';
import { viewMeeting } from './queries.ts';
import { chooseTable, isOpen, mayBeHere, mayCancel, roomFor, stateAt } from './rules.ts';
import { fail, stateWords, type MeetingView } from './schema.ts';
import { meeting, meetingPerson, meetingProposal } from './tables.ts';

const nameOf = async (context: WriteContext, standing: MeetingStanding): Promise<string> => {
	const other = standing.personIds.find((id) => id !== standing.personId);
	const addressee = other ? await findAddressee(context.db, other) : null;
	return addressee?.callName ?? addressee?.name ?? '–';
};

/** The gathering a meeting belongs to. */
export async function gatheringOf(db: Tx, row: Meeting): Promise<GatheringLine> {
	const lines = await findGatheringLines(db, row.gatheringId ? [row.gatheringId] : []);
	return lines.get(row.gatheringId ?? '') ?? failCommon('NOT_FOUND');
}

/** Tells everybody's screens that a meeting changed. */
export function notifyMeeting(
	context: Acting,
	row: { id: string; gatheringId: string | null },
	personIds: string[]
): void {
	for (const id of personIds) {
		context.kernel.notices.notify(context.db, {
			topic: `person:${id}`,
			kind: 'meeting',
			id: row.id
		});
	}
	if (row.gatheringId) {
		context.kernel.notices.notify(context.db, {
			topic: `gathering:${row.gatheringId}`,
			kind: 'meeting',
			id: row.id
		});
	}
}

/** A line of history about a meeting the viewer is in or looks after. */
export const recordMeeting = (
	context: WriteContext,
	standing: MeetingStanding,
	verb: string,
	detail = {}
) =>
	record(context, {
		organisationId: standing.meeting.organisationId,
		byPersonId: standing.personId,
		noun: 'meeting',
		nounId: standing.meeting.id,
		verb,
		detail
	});

/** Refuses a taken time and says which are left. */
export function refuseTaken(
	context: WriteContext,
	code: 'SLOT_TAKEN' | 'NO_TABLE',
	left: Span[],
	timeZone: string
): never {
	if (!left.length) return fail('NO_FREE_TIME');
	return fail(
		code,
		{ times: sayTimes(left.slice(0, 5), timeZone, context.viewer.locale) },
		'times'
	);
}

/** Puts these starts in the place of whatever was proposed before. */
export async function writeProposals(
	db: Tx,
	meetingId: string,
	byPersonId: string,
	starts: Date[]
): Promise<void> {
	await db.delete(meetingProposal).where(eq(meetingProposal.meetingId, meetingId));
	if (!starts.length) return;
	await db
		.insert(meetingProposal)
		.values(starts.map((startsAt) => ({ meetingId, startsAt, byPersonId })));
}

/** Refuses unless it is for the viewer to answer. */
export async function requireTurn(context: WriteContext, standing: MeetingStanding): Promise<void> {
	const { meeting: row, personId } = standing;
	if (!isOpen(row, context.now)) {
		const state = stateWords[context.viewer.locale][stateAt(row, context.now)];
		fail('ALREADY_ANSWERED', { state });
	}
	if (row.waitingForPersonId !== personId)
		fail('NOT_YOUR_TURN', { name: await nameOf(context, standing) });
}

/**
 * Accepts a request, or another time for a confirmed meeting. Takes `startsAt`, else the first proposed time that
 * is still free, else (any time) the first slot that suits both; gives it a table or a room; opens the pair's
 * thread; ends the requests of these people that can no longer happen. Wishes (stars, closed slots) do not stand
 * in the way of a time somebody proposed; meetings and tables do. Accepting again changes nothing.
 * Locks the setting, the people and the slot; exclusion constraints stand behind. Mails both with a calendar file.
 */
export async function acceptMeeting(
	context: WriteContext,
	input: { meetingId: string; startsAt?: Date | undefined }
): Promise<MeetingView> {
	const { db, now } = context;
	const standing = await accessAndHold(context, input.meetingId, 'mine');
	const { meeting: row, personIds } = standing;
	if (row.state === 'confirmed' && !isOpen(row, now)) {
		const same = !input.startsAt || input.startsAt.getTime() === row.during!.from.getTime();
		if (same) return viewMeeting(context, row);
	}
	await requireTurn(context, standing);

	const gathering = await gatheringOf(db, row);
	const grid = (await findGrid(db, gathering.id, row.id)) ?? fail('NO_MEETINGS_HERE');
	const found = await findTimes(db, { gatheringId: gathering.id, personIds });
	const times = [...found.values()].map((time) => without(time, row.id));
	const common = commonSlots({ grid, times, mode: row.mode, now });
	const candidates = await candidatesFor(db, { row, grid, common, startsAt: input.startsAt });
	const possible = candidates.filter(
		(slot) => slot.from > now && times.every((time) => isFreeOf(slot, time.meetings))
	);
	if (!possible.length) return refuseTaken(context, 'SLOT_TAKEN', common, gathering.timeZone);
	const placed = await firstWithTable(db, { row, grid, possible, people: personIds.length });
	if (!placed) return refuseTaken(context, 'NO_TABLE', common, gathering.timeZone);

	const moved = row.state === 'confirmed';
	try {
		// A savepoint: after a breach there is still a transaction to say no in.
		await db.transaction((inner) =>
			confirm(inner as Tx, {
				row,
				placed,
				now,
				roomUrl:
					row.mode === 'online'
						? (row.roomUrl ?? roomFor(grid.setting.roomTemplate, roomCode(), gathering.roomUrl))
						: null
			})
		);
	} catch (error) {
		if (breaches(error, 'meeting_person_not_twice') || breaches(error, 'meeting_table_not_twice')) {
			return refuseTaken(context, 'SLOT_TAKEN', common, gathering.timeZone);
		}
		throw error;
	}
	await writeProposals(db, row.id, standing.personId, []);
	await connectPair(context, standing, true);
	await recordMeeting(context, standing, moved ? 'move' : 'accept', {
		at: placed.slot.from.toISOString()
	});
	await tell(context, { meetingId: row.id, kind: moved ? 'moved' : 'confirmed', to: personIds });
	notifyMeeting(context, row, personIds);
	await supersede(context, { personIds, exceptMeetingId: row.id, actorId: standing.personId });
	if (placed.tableId && placed.last) {
		await context.kernel.jobs.enqueue(db, endImpossibleAt, {
			gatheringId: gathering.id,
			startsAt: placed.slot.from.toISOString()
		});
	}
	return viewMeeting(context, row);
}

const roomCode = (): string => `gerbang-${makeSpokenCode(12).toLowerCase()}`;

/** The slots an acceptance may take, in the order they are tried. */
async function candidatesFor(
	db: Tx,
	by: { row: Meeting; grid: Grid; common: Span[]; startsAt: Date | undefined }
): Promise<Span[]> {
	const { row, grid, startsAt } = by;
	if (row.anyTime) {
		if (!startsAt) return by.common;
		return [slotAt(grid.slots, startsAt) ?? fail('TIME_NOT_OFFERED', {}, 'startsAt')];
	}
	const proposals = await db
		.select({ startsAt: meetingProposal.startsAt })
		.from(meetingProposal)
		.where(eq(meetingProposal.meetingId, row.id))
		.orderBy(meetingProposal.startsAt);
	if (
		startsAt &&
		!proposals.some((proposal) => proposal.startsAt.getTime() === startsAt.getTime())
	) {
		fail('TIME_NOT_OFFERED', {}, 'startsAt');
	}
	return (startsAt ? [startsAt] : proposals.map((proposal) => proposal.startsAt)).flatMap(
		(start) => slotAt(grid.slots, start) ?? []
	);
}

interface Placed {
	slot: Span;
	tableId: string | null;
	/** It was the last table free at this time. */
	last: boolean;
}

/** The first of these slots that has a table for so many people, with the slot held; without tables, the first. */
async function firstWithTable(
	db: Tx,
	by: { row: Meeting; grid: Grid; possible: Span[]; people: number }
): Promise<Placed | null> {
	if (by.row.mode === 'online' || !by.grid.tables)
		return { slot: by.possible[0]!, tableId: null, last: false };
	const gatheringId = by.row.gatheringId!;
	// Ascending: two transactions that try several slots hold them in the same order.
	for (const slot of [...by.possible].sort((a, b) => a.from.getTime() - b.from.getTime())) {
		await hold(db, [`meeting-slot:${gatheringId}:${slot.from.toISOString()}`]);
		const taken = await takenTables(db, { gatheringId, slot, exceptMeetingId: by.row.id });
		if (taken.size >= by.grid.tables) continue;
		const all = await listTables(db, gatheringId);
		const free = all.filter(({ id }) => !taken.has(id));
		// Who moves keeps the table if it can be kept.
		const own = free.find(({ id, seats }) => id === by.row.tableId && seats >= by.people);
		const table = own ?? chooseTable(free, by.people, all);
		if (table) return { slot, tableId: table.id, last: free.length === 1 };
	}
	return null;
}

/** Sets a meeting's time and place for everybody in it. */
async function confirm(
	db: Tx,
	by: { row: Meeting; placed: Placed; now: Date; roomUrl: string | null }
): Promise<void> {
	const { slot, tableId } = by.placed;
	await db
		.update(meetingPerson)
		.set({ during: slot, hereAt: null })
		.where(eq(meetingPerson.meetingId, by.row.id));
	await db
		.update(meeting)
		.set({
			state: 'confirmed',
			during: slot,
			tableId,
			placeName: tableId ? null : by.row.placeName,
			roomUrl: by.roomUrl,
			waitingForPersonId: null,
			expiresAt: null,
			answeredAt: by.now,
			sequence: by.row.sequence + 1
		})
		.where(eq(meeting.id, by.row.id));
}

/**
 * Connects a meeting's two people, or (`connected` false) only opens their thread. Contact fields reach the other
 * as their owner's settings say, no further.
 */
export async function connectPair(
	context: WriteContext,
	standing: MeetingStanding,
	connected: boolean
): Promise<void> {
	const { meeting: row, personIds } = standing;
	const asker = row.askedByPersonId;
	const other = personIds.find((id) => id !== asker);
	if (personIds.length !== 2 || !asker || !other) return;
	const connectionId = await ensureConnection(context, {
		organisationId: row.organisationId,
		askedByPersonId: asker,
		personId: other,
		via: 'meeting',
		gatheringId: row.gatheringId,
		line: row.line,
		connected
	});
	await context.db.update(meeting).set({ connectionId }).where(eq(meeting.id, row.id));
}

/** True if a request could still be accepted: some slot it allows is ahead, and free of meetings and with a table. */
export async function isPossible(
	context: Acting,
	row: Meeting,
	by: { personIds: string[]; grid: Grid | null; times: Map<string, PersonTime>; starts: Date[] }
): Promise<boolean> {
	if (!by.grid) return false;
	const { grid } = by;
	const slots = row.anyTime
		? grid.slots
		: by.starts.flatMap((start) => slotAt(grid.slots, start) ?? []);
	return slots.some(
		(slot) =>
			slot.from > context.now &&
			by.personIds.every((id) => isFreeOf(slot, without(by.times.get(id)!, row.id).meetings)) &&
			(row.mode === 'online' || hasTable(grid, slot))
	);
}

/**
 * Ends the open requests of these people that can no longer happen, and tells those who did not cause it. The
 * caller holds the people: whoever else would write to one of these requests waits for one of them.
 */
async function supersede(
	context: Acting,
	by: { personIds: string[]; exceptMeetingId: string; actorId: string }
): Promise<void> {
	const { db } = context;
	const open = await db
		.selectDistinct({ id: meeting.id, gatheringId: meeting.gatheringId })
		.from(meeting)
		.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
		.where(
			and(
				eq(meeting.state, 'requested'),
				inArray(meetingPerson.personId, by.personIds),
				sql`${meeting.id} <> ${by.exceptMeetingId}`
			)
		)
		.orderBy(meeting.id);
	await endImpossible(context, { meetingIds: open.map(({ id }) => id), actorId: by.actorId });
}

/** Ends those of these requests that can no longer happen; the caller holds their people. Returns how many ended. */
export async function endImpossible(
	context: Acting,
	by: { meetingIds: string[]; actorId: string | null }
): Promise<number> {
	const { db } = context;
	if (!by.meetingIds.length) return 0;
	const rows = await db
		.select()
		.from(meeting)
		.where(and(inArray(meeting.id, by.meetingIds), eq(meeting.state, 'requested')));
	const people = await db
		.select({ meetingId: meetingPerson.meetingId, personId: meetingPerson.personId })
		.from(meetingPerson)
		.where(inArray(meetingPerson.meetingId, by.meetingIds));
	const proposals = await db
		.select()
		.from(meetingProposal)
		.where(inArray(meetingProposal.meetingId, by.meetingIds));
	let ended = 0;
	for (const gatheringId of new Set(rows.flatMap((row) => row.gatheringId ?? []))) {
		const here = rows.filter((row) => row.gatheringId === gatheringId);
		const ids = new Set(here.map(({ id }) => id));
		const grid = await findGrid(db, gatheringId);
		const times = await findTimes(db, {
			gatheringId,
			personIds: [
				...new Set(
					people.filter(({ meetingId }) => ids.has(meetingId)).map(({ personId }) => personId)
				)
			]
		});
		for (const row of here) {
			const personIds = people
				.filter(({ meetingId }) => meetingId === row.id)
				.map(({ personId }) => personId);
			const starts = proposals
				.filter(({ meetingId }) => meetingId === row.id)
				.map(({ startsAt }) => startsAt);
			if (await isPossible(context, row, { personIds, grid, times, starts })) continue;
			await db
				.update(meeting)
				.set({
					state: 'superseded',
					waitingForPersonId: null,
					expiresAt: null,
					answeredAt: context.now
				})
				.where(and(eq(meeting.id, row.id), eq(meeting.state, 'requested')));
			await record(context, {
				organisationId: row.organisationId,
				byPersonId: by.actorId,
				noun: 'meeting',
				nounId: row.id,
				verb: 'supersede'
			});
			await tell(context, {
				meetingId: row.id,
				kind: 'superseded',
				to: personIds.filter((id) => id !== by.actorId)
			});
			notifyMeeting(context, row, personIds);
			ended++;
		}
	}
	return ended;
}

/**
 * Calls a meeting off: its asker withdraws a request, either cancels what was agreed, an organiser does it for
 * both. Frees the time and the table at once. A confirmed one's people get a mail that takes it out of their
 * calendars. Calling off again changes nothing.
 */
export async function cancelMeeting(
	context: WriteContext,
	input: { meetingId: string }
): Promise<{ id: string; state: 'cancelled' }> {
	const standing = await accessAndHold(context, input.meetingId, 'tend');
	const { meeting: row, personId, personIds, isMine } = standing;
	if (row.state === 'cancelled') return { id: row.id, state: 'cancelled' };
	if (!mayCancel(row, context.now)) {
		if (row.state === 'confirmed') fail('TOO_LATE');
		fail('ALREADY_ANSWERED', {
			state: stateWords[context.viewer.locale][stateAt(row, context.now)]
		});
	}
	await recordMeeting(context, standing, 'cancel', { from: row.state, asOrganiser: !isMine });
	await callOff(context, { row, personIds, byPersonId: personId, asOrganiser: !isMine });
	return { id: row.id, state: 'cancelled' };
}

/** Ends a request or a confirmed meeting as called off and tells its people. The caller holds it and has written history. */
export async function callOff(
	context: Acting,
	by: { row: Meeting; personIds: string[]; byPersonId: string | null; asOrganiser: boolean }
): Promise<void> {
	const { row, personIds } = by;
	const confirmed = row.state === 'confirmed';
	// The letter says when and where it would have been.
	if (confirmed) {
		await tell(context, {
			meetingId: row.id,
			kind: by.asOrganiser ? 'cancelled_by_organiser' : 'cancelled',
			to: personIds,
			byPersonId: by.byPersonId
		});
	} else if (by.asOrganiser) {
		await tell(context, { meetingId: row.id, kind: 'withdrawn_by_organiser', to: personIds });
	}
	await context.db
		.update(meeting)
		.set({
			state: 'cancelled',
			during: null,
			tableId: null,
			waitingForPersonId: null,
			expiresAt: null,
			answeredAt: context.now,
			cancelledByPersonId: by.byPersonId,
			sequence: row.sequence + 1
		})
		.where(eq(meeting.id, row.id));
	await context.db
		.update(meetingPerson)
		.set({ during: null })
		.where(eq(meetingPerson.meetingId, row.id));
	notifyMeeting(context, row, personIds);
}

/** "I'm here": the others see it at once. Saying it again changes nothing. */
export async function sayHere(
	context: WriteContext,
	input: { meetingId: string }
): Promise<MeetingView> {
	const standing = await accessAndHold(context, input.meetingId, 'mine');
	const { meeting: row, personId, personIds } = standing;
	if (!mayBeHere(row, context.now)) fail('NOT_NOW');
	const said = await context.db
		.update(meetingPerson)
		.set({ hereAt: context.now })
		.where(
			and(
				eq(meetingPerson.meetingId, row.id),
				eq(meetingPerson.personId, personId),
				sql`${meetingPerson.hereAt} is null`
			)
		)
		.returning({ id: meetingPerson.personId });
	if (said.length) {
		await recordMeeting(context, standing, 'here');
		notifyMeeting(context, row, personIds);
	}
	return viewMeeting(context, row);
}

/**
 * Says where a confirmed meeting without a table is held: a place onsite, a room's link online. Either may, and
 * may change it; both get the new calendar file by mail. The same words again change nothing.
 */
export async function namePlace(
	context: WriteContext,
	input: {
		meetingId: string;
		placeName?: string | null | undefined;
		roomUrl?: string | null | undefined;
	}
): Promise<MeetingView> {
	const standing = await accessAndHold(context, input.meetingId, 'mine');
	const { meeting: row, personIds } = standing;
	if (row.state !== 'confirmed' || row.during!.to <= context.now) fail('TOO_LATE');
	if (row.tableId) fail('PLACE_IS_A_TABLE');
	const place =
		row.mode === 'online'
			? { roomUrl: input.roomUrl || null, placeName: null }
			: { placeName: input.placeName || null, roomUrl: null };
	if (place.roomUrl === row.roomUrl && place.placeName === row.placeName)
		return viewMeeting(context, row);
	await context.db
		.update(meeting)
		.set({ ...place, sequence: row.sequence + 1 })
		.where(eq(meeting.id, row.id));
	await recordMeeting(context, standing, 'name-place');
	await tell(context, { meetingId: row.id, kind: 'placed', to: personIds });
	notifyMeeting(context, row, personIds);
	return viewMeeting(context, row);
}
