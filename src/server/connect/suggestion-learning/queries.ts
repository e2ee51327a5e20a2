import { and, desc, eq, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import {
	learnWeights,
	measure,
	prepare,
	defaultRoleWeights,
	defaultWeights,
	type Learned,
	type Weights
} from '#engine/suggest/suggest.ts';
import { accessOrganisation, seenPeople } from '#server/gate/public.ts';
import type { Db } from '#server/kernel/database.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { connection } from '../connection/tables.ts';
import { meeting, meetingPerson } from '../meeting/tables.ts';
import { listTies, patience } from '../suggestion-history/queries.ts';
import { leastAnswers, learntWeights, mostAnswers, sayChange, sumUp, type Asked } from './rules.ts';
import { LearntSignal, type LearningView } from './schema.ts';
import { suggestionLearning } from './tables.ts';

/** Everything one person asked of another in an organisation, the latest first, with what came of it. No words of anybody. */
async function listAsks(db: Db, organisationId: string, now: Date): Promise<Asked[]> {
	const before = new Date(now.getTime() - patience);
	const connections = await db
		.select({
			by: connection.askedByPersonId,
			low: connection.lowPersonId,
			high: connection.highPersonId,
			state: connection.state
		})
		.from(connection)
		.where(
			and(
				eq(connection.organisationId, organisationId),
				eq(connection.via, 'ask'),
				or(
					inArray(connection.state, ['accepted', 'declined']),
					and(eq(connection.state, 'asked'), lt(connection.askedAt, before))
				)
			)
		)
		.orderBy(desc(connection.askedAt))
		.limit(mostAnswers);
	const meetings = await db
		.select({
			by: meeting.askedByPersonId,
			of: meetingPerson.personId,
			state: meeting.state,
			over: sql<boolean>`coalesce(upper(${meetingPerson.during}) < ${now.toISOString()}::timestamptz, false)`,
			outcome: meetingPerson.outcome
		})
		.from(meeting)
		.innerJoin(
			meetingPerson,
			and(
				eq(meetingPerson.meetingId, meeting.id),
				ne(meetingPerson.personId, meeting.askedByPersonId)
			)
		)
		.where(
			and(
				eq(meeting.organisationId, organisationId),
				isNotNull(meeting.askedByPersonId),
				inArray(meeting.state, ['confirmed', 'declined', 'expired'])
			)
		)
		.orderBy(desc(meeting.createdAt))
		.limit(mostAnswers);
	return [
		...connections.map(({ by, low, high, state }): Asked => ({
			by,
			of: by === low ? high : low,
			outcome: state === 'asked' ? 'ignored' : state === 'accepted' ? 'accepted' : 'declined',
			held: false
		})),
		...meetings.map(({ by, of, state, over, outcome }): Asked => {
			const held = state === 'confirmed' && over && outcome !== 'did_not_meet';
			return {
				by: by!,
				of,
				outcome: held
					? 'kept'
					: state === 'confirmed'
						? 'accepted'
						: state === 'declined'
							? 'declined'
							: 'ignored',
				held
			};
		})
	];
}

/**
 * What an organisation's answers teach: weights and how sure they are. Only answers between two people who both left
 * profiling on, and whom somebody neutral sees, are counted; what they wrote to each other is not read.
 */
export async function learnFrom(db: Db, organisationId: string, now: Date): Promise<Learned> {
	const asks = sumUp(await listAsks(db, organisationId, now));
	const seen = seenPeople(db, {
		organisationId,
		standing: { personId: null, role: null }
	});
	const people = await db
		.select({
			id: seen.id,
			company: seen.companyId,
			roles: seen.channelRoles,
			city: seen.city,
			title: seen.title,
			offers: seen.offers,
			needs: seen.needs,
			interests: seen.interests,
			brandsCarried: seen.companyBrandsCarried,
			brandsWanted: seen.companyBrandsWanted,
			reachable: seen.hasAccount
		})
		.from(seen)
		.where(isNull(seen.profilingOffAt))
		.orderBy(seen.id);
	const indexOf = new Map(people.map(({ id }, index) => [id, index]));
	const ties = await listTies(db, organisationId);
	const prepared = prepare(
		people.map(({ id: _, ...row }) => ({ ...row, talks: [] })),
		{
			roleWeights: defaultRoleWeights([...new Set(people.flatMap(({ roles }) => roles))]),
			seed: 1,
			exposure: 0,
			ties: ties.flatMap(({ low, high }) => {
				const [a, b] = [indexOf.get(low), indexOf.get(high)];
				return a === undefined || b === undefined ? [] : [[a, b] as const];
			})
		}
	);
	return learnWeights(
		asks.flatMap(({ by: asker, of, outcome }) => {
			const [a, b] = [indexOf.get(asker), indexOf.get(of)];
			return a === undefined || b === undefined
				? []
				: [{ signals: measure(prepared, a, b), outcome }];
		}),
		{ least: leastAnswers }
	);
}

/** The weights an organisation's suggestions go by, beside the shipped ones. */
export async function findLearntWeights(db: Db, organisationId: string): Promise<Partial<Weights>> {
	const [row] = await db
		.select({ offAt: suggestionLearning.offAt, changes: suggestionLearning.changes })
		.from(suggestionLearning)
		.where(eq(suggestionLearning.organisationId, organisationId));
	return learntWeights(row);
}

/** What an organisation's suggestions learnt, for its organisers. */
export async function findLearning(
	context: ReadContext,
	input: { organisation: string }
): Promise<LearningView> {
	const { organisation } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	return viewLearning(context.db, organisation.id);
}

/** As `findLearning`, for an organisation that is already looked up. */
export async function viewLearning(db: Db, organisationId: string): Promise<LearningView> {
	const [row] = await db
		.select()
		.from(suggestionLearning)
		.where(eq(suggestionLearning.organisationId, organisationId));
	const changes = new Map(row?.changes.map((change) => [change.signal, change]));
	return {
		on: !row?.offAt,
		answers: row?.answers ?? 0,
		least: leastAnswers,
		learnedAt: row?.learnedAt ?? null,
		signals: LearntSignal.options.map((signal) => {
			const before = defaultWeights[signal];
			const change = changes.get(signal) ?? { before, after: before, error: 0 };
			return { signal, times: change.after / before, counts: sayChange(change) };
		}),
		can: { change: true }
	};
}
