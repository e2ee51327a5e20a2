import { and, count, eq, isNull, sql } from 'drizzle-orm';
import { record } from '#server/gate/public.ts';
import { failCommon } from '#server/kernel/errors.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessGathering, type GatheringStanding } from '../gathering/access.ts';
import { handMade } from './rules.ts';
import { fail } from './schema.ts';
import { room, session, track } from './tables.ts';

type Where = { organisation: string; gathering: string };

const note = (context: WriteContext, at: GatheringStanding, noun: 'room' | 'track', nounId: string, verb: string) =>
	record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun,
		nounId,
		verb
	});

/** Adds a room by hand; imports leave it alone. A room of that name is found instead of made a second time. */
export async function createRoom(
	context: WriteContext,
	input: Where & { name: string; capacity?: number | null | undefined }
): Promise<{ id: string }> {
	const at = await accessGathering(context, { organisation: input.organisation, slug: input.gathering }, 'manage');
	const gatheringId = at.gathering.id;
	const guid = `${handMade}${input.name}`;
	const [same] = await context.db
		.select({ id: room.id })
		.from(room)
		.where(and(eq(room.gatheringId, gatheringId), sql`lower(${room.name}) = lower(${input.name})`));
	if (same) return same;
	const [made] = await context.db
		.insert(room)
		.values({
			id: uuidv7(),
			gatheringId,
			guid,
			name: input.name,
			capacity: input.capacity ?? null,
			position: 1000
		})
		.onConflictDoUpdate({ target: [room.gatheringId, room.guid], set: { name: input.name } })
		.returning({ id: room.id });
	await note(context, at, 'room', made!.id, 'create');
	return made!;
}

async function accessRoom(context: WriteContext, roomId: string) {
	const [row] = await context.db.select().from(room).where(eq(room.id, roomId));
	if (!row) return failCommon('NOT_FOUND');
	return { row, at: await accessGathering(context, { id: row.gatheringId }, 'manage') };
}

/** Renames a room or says how many it holds. */
export async function updateRoom(
	context: WriteContext,
	input: { roomId: string; name?: string | undefined; capacity?: number | null | undefined }
): Promise<{ id: string }> {
	const { roomId, ...fields } = input;
	const { at } = await accessRoom(context, roomId);
	if (Object.values(fields).some((value) => value !== undefined)) {
		await context.db.update(room).set(fields).where(eq(room.id, roomId));
		await note(context, at, 'room', roomId, 'update');
	}
	return { id: roomId };
}

/** Removes a room no session uses. */
export async function removeRoom(context: WriteContext, input: { roomId: string }): Promise<void> {
	const { at } = await accessRoom(context, input.roomId);
	const [used] = await context.db
		.select({ n: count() })
		.from(session)
		.where(and(eq(session.roomId, input.roomId), isNull(session.removedAt)));
	if (used!.n) fail('ROOM_IN_USE', { count: used!.n });
	await context.db.delete(room).where(eq(room.id, input.roomId));
	await note(context, at, 'room', input.roomId, 'remove');
}

/** Adds a track by hand; imports leave it alone. A track of that name is found instead of made a second time. */
export async function createTrack(
	context: WriteContext,
	input: Where & { name: string; colour?: string | null | undefined }
): Promise<{ id: string }> {
	const at = await accessGathering(context, { organisation: input.organisation, slug: input.gathering }, 'manage');
	const gatheringId = at.gathering.id;
	const [same] = await context.db
		.select({ id: track.id })
		.from(track)
		.where(and(eq(track.gatheringId, gatheringId), sql`lower(${track.name}) = lower(${input.name})`));
	if (same) return same;
	const [made] = await context.db
		.insert(track)
		.values({
			id: uuidv7(),
			gatheringId,
			guid: `${handMade}${input.name}`,
			name: input.name,
			colour: input.colour ?? null,
			position: 1000
		})
		.onConflictDoUpdate({ target: [track.gatheringId, track.guid], set: { name: input.name } })
		.returning({ id: track.id });
	await note(context, at, 'track', made!.id, 'create');
	return made!;
}

async function accessTrack(context: WriteContext, trackId: string) {
	const [row] = await context.db.select().from(track).where(eq(track.id, trackId));
	if (!row) return failCommon('NOT_FOUND');
	return { row, at: await accessGathering(context, { id: row.gatheringId }, 'manage') };
}

/** Renames or recolours a track. */
export async function updateTrack(
	context: WriteContext,
	input: { trackId: string; name?: string | undefined; colour?: string | null | undefined }
): Promise<{ id: string }> {
	const { trackId, ...fields } = input;
	const { at } = await accessTrack(context, trackId);
	if (Object.values(fields).some((value) => value !== undefined)) {
		await context.db.update(track).set(fields).where(eq(track.id, trackId));
		await note(context, at, 'track', trackId, 'update');
	}
	return { id: trackId };
}

/** Removes a track no session uses. */
export async function removeTrack(context: WriteContext, input: { trackId: string }): Promise<void> {
	const { at } = await accessTrack(context, input.trackId);
	const [used] = await context.db
		.select({ n: count() })
		.from(session)
		.where(and(eq(session.trackId, input.trackId), isNull(session.removedAt)));
	if (used!.n) fail('TRACK_IN_USE', { count: used!.n });
	await context.db.delete(track).where(eq(track.id, input.trackId));
	await note(context, at, 'track', input.trackId, 'remove');
}
