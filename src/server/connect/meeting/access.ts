import { and, eq, inArray, ne, or, sql } from 'drizzle-orm';
import { findStanding, seenPeople, type Organisation, type Standing } from '#server/gate/public.ts';
import { accessGathering, peopleAt, type GatheringStanding } from '#server/gather/public.ts';
import type { Db, Tx } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import type { Viewer, WriteContext } from '#server/kernel/procedures.ts';
import { block } from '../connection/tables.ts';
import { lineOf } from '../profile/access.ts';
import type { MeetingPersonView } from './schema.ts';
import { meeting, meetingPerson, meetingSetting } from './tables.ts';

type Asking = { db: Db; viewer: Viewer };

export type Meeting = typeof meeting.$inferSelect;

/** The gathering and the viewer's person, if they take part in it; else not found. */
export async function accessTakingPart(
	context: Asking,
	gatheringId: string
): Promise<{ at: GatheringStanding; personId: string }> {
	const at = await accessGathering(context, { id: gatheringId }, 'take_part');
	return { at, personId: at.standing.personId ?? failCommon('NOT_FOUND') };
}

/** Which of these people take part in a gathering (going, or on its programme). */
export async function whoTakesPart(
	db: Db,
	gatheringId: string,
	personIds: string[]
): Promise<Set<string>> {
	if (!personIds.length) return new Set();
	const there = peopleAt(db, gatheringId);
	const rows = await db
		.select({ personId: there.personId })
		.from(there)
		.where(inArray(there.personId, personIds));
	return new Set(rows.map(({ personId }) => personId));
}

/** Those of these people whom `personId` blocked, or who blocked them: neither sees the other. */
export async function whoIsBlocked(
	db: Db,
	personId: string,
	personIds: string[]
): Promise<Set<string>> {
	if (!personIds.length) return new Set();
	const rows = await db
		.select({ by: block.byPersonId, person: block.personId })
		.from(block)
		.where(
			or(
				and(eq(block.byPersonId, personId), inArray(block.personId, personIds)),
				and(eq(block.personId, personId), inArray(block.byPersonId, personIds))
			)
		);
	return new Set(rows.flatMap(({ by, person }) => [by, person]).filter((id) => id !== personId));
}

/** What a viewer is to a meeting. */
export interface MeetingStanding {
	meeting: Meeting;
	/** Everybody in it. */
	personIds: string[];
	/** The viewer's person in this organisation. */
	personId: string;
	/** False: an organiser who looks after it. */
	isMine: boolean;
}

/**
 * A meeting, if the viewer is one of its people (`mine`), or also if they manage its gathering (`tend`); else not
 * found. A meeting with somebody blocked, in either direction, is not found by either.
 */
export async function accessMeeting(
	context: Asking,
	meetingId: string,
	need: 'mine' | 'tend'
): Promise<MeetingStanding> {
	const [found] = await context.db.select().from(meeting).where(eq(meeting.id, meetingId));
	if (!found) return failCommon(context.viewer.accountId ? 'NOT_FOUND' : 'NOT_SIGNED_IN');
	const { personId } = await findStanding(context.db, context.viewer, found.organisationId);
	if (!personId) return failCommon(context.viewer.accountId ? 'NOT_FOUND' : 'NOT_SIGNED_IN');
	const people = await context.db
		.select({ personId: meetingPerson.personId })
		.from(meetingPerson)
		.where(eq(meetingPerson.meetingId, meetingId));
	const personIds = people.map((row) => row.personId);
	const isMine = personIds.includes(personId);
	if (isMine) {
		const others = personIds.filter((id) => id !== personId);
		if ((await whoIsBlocked(context.db, personId, others)).size) failCommon('NOT_FOUND');
	}
	if (!isMine && (need === 'mine' || !found.gatheringId)) failCommon('NOT_FOUND');
	if (!isMine) await accessGathering(context, { id: found.gatheringId! }, 'manage');
	return { meeting: found, personIds, personId, isMine };
}

/** Who looks: their person and role in one organisation. */
export interface Looking {
	organisationId: string;
	/** The organisation's zone: on which civil day a promise comes due. */
	timeZone: string;
	standing: Standing & { personId: string };
}

/** The looker behind an access that made sure they are somebody here. */
export const lookingAt = (home: { organisation: Organisation; standing: Standing }): Looking => ({
	organisationId: home.organisation.id,
	timeZone: home.organisation.timeZone,
	standing: { ...home.standing, personId: home.standing.personId! }
});

/** These people in a line, as the looker may see them; who is erased or away is missing. */
export async function findPersonLines(
	db: Db,
	by: Looking,
	ids: string[]
): Promise<Map<string, MeetingPersonView & { hasAccount: boolean }>> {
	if (!ids.length) return new Map();
	const seen = seenPeople(db, by);
	const rows = await db
		.select({ ...lineOf(seen), hasAccount: seen.hasAccount })
		.from(seen)
		.where(inArray(seen.id, ids));
	return new Map(rows.map((row) => [row.id, row]));
}

/** What writing needs where nobody looks on: a job's too. */
export type Acting = { db: Tx; now: Date; kernel: Kernel };

/** Holds names until the transaction ends, in one order for everybody. */
export async function hold(db: Tx, names: string[]): Promise<void> {
	await db.execute(sql`select connect.hold(${sql.param(names)}::text[])`);
}
export const holdPeople = (db: Tx, personIds: string[]): Promise<void> =>
	hold(
		db,
		personIds.map((id) => `meeting-person:${id}`)
	);

/**
 * Locks a meeting with everything its time depends on. The order is the same everywhere, so that nobody waits in
 * a circle: the gathering's setting (shared; changing it is exclusive), the people, a slot, the meeting's row.
 */
export async function holdMeeting(
	db: Tx,
	by: { meetingId: string; gatheringId: string | null; personIds: string[] }
): Promise<Meeting> {
	if (by.gatheringId) {
		await db
			.select({ id: meetingSetting.gatheringId })
			.from(meetingSetting)
			.where(eq(meetingSetting.gatheringId, by.gatheringId))
			.for('share');
	}
	await holdPeople(db, by.personIds);
	const [row] = await db.select().from(meeting).where(eq(meeting.id, by.meetingId)).for('update');
	return row ?? failCommon('NOT_FOUND');
}

export async function accessAndHold(
	context: WriteContext,
	meetingId: string,
	need: 'mine' | 'tend'
): Promise<MeetingStanding> {
	const standing = await accessMeeting(context, meetingId, need);
	const held = await holdMeeting(context.db, {
		meetingId,
		gatheringId: standing.meeting.gatheringId,
		personIds: standing.personIds
	});
	return { ...standing, meeting: held };
}

/** A person's line and nothing else. */
export const asPerson = ({
	id,
	name,
	callName,
	title,
	companyName,
	city,
	photoFileId
}: MeetingPersonView) => ({
	id,
	name,
	callName,
	title,
	companyName,
	city,
	photoFileId
});

/** How many meetings a person kept: confirmed, over, and they were there or said that it took place. */
export async function countKept(db: Db, personId: string, now: Date): Promise<number> {
	const [row] = await db
		.select({ kept: sql<number>`count(*)::int` })
		.from(meetingPerson)
		.innerJoin(meeting, eq(meeting.id, meetingPerson.meetingId))
		.where(
			and(
				eq(meetingPerson.personId, personId),
				eq(meeting.state, 'confirmed'),
				sql`upper(${meeting.during}) <= ${now.toISOString()}::timestamptz`,
				or(
					sql`${meetingPerson.hereAt} is not null`,
					and(sql`${meetingPerson.outcome} is not null`, ne(meetingPerson.outcome, 'did_not_meet'))
				)
			)
		);
	return row!.kept;
}
