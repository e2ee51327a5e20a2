import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { union } from 'drizzle-orm/pg-core';
import type { Db } from '#server/kernel/database.ts';
import { gathering } from '../gathering/tables.ts';
import { room, session, sessionSpeaker, speaker, star } from '../programme/tables.ts';
import { registration, type RegistrationStatus } from '../registration/tables.ts';

/** The sessions each of these people starred or speaks at, as a subquery with `personId`, `sessionId`, `speaks`. */
function ofPeople(db: Db, personIds: string[]) {
	return union(
		db
			.select({
				personId: star.personId,
				sessionId: star.sessionId,
				speaks: sql<boolean>`false`.as('speaks')
			})
			.from(star)
			.where(inArray(star.personId, personIds)),
		db
			.select({
				personId: speaker.personId,
				sessionId: sessionSpeaker.sessionId,
				speaks: sql<boolean>`true`.as('speaks')
			})
			.from(sessionSpeaker)
			.innerJoin(speaker, eq(speaker.id, sessionSpeaker.speakerId))
			.where(and(inArray(speaker.personId, personIds), isNull(speaker.removedAt)))
	).as('of_people');
}

/** When each of these people is in a session of a gathering that they starred or speak at. */
export async function listStarredTimes(
	db: Db,
	by: { gatheringId: string; personIds: string[] }
): Promise<{ personId: string; from: Date; to: Date }[]> {
	if (!by.personIds.length) return [];
	const theirs = ofPeople(db, by.personIds);
	const rows = await db
		.selectDistinct({ personId: theirs.personId, from: session.startsAt, to: session.endsAt })
		.from(theirs)
		.innerJoin(session, eq(session.id, theirs.sessionId))
		.where(
			and(
				eq(session.gatheringId, by.gatheringId),
				isNull(session.removedAt),
				isNotNull(session.startsAt),
				gt(session.endsAt, session.startsAt)
			)
		);
	return rows.map(({ personId, from, to }) => ({ personId, from: from!, to: to! }));
}

/** The titles of what each person speaks about at a gathering, by person id. */
export async function listTalks(db: Db, gatheringId: string): Promise<Map<string, string[]>> {
	const rows = await db
		.select({
			personId: speaker.personId,
			titles: sql<string[]>`array_agg(${session.title} order by ${session.startsAt}, ${session.id})`
		})
		.from(sessionSpeaker)
		.innerJoin(speaker, eq(speaker.id, sessionSpeaker.speakerId))
		.innerJoin(session, eq(session.id, sessionSpeaker.sessionId))
		.where(
			and(
				eq(speaker.gatheringId, gatheringId),
				isNull(speaker.removedAt),
				isNull(session.removedAt)
			)
		)
		.groupBy(speaker.personId);
	return new Map(rows.map(({ personId, titles }) => [personId, titles]));
}

/** The sessions each person starred at a gathering, by person id. Which ones is nobody else's business: for counting only. */
export async function listStars(db: Db, gatheringId: string): Promise<Map<string, string[]>> {
	const rows = await db
		.select({ personId: star.personId, ids: sql<string[]>`array_agg(${star.sessionId} order by ${star.sessionId})` })
		.from(star)
		.innerJoin(session, eq(session.id, star.sessionId))
		.where(and(eq(session.gatheringId, gatheringId), isNull(session.removedAt)))
		.groupBy(star.personId);
	return new Map(rows.map(({ personId, ids }) => [personId, ids]));
}

/** A session in a person's agenda. */
export interface AgendaSession {
	id: string;
	guid: string;
	title: string;
	startsAt: Date;
	endsAt: Date;
	roomName: string | null;
	speaks: boolean;
	updatedAt: Date;
	gatheringId: string;
}

/** The sessions one person starred or speaks at, of one gathering or of all published ones, in time order. */
export async function listAgendaSessions(
	db: Db,
	by: { personId: string; gatheringId?: string | undefined; from?: Date | undefined }
): Promise<AgendaSession[]> {
	const theirs = ofPeople(db, [by.personId]);
	const rows = await db
		.select({
			id: session.id,
			guid: session.guid,
			title: session.title,
			startsAt: session.startsAt,
			endsAt: session.endsAt,
			roomName: room.name,
			speaks: sql<boolean>`bool_or(${theirs.speaks})`,
			updatedAt: session.updatedAt,
			gatheringId: session.gatheringId
		})
		.from(theirs)
		.innerJoin(session, eq(session.id, theirs.sessionId))
		.innerJoin(gathering, eq(gathering.id, session.gatheringId))
		.leftJoin(room, eq(room.id, session.roomId))
		.where(
			and(
				isNull(session.removedAt),
				isNotNull(session.startsAt),
				isNotNull(session.endsAt),
				isNotNull(gathering.publishedAt),
				isNull(gathering.cancelledAt),
				by.gatheringId ? eq(session.gatheringId, by.gatheringId) : undefined,
				by.from ? gt(session.endsAt, by.from) : undefined
			)
		)
		.groupBy(session.id, room.id)
		.orderBy(asc(session.startsAt), asc(session.id));
	return rows.map((row) => ({ ...row, startsAt: row.startsAt!, endsAt: row.endsAt! }));
}

/** A gathering in a person's agenda, as it is shown and as their calendar needs it. */
export interface AgendaGathering {
	id: string;
	slug: string;
	title: string;
	mode: 'onsite' | 'online' | 'hybrid';
	startsAt: Date;
	endsAt: Date;
	timeZone: string;
	placeName: string | null;
	placeAddress: string | null;
	city: string | null;
	/** Only where the person is going or speaks. */
	roomUrl: string | null;
	sequence: number;
	status: RegistrationStatus | null;
	speaks: boolean;
	updatedAt: Date;
}

/** The published gatherings a person is going to or speaks at, in time order. */
export async function listAgendaGatherings(
	db: Db,
	by: { personId: string; from?: Date | undefined; before?: Date | undefined }
): Promise<AgendaGathering[]> {
	const speaks = sql<boolean>`exists (select 1 from ${speaker} where ${speaker.gatheringId} = ${gathering.id} and ${speaker.personId} = ${by.personId} and ${speaker.removedAt} is null)`;
	return await db
		.select({
			id: gathering.id,
			slug: gathering.slug,
			title: gathering.title,
			mode: gathering.mode,
			startsAt: gathering.startsAt,
			endsAt: gathering.endsAt,
			timeZone: gathering.timeZone,
			placeName: gathering.placeName,
			placeAddress: gathering.placeAddress,
			city: gathering.city,
			roomUrl: gathering.roomUrl,
			sequence: gathering.sequence,
			status: registration.status,
			speaks,
			updatedAt: gathering.updatedAt
		})
		.from(gathering)
		.leftJoin(
			registration,
			and(eq(registration.gatheringId, gathering.id), eq(registration.personId, by.personId))
		)
		.where(
			and(
				isNotNull(gathering.publishedAt),
				isNull(gathering.cancelledAt),
				sql`(${registration.status} = 'going' or ${speaks})`,
				by.from ? gt(gathering.endsAt, by.from) : undefined,
				by.before ? lt(gathering.startsAt, by.before) : undefined
			)
		)
		.orderBy(asc(gathering.startsAt), asc(gathering.id));
}

/** A gathering in a line, for what belongs to it; says nothing about who may see it. */
export interface GatheringLine {
	id: string;
	slug: string;
	title: string;
	mode: 'onsite' | 'online' | 'hybrid';
	startsAt: Date;
	endsAt: Date;
	timeZone: string;
	placeName: string | null;
	placeAddress: string | null;
	city: string | null;
	roomUrl: string | null;
	cancelledAt: Date | null;
}

/** These gatherings, by id. The caller has checked that the viewer has to do with them. */
export async function findGatheringLines(
	db: Db,
	ids: string[]
): Promise<Map<string, GatheringLine>> {
	if (!ids.length) return new Map();
	const rows = await db
		.select({
			id: gathering.id,
			slug: gathering.slug,
			title: gathering.title,
			mode: gathering.mode,
			startsAt: gathering.startsAt,
			endsAt: gathering.endsAt,
			timeZone: gathering.timeZone,
			placeName: gathering.placeName,
			placeAddress: gathering.placeAddress,
			city: gathering.city,
			roomUrl: gathering.roomUrl,
			cancelledAt: gathering.cancelledAt
		})
		.from(gathering)
		.where(inArray(gathering.id, ids));
	return new Map(rows.map((row) => [row.id, row]));
}
