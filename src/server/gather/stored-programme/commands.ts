import { inArray, sql } from 'drizzle-orm';
import { keepImportedPeople } from '#server/gate/public.ts';
import type { Tx } from '#server/kernel/database.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import type { GatheringStanding } from '../gathering/access.ts';
import { compareProgrammes } from '../programme/reading/compare.ts';
import type { Programme } from '../programme/reading/programme.ts';
import { isHandMade, speakerImportKey } from '../programme/rules.ts';
import { room, session, sessionSpeaker, speaker, track } from '../programme/tables.ts';
import type { StoredProgramme } from './queries.ts';

const pageSize = 400;

/** Told how many of how many rows are written. */
export type Progress = (done: number, total: number) => void;

/**
 * Makes what is stored what `programme` says, in few statements: adds and changes by guid, removes what is not in
 * it, restores what returns. The caller holds the gathering's lock and has put beside it what was made by hand.
 */
export async function writeProgramme(
	context: Pick<WriteContext, 'db' | 'now'>,
	at: GatheringStanding,
	stored: StoredProgramme,
	programme: Programme,
	progress: Progress = () => {}
): Promise<void> {
	const { db } = context;
	const total = programme.speakers.length + programme.sessions.length;
	const gatheringId = at.gathering.id;
	const roomIds = await keepRooms(db, gatheringId, stored, programme);
	const trackIds = await keepTracks(db, gatheringId, stored, programme);
	progress(0, total);
	const speakerIds = await keepSpeakers(context, at, stored, programme);
	progress(programme.speakers.length, total);
	await keepSessions(context, gatheringId, stored, programme, { roomIds, trackIds, speakerIds });
	await dropUnused(db, stored, programme);
	progress(total, total);
}

async function keepRooms(db: Tx, gatheringId: string, stored: StoredProgramme, programme: Programme) {
	const known = new Map(stored.roomRows.map((row) => [row.guid, row]));
	const rows = programme.rooms.map(({ guid, name, capacity }, position) => ({
		id: known.get(guid)?.id ?? uuidv7(),
		gatheringId,
		guid,
		name,
		capacity: capacity ?? known.get(guid)?.capacity ?? null,
		position
	}));
	if (rows.length) {
		await db
			.insert(room)
			.values(rows)
			.onConflictDoUpdate({
				target: [room.gatheringId, room.guid],
				set: { name: sql`excluded.name`, capacity: sql`excluded.capacity`, position: sql`excluded.position` }
			});
	}
	return new Map(rows.map(({ guid, id }) => [guid, id]));
}

async function keepTracks(db: Tx, gatheringId: string, stored: StoredProgramme, programme: Programme) {
	const known = new Map(stored.trackRows.map((row) => [row.guid, row]));
	const rows = programme.tracks.map(({ guid, name, colour }, position) => ({
		id: known.get(guid)?.id ?? uuidv7(),
		gatheringId,
		guid,
		name,
		colour: colour ?? known.get(guid)?.colour ?? null,
		position
	}));
	if (rows.length) {
		await db
			.insert(track)
			.values(rows)
			.onConflictDoUpdate({
				target: [track.gatheringId, track.guid],
				set: { name: sql`excluded.name`, colour: sql`excluded.colour`, position: sql`excluded.position` }
			});
	}
	return new Map(rows.map(({ guid, id }) => [guid, id]));
}

async function keepSpeakers(
	context: Pick<WriteContext, 'db' | 'now'>,
	at: GatheringStanding,
	stored: StoredProgramme,
	programme: Programme
): Promise<Map<string, string>> {
	const { db, now } = context;
	const known = new Map(stored.speakerRows.map((row) => [row.guid, row]));
	const keyOf = (one: Programme['speakers'][number]) => speakerImportKey(at.gathering.id, one);
	// What was entered by hand is in no file.
	const told = programme.speakers.filter(({ guid }) => !isHandMade(guid));
	const people = new Map(
		told.map((one) => {
			const before = known.get(one.guid);
			return [
				keyOf(one),
				{
					importKey: keyOf(one),
					personId: before?.personId ?? null,
					name: one.name,
					title: one.title,
					about: one.biography,
					links: one.links,
					before: before ? { name: before.name, title: before.title, about: before.biography, links: before.links } : null
				}
			] as const;
		})
	);
	const personIds = await keepImportedPeople(context, at.organisation.id, [...people.values()]);
	const rows = told.flatMap((one) => {
		const before = known.get(one.guid);
		const personId = personIds.get(keyOf(one));
		if (!personId) return [];
		return {
			id: before?.id ?? uuidv7(),
			gatheringId: at.gathering.id,
			guid: one.guid,
			personId,
			name: one.name,
			title: one.title,
			biography: one.biography,
			links: one.links,
			removedAt: null
		};
	});
	for (let from = 0; from < rows.length; from += pageSize) {
		await db
			.insert(speaker)
			.values(rows.slice(from, from + pageSize))
			.onConflictDoUpdate({
				target: [speaker.gatheringId, speaker.guid],
				set: {
					name: sql`excluded.name`,
					title: sql`excluded.title`,
					biography: sql`excluded.biography`,
					links: sql`excluded.links`,
					removedAt: null
				}
			});
	}
	const living = new Set(programme.speakers.map(({ guid }) => guid));
	const gone = stored.speakers.filter(({ guid }) => !living.has(guid)).map(({ guid }) => known.get(guid)!.id);
	if (gone.length) await db.update(speaker).set({ removedAt: now }).where(inArray(speaker.id, gone));
	const ids = new Map(rows.map(({ guid, id }) => [guid, id]));
	for (const { guid } of programme.speakers) if (isHandMade(guid)) ids.set(guid, known.get(guid)!.id);
	return ids;
}

async function keepSessions(
	context: Pick<WriteContext, 'db' | 'now'>,
	gatheringId: string,
	stored: StoredProgramme,
	programme: Programme,
	ids: { roomIds: Map<string, string>; trackIds: Map<string, string>; speakerIds: Map<string, string> }
): Promise<void> {
	const { db, now } = context;
	const known = new Map(stored.sessionRows.map((row) => [row.guid, row]));
	const touched = new Set(
		compareProgrammes({ ...stored, rooms: [], tracks: [], speakers: [] }, { ...programme, rooms: [], tracks: [], speakers: [] }).map(
			({ guid }) => guid
		)
	);
	const written = programme.sessions.filter(({ guid }) => touched.has(guid));
	const rows = written.map((one) => ({
		id: known.get(one.guid)?.id ?? uuidv7(),
		gatheringId,
		guid: one.guid,
		title: one.title,
		subtitle: one.subtitle,
		abstract: one.abstract,
		description: one.description,
		language: one.language,
		kind: one.kind,
		startsAt: one.startsAt,
		endsAt: one.endsAt,
		roomId: one.roomGuid ? (ids.roomIds.get(one.roomGuid) ?? null) : null,
		trackId: one.trackGuid ? (ids.trackIds.get(one.trackGuid) ?? null) : null,
		links: one.links,
		isService: one.isService,
		removedAt: null,
		updatedAt: now
	}));
	for (let from = 0; from < rows.length; from += pageSize) {
		await db
			.insert(session)
			.values(rows.slice(from, from + pageSize))
			.onConflictDoUpdate({
				target: [session.gatheringId, session.guid],
				set: {
					title: sql`excluded.title`,
					subtitle: sql`excluded.subtitle`,
					abstract: sql`excluded.abstract`,
					description: sql`excluded.description`,
					language: sql`excluded.language`,
					kind: sql`excluded.kind`,
					startsAt: sql`excluded.starts_at`,
					endsAt: sql`excluded.ends_at`,
					roomId: sql`excluded.room_id`,
					trackId: sql`excluded.track_id`,
					links: sql`excluded.links`,
					isService: sql`excluded.is_service`,
					removedAt: null,
					updatedAt: now
				}
			});
	}
	const living = new Set(programme.sessions.map(({ guid }) => guid));
	const gone = stored.sessions.filter(({ guid }) => !living.has(guid)).map(({ guid }) => known.get(guid)!.id);
	if (gone.length) {
		await db.update(session).set({ removedAt: now, updatedAt: now }).where(inArray(session.id, gone));
		await db.delete(sessionSpeaker).where(inArray(sessionSpeaker.sessionId, gone));
	}
	if (rows.length) {
		await db.delete(sessionSpeaker).where(
			inArray(
				sessionSpeaker.sessionId,
				rows.map(({ id }) => id)
			)
		);
	}
	const speaks = written.flatMap((one, index) =>
		one.speakerGuids.flatMap((guid, position) => {
			const speakerId = ids.speakerIds.get(guid);
			return speakerId ? { sessionId: rows[index]!.id, speakerId, position } : [];
		})
	);
	for (let from = 0; from < speaks.length; from += 2000) {
		await db.insert(sessionSpeaker).values(speaks.slice(from, from + 2000)).onConflictDoNothing();
	}
}

/** Rooms and tracks that are in no file any more; what a removed session still says of them is let go. */
async function dropUnused(db: Tx, stored: StoredProgramme, programme: Programme): Promise<void> {
	const rooms = new Set(programme.rooms.map(({ guid }) => guid));
	const tracks = new Set(programme.tracks.map(({ guid }) => guid));
	const goneRooms = stored.roomRows.filter(({ guid }) => !rooms.has(guid)).map(({ id }) => id);
	const goneTracks = stored.trackRows.filter(({ guid }) => !tracks.has(guid)).map(({ id }) => id);
	if (goneRooms.length) await db.delete(room).where(inArray(room.id, goneRooms));
	if (goneTracks.length) await db.delete(track).where(inArray(track.id, goneTracks));
}
