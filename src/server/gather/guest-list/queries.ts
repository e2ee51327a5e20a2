import { and, asc, desc, eq, isNull, or, sql, type SQL } from 'drizzle-orm';
import { findContactFields, seenPeople, writeSafeCsv, type ContactFields } from '#server/gate/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { say, type Sentence } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { readSpokenCode } from '#server/kernel/secrets.ts';
import { checkIn } from '../door/tables.ts';
import { accessGathering, type GatheringStanding } from '../gathering/access.ts';
import { localAt } from '../gathering/rules.ts';
import { seatsLeft } from '../registration/rules.ts';
import { registration, type RegistrationStatus } from '../registration/tables.ts';
import type { GuestFilter, GuestList, GuestSearch, ListedGuest } from './schema.ts';

/** A gathering's people as whoever runs it, or works at its door, sees them: paused ones too, they may come all the same. */
export const guestsSeen = (db: Db, at: GatheringStanding) =>
	seenPeople(db, {
		organisationId: at.organisation.id,
		standing: { personId: at.standing.personId, role: 'organiser' }
	});

/**
 * The address and number the organisers of a gathering may use. Who registered gave them for this (the form says
 * so), and of people without an account they wrote them down themselves; of others only what members see.
 */
function contactFor(
	row: { source: string; hasAccount: boolean; email: string | null; phone: string | null },
	contact: ContactFields | undefined
): { email: string | null; phone: string | null } {
	if (row.source === 'self' || !row.hasAccount) {
		return { email: contact?.email ?? null, phone: contact?.phone ?? null };
	}
	return { email: row.email, phone: row.phone };
}

const matches = (by: GuestFilter, people: ReturnType<typeof guestsSeen>): SQL | undefined =>
	and(
		eq(registration.gatheringId, by.gatheringId),
		by.status ? eq(registration.status, by.status) : undefined,
		by.inside === undefined ? undefined : by.inside ? sql`${checkIn.id} is not null` : isNull(checkIn.id),
		by.search
			? or(
					and(
						...by.search
							.split(/\s+/)
							.map((word) => sql`${people.searchText} like '%' || gate.fold(${word.replace(/[\\%_]/g, '\\$&')}) || '%'`)
					),
					eq(registration.ticketCode, readSpokenCode(by.search))
				)
			: undefined
	);

async function findGuests(
	db: Db,
	at: GatheringStanding,
	by: GuestFilter & { limit?: number; offset?: number }
): Promise<{ guests: ListedGuest[]; total: number }> {
	const people = guestsSeen(db, at);
	const query = db
		.select({
			registrationId: registration.id,
			personId: people.id,
			name: people.name,
			title: people.title,
			companyName: people.companyName,
			city: people.city,
			photoFileId: people.photoFileId,
			hasAccount: people.hasAccount,
			email: people.email,
			phone: people.phone,
			status: registration.status,
			statusAt: registration.statusAt,
			position: sql<number | null>`case when ${registration.status} = 'waitlisted' then (
				select count(*)::int from gather.registration ahead
				where ahead.gathering_id = ${registration.gatheringId} and ahead.status = 'waitlisted'
					and ahead.queue <= ${registration.queue}) end`,
			registeredAt: registration.createdAt,
			source: registration.source,
			code: registration.ticketCode,
			answers: registration.answers,
			checkedInAt: checkIn.at,
			total: sql<number>`count(*) over ()::int`
		})
		.from(registration)
		.innerJoin(people, eq(people.id, registration.personId))
		.leftJoin(checkIn, and(eq(checkIn.registrationId, registration.id), isNull(checkIn.undoneAt)))
		.where(matches(by, people))
		.orderBy(
			// Who waits for an answer first, then who waits for a seat; each in the order in which they came.
			sql`array_position(array['pending', 'waitlisted', 'going', 'declined', 'cancelled'], ${registration.status})`,
			sql`case when ${registration.status} in ('pending', 'waitlisted') then ${registration.queue} end`,
			by.status === 'going' ? asc(sql`gate.fold(${people.name})`) : desc(registration.queue),
			asc(registration.id)
		)
		.$dynamic();
	const rows = await (by.limit === undefined ? query : query.limit(by.limit).offset(by.offset ?? 0));
	const contacts = await findContactFields(
		db,
		rows.map(({ personId }) => personId)
	);
	return {
		total: rows[0]?.total ?? 0,
		guests: rows.map(({ hasAccount, total: _, ...row }) => {
			const contact = contacts.get(row.personId);
			return {
				...row,
				...contactFor({ ...row, hasAccount }, contact),
				isReachable: Boolean(contact?.email)
			};
		})
	};
}

/** Everybody who asked for a seat at a gathering; for whoever runs it. The same queries however many they are. */
export async function listGuests(context: ReadContext, input: GuestSearch): Promise<GuestList> {
	const { db } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const { guests, total } = await findGuests(db, at, input);
	const people = guestsSeen(db, at);
	const rows = await db
		.select({
			status: registration.status,
			count: sql<number>`count(*)::int`,
			inside: sql<number>`count(${checkIn.id})::int`
		})
		.from(registration)
		.innerJoin(people, eq(people.id, registration.personId))
		.leftJoin(checkIn, and(eq(checkIn.registrationId, registration.id), isNull(checkIn.undoneAt)))
		.where(eq(registration.gatheringId, input.gatheringId))
		.groupBy(registration.status);
	const counts = { all: 0, pending: 0, going: 0, waitlisted: 0, declined: 0, cancelled: 0, checkedIn: 0 };
	for (const { status, count, inside } of rows) {
		counts[status] = count;
		counts.all += count;
		counts.checkedIn += inside;
	}
	return {
		guests,
		total,
		counts,
		capacity: at.gathering.capacity,
		seatsLeft: seatsLeft(at.gathering),
		questions: at.gathering.questions,
		timeZone: at.gathering.timeZone
	};
}

const headings: Record<string, Sentence> = {
	name: { id: 'Nama', en: 'Name' },
	title: { id: 'Jabatan', en: 'Title' },
	company: { id: 'Perusahaan', en: 'Company' },
	city: { id: 'Kota', en: 'City' },
	email: { id: 'Surel', en: 'E-mail' },
	phone: { id: 'Telepon', en: 'Phone' },
	status: { id: 'Status', en: 'Status' },
	code: { id: 'Kode tiket', en: 'Ticket code' },
	registered: { id: 'Mendaftar', en: 'Registered' },
	inside: { id: 'Masuk', en: 'Checked in' }
};
const statuses: Record<RegistrationStatus, Sentence> = {
	pending: { id: 'menunggu jawaban', en: 'pending' },
	going: { id: 'hadir', en: 'going' },
	waitlisted: { id: 'daftar tunggu', en: 'waitlisted' },
	declined: { id: 'ditolak', en: 'declined' },
	cancelled: { id: 'batal', en: 'cancelled' }
};
const yes: Sentence = { id: 'ya', en: 'yes' };

/** The guest list as a CSV file in the caller's language, times at the venue; nothing in it runs as a formula. */
export async function writeGuestList(
	context: ReadContext,
	input: GuestFilter
): Promise<{ fileName: string; text: string }> {
	const { locale } = context.viewer;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const { guests } = await findGuests(context.db, at, input);
	const { questions, timeZone, slug } = at.gathering;
	const moment = (instant: Date | null) => (instant ? localAt(instant, timeZone).replace('T', ' ') : '');
	return {
		fileName: `${slug}.csv`,
		text: writeSafeCsv([
			[...Object.values(headings).map((heading) => say(heading, locale)), ...questions.map(({ label }) => label)],
			...guests.map((guest) => [
				guest.name,
				guest.title ?? '',
				guest.companyName ?? '',
				guest.city ?? '',
				guest.email ?? '',
				guest.phone ?? '',
				say(statuses[guest.status], locale),
				guest.code,
				moment(guest.registeredAt),
				moment(guest.checkedInAt),
				...questions.map(({ id }) => {
					const answer = guest.answers[id];
					return answer === true ? say(yes, locale) : String(answer || '');
				})
			])
		])
	};
}
