import { and, eq, inArray, sql } from 'drizzle-orm';
import { findAddressee } from '#server/gate/public.ts';
import { breaches, type Tx } from '#server/kernel/database.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { makeSpokenCode } from '#server/kernel/secrets.ts';
import {
	commonSlots,
	findGrid,
	findTimes,
	listTables,
	takenTables,
	without,
	type Grid
} from '../availability/queries.ts';
import { isFreeOf, slotAt, type Span } from '../availability/rules.ts';
import { ensureConnection } from '../connection/commands.ts';
import {
	accessAndHold,
	hold,
	type Acting,
	type Meeting,
	type MeetingStanding
} from '../meeting/access.ts';
import {
	endImpossible,
	gatheringOf,
	notifyMeeting,
	recordMeeting,
	writeProposals
} from '../meeting/commands.ts';
import { endImpossibleAt } from '../meeting/jobs.ts';
import { sayTimes, tell } from '../meeting/mails.ts';
import { viewMeeting } from '../meeting/queries.ts';
import { chooseTable, isOpen, roomFor, stateAt } from '../meeting/rules.ts';
import { fail, stateWords, type MeetingView } from '../meeting/schema.ts';
import { meeting, meetingPerson, meetingProposal } from '../meeting/tables.ts';

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

const nameOf = async (context: WriteContext, standing: MeetingStanding): Promise<string> => {
	const other = standing.personIds.find((id) => id !== standing.personId);
	const addressee = other ? await findAddressee(context.db, other) : null;
	return addressee?.callName ?? addressee?.name ?? '–';
};

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

export const roomCode = (): string => `gerbang-${makeSpokenCode(12).toLowerCase()}`;

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
			arrangedAt: null,
			sequence: by.row.sequence + 1
		})
		.where(eq(meeting.id, by.row.id));
}

/**
 * Connects a meeting's two people, or (`connected` false) only opens their thread. Contact fields reach the other
 * as their owner's settings say, no further.
 */
async function connectPair(
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

/**
 * Declines a request, or another time for a confirmed meeting (which then stands as it was). With `openThread`
 * the pair's thread is opened: no meeting, but a word is welcome. Declining again changes nothing. Tells the
 * other by mail and notice.
 */
export async function declineMeeting(
	context: WriteContext,
	input: { meetingId: string; openThread: boolean }
): Promise<MeetingView> {
	const standing = await accessAndHold(context, input.meetingId, 'mine');
	const { meeting: row, personId, personIds } = standing;
	if (row.state === 'declined' && row.askedByPersonId !== personId)
		return viewMeeting(context, row);
	await requireTurn(context, standing);
	const moving = row.state === 'confirmed';
	await context.db
		.update(meeting)
		.set({
			...(moving ? {} : { state: 'declined', answeredAt: context.now }),
			waitingForPersonId: null,
			expiresAt: null
		})
		.where(eq(meeting.id, row.id));
	if (moving) await writeProposals(context.db, row.id, personId, []);
	if (input.openThread) await connectPair(context, standing, false);
	await recordMeeting(context, standing, moving ? 'decline-move' : 'decline', {
		openThread: input.openThread
	});
	await tell(context, {
		meetingId: row.id,
		kind: moving ? 'move_declined' : input.openThread ? 'declined_open' : 'declined',
		to: personIds.filter((id) => id !== personId)
	});
	notifyMeeting(context, row, personIds);
	return viewMeeting(context, row);
}
