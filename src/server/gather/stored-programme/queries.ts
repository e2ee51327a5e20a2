import { asc, eq } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import type { Programme, ReadSpeaker } from '../programme/reading/programme.ts';
import { room, session, sessionSpeaker, speaker, track } from '../programme/tables.ts';

/** A gathering's programme as it is kept, in the shape files are read into, with the rows behind it. */
export interface StoredProgramme extends Pick<Programme, 'rooms' | 'tracks' | 'sessions' | 'speakers'> {
	roomRows: (typeof room.$inferSelect)[];
	trackRows: (typeof track.$inferSelect)[];
	/** The removed among them. */
	sessionRows: (typeof session.$inferSelect)[];
	speakerRows: (typeof speaker.$inferSelect)[];
}

/** Everything of a gathering's programme in five queries; `sessions` and `speakers` are the living ones. */
export async function loadProgramme(db: Db, gatheringId: string): Promise<StoredProgramme> {
	const roomRows = await db.select().from(room).where(eq(room.gatheringId, gatheringId)).orderBy(asc(room.position));
	const trackRows = await db.select().from(track).where(eq(track.gatheringId, gatheringId)).orderBy(asc(track.position));
	const sessionRows = await db
		.select()
		.from(session)
		.where(eq(session.gatheringId, gatheringId))
		.orderBy(asc(session.startsAt), asc(session.id));
	const speakerRows = await db.select().from(speaker).where(eq(speaker.gatheringId, gatheringId)).orderBy(asc(speaker.id));
	const speaks = await db
		.select({ sessionId: sessionSpeaker.sessionId, speakerId: sessionSpeaker.speakerId })
		.from(sessionSpeaker)
		.innerJoin(session, eq(session.id, sessionSpeaker.sessionId))
		.where(eq(session.gatheringId, gatheringId))
		.orderBy(asc(sessionSpeaker.position));
	const roomGuid = new Map(roomRows.map(({ id, guid }) => [id, guid]));
	const trackGuid = new Map(trackRows.map(({ id, guid }) => [id, guid]));
	const speakerGuid = new Map(speakerRows.map(({ id, guid }) => [id, guid]));
	const speakersOf = new Map<string, string[]>();
	for (const { sessionId, speakerId } of speaks) {
		const list = speakersOf.get(sessionId) ?? [];
		list.push(speakerGuid.get(speakerId)!);
		speakersOf.set(sessionId, list);
	}
	return {
		roomRows,
		trackRows,
		sessionRows,
		speakerRows,
		rooms: roomRows,
		tracks: trackRows,
		sessions: sessionRows
			.filter((row) => !row.removedAt)
			.map((row) => ({
				...row,
				roomGuid: row.roomId && (roomGuid.get(row.roomId) ?? null),
				trackGuid: row.trackId && (trackGuid.get(row.trackId) ?? null),
				speakerGuids: speakersOf.get(row.id) ?? []
			})),
		speakers: speakerRows
			.filter((row) => !row.removedAt)
			.map((row): ReadSpeaker => ({ ...row, personKey: null, pictureUrl: null }))
	};
}
