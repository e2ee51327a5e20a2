import { and, eq, inArray, sql } from 'drizzle-orm';
import { record } from '#server/gate/public.ts';
import { findGatheringLines, type GatheringLine } from '#server/gather/public.ts';
import type { Tx } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import {
	findGrid,
	findTimes,
	hasTable,
	without,
	type Grid,
	type PersonTime
} from '../availability/queries.ts';
import { isFreeOf, slotAt } from '../availability/rules.ts';
import { accessAndHold, type Acting, type Meeting, type MeetingStanding } from './access.ts';
import { tell } from './mails.ts';
import { viewMeeting } from './queries.ts';
import { mayBeHere, mayCancel, stateAt } from './rules.ts';
import { fail, stateWords, type MeetingView } from './schema.ts';
import { meeting, meetingPerson, meetingProposal } from './tables.ts';

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
 * Ends those of these requests that can no longer happen, and tells their people but the actor; with `untold` the
 * caller tells them. The caller holds the people. Returns the ids of those that ended.
 */
export async function endImpossible(
	context: Acting,
	by: { meetingIds: string[]; actorId: string | null; untold?: boolean }
): Promise<string[]> {
	const { db } = context;
	if (!by.meetingIds.length) return [];
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
	const ended: string[] = [];
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
			if (!by.untold) {
				await tell(context, {
					meetingId: row.id,
					kind: 'superseded',
					to: personIds.filter((id) => id !== by.actorId)
				});
			}
			notifyMeeting(context, row, personIds);
			ended.push(row.id);
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
