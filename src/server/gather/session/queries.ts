import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm';
import { failCommon } from '#server/kernel/errors.ts';
import { renderMarkdown } from '#server/kernel/markdown.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { standsAt } from '../gathering/access.ts';
import { headOf, seenSpeakers } from '../programme/queries.ts';
import { isHandMade, programmeDays } from '../programme/rules.ts';
import { room, session, sessionSpeaker, star, track } from '../programme/tables.ts';
import { accessSession } from './access.ts';
import type { SessionView } from './schema.ts';

/** One session in full. A removed one is shown to who starred it and to who may manage, to others not found. */
export async function findSession(context: ReadContext, input: { sessionId: string; key?: string | undefined }): Promise<SessionView> {
	const { db } = context;
	const { session: row, at } = await accessSession(context, input.sessionId, 'see', input.key);
	const manages = standsAt(at, 'manage');
	const { personId } = at.standing;
	const seen = seenSpeakers(db, at);
	const [[place], speakers, [stars], mine] = await Promise.all([
		db
			.select({ roomName: room.name, trackName: track.name, trackColour: track.colour })
			.from(session)
			.leftJoin(room, eq(room.id, session.roomId))
			.leftJoin(track, eq(track.id, session.trackId))
			.where(eq(session.id, row.id)),
		db
			.select({
				id: seen.id,
				personId: seen.personId,
				name: seen.name,
				title: seen.title,
				companyName: seen.companyName,
				photoFileId: seen.photoFileId
			})
			.from(sessionSpeaker)
			.innerJoin(seen, eq(seen.id, sessionSpeaker.speakerId))
			.where(eq(sessionSpeaker.sessionId, row.id))
			.orderBy(asc(sessionSpeaker.position)),
		db
			.select({
				all: sql<number>`count(*)::int`,
				mine: sql<boolean>`coalesce(bool_or(${star.personId} = ${personId}::uuid), false)`
			})
			.from(star)
			.where(eq(star.sessionId, row.id)),
		personId && row.startsAt
			? db
					.select({ id: session.id, title: session.title, startsAt: session.startsAt, endsAt: session.endsAt })
					.from(session)
					.innerJoin(star, and(eq(star.sessionId, session.id), eq(star.personId, personId)))
					.where(
						and(
							eq(session.gatheringId, row.gatheringId),
							ne(session.id, row.id),
							isNull(session.removedAt),
							sql`${session.startsAt} < ${(row.endsAt ?? new Date(row.startsAt.getTime() + 1)).toISOString()}`,
							sql`coalesce(${session.endsAt}, ${session.startsAt} + interval '1 second') > ${row.startsAt.toISOString()}`
						)
					)
					.orderBy(asc(session.startsAt))
			: []
	]);
	const isStarred = stars!.mine;
	if (row.removedAt && !isStarred && !manages) return failCommon('NOT_FOUND');
	return {
		id: row.id,
		title: row.title,
		subtitle: row.subtitle,
		abstract: row.abstract,
		description: row.description,
		abstractHtml: renderMarkdown(row.abstract),
		descriptionHtml: renderMarkdown(row.description),
		kind: row.kind,
		language: row.language,
		startsAt: row.startsAt,
		endsAt: row.endsAt,
		day: programmeDays([row], at.gathering.timeZone).get(row.id) ?? null,
		roomId: row.roomId,
		trackId: row.trackId,
		...place!,
		links: row.links,
		isService: row.isService,
		isRemoved: row.removedAt !== null,
		isStarred,
		isHandMade: isHandMade(row.guid),
		updatedAt: row.updatedAt,
		stars: manages ? stars!.all : null,
		speakers,
		clashes: mine.map((other) => ({ ...other, startsAt: other.startsAt! })),
		gathering: headOf(at),
		can: { star: personId !== null && !row.isService && !row.removedAt, manage: manages }
	};
}
