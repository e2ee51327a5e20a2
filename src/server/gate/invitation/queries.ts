import { and, desc, eq, isNull, or, gt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Db } from '#server/kernel/database.ts';
import type { Locale } from '#server/kernel/errors.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessOrganisation, type Organisation, type Standing } from '../access/access.ts';
import { account } from '../account/tables.ts';
import { rolesToGive } from '../membership/rules.ts';
import { invitation } from '../membership/tables.ts';
import { person } from '../person/tables.ts';
import { invitationMessage } from './mails.ts';
import { invitationState, whatsAppLink } from './rules.ts';
import type { InvitationList, InvitationView } from './schema.ts';

const purpose = 'invitation';

/**
 * The secret of an invitation: its id and end, signed with this installation's key, so that an organiser finds the
 * same link again; a renewed invitation has another.
 */
export function invitationToken(
	kernel: Pick<Kernel, 'signer'>,
	row: { id: string; expiresAt: Date }
): string {
	const payload = Buffer.alloc(22);
	Buffer.from(row.id.replaceAll('-', ''), 'hex').copy(payload);
	payload.writeUIntBE(row.expiresAt.getTime(), 16, 6);
	return kernel.signer.sign(purpose, payload);
}

export const invitationLink = (
	kernel: Pick<Kernel, 'signer' | 'config'>,
	row: { id: string; expiresAt: Date }
): string => `${kernel.config.origin}/link/${invitationToken(kernel, row)}`;

const inviter = alias(person, 'inviter');

/** The invitations of an organisation: what waits first, then the newest; for organisers. */
export async function listInvitations(
	context: ReadContext,
	input: {
		organisation: string;
		state: 'waiting' | 'all';
		personId?: string | undefined;
		limit: number;
		offset: number;
	}
): Promise<InvitationList> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const waits = and(
		isNull(invitation.revokedAt),
		gt(invitation.expiresAt, context.now),
		or(isNull(invitation.personId), isNull(invitation.acceptedAt)),
		sql`${invitation.usesLeft} is distinct from 0`
	);
	const where = and(
		eq(invitation.organisationId, organisation.id),
		input.state === 'waiting' ? waits : undefined,
		input.personId ? eq(invitation.personId, input.personId) : undefined
	);
	const rows = await selectInvitations(context.db)
		.where(where)
		.orderBy(sql`(${waits}) desc`, desc(invitation.createdAt), desc(invitation.id))
		.limit(input.limit)
		.offset(input.offset);
	const [counted] = await context.db
		.select({ total: sql<number>`count(*)::int` })
		.from(invitation)
		.where(where);
	return {
		invitations: rows.map((row) => viewInvitation(context, { organisation, standing }, row)),
		total: counted!.total,
		can: { give: rolesToGive(standing.role) }
	};
}

export function selectInvitations(db: Db) {
	return db
		.select({
			invitation,
			person: {
				id: person.id,
				name: person.name,
				callName: person.callName,
				photoFileId: person.photoFileId,
				phone: person.phone,
				accountId: person.accountId
			},
			locale: account.locale,
			invitedBy: inviter.name
		})
		.from(invitation)
		.leftJoin(person, eq(person.id, invitation.personId))
		.leftJoin(account, eq(account.id, person.accountId))
		.leftJoin(inviter, and(eq(inviter.id, invitation.createdByPersonId), isNull(inviter.erasedAt)))
		.$dynamic();
}
type InvitationRow = Awaited<ReturnType<typeof selectInvitations>>[number];

export function viewInvitation(
	context: { kernel: Kernel; now: Date },
	at: { organisation: Organisation; standing: Standing },
	{ invitation: row, person: invited, locale, invitedBy }: InvitationRow
): InvitationView {
	const state = invitationState(row, context.now);
	const mayGive = rolesToGive(at.standing.role).includes(row.role);
	const shows = state === 'waiting' && mayGive;
	const link = shows ? invitationLink(context.kernel, row) : null;
	const message =
		link &&
		invitationMessage(
			invited && (invited.callName ?? invited.name),
			(locale ?? at.organisation.locale) as Locale,
			{
				organisation: at.organisation.name,
				inviter: invitedBy ?? at.organisation.name,
				link,
				expiresAt: row.expiresAt,
				timeZone: at.organisation.timeZone
			}
		);
	return {
		id: row.id,
		role: row.role,
		person: invited && { id: invited.id, name: invited.name, photoFileId: invited.photoFileId },
		email: row.email,
		state,
		usesLeft: row.usesLeft,
		createdAt: row.createdAt,
		expiresAt: row.expiresAt,
		acceptedAt: row.acceptedAt,
		invitedBy,
		link,
		message,
		// A number organisers wrote themselves; who signs in themselves shows theirs or not.
		whatsApp:
			message && whatsAppLink(message, invited && !invited.accountId ? invited.phone : null),
		can: {
			renew: mayGive && state !== 'accepted' && state !== 'revoked',
			revoke: mayGive && (state === 'waiting' || state === 'expired')
		}
	};
}
