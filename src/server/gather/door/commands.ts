import { and, eq, isNull, sql } from 'drizzle-orm';
import { record } from '#server/gate/public.ts';
import { failCommon } from '#server/kernel/errors.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { readSpokenCode } from '#server/kernel/secrets.ts';
import { accessGathering, standsAt, type GatheringStanding } from '../gathering/access.ts';
import { gathering } from '../gathering/tables.ts';
import { holdSeats } from '../registration/access.ts';
import { moveRegistrations } from '../registration/commands.ts';
import { readTicket } from '../registration/queries.ts';
import { hasSeat } from '../registration/rules.ts';
import { registration } from '../registration/tables.ts';
import { findGuestAtDoor } from './queries.ts';
import { doorShut, lightOf, reasonFor, type Reason } from './rules.ts';
import { fail, type AnswerAtDoor, type CheckInRequest } from './schema.ts';
import { checkIn } from './tables.ts';

const nobody = (reason: Reason, of?: AnswerAtDoor['gathering']): AnswerAtDoor => ({
	light: lightOf(reason),
	reason,
	guest: null,
	checkIn: null,
	gathering: of ?? null,
	can: { undo: false, letIn: false }
});

async function answer(
	context: WriteContext,
	at: GatheringStanding,
	registrationId: string,
	reason: Reason
): Promise<AnswerAtDoor> {
	const found = await findGuestAtDoor(context.db, at, registrationId);
	if (!found) return nobody('unknown');
	const outside = reason !== 'in' && reason !== 'already_in';
	return {
		light: lightOf(reason),
		reason,
		guest: found.guest,
		checkIn: found.checkIn,
		gathering: null,
		can: {
			undo: found.checkIn !== null,
			letIn: outside && !doorShut(at.gathering, context.now) && standsAt(at, 'manage')
		}
	};
}

const notifyDoor = (context: WriteContext, row: { id: string; gatheringId: string; personId: string }) => {
	const { notify } = context.kernel.notices;
	notify(context.db, { topic: `gathering:${row.gatheringId}`, kind: 'door', id: row.id });
	notify(context.db, { topic: `person:${row.personId}`, kind: 'door', id: row.gatheringId });
};

/** Writes a passing unless one stands; true if this one (by its key) is the one that stands. */
async function pass(
	context: WriteContext,
	by: { registrationId: string; key: string; byPersonId: string | null; via: 'scan' | 'code' | 'name' }
): Promise<boolean> {
	const { key, ...values } = by;
	const [made] = await context.db
		.insert(checkIn)
		.values({ id: key, ...values, at: context.now })
		.onConflictDoNothing()
		.returning({ id: checkIn.id });
	if (made) return true;
	const [same] = await context.db
		.select({ id: checkIn.id })
		.from(checkIn)
		.where(and(eq(checkIn.id, key), eq(checkIn.registrationId, by.registrationId), isNull(checkIn.undoneAt)));
	return same !== undefined;
}

/**
 * Lets a guest in by their ticket, its code, or their name, and answers what the door shows. Of many doors at once
 * one says `in`, the others `already_in` with when and by whom; the same `key` sent again is the same passing. Who
 * has no seat is not let in, and the reason is said. Locks the registration.
 */
export async function checkInGuest(context: WriteContext, input: CheckInRequest): Promise<AnswerAtDoor> {
	const { db, now, kernel } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'door');
	const via = input.ticket ? 'scan' : input.code ? 'code' : 'name';
	const scanned = input.ticket ? readTicket(kernel.signer, input.ticket) : null;
	const id = scanned ?? (via === 'name' ? input.registrationId : null);
	if (!input.ticket && !input.code && !input.registrationId) fail('SHOW_SOMETHING');
	const [row] = await db
		.select()
		.from(registration)
		.where(
			id
				? eq(registration.id, id)
				: via === 'code'
					? and(
							eq(registration.gatheringId, input.gatheringId),
							eq(registration.ticketCode, readSpokenCode(input.code!))
						)
					: sql`false`
		)
		.for('update');
	if (!row) return nobody('unknown');
	if (row.gatheringId !== input.gatheringId) return elsewhere(context, at, row.gatheringId);
	const shut = doorShut(at.gathering, now);
	const reason = shut ?? reasonFor(row.status);
	if (reason !== 'in') {
		const [inside] = await db
			.select({ id: checkIn.id })
			.from(checkIn)
			.where(and(eq(checkIn.registrationId, row.id), isNull(checkIn.undoneAt)));
		return answer(context, at, row.id, inside ? 'already_in' : reason);
	}
	const passed = await pass(context, {
		registrationId: row.id,
		key: input.key ?? uuidv7(),
		byPersonId: at.standing.personId,
		via
	});
	if (passed) {
		await record(context, {
			organisationId: at.organisation.id,
			byPersonId: at.standing.personId,
			noun: 'registration',
			nounId: row.id,
			verb: 'check-in',
			detail: { via }
		});
		notifyDoor(context, row);
	}
	return answer(context, at, row.id, passed ? 'in' : 'already_in');
}

/** A ticket of ours, for another gathering: which one is said where it is of the same organisation. */
async function elsewhere(
	context: WriteContext,
	at: GatheringStanding,
	gatheringId: string
): Promise<AnswerAtDoor> {
	const [other] = await context.db
		.select({
			title: gathering.title,
			startsAt: gathering.startsAt,
			timeZone: gathering.timeZone,
			organisationId: gathering.organisationId
		})
		.from(gathering)
		.where(eq(gathering.id, gatheringId));
	if (!other || other.organisationId !== at.organisation.id) return nobody('other_gathering');
	const { organisationId: _, ...of } = other;
	return nobody('other_gathering', of);
}

/**
 * Takes a passing back: the guest is outside again, and the passing stays in the history as undone. The second time
 * changes nothing.
 */
export async function undoCheckIn(
	context: WriteContext,
	input: { gatheringId: string; checkInId: string }
): Promise<{ undone: boolean }> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'door');
	const [found] = await db
		.select({ registrationId: checkIn.registrationId })
		.from(checkIn)
		.innerJoin(registration, eq(registration.id, checkIn.registrationId))
		.where(and(eq(checkIn.id, input.checkInId), eq(registration.gatheringId, input.gatheringId)));
	if (!found) return failCommon('NOT_FOUND');
	const [row] = await db.select().from(registration).where(eq(registration.id, found.registrationId)).for('update');
	const [undone] = await db
		.update(checkIn)
		.set({ undoneAt: now, undoneByPersonId: at.standing.personId })
		.where(and(eq(checkIn.id, input.checkInId), isNull(checkIn.undoneAt)))
		.returning({ id: checkIn.id });
	if (!undone) return { undone: false };
	await record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun: 'registration',
		nounId: found.registrationId,
		verb: 'undo-check-in'
	});
	notifyDoor(context, row!);
	return { undone: true };
}

/**
 * Lets somebody in who has no seat: gives them one (where the house is full, the capacity rises by one, for the
 * chair was found) and checks them in. For whoever runs the gathering. Who is in already stays in. Holds the seats
 * alone.
 */
export async function letInAnyway(
	context: WriteContext,
	input: { gatheringId: string; registrationId: string; key?: string | undefined }
): Promise<AnswerAtDoor> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	if (doorShut(at.gathering, now)) fail('DOOR_SHUT');
	const seats = await holdSeats(db, input.gatheringId, 'alone');
	const [row] = await db
		.select()
		.from(registration)
		.where(and(eq(registration.id, input.registrationId), eq(registration.gatheringId, input.gatheringId)))
		.for('update');
	if (!row) return failCommon('NOT_FOUND');
	if (row.status !== 'going') {
		if (!hasSeat(seats)) {
			await db
				.update(gathering)
				.set({ capacity: seats.goingCount + 1 })
				.where(eq(gathering.id, seats.id));
		}
		await moveRegistrations(context, {
			gathering: seats,
			rows: [row],
			status: 'going',
			news: null,
			byPersonId: at.standing.personId,
			verb: 'let-in'
		});
	}
	return checkInGuest(context, { gatheringId: input.gatheringId, registrationId: row.id, key: input.key });
}
