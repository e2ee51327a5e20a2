import { alias } from 'drizzle-orm/pg-core';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext, Viewer } from '#server/kernel/procedures.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { findStanding } from '../access/access.ts';
import { isProvenAccount } from '../account/queries.ts';
import { maskAddress } from '../account/rules.ts';
import { account, accountEmail } from '../account/tables.ts';
import { invitationState } from '../invitation/rules.ts';
import { invitation, personalLink } from '../membership/tables.ts';
import { organisation } from '../organisation/tables.ts';
import { person } from '../person/tables.ts';
import { isOwnerLink } from '../setup/queries.ts';
import { acceptStep, isLiving, linkStep, type Holder } from './rules.ts';
import { fail, type LinkView } from './schema.ts';

const organisationLine = {
	id: organisation.id,
	slug: organisation.slug,
	name: organisation.name,
	colour: organisation.colour,
	logoFileId: organisation.logoFileId
};

/** A personal link's row with its person and organisation, living or not; null for an unknown token. */
export async function findPersonalLink(db: Db, token: string) {
	const [row] = await db
		.select({
			link: personalLink,
			person: {
				id: person.id,
				name: person.name,
				callName: person.callName,
				email: person.email,
				accountId: person.accountId
			},
			organisation: organisationLine
		})
		.from(personalLink)
		.innerJoin(person, eq(person.id, personalLink.personId))
		.innerJoin(organisation, eq(organisation.id, person.organisationId))
		.where(and(eq(personalLink.tokenHash, hashToken(token)), isNull(person.erasedAt)));
	return row ?? null;
}
export type PersonalLink = NonNullable<Awaited<ReturnType<typeof findPersonalLink>>>;

async function findHolder(db: Db, row: PersonalLink): Promise<Holder | null> {
	const { accountId } = row.person;
	if (!accountId) return null;
	const [found] = await db
		.select({
			isProven: isProvenAccount(sql`account.id`),
			isElsewhere: sql<boolean>`exists (select 1 from gate.person p where p.account_id = account.id and p.erased_at is null and p.id <> ${row.person.id})`,
			runsSomething: sql<boolean>`exists (select 1 from gate.person p join gate.membership m on m.person_id = p.id
				where p.account_id = account.id and p.erased_at is null and m.role in ('owner', 'organiser'))`,
			provedSentTo: sql<boolean>`exists (select 1 from gate.account_email e
				where e.account_id = account.id and e.verified_at is not null and e.email = ${row.link.sentTo}::citext)`
		})
		.from(account)
		.where(eq(account.id, accountId));
	return found ? { accountId, ...found } : null;
}

/**
 * The address a code confirms this link's person by: one the account has proved (the one the link went to, else
 * the first); for somebody without a proof, the address on file. Never the address on file of a proven account:
 * an organiser may edit that one.
 */
async function findConfirmingAddress(db: Db, row: PersonalLink, holder: Holder | null): Promise<string | null> {
	if (!holder?.isProven) return row.person.email;
	const [proved] = await db
		.select({ email: accountEmail.email })
		.from(accountEmail)
		.where(and(eq(accountEmail.accountId, holder.accountId), sql`${accountEmail.verifiedAt} is not null`))
		.orderBy(sql`${accountEmail.email} = ${row.link.sentTo}::citext desc nulls last`, asc(accountEmail.verifiedAt))
		.limit(1);
	return proved?.email ?? null;
}

/** What opens a living personal link for this viewer, and the address a code would go to. Ended: LINK_ENDED. */
export async function readPersonalLink(
	context: { db: Db; now: Date; viewer: Viewer },
	row: PersonalLink
): Promise<{ step: 'go' | 'press' | 'code' | 'ask'; holder: Holder | null; email: string | null }> {
	if (!isLiving(row.link, context.now)) fail('LINK_ENDED');
	const holder = await findHolder(context.db, row);
	const email = await findConfirmingAddress(context.db, row, holder);
	const step = linkStep({
		firstUsedAt: row.link.firstUsedAt,
		holder,
		viewerAccountId: context.viewer.accountId,
		hasAddress: email !== null
	});
	return { step, holder, email };
}

const called = (one: { name: string; callName: string | null }) => ({
	name: one.name,
	callName: one.callName ?? one.name
});

/**
 * What a link is, for the page that asks before anything happens. Uses nothing up: messengers fetch links to show
 * a preview. Unknown: not found; expired or withdrawn: LINK_ENDED.
 */
export async function findLink(context: ReadContext, input: { token: string }): Promise<LinkView> {
	const { db, now, viewer } = context;
	const personal = await findPersonalLink(db, input.token);
	if (personal) {
		const { step, email } = await readPersonalLink(context, personal);
		const { id: _, ...shown } = personal.organisation;
		return {
			kind: 'personal',
			purpose: personal.link.purpose as 'ticket',
			organisation: shown,
			person: called(personal.person),
			path: personal.link.path,
			step,
			address: step === 'code' && email ? maskAddress(email) : null
		};
	}
	const inviter = alias(person, 'inviter');
	const [invited] = await db
		.select({ invitation, person: { name: person.name, callName: person.callName, accountId: person.accountId }, inviter: inviter.name, organisation: organisationLine })
		.from(invitation)
		.innerJoin(organisation, eq(organisation.id, invitation.organisationId))
		.leftJoin(person, and(eq(person.id, invitation.personId), isNull(person.erasedAt)))
		.leftJoin(inviter, and(eq(inviter.id, invitation.createdByPersonId), isNull(inviter.erasedAt)))
		.where(eq(invitation.tokenHash, hashToken(input.token)));
	if (invited) {
		const row = invited.invitation;
		const standing = await findStanding(db, viewer, row.organisationId);
		const state = invitationState(row, now);
		const isOver = state === 'accepted' || state === 'used_up';
		if (state !== 'waiting' && !(isOver && standing.role)) fail('LINK_ENDED');
		const { id: _, ...shown } = invited.organisation;
		return {
			kind: 'invitation',
			organisation: shown,
			role: row.role,
			person: invited.person && called(invited.person),
			step: acceptStep({
				isMember: standing.role !== null,
				isKnown: standing.personId !== null,
				isNamed: row.personId !== null,
				heldBy: invited.person?.accountId ?? null,
				viewerAccountId: viewer.accountId
			}),
			invitedBy: invited.inviter,
			email: row.email && maskAddress(row.email)
		};
	}
	if (await isOwnerLink(context, input.token)) return { kind: 'owner' };
	return failCommon('NOT_FOUND');
}
