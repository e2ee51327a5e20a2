import { and, asc, count, eq, isNull, sql } from 'drizzle-orm';
import { findContactFields, seenPeople } from '#server/gate/public.ts';
import { failCommon } from '#server/kernel/errors.ts';
import { renderMarkdown } from '#server/kernel/markdown.ts';
import type { Db } from '#server/kernel/database.ts';
import type { ReadContext, Viewer } from '#server/kernel/procedures.ts';
import { accessGathering, standsAt, type GatheringNeed } from '../gathering/access.ts';
import { headOf, listSessionSpeakers, seenSpeakers } from '../programme/queries.ts';
import { nameKey } from '../programme/reading/text.ts';
import { programmeDays } from '../programme/rules.ts';
import { room, session, sessionSpeaker, speaker, star } from '../programme/tables.ts';
import type { SpeakerList, SpeakerView } from './schema.ts';

/** A living speaker and their gathering, if the viewer is there what `need` asks; else not found. */
export async function accessSpeaker(context: { db: Db; viewer: Viewer }, speakerId: string, need: GatheringNeed, key?: string) {
	const [row] = await context.db
		.select()
		.from(speaker)
		.where(and(eq(speaker.id, speakerId), isNull(speaker.removedAt)));
	if (!row) return failCommon('NOT_FOUND');
	return { speaker: row, at: await accessGathering(context, { id: row.gatheringId }, need, key) };
}

/** A speaker's page: who they are, and their sessions. Somebody who paused or was erased is not found. */
export async function findSpeaker(context: ReadContext, input: { speakerId: string; key?: string | undefined }): Promise<SpeakerView> {
	const { db } = context;
	const { speaker: row, at } = await accessSpeaker(context, input.speakerId, 'see', input.key);
	const { personId } = at.standing;
	const seen = seenSpeakers(db, at);
	const [[who], sessions, speakers, rooms] = await Promise.all([
		db.select().from(seen).where(eq(seen.id, row.id)),
		db
			.select({
				id: session.id,
				title: session.title,
				subtitle: session.subtitle,
				kind: session.kind,
				language: session.language,
				startsAt: session.startsAt,
				endsAt: session.endsAt,
				roomId: session.roomId,
				trackId: session.trackId,
				isService: session.isService,
				isStarred: sql<boolean>`${star.personId} is not null`
			})
			.from(sessionSpeaker)
			.innerJoin(session, and(eq(session.id, sessionSpeaker.sessionId), isNull(session.removedAt)))
			.leftJoin(star, and(eq(star.sessionId, session.id), eq(star.personId, sql`${personId}::uuid`)))
			.where(eq(sessionSpeaker.speakerId, row.id))
			.orderBy(asc(session.startsAt), asc(session.title)),
		listSessionSpeakers(db, at),
		db
			.selectDistinct({ id: room.id, name: room.name })
			.from(sessionSpeaker)
			.innerJoin(session, eq(session.id, sessionSpeaker.sessionId))
			.innerJoin(room, eq(room.id, session.roomId))
			.where(eq(sessionSpeaker.speakerId, row.id))
	]);
	if (!who) return failCommon('NOT_FOUND');
	const days = programmeDays(sessions, at.gathering.timeZone);
	return {
		id: who.id,
		personId: who.personId,
		name: who.name,
		title: who.title,
		companyName: who.companyName,
		photoFileId: who.photoFileId,
		city: who.city,
		biography: who.biography,
		biographyHtml: renderMarkdown(who.biography),
		links: who.links,
		isViewer: personId === who.personId,
		gathering: headOf(at),
		sessions: sessions.map((one) => ({
			...one,
			isRemoved: false,
			day: days.get(one.id) ?? null,
			speakers: speakers.get(one.id) ?? []
		})),
		rooms,
		can: {
			star: personId !== null,
			meet: standsAt(at, 'take_part') && personId !== who.personId,
			manage: standsAt(at, 'manage')
		}
	};
}

/** The speakers of a gathering with the state of their invitation, fifty at a time, by name. For who may manage it. */
export async function listSpeakers(
	context: ReadContext,
	input: {
		organisation: string;
		gathering: string;
		search?: string | undefined;
		state?: 'claimed' | 'invited' | 'not_invited' | undefined;
		offset: number;
	}
): Promise<SpeakerList> {
	const { db } = context;
	const at = await accessGathering(context, { organisation: input.organisation, slug: input.gathering }, 'manage');
	const seen = seenPeople(db, { organisationId: at.organisation.id, standing: { personId: null, role: 'owner' } });
	const state = sql<'claimed' | 'invited' | 'not_invited'>`case when ${seen.hasAccount} then 'claimed' when ${speaker.invitedAt} is not null then 'invited' else 'not_invited' end`;
	const words = nameKey(input.search ?? '').split('-').filter(Boolean);
	const here = and(eq(speaker.gatheringId, at.gathering.id), isNull(speaker.removedAt));
	const matches = and(here, ...words.map((word) => sql`${seen.searchText} like ${`%${word}%`}`));
	const perState = await db
		.select({ state, n: count() })
		.from(speaker)
		.innerJoin(seen, eq(seen.id, speaker.personId))
		.where(matches)
		.groupBy(state);
	const counts = { claimed: 0, invited: 0, not_invited: 0 };
	for (const row of perState) counts[row.state] = row.n;
	const speakers = await db
		.select({
			id: speaker.id,
			personId: speaker.personId,
			name: seen.name,
			title: sql<string | null>`coalesce(${seen.title}, ${speaker.title})`,
			companyName: seen.companyName,
			photoFileId: seen.photoFileId,
			sessions: sql<number>`(select count(*)::int from gather.session_speaker ss join gather.session e on e.id = ss.session_id
				where ss.speaker_id = ${speaker.id} and e.removed_at is null)`,
			state,
			invitedAt: speaker.invitedAt
		})
		.from(speaker)
		.innerJoin(seen, eq(seen.id, speaker.personId))
		.where(and(matches, input.state ? eq(state, input.state) : undefined))
		.orderBy(asc(seen.name), asc(speaker.id))
		.limit(50)
		.offset(input.offset);
	const total = input.state ? counts[input.state] : counts.claimed + counts.invited + counts.not_invited;
	const contact = await findContactFields(
		db,
		speakers.map(({ personId }) => personId)
	);
	return {
		total,
		counts,
		speakers: speakers.map((row) => ({
			...row,
			hasEmail: Boolean(contact.get(row.personId)?.email),
			hasPhone: Boolean(contact.get(row.personId)?.phone)
		}))
	};
}
