import { and, eq, sql, type SQL } from 'drizzle-orm';
import { seenPeople } from '#server/gate/public.ts';
import {
	accessGathering,
	findGatheringLines,
	listSharedGatheringIds,
	peopleAt
} from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { findPair, notBlocked } from '../connection/access.ts';
import { findTies, viewConnection } from '../connection/queries.ts';
import { findWishes } from '../suggestion/queries.ts';
import { accessAsPerson, lineOf, mayMeetWith, type Asking, type SeenPeople } from './access.ts';
import { foldWord, readCursor, rolesMeant, wordsOf, writeCursor } from './rules.ts';
import type {
	DirectoryFilter,
	DirectoryRequest,
	DirectoryView,
	FacetsView,
	ProfileView
} from './schema.ts';

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** A list of texts as one parameter. */
const texts = (list: string[]) => sql`${sql.param(list)}::text[]`;

/** Each word stands in the text, or is a misspelling of a word in it, or means a channel role. */
function matches(
	seen: SeenPeople,
	words: string[],
	roles: Asking['organisation']['channelRoles']
): SQL | undefined {
	return and(
		...words.map((word) => {
			const meant = rolesMeant(word, roles);
			const folded = foldWord(word);
			const alike = folded.length > 3 ? sql` or gate.fold(${word}) <% ${seen.searchText}` : sql``;
			const role = meant.length ? sql` or ${seen.channelRoles} && ${texts(meant)}` : sql``;
			return sql`(${seen.searchText} like '%' || gate.fold(${escapeLike(word)}) || '%'${alike}${role})`;
		})
	);
}

/** The best first: the name begins with what was typed, a word of the name does, it stands somewhere, it is alike. */
function rankOf(seen: SeenPeople, q: string): SQL<number> {
	if (!q) return sql<number>`0`;
	const typed = sql`gate.fold(${escapeLike(q)})`;
	const name = sql`split_part(${seen.searchText}, ' | ', 1)`;
	return sql<number>`case
		when ${name} like ${typed} || '%' then 4000
		when ${name} like '% ' || ${typed} || '%' then 3000
		when ${seen.searchText} like '% ' || ${typed} || '%' then 2000
		when ${seen.searchText} like '%' || ${typed} || '%' then 1900
		else (1000 * word_similarity(gate.fold(${q}), ${seen.searchText}))::int
	end`;
}

/** Whether a row has one of the values of a filter; true where the filter is empty. */
const filters = {
	role: (role: SQL, values: string[]) => sql`${role} && ${texts(values)}`,
	city: (city: SQL, values: string[]) =>
		sql`gate.fold(${city}) = any (select gate.fold(v) from unnest(${texts(values)}) v)`,
	tags: (tags: SQL, values: string[]) =>
		sql`exists (select 1 from unnest(${tags}) t where gate.fold(t) = any (select gate.fold(v) from unnest(${texts(values)}) v))`
};

interface Scope {
	asking: Asking;
	/** `with found as (…)`: everybody in scope who matches the words, with what filters and order need. */
	found: SQL;
	/** The four filters on `found`, each true where it is not set. */
	is: Record<'role' | 'city' | 'offer' | 'need', SQL>;
}

/** Opens the directory of an organisation, or of one gathering for those who take part in it. */
async function openDirectory(context: ReadContext, input: DirectoryFilter): Promise<Scope> {
	const { db } = context;
	let asking: Asking;
	let inScope: (seen: SeenPeople) => SQL;
	if (input.gathering) {
		const at = await accessGathering(
			context,
			{ organisation: input.organisation, slug: input.gathering },
			'take_part'
		);
		const me = at.standing.personId ?? failCommon('NOT_FOUND');
		asking = { organisation: at.organisation, standing: at.standing, me };
		const here = peopleAt(db, at.gathering.id);
		inScope = (seen) =>
			and(
				sql`${seen.id} in (${db.select({ id: here.personId }).from(here)})`,
				notBlocked(me, seen.id)
			)!;
	} else {
		asking = await accessAsPerson(context, input.organisation);
		const { standing } = asking;
		inScope = (seen) => mayMeetWith(db, seen, standing);
	}
	const { organisation, standing } = asking;
	const seen = seenPeople(db, { organisationId: organisation.id, standing });
	const found = db
		.select({
			...lineOf(seen),
			channelRoles: seen.channelRoles,
			offers: seen.offers,
			needs: seen.needs,
			sortName: sql<string>`split_part(${seen.searchText}, ' | ', 1) collate "C"`.as('sort_name'),
			rank: rankOf(seen, input.q).as('rank')
		})
		.from(seen)
		.where(and(inScope(seen), matches(seen, wordsOf(input.q), organisation.channelRoles)));
	const when = (values: string[], condition: SQL) => (values.length ? condition : sql`true`);
	return {
		asking,
		found: sql`with found as materialized (${found})`,
		is: {
			role: when(input.role, filters.role(sql`channel_roles`, input.role)),
			city: when(input.city, filters.city(sql`city`, input.city)),
			offer: when(input.offer, filters.tags(sql`offers`, input.offer)),
			need: when(input.need, filters.tags(sql`needs`, input.need))
		}
	};
}

interface FoundRow extends Record<string, unknown> {
	id: string;
	name: string;
	call_name: string | null;
	title: string | null;
	company_name: string | null;
	city: string | null;
	photo_file_id: string | null;
	channel_roles: string[];
	offers: string[];
	needs: string[];
	sort_name: string;
	rank: number;
	total: number;
}

/**
 * One page of the people of an organisation, or of a gathering: those the caller may meet with, the best match
 * first, then by name. Pages follow each other without gaps or doubles while nobody joins in between. A constant
 * number of queries.
 */
export async function listDirectory(
	context: ReadContext,
	input: DirectoryRequest
): Promise<DirectoryView> {
	const { db } = context;
	const { asking, found, is } = await openDirectory(context, input);
	const all = sql`${is.role} and ${is.city} and ${is.offer} and ${is.need}`;
	const after = readCursor(input.cursor);
	const following = after
		? sql`(-rank, sort_name, id) > (${-after.rank}::int, ${after.sortName} collate "C", ${after.id}::uuid)`
		: sql`true`;
	const { rows } = await db.execute<FoundRow>(sql`${found}
		select page.*, (select count(*)::int from found where ${all}) as total
		from (
			select * from found where ${all} and ${following}
			order by rank desc, sort_name, id limit ${input.limit + 1}
		) page
		order by rank desc, sort_name, id`);
	const page = rows.slice(0, input.limit);
	const ids = page.map(({ id }) => id);
	const ties = await findTies(db, asking.me, ids);
	const wishes = await findWishes(db, asking.me, ids);
	const last = page.at(-1);
	return {
		people: page.map((row) => ({
			id: row.id,
			name: row.name,
			callName: row.call_name,
			title: row.title,
			companyName: row.company_name,
			city: row.city,
			photoFileId: row.photo_file_id,
			channelRoles: row.channel_roles,
			offers: row.offers,
			needs: row.needs,
			isMe: row.id === asking.me,
			tie: ties.get(row.id) ?? 'none',
			wish: wishes.get(row.id) ?? null
		})),
		total: rows[0]?.total ?? (after ? await countDirectory(db, found, all) : 0),
		nextCursor:
			rows.length > input.limit && last
				? writeCursor({ rank: last.rank, sortName: last.sort_name, id: last.id })
				: null
	};
}

async function countDirectory(db: Db, found: SQL, all: SQL): Promise<number> {
	const { rows } = await db.execute<{ total: number }>(
		sql`${found} select count(*)::int as total from found where ${all}`
	);
	return rows[0]!.total;
}

/**
 * How many people each value of each filter would leave, counted under the other filters; the thirty most
 * frequent of each. Spellings that differ in case or accents are one value, written as most people write it.
 */
export async function listFacets(
	context: ReadContext,
	input: DirectoryFilter
): Promise<FacetsView> {
	const { found, is } = await openDirectory(context, input);
	const tally = (facet: string, values: SQL, others: SQL) => sql`(
		select ${facet}::text as facet, mode() within group (order by value) as value, count(distinct id)::int as count
		from (select id, ${values} as value from found where ${others}) spread
		where value <> '' group by gate.fold(value) order by count desc, value limit 30
	)`;
	const { rows } = await context.db.execute<{
		facet: keyof FacetsView;
		value: string;
		count: number;
	}>(sql`${found}
		${tally('role', sql`unnest(channel_roles)`, sql`${is.city} and ${is.offer} and ${is.need}`)} union all
		${tally('city', sql`city`, sql`${is.role} and ${is.offer} and ${is.need}`)} union all
		${tally('offer', sql`unnest(offers)`, sql`${is.role} and ${is.city} and ${is.need}`)} union all
		${tally('need', sql`unnest(needs)`, sql`${is.role} and ${is.city} and ${is.offer}`)}`);
	const facets: FacetsView = { role: [], city: [], offer: [], need: [] };
	for (const { facet, value, count } of rows) facets[facet].push({ value, count });
	return facets;
}

/** One person as this viewer may see them; not found where they may not meet with them. */
export async function findProfile(
	context: ReadContext,
	input: { organisation: string; personId: string }
): Promise<ProfileView> {
	const { db } = context;
	const asking = await accessAsPerson(context, input.organisation);
	const { organisation, standing, me } = asking;
	const seen = seenPeople(db, { organisationId: organisation.id, standing });
	const [row] = await db
		.select()
		.from(seen)
		.where(and(eq(seen.id, input.personId), mayMeetWith(db, seen, standing)));
	if (!row) return failCommon('NOT_FOUND');
	const isMe = row.id === me;
	const pair = isMe ? null : await findPair(db, me, row.id);
	const connection = await viewConnection(db, asking, row.id, pair);
	const wishes = await findWishes(db, me, [row.id]);
	const shared = isMe ? [] : await listSharedGatheringIds(db, me, row.id);
	const together = [...(await findGatheringLines(db, shared)).values()].sort(
		(a, b) => b.startsAt.getTime() - a.startsAt.getTime()
	);
	return {
		id: row.id,
		name: row.name,
		callName: row.callName,
		title: row.title,
		companyName: row.companyName,
		city: row.city,
		photoFileId: row.photoFileId,
		isMe,
		hasAccount: row.hasAccount,
		isMember: row.role !== null,
		companyId: row.companyId,
		channelRoles: row.channelRoles,
		brandsCarried: row.companyBrandsCarried,
		brandsWanted: row.companyBrandsWanted,
		about: row.about,
		languages: row.languages,
		offers: row.offers,
		needs: row.needs,
		interests: row.interests,
		contact: {
			email: row.email ?? connection.theirs.email,
			phone: row.phone ?? connection.theirs.phone,
			links: row.links ?? connection.theirs.links
		},
		tie: connection.tie,
		line:
			connection.tie === 'asked_by_me' || connection.tie === 'asked_by_them'
				? connection.line
				: null,
		wish: wishes.get(row.id) ?? null,
		together: together.map(({ id, slug, title, startsAt, timeZone }) => ({
			id,
			slug,
			title,
			startsAt,
			timeZone
		})),
		mine: isMe ? [] : connection.mine,
		can: {
			ask: connection.can.ask,
			accept: connection.can.accept,
			decline: connection.can.decline,
			withdraw: connection.can.withdraw,
			write: connection.can.write,
			openThread: pair !== null && connection.tie !== 'none',
			downloadCard: connection.can.downloadCard,
			wish: !isMe,
			block: !isMe,
			edit: isMe
		}
	};
}
