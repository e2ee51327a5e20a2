import { and, eq, isNull, sql } from 'drizzle-orm';
import {
	accessOrganisation,
	stands,
	type Organisation,
	type Standing
} from '#server/gate/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Viewer } from '#server/kernel/procedures.ts';
import { speaker } from '../programme/tables.ts';
import { registration, type RegistrationStatus } from '../registration/tables.ts';
import { gathering, host } from './tables.ts';

export type Gathering = typeof gathering.$inferSelect;

/**
 * What one must be to get a gathering: `see` its page; `take_part` (going, speaking, or managing: who may see its
 * people); `door` (may check people in); `manage`.
 */
export type GatheringNeed = 'see' | 'take_part' | 'door' | 'manage';

/** A gathering and what the viewer is in it. */
export interface GatheringStanding {
	gathering: Gathering;
	organisation: Organisation;
	standing: Standing;
	/** The viewer's own seat, in whatever state. */
	registration: { id: string; status: RegistrationStatus } | null;
	isSpeaker: boolean;
	duty: 'host' | 'door' | null;
}

/** True if what the viewer is here satisfies `need`. `invited`: they hold the gathering's invitation link. */
export function standsAt(at: GatheringStanding, need: GatheringNeed, invited = false): boolean {
	const manages = stands(at.standing, 'organise') || at.duty === 'host';
	if (manages) return true;
	switch (need) {
		case 'manage':
			return false;
		case 'door':
			return at.duty === 'door';
		case 'take_part':
			return (
				at.gathering.publishedAt !== null && (at.registration?.status === 'going' || at.isSpeaker || at.duty !== null)
			);
		case 'see':
			if (at.duty) return true;
			if (at.gathering.publishedAt === null) return false;
			if (at.registration || at.isSpeaker || invited) return true;
			if (at.gathering.audience === 'public') return true;
			return at.gathering.audience === 'members' && stands(at.standing, 'member');
	}
}

/**
 * The gathering, if the viewer is there what `need` asks; else not found. Strangers are asked to sign in only
 * where the gathering may be spoken of (published and not by invitation). `key` is the secret of the gathering's
 * invitation link, where the caller holds it.
 */
export async function accessGathering(
	context: { db: Db; viewer: Viewer },
	by: { id: string } | { organisation: string; slug: string },
	need: GatheringNeed,
	key?: string | undefined
): Promise<GatheringStanding> {
	let found: Gathering | undefined;
	let home: { organisation: Organisation; standing: Standing };
	if ('id' in by) {
		const theirs = sql`(select organisation_id from gather.gathering where id = ${by.id})`;
		// Both at once: neither waits for the other's answer.
		[[found], home] = await Promise.all([
			context.db.select().from(gathering).where(eq(gathering.id, by.id)),
			accessOrganisation(context, { id: theirs }, 'see')
		]);
		if (!found) return failCommon('NOT_FOUND');
	} else {
		home = await accessOrganisation(context, { slug: by.organisation }, 'see');
		[found] = await context.db
			.select()
			.from(gathering)
			.where(and(eq(gathering.organisationId, home.organisation.id), eq(gathering.slug, by.slug)));
		if (!found) return failCommon('NOT_FOUND');
	}
	const { organisation, standing } = home;
	const [mine] = standing.personId
		? await context.db
				.select({
					registrationId: registration.id,
					status: registration.status,
					duty: host.duty,
					speakerId: speaker.id
				})
				.from(gathering)
				.leftJoin(
					registration,
					and(eq(registration.gatheringId, gathering.id), eq(registration.personId, standing.personId))
				)
				.leftJoin(host, and(eq(host.gatheringId, gathering.id), eq(host.personId, standing.personId)))
				.leftJoin(
					speaker,
					and(
						eq(speaker.gatheringId, gathering.id),
						eq(speaker.personId, standing.personId),
						isNull(speaker.removedAt)
					)
				)
				.where(eq(gathering.id, found.id))
				.limit(1)
		: [];
	const at: GatheringStanding = {
		gathering: found,
		organisation,
		standing,
		registration: mine?.registrationId ? { id: mine.registrationId, status: mine.status! } : null,
		isSpeaker: Boolean(mine?.speakerId),
		duty: mine?.duty ?? null
	};
	const invited = Boolean(key) && key === found.invitationKey;
	if (standsAt(at, need, invited)) return at;
	const spokenOf = at.gathering.publishedAt !== null && at.gathering.audience !== 'invitation';
	return failCommon(!context.viewer.accountId && spokenOf ? 'NOT_SIGNED_IN' : 'NOT_FOUND');
}
