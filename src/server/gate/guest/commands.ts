import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { sendAhead, type Db } from '#server/kernel/database.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { holdAddress, signInAs } from '../account/commands.ts';
import { findProvenAddress, isProvenAccount } from '../account/queries.ts';
import { account, accountEmail } from '../account/tables.ts';
import { ensurePersonOf, ensurePersonWithoutAccount, makePersonOf, type NewPerson } from '../person/commands.ts';
import { readName, readPhone } from '../person/rules.ts';
import { person } from '../person/tables.ts';
import { answerFor, whoseSeat, type Candidate } from './rules.ts';
import { fail } from './schema.ts';

/** Who asks for a seat, as they say it themselves. */
export interface GuestInput {
	organisationId: string;
	name?: string | null | undefined;
	email?: string | null | undefined;
	/** As typed. */
	phone?: string | null | undefined;
	/** A secret of the caller's own form: sending it twice is the same guest. */
	attempt?: string | undefined;
}

export interface Guest {
	personId: string;
	/** The caller is signed in as this person, as of now. False: a letter to the address is all that may tell. */
	isCaller: boolean;
	/** Nobody of this organisation was meant until now. */
	isNew: boolean;
}

/** The account a form's secret stands for: the second sending of a form finds what the first one made. */
const accountOfAttempt = (attempt: string): string => {
	const hash = createHash('sha256').update(`registration ${attempt}`).digest().subarray(0, 16);
	hash[6] = (hash[6]! & 0x0f) | 0x80;
	hash[8] = (hash[8]! & 0x3f) | 0x80;
	const hex = hash.toString('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** Who of an organisation a typed address may mean, and the account that proved it, in one look. */
async function findCandidates(
	db: Db,
	organisationId: string,
	email: string
): Promise<{ candidates: Candidate[]; ownerAccountId: string | null }> {
	const { rows } = await db.execute<{
		person_id: string | null;
		account_id: string | null;
		proved_it: boolean;
		is_proven: boolean;
		is_member: boolean;
		created_at: string;
	}>(sql`
		with owner as (
			select account_id from gate.account_email where email = ${email}::citext and verified_at is not null
		)
		select null::uuid as person_id, account_id, true as proved_it, true as is_proven, false as is_member, now() as created_at
		from owner
		union all
		select p.id, p.account_id,
			coalesce(p.account_id = (select account_id from owner), false),
			coalesce(${isProvenAccount(sql`p.account_id`)}, false),
			exists (select 1 from gate.membership m where m.person_id = p.id),
			p.created_at
		from gate.person p
		where p.organisation_id = ${organisationId} and p.erased_at is null
			and (p.email = ${email}::citext or p.account_id = (select account_id from owner))`);
	return {
		candidates: rows
			.filter((row) => row.person_id !== null)
			.map((row) => ({
				personId: row.person_id!,
				accountId: row.account_id,
				provedIt: row.proved_it,
				isProven: row.is_proven,
				isMember: row.is_member,
				createdAt: new Date(row.created_at)
			})),
		ownerAccountId: rows.find((row) => row.person_id === null)?.account_id ?? null
	};
}

/** True while a form may still be sent a second time: its account is young, and nobody has proved it is theirs. */
async function isFresh(context: WriteContext, accountId: string): Promise<boolean> {
	const [row] = await context.db
		.select({ createdAt: account.createdAt, isProven: isProvenAccount(sql`account.id`) })
		.from(account)
		.where(eq(account.id, accountId));
	return row !== undefined && !row.isProven && context.now.getTime() - row.createdAt.getTime() < 15 * 60_000;
}

/** The account of a form sent twice, else a new one. */
async function ensureAccount(
	context: WriteContext,
	wished: string | undefined
): Promise<{ accountId: string; isNew: boolean }> {
	const { db, now, viewer } = context;
	const values = { locale: viewer.locale, createdAt: now };
	if (wished) {
		const [made] = await db
			.insert(account)
			.values({ id: wished, ...values })
			.onConflictDoNothing()
			.returning({ id: account.id });
		if (made || (await isFresh(context, wished))) return { accountId: wished, isNew: made !== undefined };
	}
	const accountId = uuidv7();
	await sendAhead(db, db.insert(account).values({ id: accountId, ...values }));
	return { accountId, isNew: true };
}

async function ensureOfViewer(context: WriteContext, accountId: string, input: GuestInput): Promise<Guest> {
	const { db } = context;
	const [own] = await db
		.select({ id: person.id })
		.from(person)
		.where(
			and(
				eq(person.organisationId, input.organisationId),
				eq(person.accountId, accountId),
				sql`${person.erasedAt} is null`
			)
		);
	if (own) return { personId: own.id, isCaller: true, isNew: false };
	let name = readName(input.name ?? '');
	if (!name) {
		const [elsewhere] = await db
			.select({ name: person.name })
			.from(person)
			.where(and(eq(person.accountId, accountId), sql`${person.erasedAt} is null`))
			.orderBy(person.createdAt)
			.limit(1);
		name = elsewhere?.name ?? fail('NAME_NEEDED', {}, 'name');
	}
	const { personId, isNew } = await ensurePersonOf(context, {
		organisationId: input.organisationId,
		accountId,
		name,
		email: await findProvenAddress(db, accountId),
		phone: input.phone ?? null
	});
	return { personId, isCaller: true, isNew };
}

/**
 * The person behind whoever asks for a seat; made where there is none. Signed in: the viewer's own person of this
 * organisation. Not signed in: see `whoseSeat` and `answerFor` (docs/decisions/0004-anonymous-registration.md); an
 * address is held until the transaction ends, so that many at once make one person. A phone number alone always
 * makes a new person: it proves nothing. What somebody wrote of themselves earlier is never changed.
 */
export async function ensureGuest(context: WriteContext, input: GuestInput): Promise<Guest> {
	const { db, viewer } = context;
	if (viewer.accountId) return ensureOfViewer(context, viewer.accountId, input);

	const name = readName(input.name ?? '');
	if (!name) fail('NAME_NEEDED', {}, 'name');
	const email = input.email?.trim() || null;
	const phone = input.phone?.trim() ? (readPhone(input.phone) ?? fail('PHONE_UNREADABLE', {}, 'phone')) : null;
	if (!email && !phone) fail('ADDRESS_NEEDED', {}, 'email');

	let accountId: string | undefined = input.attempt ? accountOfAttempt(input.attempt) : undefined;
	if (email) {
		await holdAddress(db, email);
		const { candidates, ownerAccountId } = await findCandidates(db, input.organisationId, email);
		const meant = whoseSeat(candidates);
		const again =
			meant !== null && accountId !== undefined && meant.accountId === accountId && (await isFresh(context, accountId));
		const answer = answerFor({
			hasEmail: true,
			isKnown: (meant !== null && !again) || ownerAccountId !== null,
			mailLeaves: context.kernel.mail.leaves
		});
		if (answer === 'refuse') fail('SIGN_IN_FIRST', {}, 'email');
		if (meant) {
			if (answer === 'sign_in') await signInAs(context, meant.accountId!, 'registration');
			return { personId: meant.personId, isCaller: answer === 'sign_in', isNew: false };
		}
		if (ownerAccountId) {
			const made = await ensurePersonOf(context, {
				organisationId: input.organisationId,
				accountId: ownerAccountId,
				name,
				email,
				phone
			});
			return { personId: made.personId, isCaller: false, isNew: made.isNew };
		}
	}

	const own = await ensureAccount(context, accountId);
	({ accountId } = own);
	if (email) await sendAhead(db, db.insert(accountEmail).values({ accountId, email }).onConflictDoNothing());
	const values = { organisationId: input.organisationId, accountId, name, email, phone };
	const guest = own.isNew
		? { personId: await makePersonOf(context, values), isNew: true }
		: await ensurePersonOf(context, values);
	const signsIn = answerFor({ hasEmail: email !== null, isKnown: false, mailLeaves: context.kernel.mail.leaves });
	if (signsIn === 'sign_in') await signInAs(context, accountId, 'registration');
	return { personId: guest.personId, isCaller: signsIn === 'sign_in', isNew: guest.isNew };
}

/**
 * The person somebody else (an organiser) means by a name and an address: who has that address here, as for a
 * stranger who types it, else a new person without an account. Without an address always a new person. Holds the
 * address. What people wrote of themselves is never changed.
 */
export async function ensureAddressee(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: NewPerson
): Promise<string> {
	if (input.email) {
		await holdAddress(context.db, input.email);
		const { candidates } = await findCandidates(context.db, input.organisationId, input.email);
		const meant = whoseSeat(candidates);
		if (meant) return meant.personId;
	}
	return (await ensurePersonWithoutAccount(context, input)).personId;
}
