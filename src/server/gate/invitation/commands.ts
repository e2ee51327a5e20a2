import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { failCommon } from '#server/kernel/errors.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { accessOrganisation, type Organisation, type Standing } from '../access/access.ts';
import { record } from '../history/commands.ts';
import { lockRoles } from '../membership/commands.ts';
import { rolesToGive } from '../membership/rules.ts';
import { fail as failMembership } from '../membership/schema.ts';
import { invitation, membership, type Role } from '../membership/tables.ts';
import { organisation } from '../organisation/tables.ts';
import { ensurePersonWithoutAccount } from '../person/commands.ts';
import { findAddressee } from '../person/queries.ts';
import { nameFromEmail, readName } from '../person/rules.ts';
import { person } from '../person/tables.ts';
import { inviteEverybody } from './jobs.ts';
import { invitationLetter } from './mails.ts';
import { invitationLink, invitationToken, selectInvitations, viewInvitation } from './queries.ts';
import { invitationDays, invitationState } from './rules.ts';
import { fail, type Invited, type InvitationView } from './schema.ts';

const day = 86_400_000;
type At = { organisation: Organisation; standing: Standing };
/** What inviting needs; a job has no viewer. */
type Acting = Pick<WriteContext, 'db' | 'now' | 'kernel'>;

async function accessGiving(context: WriteContext, slug: string, role: Role): Promise<At> {
	const at = await accessOrganisation(context, { slug }, 'organise');
	if (!rolesToGive(at.standing.role).includes(role)) failMembership('ROLE_NOT_YOURS', {}, 'role');
	return at;
}

async function viewOne(context: Acting, at: At, id: string): Promise<InvitationView> {
	const [row] = await selectInvitations(context.db).where(eq(invitation.id, id));
	return viewInvitation(context, at, row!);
}

/** Writes an invitation with its secret; `personId` null is an open link. */
async function insertInvitation(
	context: Acting,
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

async function postInvitation(context: Acting, at: At, id: string): Promise<void> {
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
	context: Acting,
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
		.select({ id: person.id, email: person.email, accountId: person.accountId })
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
		// The letter finds the address of who signs in themselves; it is not for whoever invites them to read.
		email: known.accountId ? null : known.email,
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
 * Begins to invite all members who were never asked, in the background: a letter where an address is known, a link
 * to be sent by hand for everybody. Says how many. Asked twice, nobody gets a second letter.
 */
export async function inviteAllMembers(
	context: WriteContext,
	input: { organisation: string }
): Promise<{ count: number }> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const rows = await selectUninvited(context, organisation.id, rolesToGive(standing.role));
	if (rows.length) {
		const data = { organisationId: organisation.id, byPersonId: standing.personId! };
		await context.kernel.jobs.enqueue(context.db, inviteEverybody, data, { once: organisation.id });
	}
	return { count: rows.length };
}

const selectUninvited = (context: Acting, organisationId: string, roles: Role[], most?: number) => {
	const rows = context.db
		.select({ personId: person.id, email: person.email, role: membership.role })
		.from(membership)
		.innerJoin(person, eq(person.id, membership.personId))
		.where(
			and(
				eq(membership.organisationId, organisationId),
				inArray(membership.role, roles),
				isNull(person.accountId),
				isNull(person.erasedAt),
				sql`not exists (select 1 from gate.invitation i where i.person_id = ${person.id}
					and i.accepted_at is null and i.revoked_at is null and i.expires_at > ${context.now.toISOString()}::timestamptz)`
			)
		)
		.orderBy(person.id)
		.$dynamic();
	return most ? rows.limit(most) : rows;
};

/** Invites up to a hundred members who were never asked, as whoever began it; returns how many. Locks the organisation. */
export async function inviteSomeMembers(
	context: Acting,
	data: { organisationId: string; byPersonId: string }
): Promise<number> {
	await lockRoles(context, data.organisationId);
	const [by] = await context.db
		.select({ organisation, role: membership.role })
		.from(membership)
		.innerJoin(organisation, eq(organisation.id, membership.organisationId))
		.where(
			and(
				eq(membership.personId, data.byPersonId),
				eq(membership.organisationId, data.organisationId)
			)
		);
	const roles = rolesToGive(by?.role ?? null);
	if (!by || !roles.length) return 0;
	const at = {
		organisation: by.organisation,
		standing: { personId: data.byPersonId, role: by.role }
	};
	const rows = await selectUninvited(context, data.organisationId, roles, 100);
	for (const row of rows) {
		const { id } = await inviteOne(context, at, row);
		await postInvitation(context, at, id);
	}
	return rows.length;
}
