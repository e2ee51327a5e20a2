import { and, eq } from 'drizzle-orm';
import { record } from '#server/gate/public.ts';
import { accessGathering } from '#server/gather/public.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessAsPerson, accessPerson } from '../profile/access.ts';
import { viewRoleWeights } from './queries.ts';
import {
	fail,
	type Mute,
	type RoleWeightsView,
	type SaveRoleWeights,
	type SetWish
} from './schema.ts';
import { mutedReason, preference, roleWeight } from './tables.ts';

/** Keeps what the caller wants of meeting a person, at every gathering; nobody else is told. The last word counts. */
export async function setWish(context: WriteContext, input: SetWish): Promise<void> {
	const { me, them } = await accessPerson(context, input);
	if (me === them.id) fail('WISH_ABOUT_ONESELF');
	if (!input.wish) {
		await context.db
			.delete(preference)
			.where(and(eq(preference.byPersonId, me), eq(preference.personId, them.id)));
		return;
	}
	await context.db
		.insert(preference)
		.values({ byPersonId: me, personId: them.id, wish: input.wish, updatedAt: context.now })
		.onConflictDoUpdate({
			target: [preference.byPersonId, preference.personId],
			set: { wish: input.wish, updatedAt: context.now }
		});
}

/** The caller is no longer suggested people for this kind of reason. Harmless the second time. */
export async function muteReason(context: WriteContext, input: Mute): Promise<void> {
	const { me } = await accessAsPerson(context, input.organisation);
	await context.db
		.insert(mutedReason)
		.values({ personId: me, reason: input.reason, createdAt: context.now })
		.onConflictDoNothing();
}

/** Takes a mute back. Harmless without one. */
export async function unmuteReason(context: WriteContext, input: Mute): Promise<void> {
	const { me } = await accessAsPerson(context, input.organisation);
	await context.db
		.delete(mutedReason)
		.where(and(eq(mutedReason.personId, me), eq(mutedReason.reason, input.reason)));
}

/** Replaces a gathering's table of channel roles, or goes back to the usual one. For those who manage it. */
export async function saveRoleWeights(
	context: WriteContext,
	input: SaveRoleWeights
): Promise<RoleWeightsView> {
	const { db, now } = context;
	const { organisation, standing, gathering } = await accessGathering(
		context,
		{ organisation: input.organisation, slug: input.gathering },
		'manage'
	);
	const known = new Set(organisation.channelRoles.map(({ key }) => key));
	const { weights } = input;
	if (weights) {
		for (const role of [...Object.keys(weights), ...Object.values(weights).flatMap(Object.keys)]) {
			if (!known.has(role)) fail('ROLE_UNKNOWN', { role });
		}
		await db
			.insert(roleWeight)
			.values({ gatheringId: gathering.id, weights, updatedAt: now })
			.onConflictDoUpdate({ target: roleWeight.gatheringId, set: { weights, updatedAt: now } });
	} else {
		await db.delete(roleWeight).where(eq(roleWeight.gatheringId, gathering.id));
	}
	await record(context, {
		organisationId: organisation.id,
		byPersonId: standing.personId,
		noun: 'gathering',
		nounId: gathering.id,
		verb: weights ? 'set-role-weights' : 'reset-role-weights'
	});
	return viewRoleWeights(db, organisation, gathering.id);
}
