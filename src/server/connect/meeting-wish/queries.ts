import { and, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import { findAddressees, seenPeople, type Organisation } from '#server/gate/public.ts';
import { peopleAt, type Gathering } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { allBusy, findGrid, findTimes, listTables } from '../availability/queries.ts';
import { block } from '../connection/tables.ts';
import { meeting, meetingPerson } from '../meeting/tables.ts';
import { viewRoleWeights } from '../suggestion/queries.ts';
import { preference } from '../suggestion/tables.ts';
import { pairKey, roleRulesOf, type Standing, type Wish, type WishBook } from './rules.ts';

type Reading = { db: Db; now: Date };
type At = {
	organisation: Pick<Organisation, 'id' | 'channelRoles'>;
	gathering: Pick<Gathering, 'id' | 'mode' | 'timeZone'>;
};

/** The mode in which wished-for meetings of a gathering are held. */
export const modeOf = (gathering: Pick<Gathering, 'mode'>): 'onsite' | 'online' =>
	gathering.mode === 'online' ? 'online' : 'onsite';

/** Who can be given a meeting at a gathering: they take part, are not paused, can be told, and take meetings there. */
export async function findWishers(context: Reading, at: At) {
	const { db } = context;
	const seen = seenPeople(db, {
		organisationId: at.organisation.id,
		standing: { personId: null, role: null }
	});
	const there = peopleAt(db, at.gathering.id);
	const rows = await db
		.select({ id: seen.id, channelRoles: seen.channelRoles })
		.from(seen)
		.innerJoin(there, eq(there.personId, seen.id));
	const personIds = rows.map(({ id }) => id);
	const addressees = await findAddressees(db, personIds);
	const times = await findTimes(db, { gatheringId: at.gathering.id, personIds });
	const taking = new Set(personIds);
	const open = rows.filter(({ id }) => {
		const to = addressees.get(id);
		return (to?.accountId || to?.email) && !times.get(id)!.closed;
	});
	return { taking, open, times };
}

/** The pairs among these people who are not to be brought together: one blocked the other, or wants no meeting with them. */
export async function listApart(db: Db, personIds: string[]): Promise<Set<string>> {
	if (!personIds.length) return new Set();
	const among = sql.param(personIds);
	const blocks = await db
		.select({ one: block.byPersonId, other: block.personId })
		.from(block)
		.where(sql`${block.byPersonId} = any(${among}::uuid[]) and ${block.personId} = any(${among}::uuid[])`);
	const refusals = await db
		.select({ one: preference.byPersonId, other: preference.personId })
		.from(preference)
		.where(
			and(
				eq(preference.wish, 'no_thanks'),
				sql`${preference.byPersonId} = any(${among}::uuid[]) and ${preference.personId} = any(${among}::uuid[])`
			)
		);
	return new Set([...blocks, ...refusals].map(({ one, other }) => pairKey(one, other)));
}

/** The meetings that were agreed at a gathering, past and to come. */
export async function listStanding(db: Db, gatheringId: string): Promise<(Standing & { id: string })[]> {
	const rows = await db
		.select({
			id: meeting.id,
			during: meeting.during,
			tableId: meeting.tableId,
			personIds: sql<string[]>`array_agg(${meetingPerson.personId} order by ${meetingPerson.personId})::text[]`
		})
		.from(meeting)
		.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
		.where(and(eq(meeting.gatheringId, gatheringId), isNotNull(meeting.during)))
		.groupBy(meeting.id);
	return rows.map(({ during, ...row }) => ({ ...row, during: during! }));
}

/** The requests of pairs that wait for an answer at a gathering, in this mode: who asks whom. */
export async function listWaiting(
	context: Reading,
	by: { gatheringId: string; mode: 'onsite' | 'online' }
): Promise<{ id: string; from: string; to: string }[]> {
	const rows = await context.db
		.select({
			id: meeting.id,
			from: meeting.askedByPersonId,
			others: sql<string[]>`array_agg(${meetingPerson.personId})::text[]`
		})
		.from(meeting)
		.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
		.where(
			and(
				eq(meeting.gatheringId, by.gatheringId),
				eq(meeting.state, 'requested'),
				eq(meeting.mode, by.mode),
				isNotNull(meeting.askedByPersonId),
				ne(meetingPerson.personId, meeting.askedByPersonId),
				sql`${meeting.expiresAt} > ${context.now.toISOString()}::timestamptz`
			)
		)
		.groupBy(meeting.id);
	return rows.flatMap(({ id, from, others }) =>
		from && others.length === 1 ? [{ id, from, to: others[0]! }] : []
	);
}

/**
 * Everything that decides which wished-for meetings can be held at a gathering from now on. Wishes are preferences
 * (must meet, meet) and requests that wait. The number of queries does not grow with the people.
 */
export async function findWishBook(context: Reading, at: At & { most: number }): Promise<WishBook> {
	const { db, now } = context;
	const { gathering } = at;
	const { open, times } = await findWishers(context, at);
	const personIds = open.map(({ id }) => id);
	const among = sql.param(personIds);
	const preferences = personIds.length
		? await db
				.select({ from: preference.byPersonId, to: preference.personId, level: preference.wish })
				.from(preference)
				.where(
					and(
						inArray(preference.wish, ['must_meet', 'meet']),
						sql`${preference.byPersonId} = any(${among}::uuid[]) and ${preference.personId} = any(${among}::uuid[])`
					)
				)
		: [];
	const wishes = preferences as Wish[];
	const said = new Set(wishes.map(({ from, to }) => `${from} ${to}`));
	for (const { from, to } of await listWaiting(context, { gatheringId: gathering.id, mode: modeOf(gathering) })) {
		if (!said.has(`${from} ${to}`)) wishes.push({ from, to, level: 'meet' });
	}
	const standing = await listStanding(db, gathering.id);
	const here = new Set(standing.map(({ id }) => id));
	const grid = await findGrid(db, gathering.id);
	const tables = modeOf(gathering) === 'online' ? [] : await listTables(db, gathering.id);
	const { weights, isDefault } = await viewRoleWeights(db, at.organisation, gathering.id);
	return {
		timeZone: gathering.timeZone,
		slots: (grid?.slots ?? []).filter(({ from }) => from > now),
		people: open.map(({ id, channelRoles }) => {
			const time = times.get(id)!;
			const elsewhere = time.meetings.filter(({ meetingId }) => !here.has(meetingId));
			return { id, channelRoles, busy: allBusy({ ...time, meetings: elsewhere }) };
		}),
		tables: tables.length ? tables.map(({ id, name, zone }) => ({ id, name, zone })) : null,
		wishes,
		standing,
		apart: await listApart(db, personIds),
		roleRules: roleRulesOf(weights, !isDefault),
		most: at.most
	};
}
