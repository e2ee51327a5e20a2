import { and, asc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessOrganisation } from '../access/access.ts';
import { company } from '../company/tables.ts';
import { person } from '../person/tables.ts';
import { mayRemove, rolesToGive } from './rules.ts';
import type { KnownPerson, MemberList, MemberSearch } from './schema.ts';
import { membership } from './tables.ts';

/** Whether somebody signs in themselves, is invited, or was never asked. */
const stateAt = (now: Date) => sql<'here' | 'invited' | 'uninvited'>`case
	when ${person.accountId} is not null then 'here'
	when exists (select 1 from gate.invitation i where i.person_id = ${person.id} and i.accepted_at is null
		and i.revoked_at is null and i.expires_at > ${now.toISOString()}::timestamptz) then 'invited'
	else 'uninvited' end`;

/** A contact field as organisers may read it: they wrote it themselves, or its owner shows it to members. */
const mayRead = (visibility: unknown, value: unknown) =>
	sql<
		string | null
	>`case when ${person.accountId} is null or ${visibility} = 'members' then ${value} end`;

/** The members of an organisation, owners first, then by name; for organisers. The same queries however many they are. */
export async function listMembers(
	context: ReadContext,
	input: { organisation: string } & MemberSearch
): Promise<MemberList> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const state = stateAt(context.now);
	const here = and(eq(membership.organisationId, organisation.id), isNull(person.erasedAt));
	const words = input.search.split(/\s+/).filter(Boolean);
	const where = and(
		here,
		...words.map(
			(word): SQL =>
				sql`${person.searchText} like '%' || gate.fold(${word.replace(/[\\%_]/g, '\\$&')}) || '%'`
		),
		input.role ? eq(membership.role, input.role) : undefined,
		input.state ? sql`${state} = ${input.state}` : undefined
	);
	const rows = await context.db
		.select({
			personId: person.id,
			name: person.name,
			title: person.title,
			companyName: company.name,
			city: person.city,
			photoFileId: person.photoFileId,
			role: membership.role,
			joinedAt: membership.joinedAt,
			email: mayRead(person.emailVisibility, person.email),
			phone: mayRead(person.phoneVisibility, person.phone),
			state,
			total: sql<number>`count(*) over ()::int`
		})
		.from(membership)
		.innerJoin(person, eq(person.id, membership.personId))
		.leftJoin(company, eq(company.id, person.companyId))
		.where(where)
		.orderBy(
			sql`array_position(array['owner', 'organiser', 'member'], ${membership.role})`,
			asc(sql`gate.fold(${person.name})`),
			asc(person.id)
		)
		.limit(input.limit)
		.offset(input.offset);
	const counted = await context.db
		.select({ role: membership.role, state, count: sql<number>`count(*)::int` })
		.from(membership)
		.innerJoin(person, eq(person.id, membership.personId))
		.where(here)
		.groupBy(membership.role, sql`2`);
	const counts = { all: 0, owner: 0, organiser: 0, member: 0, here: 0, invited: 0, uninvited: 0 };
	for (const { role, state, count } of counted) {
		counts.all += count;
		counts[role] += count;
		counts[state] += count;
	}
	const [beyond] =
		rows.length || !input.offset
			? []
			: await context.db
					.select({ total: sql<number>`count(*)::int` })
					.from(membership)
					.innerJoin(person, eq(person.id, membership.personId))
					.where(where);
	const give = rolesToGive(standing.role);
	return {
		members: rows.map(({ total: _, ...row }) => ({
			...row,
			can: {
				changeRole: standing.role === 'owner',
				remove: mayRemove(standing.role, row.role, row.personId === standing.personId),
				edit: row.state !== 'here'
			}
		})),
		total: rows[0]?.total ?? beyond?.total ?? 0,
		counts,
		can: { give }
	};
}

/** How many owners of an organisation can sign in and act. */
export async function countOwners(db: Db, organisationId: string): Promise<number> {
	const [row] = await db
		.select({ count: sql<number>`count(*)::int` })
		.from(membership)
		.innerJoin(person, eq(person.id, membership.personId))
		.where(
			and(
				eq(membership.organisationId, organisationId),
				eq(membership.role, 'owner'),
				isNull(person.erasedAt),
				sql`${person.accountId} is not null`
			)
		);
	return row!.count;
}

/** One person, member or guest, and what an organiser may do for them; for organisers. */
export async function findKnownPerson(
	context: ReadContext,
	input: { organisation: string; personId: string }
): Promise<KnownPerson> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const now = context.now.toISOString();
	const [row] = await context.db
		.select({
			personId: person.id,
			name: person.name,
			title: person.title,
			companyName: company.name,
			city: person.city,
			photoFileId: person.photoFileId,
			role: membership.role,
			joinedAt: membership.joinedAt,
			email: mayRead(person.emailVisibility, person.email),
			phone: mayRead(person.phoneVisibility, person.phone),
			state: stateAt(context.now),
			invitationId: sql<string | null>`(select i.id from gate.invitation i
				where i.person_id = ${person.id} and i.accepted_at is null and i.revoked_at is null
					and i.expires_at > ${now}::timestamptz order by i.created_at desc limit 1)`
		})
		.from(person)
		.leftJoin(membership, eq(membership.personId, person.id))
		.leftJoin(company, eq(company.id, person.companyId))
		.where(
			and(
				eq(person.id, input.personId),
				eq(person.organisationId, organisation.id),
				isNull(person.erasedAt)
			)
		);
	if (!row) return failCommon('NOT_FOUND');
	const isSelf = row.personId === standing.personId;
	return {
		...row,
		can: {
			changeRole: standing.role === 'owner' && row.role !== null,
			remove: row.role !== null && mayRemove(standing.role, row.role, isSelf),
			edit: row.state !== 'here',
			invite: row.state === 'here' && row.role ? [] : rolesToGive(standing.role)
		}
	};
}
