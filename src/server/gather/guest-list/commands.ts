import { and, asc, eq, inArray } from 'drizzle-orm';
import { ensureAddressee, findAddressee, readName, readPhone, record, whatsAppLink } from '#server/gate/public.ts';
import { failCommon, say, type Sentence } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessGathering } from '../gathering/access.ts';
import { isOpen, sayWhen } from '../gathering/rules.ts';
import { holdSeats } from '../registration/access.ts';
import { fillSeats, moveRegistrations, takeSeat } from '../registration/commands.ts';
import { ticketLink } from '../registration/jobs.ts';
import { isStanding, seatsLeft } from '../registration/rules.ts';
import { fail as failRegistration } from '../registration/schema.ts';
import { registration, type RegistrationStatus } from '../registration/tables.ts';
import { guestsSeen } from './queries.ts';
import { fail, type AddRequest, type Answered, type AnswerRequest } from './schema.ts';

/**
 * An organiser's answer to one, several or all: `approve` gives seats in the order in which they asked, never more
 * than there are (the rest join the queue); `decline`; `cancel`, which frees the seat for the first who waits. Who is
 * in that state already stays in it, told nothing; everybody else is told once. Holds the seats alone.
 */
export async function answerRegistrations(context: WriteContext, input: AnswerRequest): Promise<Answered> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	if (!input.registrationIds.length && !input.all) fail('NOTHING_CHOSEN', {}, 'registrationIds');
	const gathering = await holdSeats(db, input.gatheringId, 'alone');
	if (!isOpen(gathering, now)) failRegistration('NOT_OPEN');
	const rows = await db
		.select()
		.from(registration)
		.where(
			and(
				eq(registration.gatheringId, gathering.id),
				input.all ? eq(registration.status, input.all) : inArray(registration.id, input.registrationIds)
			)
		)
		.orderBy(asc(registration.queue));
	if (!input.all && rows.length < new Set(input.registrationIds).size) failCommon('NOT_FOUND');
	const byPersonId = at.standing.personId;
	const done: Answered = { going: 0, waitlisted: 0, declined: 0, cancelled: 0 };
	if (input.answer === 'approve') {
		const asking = rows.filter(({ status }) => status !== 'going');
		const seated = asking.slice(0, seatsLeft(gathering) ?? asking.length);
		const queued = asking.slice(seated.length).filter(({ status }) => status !== 'waitlisted');
		const verb = 'approve';
		await moveRegistrations(context, { gathering, rows: seated, status: 'going', news: 'approved', byPersonId, verb });
		await moveRegistrations(context, { gathering, rows: queued, status: 'waitlisted', news: 'waitlisted', byPersonId, verb });
		return { ...done, going: seated.length, waitlisted: queued.length };
	}
	const declines = input.answer === 'decline';
	const status = declines ? 'declined' : 'cancelled';
	const moved = rows.filter((row) => row.status !== status && (declines || isStanding(row.status)));
	await moveRegistrations(context, {
		gathering,
		rows: moved,
		status,
		news: declines ? 'declined' : 'cancelled_by_organiser',
		byPersonId,
		verb: input.answer
	});
	await fillSeats(context, gathering);
	return { ...done, [status]: moved.length };
}

/**
 * Gives somebody a seat by an organiser's hand, or a place in the queue where none is free: a person known here, or
 * one whose name and address are given (the person of that address here is found, not made twice). Who has a place
 * already keeps it. They are told by mail where there is an address.
 */
export async function addGuest(
	context: WriteContext,
	input: AddRequest
): Promise<{ registrationId: string; personId: string; status: RegistrationStatus }> {
	const { db } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	let personId = input.personId;
	if (personId) {
		const people = guestsSeen(db, at);
		const [known] = await db.select({ id: people.id }).from(people).where(eq(people.id, personId));
		if (!known) failCommon('NOT_FOUND');
	} else {
		const name = readName(input.name ?? '');
		if (!name) fail('NAME_NEEDED', {}, 'name');
		const phone = input.phone?.trim() || null;
		if (phone && !readPhone(phone)) fail('PHONE_UNREADABLE', {}, 'phone');
		personId = await ensureAddressee(context, {
			organisationId: at.organisation.id,
			name,
			email: input.email?.trim() || null,
			phone,
			title: input.title ?? null,
			companyName: input.companyName ?? null
		});
	}
	await reopenDeclined(context, { gatheringId: input.gatheringId, personId });
	const row = await takeSeat(context, {
		gathering: at.gathering,
		personId,
		byPersonId: at.standing.personId,
		answers: {},
		source: 'organiser',
		approved: true
	});
	return { registrationId: row.id, personId, status: row.status };
}

/** An organiser who adds somebody they declined has changed their mind. */
async function reopenDeclined(
	context: WriteContext,
	by: { gatheringId: string; personId: string }
): Promise<void> {
	await context.db
		.update(registration)
		.set({ status: 'cancelled' })
		.where(
			and(
				eq(registration.gatheringId, by.gatheringId),
				eq(registration.personId, by.personId),
				eq(registration.status, 'declined')
			)
		);
}

const handing: Sentence = {
	id: 'Halo {name}, ini tiket Anda untuk {title}, {when}: {url}',
	en: 'Hello {name}, here is your ticket for {title}, {when}: {url}'
};

/**
 * Makes a link to somebody's ticket for an organiser to hand over, by WhatsApp or otherwise: it signs its holder in
 * on first use. Each call makes another; each is written into the history.
 */
export async function handOverTicket(
	context: WriteContext,
	input: { gatheringId: string; registrationId: string }
): Promise<{ url: string; text: string; whatsApp: string }> {
	const { db } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const [row] = await db
		.select()
		.from(registration)
		.where(and(eq(registration.id, input.registrationId), eq(registration.gatheringId, input.gatheringId)));
	if (!row) return failCommon('NOT_FOUND');
	if (!isStanding(row.status)) fail('NO_TICKET');
	const to = (await findAddressee(db, row.personId)) ?? failCommon('NOT_FOUND');
	const { title, startsAt, endsAt, timeZone } = at.gathering;
	const url = await ticketLink(context, {
		personId: row.personId,
		organisationSlug: at.organisation.slug,
		gathering: at.gathering,
		sentTo: null
	});
	await record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun: 'registration',
		nounId: row.id,
		verb: 'hand-over'
	});
	const text = say(handing, to.locale, {
		name: to.callName ?? to.name,
		title,
		when: sayWhen(startsAt, endsAt, timeZone, to.locale),
		url
	});
	return { url, text, whatsApp: whatsAppLink(text, row.source === 'self' || !to.accountId ? to.phone : null) };
}
