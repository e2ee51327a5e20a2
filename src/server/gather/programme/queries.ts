import { and, asc, count, eq, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { seenPeople } from '#server/gate/public.ts';
import type { Db } from '#server/kernel/database.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessGathering, standsAt, type GatheringStanding } from '../gathering/access.ts';
import { nameKey } from './reading/text.ts';
import { dayToShow, programmeDays } from './rules.ts';
import type { ProgrammeView, SessionLine } from './schema.ts';
import { room, session, sessionSpeaker, speaker, star, track } from './tables.ts';

/** What pages of a programme say of its gathering. */
export const headOf = ({ gathering, organisation }: GatheringStanding) => ({
	id: gathering.id,
	slug: gathering.slug,
	organisation: organisation.slug,
	title: gathering.title,
	timeZone: gathering.timeZone,
	startsAt: gathering.startsAt,
	endsAt: gathering.endsAt,
	isCancelled: gathering.cancelledAt !== null
});

/** The speakers of a gathering whom this viewer may see, as a subquery; who is erased or paused is not among them. */
export function seenSpeakers(db: Db, at: GatheringStanding) {
	const seen = seenPeople(db, { organisationId: at.organisation.id, standing: at.standing });
	return db
		.select({
			id: sql<string>`${speaker.id}`.as('seen_speaker_id'),
			personId: speaker.personId,
			name: seen.name,
			callName: seen.callName,
			hasAccount: seen.hasAccount,
			/** The person's own words where they speak for themselves, else the programme's. */
			title: sql<string | null>`case when ${seen.hasAccount} then ${seen.title} else coalesce(${seen.title}, ${speaker.title}) end`.as('speaker_title'),
			companyName: seen.companyName,
			city: seen.city,
			photoFileId: seen.photoFileId,
			biography: sql<string | null>`case when ${seen.hasAccount} then ${seen.about} else coalesce(${speaker.biography}, ${seen.about}) end`.as('speaker_biography'),
			links: sql<{ label: string; url: string }[]>`case when ${seen.hasAccount} then coalesce(${seen.links}, '[]') else ${speaker.links} end`.as('speaker_links'),
			invitedAt: speaker.invitedAt
		})
		.from(speaker)
		.innerJoin(seen, eq(seen.id, speaker.personId))
		.where(and(eq(speaker.gatheringId, at.gathering.id), isNull(speaker.removedAt)))
		.as('seen_speaker');
}

/** Who speaks in which session of a gathering, in the programme's order. */
export async function listSessionSpeakers(
	db: Db,
	at: GatheringStanding,
	only?: { sessionId: string }
): Promise<Map<string, { id: string; personId: string; name: string }[]>> {
	const seen = seenSpeakers(db, at);
	const rows = await db
		.select({ sessionId: sessionSpeaker.sessionId, id: seen.id, personId: seen.personId, name: seen.name })
		.from(sessionSpeaker)
		.innerJoin(seen, eq(seen.id, sessionSpeaker.speakerId))
		.where(only ? eq(sessionSpeaker.sessionId, only.sessionId) : undefined)
		.orderBy(asc(sessionSpeaker.sessionId), asc(sessionSpeaker.position));
	const bySession = new Map<string, { id: string; personId: string; name: string }[]>();
	for (const { sessionId, ...who } of rows) {
		const list = bySession.get(sessionId);
		if (list) list.push(who);
		else bySession.set(sessionId, [who]);
	}
	return bySession;
}

const folded = (text: string): string => nameKey(text).replaceAll('-', ' ');

/**
 * The programme as this viewer may see it: living sessions, and removed ones they starred. Whatever the filters,
 * the counts of days, rooms and tracks are the whole programme's. Always the same number of queries.
 */
export async function findProgramme(
	context: ReadContext,
	input: {
		organisation: string;
		gathering: string;
		day?: string | undefined;
		room?: string | undefined;
		track?: string | undefined;
		search?: string | undefined;
		mine?: boolean | undefined;
		key?: string | undefined;
	}
): Promise<ProgrammeView> {
	const { db, now } = context;
	const at = await accessGathering(context, { organisation: input.organisation, slug: input.gathering }, 'see', input.key);
	const { gathering, standing } = at;
	const words = folded(input.search ?? '').split(' ').filter(Boolean);
	const inTexts = words.length
		? sql<boolean>`(select bool_and(gate.fold(concat_ws(' ', ${session.title}, ${session.subtitle}, ${session.abstract}, ${session.description})) like '%' || w || '%') from unnest(array[${sql.join(
				words.map((word) => sql`${word}::text`),
				sql`, `
			)}]) w)`
		: sql<boolean>`true`;

	const [rooms, tracks, rows, speakers, [changed]] = await Promise.all([
		db
			.select({ id: room.id, name: room.name, capacity: room.capacity })
			.from(room)
			.where(eq(room.gatheringId, gathering.id))
			.orderBy(asc(room.position), asc(room.name)),
		db
			.select({ id: track.id, name: track.name, colour: track.colour })
			.from(track)
			.where(eq(track.gatheringId, gathering.id))
			.orderBy(asc(track.position), asc(track.name)),
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
				isRemoved: sql<boolean>`${session.removedAt} is not null`,
				isStarred: sql<boolean>`${star.personId} is not null`,
				inTexts
			})
			.from(session)
			.leftJoin(star, and(eq(star.sessionId, session.id), eq(star.personId, sql`${standing.personId}::uuid`)))
			.where(
				and(
					eq(session.gatheringId, gathering.id),
					or(isNull(session.removedAt), isNotNull(star.personId))
				)
			)
			.orderBy(sql`${session.startsAt} asc nulls last`, asc(session.endsAt), asc(session.title)),
		listSessionSpeakers(db, at),
		db
			.select({ at: sql<string | null>`max(${session.updatedAt})` })
			.from(session)
			.where(eq(session.gatheringId, gathering.id))
	]);

	const dayOf = programmeDays(rows, gathering.timeZone);
	const living = rows.filter((row) => !row.isRemoved);
	const perDay = new Map<string, number>();
	for (const { id } of living) {
		const day = dayOf.get(id);
		if (day) perDay.set(day, (perDay.get(day) ?? 0) + 1);
	}
	const dates = [...perDay.keys()].sort();
	const day = input.day === 'now' ? dayToShow(dates, gathering.timeZone, now) : (input.day ?? null);
	const roomOrder = new Map(rooms.map(({ id }, index) => [id, index]));
	const nameOfRoom = new Map(rooms.map(({ id, name }) => [id, name]));
	const nameOfTrack = new Map(tracks.map(({ id, name }) => [id, name]));

	const sessions = rows
		.filter((row) => {
			if (day && dayOf.get(row.id) !== day) return false;
			if (input.room && row.roomId !== input.room) return false;
			if (input.track && row.trackId !== input.track) return false;
			if (input.mine && !row.isStarred) return false;
			if (!words.length || row.inTexts) return true;
			const named = folded(
				[
					row.title,
					nameOfRoom.get(row.roomId ?? ''),
					nameOfTrack.get(row.trackId ?? ''),
					...(speakers.get(row.id) ?? []).map(({ name }) => name)
				].join(' ')
			);
			return words.every((word) => named.includes(word));
		})
		.map(({ inTexts: _, ...row }): SessionLine => ({
			...row,
			day: dayOf.get(row.id) ?? null,
			speakers: speakers.get(row.id) ?? []
		}))
		.sort(
			(a, b) =>
				(a.startsAt?.getTime() ?? Infinity) - (b.startsAt?.getTime() ?? Infinity) ||
				(roomOrder.get(a.roomId ?? '') ?? -1) - (roomOrder.get(b.roomId ?? '') ?? -1)
		);
	const countBy = (key: 'roomId' | 'trackId', id: string) => living.filter((row) => row[key] === id).length;
	const speaking = new Set(living.flatMap(({ id }) => (speakers.get(id) ?? []).map((who) => who.id)));

	return {
		gathering: headOf(at),
		now,
		days: dates.map((date) => ({ date, sessions: perDay.get(date)! })),
		day,
		rooms: rooms.map((row) => ({ ...row, sessions: countBy('roomId', row.id) })),
		tracks: tracks.map((row) => ({ ...row, sessions: countBy('trackId', row.id) })),
		sessions,
		total: living.length,
		speakers: speaking.size,
		starred: rows.filter((row) => row.isStarred).length,
		changedAt: changed?.at ? new Date(changed.at) : null,
		can: { star: standing.personId !== null, manage: standsAt(at, 'manage') }
	};
}

/** How many sessions, speakers and rooms a gathering's programme holds, for its front page. */
export async function countProgramme(
	db: Db,
	gatheringId: string
): Promise<{ sessions: number; speakers: number; rooms: number }> {
	const [[sessions], [speakers], [rooms]] = await Promise.all([
		db
			.select({ n: count() })
			.from(session)
			.where(and(eq(session.gatheringId, gatheringId), isNull(session.removedAt))),
		db
			.select({ n: count() })
			.from(speaker)
			.where(and(eq(speaker.gatheringId, gatheringId), isNull(speaker.removedAt))),
		db.select({ n: count() }).from(room).where(eq(room.gatheringId, gatheringId))
	]);
	return { sessions: sessions!.n, speakers: speakers!.n, rooms: rooms!.n };
}
