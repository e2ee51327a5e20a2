import { and, eq, isNull } from 'drizzle-orm';
import { failCommon } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { claimAddress, createAccount, signInAs } from '../account/commands.ts';
import { record } from '../history/commands.ts';
import { invitationState } from '../invitation/rules.ts';
import { fail } from '../invitation/schema.ts';
import { ensureMember } from '../membership/commands.ts';
import { invitation, membership, type Role } from '../membership/tables.ts';
import { organisation } from '../organisation/tables.ts';
import { ensurePersonOf } from '../person/commands.ts';
import { readName } from '../person/rules.ts';
import { person } from '../person/tables.ts';
import { mergePeople } from '../privacy/commands.ts';

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
