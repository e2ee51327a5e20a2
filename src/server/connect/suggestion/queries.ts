import { and, eq, inArray, or } from 'drizzle-orm';
import { suggest, type Reason, type ReasonKind, type Wish } from '#engine/suggest/suggest.ts';
import { seenPeople } from '#server/gate/public.ts';
import { accessGathering } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { findTies } from '../connection/queries.ts';
import { block } from '../connection/tables.ts';
import { lineOf, type Asking } from '../profile/access.ts';
import { findCrowd } from '../suggestion-crowd/queries.ts';
import { findPast } from '../suggestion-history/queries.ts';
import { findLearntWeights } from '../suggestion-learning/queries.ts';
import { fullWeights } from './rules.ts';
import type { ReasonView, RoleWeightsView, SuggestionsRequest, SuggestionsView } from './schema.ts';
import { mutedReason, preference, roleWeight } from './tables.ts';

/** What `me` said about meeting these people, by person id. */
export async function findWishes(db: Db, me: string, ids: string[]): Promise<Map<string, Wish>> {
	if (!ids.length) return new Map();
	const rows = await db
		.select({ personId: preference.personId, wish: preference.wish })
		.from(preference)
		.where(and(eq(preference.byPersonId, me), inArray(preference.personId, ids)));
	return new Map(rows.map(({ personId, wish }) => [personId, wish]));
}

/** A reason as it may be told: how many sessions or people, never which. */
function viewReason(reason: Reason): ReasonView {
	if (reason.kind === 'together') return { kind: 'together', sessions: reason.sessions.length };
	if (reason.kind === 'alike') return { kind: 'alike' };
	return reason;
}

/**
 * The people worth meeting at a gathering for the caller, best first, with the reasons. Nobody who turned
 * profiling off, is paused, blocked the caller or was blocked; none at all for a caller who turned it off.
 */
export async function listSuggestions(
	context: ReadContext,
	input: SuggestionsRequest
): Promise<SuggestionsView> {
	const { db } = context;
	const at = await accessGathering(
		context,
		{ organisation: input.organisation, slug: input.gathering },
		'take_part'
	);
	const { organisation, standing, gathering } = at;
	const me = standing.personId ?? failCommon('NOT_FOUND');
	const seen = seenPeople(db, { organisationId: organisation.id, standing });
	const [self] = await db
		.select({
			offAt: seen.profilingOffAt,
			offers: seen.offers,
			needs: seen.needs,
			interests: seen.interests
		})
		.from(seen)
		.where(eq(seen.id, me));
	const mutedRows = await db
		.select({ reason: mutedReason.reason })
		.from(mutedReason)
		.where(eq(mutedReason.personId, me));
	const muted = mutedRows.map(({ reason }) => reason as ReasonKind).sort();
	if (!self || self.offAt) return { state: 'off', suggestions: [], muted };

	const wishes = await db
		.select()
		.from(preference)
		.where(or(eq(preference.byPersonId, me), eq(preference.personId, me)));
	const blocks = await db
		.select({ by: block.byPersonId, person: block.personId })
		.from(block)
		.where(or(eq(block.byPersonId, me), eq(block.personId, me)));
	const [own] = await db.select().from(roleWeight).where(eq(roleWeight.gatheringId, gathering.id));
	const weights = fullWeights(
		organisation.channelRoles.map(({ key }) => key),
		own?.weights ?? null
	);
	const { crowd, eligible } = await findCrowd(context, {
		organisationId: organisation.id,
		gatheringId: gathering.id,
		me,
		roleWeights: weights,
		weights: await findLearntWeights(db, organisation.id)
	});
	const index = crowd.indexOf.get(me);
	if (index === undefined) return { state: 'empty', suggestions: [], muted };
	for (const { by, person } of blocks) eligible.delete(by === me ? person : by);
	const ties = await findTies(db, me, [...eligible]);
	const past = await findPast(db, me, context.now);
	const indexed = <T>(entries: Iterable<[string, T]>) =>
		new Map(
			[...entries].flatMap(([id, value]) => {
				const found = crowd.indexOf.get(id);
				return found === undefined ? [] : [[found, value] as const];
			})
		);
	const indices = (ids: Iterable<string>) =>
		new Set(indexed([...ids].map((id) => [id, true] as [string, boolean])).keys());
	const found = suggest(crowd.prepared, index, {
		count: input.count,
		wishes: indexed(
			wishes.filter((row) => row.byPersonId === me).map((row) => [row.personId, row.wish])
		),
		wishedBy: indexed(
			wishes.filter((row) => row.personId === me).map((row) => [row.byPersonId, row.wish])
		),
		known: indices(
			[...ties].flatMap(([id, tie]) => (tie === 'connected' || tie.startsWith('asked') ? [id] : []))
		),
		met: indices(past.met),
		declined: indices(past.declined),
		eligible: (other) => eligible.has(crowd.ids[other]!),
		muted: new Set(muted)
	});
	const ids = found.map((one) => crowd.ids[one.index]!);
	const lines = ids.length
		? await db
				.select({ ...lineOf(seen), channelRoles: seen.channelRoles, hasAccount: seen.hasAccount })
				.from(seen)
				.where(inArray(seen.id, ids))
		: [];
	const mine = new Map(
		wishes.filter((row) => row.byPersonId === me).map((row) => [row.personId, row.wish])
	);
	const suggestions = found.flatMap((one) => {
		const person = lines.find(({ id }) => id === crowd.ids[one.index]);
		if (!person) return [];
		const tie = ties.get(person.id) ?? 'none';
		return [
			{
				person,
				reasons: one.reasons.map(viewReason),
				tie,
				wish: mine.get(person.id) ?? null,
				can: { ask: tie === 'none' || tie === 'ended', wish: true }
			}
		];
	});
	const knowsLittle = !self.offers.length && !self.needs.length && !self.interests.length;
	return { state: knowsLittle ? 'empty' : 'open', suggestions, muted };
}

/** The table of channel roles a gathering suggests by; for those who manage it. */
export async function findRoleWeights(
	context: ReadContext,
	input: { organisation: string; gathering: string }
): Promise<RoleWeightsView> {
	const { organisation, gathering } = await accessGathering(
		context,
		{ organisation: input.organisation, slug: input.gathering },
		'manage'
	);
	return viewRoleWeights(context.db, organisation, gathering.id);
}

/** As `findRoleWeights`, for a gathering that is already looked up. */
export async function viewRoleWeights(
	db: Db,
	organisation: Pick<Asking['organisation'], 'channelRoles'>,
	gatheringId: string
): Promise<RoleWeightsView> {
	const [own] = await db.select().from(roleWeight).where(eq(roleWeight.gatheringId, gatheringId));
	const roles = organisation.channelRoles;
	return {
		roles,
		weights: fullWeights(
			roles.map(({ key }) => key),
			own?.weights ?? null
		),
		isDefault: !own
	};
}
