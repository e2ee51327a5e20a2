import { and, eq, isNull, sql } from 'drizzle-orm';
import { ensurePersonWithoutAccount, record } from '#server/gate/public.ts';
import { failCommon } from '#server/kernel/errors.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessGathering, type GatheringStanding } from '../gathering/access.ts';
import { holdGathering } from '../gathering/commands.ts';
import { noteChanges } from '../programme-import/commands.ts';
import { loadProgramme } from '../stored-programme/queries.ts';
import { compareProgrammes } from '../programme/reading/compare.ts';
import { nameKey } from '../programme/reading/text.ts';
import { handMade, speakerImportKey } from '../programme/rules.ts';
import { room, session, sessionSpeaker, speaker, star, track } from '../programme/tables.ts';
import { accessSession } from './access.ts';
import { fail, type SessionFields } from './schema.ts';

/**
 * Puts a session on the caller's agenda. Twice is harmless. Refuses breaks, removed sessions, and callers who are
 * nobody in this organisation yet.
 */
export async function starSession(
	context: WriteContext,
	input: { sessionId: string }
): Promise<{ isStarred: boolean }> {
	if (!context.viewer.accountId) return failCommon('NOT_SIGNED_IN');
	const { session: row, at } = await accessSession(context, input.sessionId, 'see');
	if (row.isService) fail('SERVICE_SESSION');
	if (row.removedAt) fail('SESSION_GONE');
	const personId = at.standing.personId ?? fail('STAR_NEEDS_REGISTRATION');
	await context.db
		.insert(star)
		.values({ sessionId: row.id, personId, createdAt: context.now })
		.onConflictDoNothing();
	context.kernel.notices.notify(context.db, { topic: `person:${personId}`, kind: 'agenda', id: row.id });
	return { isStarred: true };
}

/** Takes a session off the caller's agenda. Twice is harmless. */
export async function unstarSession(
	context: WriteContext,
	input: { sessionId: string }
): Promise<{ isStarred: boolean }> {
	if (!context.viewer.accountId) return failCommon('NOT_SIGNED_IN');
	const { session: row, at } = await accessSession(context, input.sessionId, 'see');
	const { personId } = at.standing;
	if (personId) {
		await context.db.delete(star).where(and(eq(star.sessionId, row.id), eq(star.personId, personId)));
		context.kernel.notices.notify(context.db, { topic: `person:${personId}`, kind: 'agenda', id: row.id });
	}
	return { isStarred: false };
}

async function lockProgramme(context: WriteContext, at: GatheringStanding) {
	await holdGathering(context.db, at.gathering.id);
	return loadProgramme(context.db, at.gathering.id);
}

/** Runs an edit under the gathering's lock and notes what it changed, as an import would. */
async function editing<T>(context: WriteContext, at: GatheringStanding, work: () => Promise<T>): Promise<T> {
	const before = await lockProgramme(context, at);
	const result = await work();
	const changes = compareProgrammes(before, await loadProgramme(context.db, at.gathering.id));
	await noteChanges(context, at, changes);
	return result;
}

async function checkPlaces(context: WriteContext, gatheringId: string, fields: Partial<SessionFields>): Promise<void> {
	const { startsAt, endsAt, roomId, trackId } = fields;
	if (endsAt && !startsAt) fail('END_WITHOUT_START', {}, 'startsAt');
	if (endsAt && startsAt && endsAt < startsAt) fail('SESSION_ENDS_EARLY', {}, 'endsAt');
	if (roomId) {
		const [found] = await context.db
			.select({ id: room.id })
			.from(room)
			.where(and(eq(room.id, roomId), eq(room.gatheringId, gatheringId)));
		if (!found) fail('NOT_A_PLACE_HERE', {}, 'roomId');
	}
	if (trackId) {
		const [found] = await context.db
			.select({ id: track.id })
			.from(track)
			.where(and(eq(track.id, trackId), eq(track.gatheringId, gatheringId)));
		if (!found) fail('NOT_A_PLACE_HERE', {}, 'trackId');
	}
}

/** Finds the gathering's speakers by name, makes those it does not have, and says who speaks in what order. */
async function setSpeakers(
	context: WriteContext,
	at: GatheringStanding,
	sessionId: string,
	names: string[]
): Promise<void> {
	const { db, now } = context;
	const gatheringId = at.gathering.id;
	const known = await db.select().from(speaker).where(eq(speaker.gatheringId, gatheringId));
	const ids: string[] = [];
	for (const name of names) {
		const key = nameKey(name) || name;
		const sameName = known.filter((row) => (nameKey(row.name) || row.name) === key);
		const found = sameName.find((row) => !row.removedAt) ?? sameName[0];
		if (found) {
			if (found.removedAt) await db.update(speaker).set({ removedAt: null }).where(eq(speaker.id, found.id));
			ids.push(found.id);
			continue;
		}
		const { personId } = await ensurePersonWithoutAccount(context, {
			organisationId: at.organisation.id,
			name,
			importKey: speakerImportKey(gatheringId, { personKey: null, name })
		});
		const id = uuidv7();
		const [made] = await db
			.insert(speaker)
			.values({ id, gatheringId, guid: handMade + id, personId, name })
			.returning();
		known.push(made!);
		ids.push(id);
	}
	await db.delete(sessionSpeaker).where(eq(sessionSpeaker.sessionId, sessionId));
	const once = [...new Set(ids)];
	if (once.length) {
		await db
			.insert(sessionSpeaker)
			.values(once.map((speakerId, position) => ({ sessionId, speakerId, position })));
	}
	// A speaker entered by hand who speaks nowhere any more is no speaker.
	await db.execute(sql`
		update gather.speaker s set removed_at = ${now.toISOString()}
		where s.gathering_id = ${gatheringId} and s.guid like ${`${handMade}%`} and s.removed_at is null
			and not exists (select 1 from gather.session_speaker ss join gather.session e on e.id = ss.session_id
				where ss.speaker_id = s.id and e.removed_at is null)`);
}

/** Adds a session by hand; imports leave it alone. Locks the gathering. Each call adds one. */
export async function createSession(
	context: WriteContext,
	input: { organisation: string; gathering: string } & SessionFields
): Promise<{ id: string }> {
	const { organisation, gathering: slug, speakers, ...fields } = input;
	const at = await accessGathering(context, { organisation, slug }, 'manage');
	await checkPlaces(context, at.gathering.id, fields);
	return editing(context, at, async () => {
		const id = uuidv7();
		await context.db
			.insert(session)
			.values({ ...fields, id, gatheringId: at.gathering.id, guid: handMade + id, updatedAt: context.now });
		if (speakers) await setSpeakers(context, at, id, speakers);
		await note(context, at, id, 'create');
		return { id };
	});
}

/**
 * Changes what is given of a session; an import whose file says otherwise changes it back. Who starred it is told
 * if it moved. Locks the gathering.
 */
export async function updateSession(
	context: WriteContext,
	input: { sessionId: string } & Partial<SessionFields>
): Promise<{ id: string }> {
	const { sessionId, speakers, ...fields } = input;
	const { session: row, at } = await accessSession(context, sessionId, 'manage');
	if (row.removedAt) fail('SESSION_GONE');
	await checkPlaces(context, at.gathering.id, { startsAt: row.startsAt, endsAt: row.endsAt, ...fields });
	return editing(context, at, async () => {
		await context.db
			.update(session)
			.set({ ...fields, updatedAt: context.now })
			.where(eq(session.id, row.id));
		if (speakers) await setSpeakers(context, at, row.id, speakers);
		await note(context, at, row.id, 'update');
		return { id: row.id };
	});
}

/** Takes a session off the programme; who starred it is told. It can be restored. Twice is harmless. */
export async function removeSession(context: WriteContext, input: { sessionId: string }): Promise<{ id: string }> {
	const { session: row, at } = await accessSession(context, input.sessionId, 'manage');
	return editing(context, at, async () => {
		await context.db
			.update(session)
			.set({ removedAt: context.now, updatedAt: context.now })
			.where(and(eq(session.id, row.id), isNull(session.removedAt)));
		await note(context, at, row.id, 'remove');
		return { id: row.id };
	});
}

/** Puts a removed session back. Twice is harmless. */
export async function restoreSession(context: WriteContext, input: { sessionId: string }): Promise<{ id: string }> {
	const { session: row, at } = await accessSession(context, input.sessionId, 'manage');
	return editing(context, at, async () => {
		await context.db
			.update(session)
			.set({ removedAt: null, updatedAt: context.now })
			.where(eq(session.id, row.id));
		await note(context, at, row.id, 'restore');
		return { id: row.id };
	});
}

const note = (context: WriteContext, at: GatheringStanding, sessionId: string, verb: string) =>
	record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun: 'session',
		nounId: sessionId,
		verb
	});
