import { and, eq, inArray, isNotNull, lt, ne, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Db } from '#server/kernel/database.ts';
import { connection } from '../connection/tables.ts';
import { meeting, meetingPerson } from '../meeting/tables.ts';

/** How long an ask may wait before it counts as not answered, in milliseconds. */
export const patience = 3 * 24 * 60 * 60 * 1000;

/** Whom a person met in a meeting that was held, and whom they turned down or who turned them down. */
export async function findPast(
	db: Db,
	me: string,
	now: Date
): Promise<{ met: Set<string>; declined: Set<string> }> {
	const other = alias(meetingPerson, 'other');
	const pairs = db
		.select({
			personId: other.personId,
			state: meeting.state,
			held: sql<boolean>`upper(${meetingPerson.during}) < ${now.toISOString()}::timestamptz and coalesce(${meetingPerson.outcome}, '') <> 'did_not_meet'`
		})
		.from(meetingPerson)
		.innerJoin(meeting, eq(meeting.id, meetingPerson.meetingId))
		.innerJoin(other, and(eq(other.meetingId, meeting.id), ne(other.personId, me)))
		.where(and(eq(meetingPerson.personId, me), inArray(meeting.state, ['confirmed', 'declined'])));
	const rows = await pairs;
	const turned = await db
		.select({ low: connection.lowPersonId, high: connection.highPersonId })
		.from(connection)
		.where(
			and(
				or(eq(connection.lowPersonId, me), eq(connection.highPersonId, me)),
				eq(connection.state, 'declined')
			)
		);
	return {
		met: new Set(rows.flatMap((row) => (row.held ? [row.personId] : []))),
		declined: new Set([
			...rows.flatMap((row) => (row.state === 'declined' ? [row.personId] : [])),
			...turned.map(({ low, high }) => (low === me ? high : low))
		])
	};
}

/** Who is connected to whom in an organisation. */
export async function listTies(
	db: Db,
	organisationId: string
): Promise<{ low: string; high: string }[]> {
	return await db
		.select({ low: connection.lowPersonId, high: connection.highPersonId })
		.from(connection)
		.where(and(eq(connection.organisationId, organisationId), eq(connection.state, 'accepted')));
}

/** How many asks (for a connection or a meeting) each person was sent and had time to answer, and how many they answered. */
export async function countAnswers(
	db: Db,
	organisationId: string,
	now: Date
): Promise<Map<string, { asked: number; answered: number }>> {
	const before = new Date(now.getTime() - patience);
	const asks = await db
		.select({
			personId: sql<string>`case when ${connection.askedByPersonId} = ${connection.lowPersonId} then ${connection.highPersonId} else ${connection.lowPersonId} end`,
			asked: sql<number>`count(*)::int`,
			answered: sql<number>`count(*) filter (where ${connection.state} <> 'asked')::int`
		})
		.from(connection)
		.where(
			and(
				eq(connection.organisationId, organisationId),
				eq(connection.via, 'ask'),
				or(ne(connection.state, 'asked'), lt(connection.askedAt, before))
			)
		)
		.groupBy(sql`1`);
	const meetings = await db
		.select({
			personId: meetingPerson.personId,
			asked: sql<number>`count(*)::int`,
			answered: sql<number>`count(*) filter (where ${meeting.state} <> 'expired')::int`
		})
		.from(meeting)
		.innerJoin(
			meetingPerson,
			and(
				eq(meetingPerson.meetingId, meeting.id),
				ne(meetingPerson.personId, meeting.askedByPersonId)
			)
		)
		.where(
			and(
				eq(meeting.organisationId, organisationId),
				isNotNull(meeting.askedByPersonId),
				inArray(meeting.state, ['confirmed', 'declined', 'expired'])
			)
		)
		.groupBy(meetingPerson.personId);
	const found = new Map<string, { asked: number; answered: number }>();
	for (const { personId, asked, answered } of [...asks, ...meetings]) {
		const held = found.get(personId) ?? { asked: 0, answered: 0 };
		found.set(personId, { asked: held.asked + asked, answered: held.answered + answered });
	}
	return found;
}
