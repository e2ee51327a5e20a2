import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { seenPeople } from '#server/gate/public.ts';
import {
	accessGathering,
	findGatheringLines,
	listSharedGatheringIds,
	peopleAt
} from '#server/gather/public.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { findPair, notBlocked } from '../connection/access.ts';
import { findTies, viewConnection } from '../connection/queries.ts';
import { findWishes } from '../suggestion/queries.ts';
import { accessAsPerson, lineOf, mayMeetWith, type Asking, type SeenPeople } from './access.ts';
import {
	makeVocabulary,
	readCursor,
	rolesMeant,
	vocabularyAge,
	wordsOf,
	writeCursor,
	type Vocabulary
} from './rules.ts';
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

/** What one typed word is looked for as: itself, the words it may be a misspelling of, the channel roles it means. */
interface Sought {
	word: string;
	near: string[];
	roles: string[];
}

/** Each word stands in the text, or is a misspelling of a word in it, or means a channel role. */
function matches(seen: SeenPeople, words: Sought[]): SQL | undefined {
	return and(
		...words.map(({ word, near, roles }) => {
			// The words of a vocabulary are letters and digits only: nothing in them to escape.
			const alike = near.length ? sql` or ${seen.searchText} ~ ${near.join('|')}` : sql``;
			const role = roles.length ? sql` or ${seen.channelRoles} && ${texts(roles)}` : sql``;
			return sql`(${seen.searchText} like '%' || gate.fold(${escapeLike(word)}) || '%'${alike}${role})`;
		})
	);
}

/** The best first: what was typed begins the name, or a word of it; then each word by where it stands. */
function rankOf(seen: SeenPeople, q: string, words: Sought[]): SQL<number> {
	if (!words.length) return sql<number>`0`;
	const name = sql`split_part(${seen.searchText}, ' | ', 1)`;
	const like = (text: SQL, before: string, typed: string, points: number) =>
		sql`when ${text} like ${before} || gate.fold(${escapeLike(typed)}) || '%' then ${sql.raw(String(points))}`;
	const whole = sql`case ${like(name, '', q, 100)} ${like(name, '% ', q, 60)} else 0 end`;
	const each = words.map(
		({ word }) =>
			sql`case ${like(name, '', word, 9)} ${like(name, '% ', word, 7)} ${like(sql`${seen.searchText}`, '% ', word, 4)} ${like(sql`${seen.searchText}`, '%', word, 3)} else 0 end`
	);
	return sql<number>`(${sql.join([whole, ...each], sql` + `)})`;
}

// The vocabularies of the organisations asked about lately.
const vocabularies = new Map<string, { vocabulary: Vocabulary; madeAt: number }>();

/** The words of an organisation's people (nobody paused or erased), read again after half a minute. */
async function findVocabulary(context: ReadContext, organisationId: string): Promise<Vocabulary> {
	const held = vocabularies.get(organisationId);
	const now = context.now.getTime();
	if (held && Math.abs(now - held.madeAt) < vocabularyAge) return held.vocabulary;
	const seen = seenPeople(context.db, { organisationId, standing: { personId: null, role: null } });
	const rows = await context.db.select({ text: seen.searchText }).from(seen);
	const vocabulary = makeVocabulary(rows.map(({ text }) => text));
	vocabularies.delete(organisationId);
	vocabularies.set(organisationId, { vocabulary, madeAt: now });
	if (vocabularies.size > 20) vocabularies.delete(vocabularies.keys().next().value!);
	return vocabulary;
}

async function readWords(
	context: ReadContext,
	q: string,
	organisation: Asking['organisation']
): Promise<Sought[]> {
	const words = wordsOf(q);
	if (!words.length) return [];
	const vocabulary = await findVocabulary(context, organisation.id);
	return words.map((word) => ({
		word,
		near: word.length > 3 ? vocabulary.near(word) : [],
		roles: rolesMeant(word, organisation.channelRoles)
	}));
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
	seen: SeenPeople;
	words: Sought[];
	/** Whom the caller may meet with here and who matches the words. */
	where: SQL;
	/** The four filters, each true where it is not set. */
	is: Record<'role' | 'city' | 'offer' | 'need', SQL>;
}

/** Opens the directory of an organisation, or of one gathering for those who take part in it. */
async function openDirectory(context: ReadContext, input: DirectoryFilter): Promise<Scope> {
	const { db } = context;
	let asking: Asking;
	let gatheringId: string | null = null;
	if (input.gathering) {
		const at = await accessGathering(
			context,
			{ organisation: input.organisation, slug: input.gathering },
			'take_part'
		);
		const me = at.standing.personId ?? failCommon('NOT_FOUND');
		asking = { organisation: at.organisation, standing: at.standing, me };
		gatheringId = at.gathering.id;
	} else {
		asking = await accessAsPerson(context, input.organisation);
	}
	const { organisation, standing, me } = asking;
	const seen = seenPeople(db, { organisationId: organisation.id, standing });
	const here = gatheringId ? peopleAt(db, gatheringId) : null;
	const inScope = here
		? and(inArray(seen.id, db.select({ id: here.personId }).from(here)), notBlocked(me, seen.id))
		: mayMeetWith(db, seen, standing);
	const words = await readWords(context, input.q, organisation);
	const when = (values: string[], condition: SQL) => (values.length ? condition : sql`true`);
	return {
		asking,
		seen,
		words,
		where: and(inScope, matches(seen, words))!,
		is: {
			role: when(input.role, filters.role(sql`${seen.channelRoles}`, input.role)),
			city: when(input.city, filters.city(sql`${seen.city}`, input.city)),
			offer: when(input.offer, filters.tags(sql`${seen.offers}`, input.offer)),
			need: when(input.need, filters.tags(sql`${seen.needs}`, input.need))
		}
	};
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
	const { asking, seen, words, where, is } = await openDirectory(context, input);
	const hits = db
		.select({
			id: seen.id,
			sortName: sql<string>`split_part(${seen.searchText}, ' | ', 1)`.as('sort_name'),
			rank: rankOf(seen, input.q, words).as('rank')
		})
		.from(seen)
		.where(and(where, is.role, is.city, is.offer, is.need));
	const after = readCursor(input.cursor);
	const following = after
		? sql`(-rank, sort_name collate "C", id) > (${-after.rank}::int, ${after.sortName} collate "C", ${after.id}::uuid)`
		: sql`true`;
	const { rows } = await db.execute<{
		id: string;
		sort_name: string;
		rank: number;
		total: number;
	}>(sql`
		with hit as materialized (${hits})
		select page.*, tally.total
		from (select count(*)::int as total from hit) tally
		left join (
			select * from hit where ${following} order by rank desc, sort_name collate "C", id limit ${input.limit + 1}
		) page on true
		order by page.rank desc, page.sort_name collate "C", page.id`);
	const page = rows.filter(({ id }) => id !== null).slice(0, input.limit);
	const ids = page.map(({ id }) => id);
	const found = ids.length
		? await db
				.select({
					...lineOf(seen),
					channelRoles: seen.channelRoles,
					offers: seen.offers,
					needs: seen.needs
				})
				.from(seen)
				.where(inArray(seen.id, ids))
		: [];
	const people = new Map(found.map((row) => [row.id, row]));
	const ties = await findTies(db, asking.me, ids);
	const wishes = await findWishes(db, asking.me, ids);
	const last = page.at(-1);
	return {
		people: ids.flatMap((id) => {
			const row = people.get(id);
			if (!row) return [];
			return [
				{
					...row,
					isMe: id === asking.me,
					tie: ties.get(id) ?? 'none',
					wish: wishes.get(id) ?? null
				}
			];
		}),
		total: rows[0]!.total,
		nextCursor:
			rows.length > input.limit && last
				? writeCursor({ rank: last.rank, sortName: last.sort_name, id: last.id })
				: null
	};
}

/**
 * How many people each value of each filter would leave, counted under the other filters; the thirty most
 * frequent of each. Spellings that differ in case or accents are one value, written as most people write it.
 */
export async function listFacets(
	context: ReadContext,
	input: DirectoryFilter
): Promise<FacetsView> {
	const { db } = context;
	const { seen, where, is } = await openDirectory(context, input);
	const hits = db
		.select({
			roles: sql`${seen.channelRoles}`.as('roles'),
			city: sql`${seen.city}`.as('city_'),
			offers: sql`${seen.offers}`.as('offers_'),
			needs: sql`${seen.needs}`.as('needs_'),
			isRole: sql`${is.role}`.as('is_role'),
			isCity: sql`${is.city}`.as('is_city'),
			isOffer: sql`${is.offer}`.as('is_offer'),
			isNeed: sql`${is.need}`.as('is_need')
		})
		.from(seen)
		.where(where);
	// Counted as spelt first: only the few different spellings are then folded.
	const tally = (facet: string, values: SQL, others: SQL) => sql`(
		select ${facet}::text as facet, (array_agg(value order by people desc, value))[1] as value, sum(people)::int as count
		from (
			select value, count(*) as people from (select ${values} as value from hit where ${others}) held
			where value <> '' group by value
		) spelt
		group by gate.fold(value) order by count desc, value limit 30
	)`;
	const { rows } = await db.execute<{ facet: keyof FacetsView; value: string; count: number }>(sql`
		with hit as materialized (${hits})
		${tally('role', sql`unnest(roles)`, sql`is_city and is_offer and is_need`)} union all
		${tally('city', sql`city_`, sql`is_role and is_offer and is_need`)} union all
		${tally('offer', sql`unnest(offers_)`, sql`is_role and is_city and is_need`)} union all
		${tally('need', sql`unnest(needs_)`, sql`is_role and is_city and is_offer`)}`);
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
