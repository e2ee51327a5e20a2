import { and, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import { record } from '#server/gate/public.ts';
import { defineJob } from '#server/kernel/jobs.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import { holdMeeting, type Acting } from './access.ts';
import { callOff, endImpossible, notifyMeeting } from './commands.ts';
import { tell } from './mails.ts';
import { meeting, meetingPerson, meetingProposal } from './tables.ts';

/** Ends a request whose time to answer is over; left for that moment when it is sent. */
export const expireMeeting = defineJob<{ meetingId: string }>('meeting.expire');

/** Ends the requests for a time at which the last table was given away. */
export const endImpossibleAt = defineJob<{ gatheringId: string; startsAt: string }>(
	'meeting.end-impossible'
);

/** Calls off the meetings of a gathering that was cancelled, or of a person who no longer goes. */
export const callOffMeetings = defineJob<{ gatheringId: string; personId: string | null }>(
	'meeting.call-off'
);

/** Calls off what two people agreed, of whom one blocked the other: neither can do it any more. */
export const callOffBetween = defineJob<{ personId: string; otherPersonId: string }>(
	'meeting.call-off-between'
);

async function peopleOf(kernel: Kernel, meetingId: string) {
	const { db } = kernel.database;
	const [row] = await db.select().from(meeting).where(eq(meeting.id, meetingId));
	const people = await db
		.select({ personId: meetingPerson.personId })
		.from(meetingPerson)
		.where(eq(meetingPerson.meetingId, meetingId));
	return row ? { row, personIds: people.map(({ personId }) => personId) } : null;
}

/** Runs `work` on one meeting, held as every command holds it. */
async function withMeeting(
	kernel: Kernel,
	meetingId: string,
	work: (
		context: Acting,
		held: { row: typeof meeting.$inferSelect; personIds: string[] }
	) => Promise<void>
): Promise<void> {
	const found = await peopleOf(kernel, meetingId);
	if (!found) return;
	await kernel.database.transaction(async (tx) => {
		const row = await holdMeeting(tx, {
			meetingId,
			gatheringId: found.row.gatheringId,
			personIds: found.personIds
		});
		await work({ db: tx, now: kernel.clock.now(), kernel }, { row, personIds: found.personIds });
	});
}

/**
 * Lets a request, or a proposal to move, run out. Harmless before its time (answered meanwhile, or the turn went
 * round and the time began anew) and the second time. Tells who waited.
 */
export async function runExpireMeeting(kernel: Kernel, data: { meetingId: string }): Promise<void> {
	await withMeeting(kernel, data.meetingId, async (context, { row, personIds }) => {
		if (!row.expiresAt || !row.waitingForPersonId) return;
		// The queue's clock and ours may differ by a little.
		if (row.expiresAt.getTime() > context.now.getTime() + 30_000) return;
		const moving = row.state === 'confirmed';
		if (!moving && row.state !== 'requested') return;
		const silent = row.waitingForPersonId;
		await context.db
			.update(meeting)
			.set({
				...(moving ? {} : { state: 'expired', answeredAt: context.now }),
				waitingForPersonId: null,
				expiresAt: null
			})
			.where(eq(meeting.id, row.id));
		if (moving)
			await context.db.delete(meetingProposal).where(eq(meetingProposal.meetingId, row.id));
		await record(context, {
			organisationId: row.organisationId,
			byPersonId: null,
			noun: 'meeting',
			nounId: row.id,
			verb: moving ? 'expire-move' : 'expire'
		});
		await tell(context, {
			meetingId: row.id,
			kind: moving ? 'move_expired' : 'expired',
			to: personIds.filter((id) => id !== silent)
		});
		notifyMeeting(context, row, personIds);
	});
}

export async function runEndImpossibleAt(
	kernel: Kernel,
	data: { gatheringId: string; startsAt: string }
): Promise<void> {
	const rows = await kernel.database.db
		.selectDistinct({ id: meeting.id })
		.from(meeting)
		.innerJoin(meetingProposal, eq(meetingProposal.meetingId, meeting.id))
		.where(
			and(
				eq(meeting.gatheringId, data.gatheringId),
				eq(meeting.state, 'requested'),
				eq(meeting.mode, 'onsite'),
				eq(meetingProposal.startsAt, new Date(data.startsAt))
			)
		);
	for (const { id } of rows) {
		await withMeeting(kernel, id, async (context) => {
			await endImpossible(context, { meetingIds: [id], actorId: null });
		});
	}
}

export async function runCallOffMeetings(
	kernel: Kernel,
	data: { gatheringId: string; personId: string | null }
): Promise<void> {
	const now = kernel.clock.now().toISOString();
	const rows = await kernel.database.db
		.selectDistinct({ id: meeting.id })
		.from(meeting)
		.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
		.where(
			and(
				eq(meeting.gatheringId, data.gatheringId),
				inArray(meeting.state, ['requested', 'confirmed']),
				or(
					eq(meeting.state, 'requested'),
					and(isNotNull(meeting.during), sql`lower(${meeting.during}) > ${now}::timestamptz`)
				),
				data.personId ? eq(meetingPerson.personId, data.personId) : undefined
			)
		);
	for (const { id } of rows) {
		await withMeeting(kernel, id, async (context, { row, personIds }) => {
			if (row.state !== 'requested' && row.state !== 'confirmed') return;
			await record(context, {
				organisationId: row.organisationId,
				byPersonId: data.personId,
				noun: 'meeting',
				nounId: row.id,
				verb: 'cancel',
				detail: { because: data.personId ? 'person-left' : 'gathering-cancelled' }
			});
			await callOff(context, {
				row,
				personIds,
				byPersonId: data.personId,
				asOrganiser: !data.personId
			});
		});
	}
}

/**
 * Calls off the confirmed meetings of two people that have not begun. Both get the same letter as for any meeting
 * called off, which says nothing of a block. Requests between them are seen by neither and run out.
 */
export async function runCallOffBetween(
	kernel: Kernel,
	data: { personId: string; otherPersonId: string }
): Promise<void> {
	const now = kernel.clock.now();
	const rows = await kernel.database.db
		.select({ id: meeting.id })
		.from(meeting)
		.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
		.where(
			and(
				eq(meeting.state, 'confirmed'),
				sql`lower(${meeting.during}) > ${now.toISOString()}::timestamptz`,
				inArray(meetingPerson.personId, [data.personId, data.otherPersonId])
			)
		)
		.groupBy(meeting.id)
		.having(sql`count(*) = 2`);
	for (const { id } of rows) {
		await withMeeting(kernel, id, async (context, { row, personIds }) => {
			if (row.state !== 'confirmed') return;
			await callOff(context, { row, personIds, byPersonId: null, asOrganiser: false });
		});
	}
}
