import { and, eq, gte, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { union, unionAll } from 'drizzle-orm/pg-core';
import { findContactFields, seenPeople } from '#server/gate/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import type { Signer } from '#server/kernel/secrets.ts';
import { checkIn } from '../door/tables.ts';
import { accessGathering } from '../gathering/access.ts';
import { isOpen } from '../gathering/rules.ts';
import { gathering } from '../gathering/tables.ts';
import { speaker } from '../programme/tables.ts';
import { isStanding } from './rules.ts';
import { fail, type Ticket } from './schema.ts';
import { registration, type RegistrationStatus } from './tables.ts';

/** The ids of the people of a gathering (going, or on its programme), as a subquery with `personId`. */
export function peopleAt(db: Db, gatheringId: string) {
	return union(
		db
			.select({ personId: registration.personId })
			.from(registration)
			.where(and(eq(registration.gatheringId, gatheringId), eq(registration.status, 'going'))),
		db
			.select({ personId: speaker.personId })
			.from(speaker)
			.where(and(eq(speaker.gatheringId, gatheringId), isNull(speaker.removedAt)))
	).as('people_at');
}

/** Who got a seat at a gathering since then. */
export async function listNewcomers(db: Db, gatheringId: string, since: Date): Promise<Set<string>> {
	const rows = await db
		.select({ personId: registration.personId })
		.from(registration)
		.where(
			and(
				eq(registration.gatheringId, gatheringId),
				eq(registration.status, 'going'),
				gte(registration.createdAt, since)
			)
		);
	return new Set(rows.map(({ personId }) => personId));
}

/** Everybody's gatherings: whoever is going to, or on the programme of, a published one; `personId`, `gatheringId`. */
function attendances(db: Db) {
	return union(
		db
			.select({ personId: registration.personId, gatheringId: registration.gatheringId })
			.from(registration)
			.innerJoin(gathering, eq(gathering.id, registration.gatheringId))
			.where(and(eq(registration.status, 'going'), isNotNull(gathering.publishedAt))),
		db
			.select({ personId: speaker.personId, gatheringId: speaker.gatheringId })
			.from(speaker)
			.innerJoin(gathering, eq(gathering.id, speaker.gatheringId))
			.where(and(isNull(speaker.removedAt), isNotNull(gathering.publishedAt)))
	);
}

/** The ids of those who take part in any published gathering a person takes part in, as a subquery with `personId`. */
export function fellowsOf(db: Db, personId: string) {
	const mine = attendances(db).as('mine');
	const there = db.select({ id: mine.gatheringId }).from(mine).where(eq(mine.personId, personId));
	return unionAll(
		db
			.select({ personId: registration.personId })
			.from(registration)
			.where(and(eq(registration.status, 'going'), inArray(registration.gatheringId, there))),
		db
			.select({ personId: speaker.personId })
			.from(speaker)
			.where(and(isNull(speaker.removedAt), inArray(speaker.gatheringId, there)))
	);
}

/** The ids of the published gatherings two people both take part in. */
export async function listSharedGatheringIds(
	db: Db,
	one: string,
	other: string
): Promise<string[]> {
	const theirs = attendances(db).as('theirs');
	const rows = await db
		.select({ id: theirs.gatheringId })
		.from(theirs)
		.where(inArray(theirs.personId, [one, other]))
		.groupBy(theirs.gatheringId)
		.having(sql`count(*) = 2`);
	return rows.map(({ id }) => id);
}

/**
 * Somebody's place on a gathering's waiting list, from 1; null if they do not wait, or (with `upTo`) stand further
 * back: whoever asks in a rush would otherwise count everybody who asked before them.
 */
export async function findPosition(
	db: Db,
	row: { id: string; gatheringId: string; status: RegistrationStatus },
	upTo?: number
): Promise<number | null> {
	if (row.status !== 'waitlisted') return null;
	const ahead = db
		.select({ id: registration.id })
		.from(registration)
		.where(
			and(
				eq(registration.gatheringId, row.gatheringId),
				eq(registration.status, 'waitlisted'),
				lte(registration.queue, sql`(select queue from gather.registration where id = ${row.id})`)
			)
		);
	const [counted] = await db
		.select({ count: sql<number>`count(*)::int` })
		.from((upTo ? ahead.limit(upTo + 1) : ahead).as('ahead'));
	return upTo && counted!.count > upTo ? null : counted!.count;
}

/** What a ticket's QR code holds: the registration, signed by this installation; says nothing to anybody else. */
export const signTicket = (signer: Signer, registrationId: string): string =>
	signer.sign('ticket', Buffer.from(registrationId.replaceAll('-', ''), 'hex'));

/** The registration a scanned text stands for; null if we did not sign it. */
export function readTicket(signer: Signer, scanned: string): string | null {
	const hex = signer.verify('ticket', scanned.trim())?.toString('hex');
	return hex?.length === 32
		? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
		: null;
}

/** The viewer's own ticket for a gathering, in whatever state. */
export async function findTicket(
	context: ReadContext,
	input: { organisation: string; gathering: string }
): Promise<Ticket> {
	const { db, now, kernel } = context;
	const by = { organisation: input.organisation, slug: input.gathering };
	if (!context.viewer.accountId) failCommon('NOT_SIGNED_IN');
	const at = await accessGathering(context, by, 'see');
	if (!at.registration) return fail('NOT_REGISTERED');
	const people = seenPeople(db, { organisationId: at.organisation.id, standing: at.standing });
	const [row] = await db
		.select({
			row: registration,
			name: people.name,
			title: people.title,
			companyName: people.companyName,
			checkedInAt: checkIn.at
		})
		.from(registration)
		.innerJoin(people, eq(people.id, registration.personId))
		.leftJoin(checkIn, and(eq(checkIn.registrationId, registration.id), isNull(checkIn.undoneAt)))
		.where(eq(registration.id, at.registration.id));
	if (!row) return fail('NOT_REGISTERED');
	const contact = (await findContactFields(db, [row.row.personId])).get(row.row.personId);
	const { status } = row.row;
	const isGoing = status === 'going';
	return {
		registrationId: row.row.id,
		gatheringId: at.gathering.id,
		status,
		news: row.row.news,
		name: row.name,
		title: row.title,
		companyName: row.companyName,
		code: isGoing ? row.row.ticketCode : null,
		qr: isGoing ? signTicket(kernel.signer, row.row.id) : null,
		checkedInAt: row.checkedInAt,
		position: await findPosition(db, row.row),
		hasAddress: Boolean(contact?.email),
		can: {
			cancel: isStanding(status) && !row.checkedInAt && now < at.gathering.endsAt,
			register: status === 'cancelled' && isOpen(at.gathering, now)
		}
	};
}

/** True if a person is going to a gathering, or on its programme. */
export async function takesPart(
	db: Db,
	by: { gatheringId: string; personId: string }
): Promise<boolean> {
	const there = peopleAt(db, by.gatheringId);
	const rows = await db
		.select({ id: there.personId })
		.from(there)
		.where(eq(there.personId, by.personId))
		.limit(1);
	return rows.length > 0;
}
