import { and, eq, isNull, sql } from 'drizzle-orm';
import { failCommon } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessOrganisation } from '../access/access.ts';
import { record } from '../history/commands.ts';
import { organisation } from '../organisation/tables.ts';
import { person } from '../person/tables.ts';
import { countOwners } from './queries.ts';
import { mayRemove, rolesToGive } from './rules.ts';
import { fail } from './schema.ts';
import { invitation, membership, type Role } from './tables.ts';

/** Makes a person a member, or leaves the role they have if it is at least as high. Twice is harmless. */
export async function ensureMember(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: { organisationId: string; personId: string; role: Role }
): Promise<void> {
	const rank = sql`array['member', 'organiser', 'owner']`;
	await context.db
		.insert(membership)
		.values({ ...input, joinedAt: context.now })
		.onConflictDoUpdate({
			target: membership.personId,
			set: { role: input.role },
			setWhere: sql`array_position(${rank}, ${membership.role}) < array_position(${rank}, ${input.role}::text)`
		});
}

/** Makes everybody who changes roles or membership in one organisation wait for each other. */
export async function lockRoles(
	context: Pick<WriteContext, 'db'>,
	organisationId: string
): Promise<void> {
	await context.db
		.select({ id: organisation.id })
		.from(organisation)
		.where(eq(organisation.id, organisationId))
		.for('no key update');
}

/** Refuses with LAST_OWNER if nobody who can sign in owns the organisation now; asked after the change, under `lockRoles`. */
export async function requireAnOwner(
	context: Pick<WriteContext, 'db'>,
	organisationId: string
): Promise<void> {
	if ((await countOwners(context.db, organisationId)) === 0) fail('LAST_OWNER');
}

async function findMember(
	context: Pick<WriteContext, 'db'>,
	organisationId: string,
	personId: string
): Promise<{ personId: string; role: Role }> {
	const [row] = await context.db
		.select({ personId: membership.personId, role: membership.role })
		.from(membership)
		.innerJoin(person, eq(person.id, membership.personId))
		.where(
			and(
				eq(membership.organisationId, organisationId),
				eq(membership.personId, personId),
				isNull(person.erasedAt)
			)
		);
	return row ?? failCommon('NOT_FOUND');
}

/**
 * Gives a member another role; for owners. The last owner keeps theirs (LAST_OWNER). The same role again is
 * harmless. Locks the organisation.
 */
export async function changeRole(
	context: WriteContext,
	input: { organisation: string; personId: string; role: Role }
): Promise<{ role: Role }> {
	const { organisation: home, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	await lockRoles(context, home.id);
	const member = await findMember(context, home.id, input.personId);
	if (standing.role !== 'owner') fail('ROLE_NOT_YOURS');
	if (member.role === input.role) return { role: member.role };
	await context.db
		.update(membership)
		.set({ role: input.role })
		.where(eq(membership.personId, member.personId));
	await requireAnOwner(context, home.id);
	await record(context, {
		organisationId: home.id,
		byPersonId: standing.personId,
		noun: 'membership',
		nounId: member.personId,
		verb: 'change-role',
		detail: { from: member.role, to: input.role }
	});
	return { role: input.role };
}

/**
 * Ends a membership; the person stays known as a guest, with their registrations and threads. Organisers end
 * members', owners everybody's, each their own. Never the last owner's. Their waiting invitations end too.
 */
export async function removeMember(
	context: WriteContext,
	input: { organisation: string; personId: string }
): Promise<void> {
	const { organisation: home, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'member'
	);
	const isSelf = input.personId === standing.personId;
	if (!isSelf && !rolesToGive(standing.role).length) return failCommon('NOT_FOUND');
	await lockRoles(context, home.id);
	const member = await findMember(context, home.id, input.personId);
	if (!mayRemove(standing.role, member.role, isSelf)) fail('ROLE_NOT_YOURS');
	await context.db.delete(membership).where(eq(membership.personId, member.personId));
	if (member.role === 'owner') await requireAnOwner(context, home.id);
	await context.db
		.update(invitation)
		.set({ revokedAt: context.now })
		.where(
			and(
				eq(invitation.personId, member.personId),
				isNull(invitation.acceptedAt),
				isNull(invitation.revokedAt)
			)
		);
	await record(context, {
		organisationId: home.id,
		byPersonId: standing.personId,
		noun: 'membership',
		nounId: member.personId,
		verb: isSelf ? 'leave' : 'remove',
		detail: { role: member.role }
	});
}
