import { and, eq, isNull, sql } from 'drizzle-orm';
import { failCommon } from '#server/kernel/errors.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { accessOrganisation, type Organisation, type Standing } from '../access/access.ts';
import { claimAddress, createAccount, signInAs } from '../account/commands.ts';
import { record } from '../history/commands.ts';
import { ensureMember, lockRoles } from '../membership/commands.ts';
import { rolesToGive } from '../membership/rules.ts';
import { fail as failMembership } from '../membership/schema.ts';
import { invitation, membership, type Role } from '../membership/tables.ts';
import { organisation } from '../organisation/tables.ts';
import { ensurePersonOf, ensurePersonWithoutAccount } from '../person/commands.ts';
import { findAddressee } from '../person/queries.ts';
import { nameFromEmail, readName } from '../person/rules.ts';
import { person } from '../person/tables.ts';
import { mergePeople } from '../privacy/commands.ts';
import { invitationLetter } from './mails.ts';
import { invitationLink, invitationToken, selectInvitations, viewInvitation } from './queries.ts';
import { invitationDays, invitationState } from './rules.ts';
import { fail, type Invited, type InvitationView } from './schema.ts';

const day = 86_400_000;
type At = { organisation: Organisation; standing: Standing };

async function accessGiving(context: WriteContext, slug: string, role: Role): Promise<At> {
	const at = await accessOrganisation(context, { slug }, 'organise');
	if (!rolesToGive(at.standing.role).includes(role)) failMembership('ROLE_NOT_YOURS', {}, 'role');
	return at;
}

async function viewOne(context: WriteContext, at: At, id: string): Promise<InvitationView> {
	const [row] = await selectInvitations(context.db).where(eq(invitation.id, id));
	return viewInvitation(context, at, row!);
}

/** Writes an invitation with its secret; `personId` null is an open link. */
async function insertInvitation(
	context: WriteContext,
	at: At,
	row: {
		personId: string | null;
		email: string | null;
		role: Role;
		expiresAt: Date;
		usesLeft: number | null;
	}
): Promise<string> {
	const id = uuidv7();
	await context.db.insert(invitation).values({
		...row,
		id,
		organisationId: at.organisation.id,
		tokenHash: hashToken(invitationToken(context.kernel, { id, expiresAt: row.expiresAt })),
		createdByPersonId: at.standing.personId,
		createdAt: context.now
	});
	await record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun: 'invitation',
		nounId: id,
		verb: 'create',
		detail: { role: row.role, open: row.personId === null }
	});
	return id;
}

async function postInvitation(context: WriteContext, at: At, id: string): Promise<void> {
	const [row] = await context.db.select().from(invitation).where(eq(invitation.id, id));
	const to = row?.personId ? await findAddressee(context.db, row.personId) : null;
	const email = row?.email ?? to?.email;
	if (!to || !email) return;
	const [by] = await context.db
		.select({ name: person.name })
		.from(person)
		.where(eq(person.id, row!.createdByPersonId ?? at.standing.personId!));
	await context.kernel.mail.post(
		context.db,
		invitationLetter(
			{ ...to, email },
			{
				organisation: at.organisation.name,
				inviter: by?.name ?? at.organisation.name,
				link: invitationLink(context.kernel, row!),
				expiresAt: row!.expiresAt,
				timeZone: at.organisation.timeZone
			}
		)
	);
}

/** The person an address means here: a member before a guest, somebody who signs in before a name on a list. */
async function findByEmail(
	context: WriteContext,
	organisationId: string,
	email: string
): Promise<{ id: string; role: Role | null; hasAccount: boolean } | null> {
	const [row] = await context.db
		.select({
			id: person.id,
			role: membership.role,
			hasAccount: sql<boolean>`${person.accountId} is not null`
		})
		.from(person)
		.leftJoin(membership, eq(membership.personId, person.id))
		.where(
			and(
				eq(person.organisationId, organisationId),
				eq(person.email, email),
				isNull(person.erasedAt)
			)
		)
		.orderBy(sql`${membership.role} is null`, sql`${person.accountId} is null`, person.id)
		.limit(1);
	return row ?? null;
}

/** The waiting invitation of a person made again (new secret, new end, this role), or a first one. */
async function inviteOne(
	context: WriteContext,
	at: At,
	invited: { personId: string; email: string | null; role: Role }
): Promise<{ id: string; isRenewed: boolean }> {
	const expiresAt = new Date(context.now.getTime() + invitationDays * day);
	const [waiting] = await context.db
		.select({ id: invitation.id })
		.from(invitation)
		.where(
			and(
				eq(invitation.personId, invited.personId),
				isNull(invitation.acceptedAt),
				isNull(invitation.revokedAt)
			)
		)
		.for('update');
	if (!waiting) {
		const id = await insertInvitation(context, at, { ...invited, expiresAt, usesLeft: null });
		return { id, isRenewed: false };
	}
	await context.db
		.update(invitation)
		.set({
			role: invited.role,
			email: invited.email,
			expiresAt,
			tokenHash: hashToken(invitationToken(context.kernel, { id: waiting.id, expiresAt }))
		})
		.where(eq(invitation.id, waiting.id));
	return { id: waiting.id, isRenewed: true };
}

/**
 * Invites people by their addresses: each becomes a person without an account (or is the one who has the address
 * already), gets a letter, and a link to be sent by hand as well. Who waits already gets a new link and letter;
 * members are left alone. Two invitations of one address at once make one. Locks the organisation.
 */
export async function inviteMembers(
	context: WriteContext,
	input: {
		organisation: string;
		role: Role;
		people: { email: string; name?: string | undefined }[];
	}
): Promise<Invited[]> {
	const at = await accessGiving(context, input.organisation, input.role);
	await lockRoles(context, at.organisation.id);
	const answers: Invited[] = [];
	const seen = new Set<string>();
	for (const { email, name } of input.people) {
		const key = email.toLowerCase();
		if (seen.has(key)) continue;
		seen.add(key);
		const known = await findByEmail(context, at.organisation.id, email);
		if (known?.role && known.hasAccount) {
			answers.push({ email, outcome: 'already_member', invitation: null });
			continue;
		}
		const personId =
			known?.id ??
			(
				await ensurePersonWithoutAccount(context, {
					organisationId: at.organisation.id,
					name: readName(name ?? '') || nameFromEmail(email),
					email
				})
			).personId;
		const { id, isRenewed } = await inviteOne(context, at, { personId, email, role: input.role });
		await postInvitation(context, at, id);
		answers.push({
			email,
			outcome: isRenewed ? 'renewed' : 'invited',
			invitation: await viewOne(context, at, id)
		});
	}
	return answers;
}

/**
 * Invites one person who is known here (imported, a speaker, a guest): by letter where an address is known, and
 * always by a link to be sent by hand.
 */
export async function invitePerson(
	context: WriteContext,
	input: { organisation: string; personId: string; role: Role }
): Promise<InvitationView> {
	const at = await accessGiving(context, input.organisation, input.role);
	await lockRoles(context, at.organisation.id);
	const [known] = await context.db
		.select({ id: person.id, email: person.email })
		.from(person)
		.where(
			and(
				eq(person.id, input.personId),
				eq(person.organisationId, at.organisation.id),
				isNull(person.erasedAt)
			)
		);
	if (!known) return failCommon('NOT_FOUND');
	const { id } = await inviteOne(context, at, {
		personId: known.id,
		email: known.email,
		role: input.role
	});
	await postInvitation(context, at, id);
	return viewOne(context, at, id);
}

/** A link that makes whoever opens it a member (or organiser, where an owner says so), for so many people and days. */
export async function inviteByLink(
	context: WriteContext,
	input: { organisation: string; role: Exclude<Role, 'owner'>; uses: number | null; days: number }
): Promise<InvitationView> {
	const at = await accessGiving(context, input.organisation, input.role);
	const id = await insertInvitation(context, at, {
		personId: null,
		email: null,
		role: input.role,
		expiresAt: new Date(context.now.getTime() + input.days * day),
		usesLeft: input.uses
	});
	return viewOne(context, at, id);
}

async function lockInvitation(
	context: WriteContext,
	input: { organisation: string; invitationId: string }
): Promise<{ at: At; row: typeof invitation.$inferSelect }> {
	const at = await accessOrganisation(context, { slug: input.organisation }, 'organise');
	const [row] = await context.db
		.select()
		.from(invitation)
		.where(
			and(eq(invitation.id, input.invitationId), eq(invitation.organisationId, at.organisation.id))
		)
		.for('update');
	if (!row) return failCommon('NOT_FOUND');
	if (!rolesToGive(at.standing.role).includes(row.role)) failMembership('ROLE_NOT_YOURS');
	return { at, row };
}

/** Gives an invitation a new link and end, and sends its letter again; the link before it is void. */
export async function renewInvitation(
	context: WriteContext,
	input: { organisation: string; invitationId: string }
): Promise<InvitationView> {
	const { at, row } = await lockInvitation(context, input);
	const state = invitationState(row, context.now);
	if (state === 'accepted' || state === 'revoked') fail('INVITATION_ENDED');
	const expiresAt = new Date(context.now.getTime() + invitationDays * day);
	await context.db
		.update(invitation)
		.set({
			expiresAt,
			usesLeft: state === 'used_up' ? null : row.usesLeft,
			tokenHash: hashToken(invitationToken(context.kernel, { id: row.id, expiresAt }))
		})
		.where(eq(invitation.id, row.id));
	await postInvitation(context, at, row.id);
	return viewOne(context, at, row.id);
}

/** Withdraws an invitation: its link opens nothing any more. Twice is harmless. */
export async function revokeInvitation(
	context: WriteContext,
	input: { organisation: string; invitationId: string }
): Promise<InvitationView> {
	const { at, row } = await lockInvitation(context, input);
	if (!row.revokedAt && !(row.personId && row.acceptedAt)) {
		await context.db
			.update(invitation)
			.set({ revokedAt: context.now })
			.where(eq(invitation.id, row.id));
		await record(context, {
			organisationId: at.organisation.id,
			byPersonId: at.standing.personId,
			noun: 'invitation',
			nounId: row.id,
			verb: 'revoke'
		});
	}
	return viewOne(context, at, row.id);
}

/**
 * Accepts an invitation by its link. Signed in: the account's person here becomes a member. Not signed in: the
 * invited person gets an account (the address on file stays a claim until proved) and this browser is signed in.
 * A link never opens an account that exists already: whoever was invited and has one signs in first. An open link
 * asks for a name. Accepting again is harmless for whoever did. Locks the invitation.
 */
export async function acceptInvitation(
	context: WriteContext,
	input: { token: string; name?: string | undefined; email?: string | undefined }
): Promise<{ organisation: string; personId: string; path: string }> {
	const { db, now, viewer } = context;
	const [invited] = await db
		.select()
		.from(invitation)
		.where(eq(invitation.tokenHash, hashToken(input.token)))
		.for('update');
	if (!invited) return failCommon('NOT_FOUND');
	const { organisationId } = invited;
	const [home] = await db
		.select({ slug: organisation.slug })
		.from(organisation)
		.where(eq(organisation.id, organisationId));
	const { slug } = home!;
	const own = viewer.accountId ? await findOwn(context, organisationId, viewer.accountId) : null;
	const answer = (personId: string, isNew: boolean) => ({
		organisation: slug,
		personId,
		path: isNew ? `/${slug}/me?welcome=1` : `/${slug}`
	});
	const state = invitationState(invited, now);
	if (own?.role && (state === 'accepted' || state === 'used_up')) return answer(own.id, false);
	if (state !== 'waiting') fail('INVITATION_ENDED');

	const taken = invited.personId
		? await takeInvited(context, { ...input, organisationId, personId: invited.personId, own })
		: await takeOpen(context, { ...input, organisationId, own });
	const isFirst = own?.role == null;
	await ensureMember(context, { organisationId, personId: taken.personId, role: invited.role });
	await db
		.update(invitation)
		.set({
			personId: invited.personId ? taken.personId : null,
			acceptedAt: invited.acceptedAt ?? now,
			// Who is a member already does not use an open link up.
			...(invited.usesLeft !== null && isFirst && { usesLeft: invited.usesLeft - 1 })
		})
		.where(eq(invitation.id, invited.id));
	await record(context, {
		organisationId,
		byPersonId: taken.personId,
		noun: 'invitation',
		nounId: invited.id,
		verb: 'accept',
		detail: { role: invited.role }
	});
	if (!viewer.accountId) await signInAs(context, taken.accountId, 'link');
	return answer(taken.personId, isFirst);
}

async function findOwn(
	context: WriteContext,
	organisationId: string,
	accountId: string
): Promise<{ id: string; role: Role | null } | null> {
	const [row] = await context.db
		.select({ id: person.id, role: membership.role })
		.from(person)
		.leftJoin(membership, eq(membership.personId, person.id))
		.where(
			and(
				eq(person.organisationId, organisationId),
				eq(person.accountId, accountId),
				isNull(person.erasedAt)
			)
		);
	return row ?? null;
}

type Taking = { organisationId: string; name?: string | undefined; email?: string | undefined };
type Own = { id: string; role: Role | null } | null;

/** The invited person becomes the caller: theirs already, or held by nobody yet. */
async function takeInvited(
	context: WriteContext,
	input: Taking & { personId: string; own: Own }
): Promise<{ personId: string; accountId: string }> {
	const { db, viewer } = context;
	const [invited] = await db
		.select({
			id: person.id,
			accountId: person.accountId,
			email: person.email,
			erasedAt: person.erasedAt
		})
		.from(person)
		.where(eq(person.id, input.personId))
		.for('update');
	if (!invited || invited.erasedAt) return fail('INVITATION_ENDED');
	if (invited.accountId) {
		if (!viewer.accountId) fail('INVITATION_SIGN_IN');
		if (invited.accountId !== viewer.accountId) fail('INVITATION_NOT_YOURS');
		return { personId: invited.id, accountId: invited.accountId };
	}
	// The caller is somebody here already (a guest who registered): the one on the list and they are one.
	if (input.own && viewer.accountId) {
		const intoId = input.own.id;
		await mergePeople(context, { fromId: invited.id, intoId });
		return { personId: intoId, accountId: viewer.accountId };
	}
	const accountId = viewer.accountId ?? (await createAccount(context));
	const name = readName(input.name ?? '');
	await db
		.update(person)
		.set({ accountId, ...(name && { name }), updatedAt: context.now })
		.where(eq(person.id, invited.id));
	if (!viewer.accountId && invited.email)
		await claimAddress(context, { accountId, email: invited.email });
	return { personId: invited.id, accountId };
}

/** Whoever opens an open link: the person they are here, or a new one with the name they give. */
async function takeOpen(
	context: WriteContext,
	input: Taking & { own: Own }
): Promise<{ personId: string; accountId: string }> {
	const { viewer } = context;
	if (input.own && viewer.accountId) return { personId: input.own.id, accountId: viewer.accountId };
	const name =
		readName(input.name ?? '') ||
		(viewer.accountId ? await nameElsewhere(context, viewer.accountId) : '');
	if (!name) fail('NAME_NEEDED', {}, 'name');
	const accountId = viewer.accountId ?? (await createAccount(context));
	const email = input.email || null;
	const { personId } = await ensurePersonOf(context, {
		organisationId: input.organisationId,
		accountId,
		name,
		email
	});
	if (email && !viewer.accountId) await claimAddress(context, { accountId, email });
	return { personId, accountId };
}

/** The name an account carries in another organisation, or ''. */
async function nameElsewhere(context: WriteContext, accountId: string): Promise<string> {
	const [row] = await context.db
		.select({ name: person.name })
		.from(person)
		.where(and(eq(person.accountId, accountId), isNull(person.erasedAt)))
		.limit(1);
	return row?.name ?? '';
}
