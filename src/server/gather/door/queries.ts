import { and, asc, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { readSpokenCode } from '#server/kernel/secrets.ts';
import { accessGathering, type GatheringStanding } from '../gathering/access.ts';
import { guestsSeen } from '../guest-list/queries.ts';
import { registration } from '../registration/tables.ts';
import type { DoorCounts, GuestAtDoor } from './schema.ts';
import { checkIn } from './tables.ts';

/** One guest as the door sees them. */
export async function findGuestAtDoor(
	db: Db,
	at: GatheringStanding,
	registrationId: string
): Promise<{ guest: GuestAtDoor; checkIn: { id: string; at: Date; by: string | null; via: string } | null } | null> {
	const people = guestsSeen(db, at);
	const [row] = await db
		.select({
			registrationId: registration.id,
			name: people.name,
			title: people.title,
			companyName: people.companyName,
			photoFileId: people.photoFileId,
			status: registration.status,
			checkInId: checkIn.id,
			checkedInAt: checkIn.at,
			via: checkIn.via,
			byPersonId: checkIn.byPersonId
		})
		.from(registration)
		.innerJoin(people, eq(people.id, registration.personId))
		.leftJoin(checkIn, and(eq(checkIn.registrationId, registration.id), isNull(checkIn.undoneAt)))
		.where(and(eq(registration.id, registrationId), eq(registration.gatheringId, at.gathering.id)));
	if (!row) return null;
	const { checkInId, via, byPersonId, ...guest } = row;
	if (!checkInId) return { guest, checkIn: null };
	const by = (await namesOf(db, at, [byPersonId])).get(byPersonId!) ?? null;
	return { guest, checkIn: { id: checkInId, at: row.checkedInAt!, by, via: via! } };
}

/** The names of those who stood at the door. */
async function namesOf(
	db: Db,
	at: GatheringStanding,
	personIds: (string | null)[]
): Promise<Map<string, string>> {
	const ids = [...new Set(personIds.filter((id) => id !== null))];
	if (!ids.length) return new Map();
	const people = guestsSeen(db, at);
	const rows = await db.select({ id: people.id, name: people.name }).from(people).where(inArray(people.id, ids));
	return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The guests a name (or the beginning of a code) may mean, those still outside first; at most twelve. */
export async function searchAtDoor(
	context: ReadContext,
	input: { gatheringId: string; search: string }
): Promise<GuestAtDoor[]> {
	const { db } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'door');
	const words = input.search.split(/\s+/).filter(Boolean);
	const code = readSpokenCode(input.search);
	if (!words.length) return [];
	const people = guestsSeen(db, at);
	return db
		.select({
			registrationId: registration.id,
			name: people.name,
			title: people.title,
			companyName: people.companyName,
			photoFileId: people.photoFileId,
			status: registration.status,
			checkedInAt: checkIn.at
		})
		.from(registration)
		.innerJoin(people, eq(people.id, registration.personId))
		.leftJoin(checkIn, and(eq(checkIn.registrationId, registration.id), isNull(checkIn.undoneAt)))
		.where(
			and(
				eq(registration.gatheringId, at.gathering.id),
				or(
					and(
						...words.map(
							(word) => sql`${people.searchText} like '%' || gate.fold(${word.replace(/[\\%_]/g, '\\$&')}) || '%'`
						)
					),
					code.length >= 3 ? sql`${registration.ticketCode} like ${code} || '%'` : undefined
				)
			)
		)
		.orderBy(
			sql`${checkIn.id} is not null`,
			sql`array_position(array['going', 'waitlisted', 'pending', 'cancelled', 'declined'], ${registration.status})`,
			// A name that begins with what was typed before one that merely holds it.
			desc(sql`gate.fold(${people.name}) like gate.fold(${input.search.replace(/[\\%_]/g, '\\$&')}) || '%'`),
			asc(sql`gate.fold(${people.name})`)
		)
		.limit(12);
}

/** How many are expected and inside, and who came in last; for the door. */
export async function countAtDoor(context: ReadContext, input: { gatheringId: string }): Promise<DoorCounts> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'door');
	const people = guestsSeen(db, at);
	const hourAgo = new Date(now.getTime() - 3_600_000).toISOString();
	const [counted] = await db
		.select({
			inside: sql<number>`count(*)::int`,
			lastHour: sql<number>`(count(*) filter (where ${checkIn.at} > ${hourAgo}::timestamptz))::int`
		})
		.from(checkIn)
		.innerJoin(registration, eq(registration.id, checkIn.registrationId))
		.where(and(eq(registration.gatheringId, at.gathering.id), isNull(checkIn.undoneAt)));
	const recent = await db
		.select({
			registrationId: registration.id,
			name: people.name,
			title: people.title,
			companyName: people.companyName,
			photoFileId: people.photoFileId,
			status: registration.status,
			checkedInAt: checkIn.at,
			checkInId: checkIn.id,
			via: checkIn.via,
			byPersonId: checkIn.byPersonId
		})
		.from(checkIn)
		.innerJoin(registration, eq(registration.id, checkIn.registrationId))
		.innerJoin(people, eq(people.id, registration.personId))
		.where(and(eq(registration.gatheringId, at.gathering.id), isNull(checkIn.undoneAt)))
		.orderBy(desc(checkIn.at), desc(checkIn.id))
		.limit(8);
	const names = await namesOf(
		db,
		at,
		recent.map(({ byPersonId }) => byPersonId)
	);
	return {
		going: at.gathering.goingCount,
		inside: counted!.inside,
		lastHour: counted!.lastHour,
		recent: recent.map(({ byPersonId, ...row }) => ({ ...row, by: names.get(byPersonId ?? '') ?? null }))
	};
}
