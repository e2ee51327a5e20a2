import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { ensureGuest, record } from '#server/gate/public.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import type { Context } from '#server/kernel/procedures.ts';
import { breaches, sendAhead } from '#server/kernel/database.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import { networkOf } from '#server/kernel/address.ts';
import type { Limit } from '#server/kernel/rate-limit.ts';
import { makeSpokenCode } from '#server/kernel/secrets.ts';
import { checkIn } from '../door/tables.ts';
import { accessGathering, type Gathering } from '../gathering/access.ts';
import { isOpen, readAnswers } from '../gathering/rules.ts';
import { holdSeats, SeatsMoved } from './access.ts';
import { seatLeft, tellSeat, tellUntold } from './jobs.ts';
import { findPosition } from './queries.ts';
import { admit, isStanding, maySendAgain, seatsLeft } from './rules.ts';
import { fail, type Registered, type RegisterRequest } from './schema.ts';
import { registration, type RegistrationStatus, type SeatNews } from './tables.ts';

export type Registration = typeof registration.$inferSelect;

/** A place somebody has, as far as who asked for it is told. */
export type Seat = Pick<Registration, 'id' | 'gatheringId' | 'personId' | 'status'>;

/** Registrations of strangers from one network: a full hall behind one address passes, a machine does not for long. */
const strangers: Limit = { name: 'registration', points: 3000, seconds: 3600 };

/** Up to which place on the waiting list a registration's answer says it; the ticket says any. */
const farthest = 500;

/**
 * Registers whoever asks from outside: counts strangers by their network, then registers in one transaction. Calls
 * from this machine itself are not counted: behind a proxy nobody named, everybody looks like that.
 */
export async function registerFromOutside(context: Context, input: RegisterRequest): Promise<Registered> {
	const { viewer, kernel } = context;
	if (!viewer.accountId && !/^(127\.|::1$)/.test(viewer.address)) {
		await kernel.rateLimits.use(strangers, networkOf(viewer.address));
	}
	const register = (alone: boolean) =>
		kernel.database.transaction((db) =>
			registerForGathering({ ...context, db, now: kernel.clock.now() }, input, alone)
		);
	for (let alone = false, tries = 1; ; tries++) {
		try {
			return await register(alone);
		} catch (error) {
			// To wait alone while holding together could make two wait for each other; so from the beginning.
			if (error instanceof SeatsMoved) alone = true;
			// The spoken code is somebody's here already (one in ten thousand): another one.
			else if (!breaches(error, 'registration_ticket_code')) throw error;
			if (tries === 5) throw error;
		}
	}
}

/** Tells the person's own pages and the organisers' lists to look again, after the commit. */
function notifySeats(
	context: Pick<WriteContext, 'db' | 'kernel'>,
	gatheringId: string,
	rows: { id: string; personId: string }[]
): void {
	const { notify } = context.kernel.notices;
	for (const row of rows.slice(0, 200)) {
		notify(context.db, { topic: `person:${row.personId}`, kind: 'registration', id: gatheringId });
	}
	notify(context.db, {
		topic: `gathering:${gatheringId}`,
		kind: 'registration',
		...(rows.length === 1 && { id: rows[0]!.id })
	});
}

/**
 * Asks for a seat: going, pending (an organiser answers) or waitlisted. Asking again changes nothing while a place is
 * held (a lost ticket is mailed again, at most every ten minutes); after cancelling one goes to the end of the queue.
 * Who is not signed in says a name and an address or a number; `ensureGuest` says who that is, and who may learn of
 * it. The last seat is given once: seats are held from the decision to the commit, alone only where one is taken.
 * Leaves a job that mails the ticket.
 */
export async function registerForGathering(
	context: WriteContext,
	input: RegisterRequest,
	alone = false
): Promise<Registered> {
	const { db, now, viewer } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'see', input.key);
	if (!isOpen(at.gathering, now)) fail('NOT_OPEN');
	const { answers, missing } = readAnswers(at.gathering.questions, input.answers);
	if (missing && !at.registration) fail('ANSWER_NEEDED', { label: missing.label }, `answers.${missing.id}`);
	const guest = await ensureGuest(context, {
		organisationId: at.organisation.id,
		name: input.name,
		email: input.email,
		phone: input.phone,
		attempt: input.attempt
	});
	const seat = await takeSeat(context, {
		gathering: at.gathering,
		personId: guest.personId,
		byPersonId: guest.personId,
		answers,
		source: 'self',
		isNew: guest.isNew,
		together: !alone
	});
	if (!guest.isCaller) {
		return { outcome: 'mailed', status: null, position: null, email: viewer.accountId ? null : input.email!.trim() };
	}
	if (seat.status === 'declined') fail('DECLINED_BEFORE');
	return { outcome: 'settled', status: seat.status, position: await findPosition(db, seat, farthest), email: null };
}

/**
 * Gives a person the place that is right now, or leaves them the one they have. `status` is what an organiser says
 * instead of the rules (`going` needs a free seat, else they queue). The caller has decided that this person may.
 */
export async function takeSeat(
	context: WriteContext,
	by: {
		/** As it was last seen; it is read again where it is held. */
		gathering: Gathering;
		personId: string;
		byPersonId: string | null;
		answers: Registration['answers'];
		source: string;
		/** True: cannot have a registration yet. */
		isNew?: boolean;
		/** True: an organiser's yes is not asked for. */
		approved?: boolean;
		/**
		 * True: holds the seats together with others where none seems left; throws `SeatsMoved` if one is after all.
		 * Given at all: the caller begins again where a new person's spoken code is taken (`registration_ticket_code`).
		 */
		together?: boolean;
	}
): Promise<Seat> {
	const { db, now } = context;
	const decide = (row: Gathering) => admit(by.approved ? { ...row, approvalRequired: false } : row);
	const how = by.together && decide(by.gathering) !== 'going' ? 'together' : 'alone';
	const gathering = await holdSeats(db, by.gathering.id, how);
	if (!isOpen(gathering, now)) fail('NOT_OPEN');
	const status = decide(gathering);
	if (status === 'going' && how === 'together') throw new SeatsMoved();

	const one = and(eq(registration.gatheringId, gathering.id), eq(registration.personId, by.personId));
	const [before] = by.isNew ? [] : await db.select().from(registration).where(one).for('update');
	if (before && before.status !== 'cancelled') {
		if (by.source === 'self' && maySendAgain(before, now)) {
			await context.kernel.jobs.enqueue(db, tellSeat, { registrationId: before.id, again: 1 }, { once: before.id });
		}
		return before;
	}
	const values = { status, statusAt: now, news: status, answers: by.answers, source: by.source } as const;
	let row: Seat | undefined;
	const made = () => ({
		...values,
		id: uuidv7(),
		gatheringId: gathering.id,
		personId: by.personId,
		ticketCode: makeSpokenCode(),
		toldSequence: gathering.sequence,
		createdAt: now
	});
	if (by.isNew && by.together !== undefined) {
		const first = made();
		await sendAhead(db, db.insert(registration).values(first));
		row = first;
	} else if (before) {
		[row] = await db
			.update(registration)
			.set({ ...values, queue: sql`nextval(pg_get_serial_sequence('gather.registration', 'queue'))` })
			.where(eq(registration.id, before.id))
			.returning();
	} else {
		// Nothing inserted: the spoken code is somebody's here already (one in ten thousand), or the person came twice at once.
		for (let tries = 0; !row && tries < 5; tries++) {
			[row] = await db
				.insert(registration)
				.values(made())
				.onConflictDoNothing()
				.returning();
			if (row) break;
			const [other] = await db.select().from(registration).where(one);
			if (other) return other;
		}
	}
	await record(context, {
		organisationId: gathering.organisationId,
		byPersonId: by.byPersonId,
		noun: 'registration',
		nounId: row!.id,
		verb: 'register',
		detail: { status, title: gathering.title }
	});
	await context.kernel.jobs.enqueue(db, tellSeat, { registrationId: row!.id, again: 0 });
	notifySeats(context, gathering.id, [row!]);
	return row!;
}

/**
 * Puts registrations of one gathering into a state, writes a line of history for each and lets their people be told
 * (`news`; null: their own doing). The caller holds the seats alone, and has checked that as many are free.
 */
export async function moveRegistrations(
	context: Pick<WriteContext, 'db' | 'now' | 'kernel'>,
	by: {
		gathering: Gathering;
		rows: Registration[];
		status: RegistrationStatus;
		news: SeatNews | null;
		byPersonId: string | null;
		verb: string;
	}
): Promise<void> {
	const { db, now, kernel } = context;
	const { rows, gathering, status } = by;
	if (!rows.length) return;
	await db
		.update(registration)
		.set({ status, statusAt: now, news: by.news })
		.where(
			inArray(
				registration.id,
				rows.map(({ id }) => id)
			)
		);
	for (const row of rows) {
		await record(context, {
			organisationId: gathering.organisationId,
			byPersonId: by.byPersonId,
			noun: 'registration',
			nounId: row.id,
			verb: by.verb,
			detail: { from: row.status, status }
		});
		if (row.status === 'going' && status !== 'going') {
			await kernel.jobs.enqueue(db, seatLeft, { gatheringId: gathering.id, personId: row.personId });
		}
	}
	if (by.news && rows.length === 1) {
		await kernel.jobs.enqueue(db, tellSeat, { registrationId: rows[0]!.id, again: 0 });
	} else if (by.news) {
		await kernel.jobs.enqueue(db, tellUntold, { gatheringId: gathering.id });
	}
	notifySeats(context, gathering.id, rows);
}

/**
 * Gives free seats to those who wait, in the order in which they queued; each is told, and may pass by cancelling.
 * Does nothing at a gathering that is over, cancelled or a draft. Holds the seats alone. Returns how many.
 */
export async function fillSeats(
	context: Pick<WriteContext, 'db' | 'now' | 'kernel'>,
	by: { id: string }
): Promise<number> {
	const { db, now } = context;
	const gathering = await holdSeats(db, by.id, 'alone');
	const free = seatsLeft(gathering);
	if (!isOpen(gathering, now) || free === 0) return 0;
	const next = db
		.select()
		.from(registration)
		.where(and(eq(registration.gatheringId, gathering.id), eq(registration.status, 'waitlisted')))
		.orderBy(asc(registration.queue))
		.$dynamic();
	const rows = await (free === null ? next : next.limit(free));
	await moveRegistrations(context, {
		gathering,
		rows,
		status: 'going',
		news: 'seat_freed',
		byPersonId: null,
		verb: 'fill'
	});
	return rows.length;
}

/**
 * Gives up one's own seat, request or place in the queue; a freed seat goes to the first who waits. The second time
 * changes nothing. Not once inside, and not after the end. Holds the seats alone.
 */
export async function cancelRegistration(
	context: WriteContext,
	input: { gatheringId: string }
): Promise<{ status: RegistrationStatus }> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'see');
	if (!at.registration) return fail('NOT_REGISTERED');
	const gathering = await holdSeats(db, at.gathering.id, 'alone');
	const [row] = await db.select().from(registration).where(eq(registration.id, at.registration.id)).for('update');
	if (!row || !isStanding(row.status)) return { status: row?.status ?? 'cancelled' };
	if (now >= gathering.endsAt) fail('TOO_LATE');
	const [inside] = await db
		.select({ id: checkIn.id })
		.from(checkIn)
		.where(and(eq(checkIn.registrationId, row.id), sql`${checkIn.undoneAt} is null`));
	if (inside) fail('ALREADY_INSIDE');
	await moveRegistrations(context, {
		gathering,
		rows: [row],
		status: 'cancelled',
		news: null,
		byPersonId: row.personId,
		verb: 'cancel'
	});
	if (row.status === 'going') await fillSeats(context, gathering);
	return { status: 'cancelled' };
}

/**
 * Gives on the seats of somebody who is gone for good: their registrations are cancelled already, or are now. Run by
 * the job that says so; harmless twice. Gathering by gathering, in one order for everybody.
 */
export async function giveUpSeatsOf(
	context: Pick<WriteContext, 'db' | 'now' | 'kernel'>,
	input: { personId: string }
): Promise<void> {
	const { db } = context;
	const rows = await db
		.select()
		.from(registration)
		.where(eq(registration.personId, input.personId))
		.orderBy(asc(registration.gatheringId));
	for (const row of rows) {
		const gathering = await holdSeats(db, row.gatheringId, 'alone');
		if (isStanding(row.status)) {
			await moveRegistrations(context, {
				gathering,
				rows: [row],
				status: 'cancelled',
				news: null,
				byPersonId: null,
				verb: 'cancel'
			});
		}
		await fillSeats(context, gathering);
	}
}
