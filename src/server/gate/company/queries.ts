import { and, asc, desc, eq, inArray, isNull, ne, sql, type SQL } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessOrganisation, stands, type Organisation, type Standing } from '../access/access.ts';
import { membership } from '../membership/tables.ts';
import { notApart, seenPeople } from '../person/queries.ts';
import { person } from '../person/tables.ts';
import { nameKey, nearEnough } from './rules.ts';
import type {
	CompanyLine,
	CompanyList,
	CompanySearch,
	CompanyView,
	NearCompany
} from './schema.ts';
import { company } from './tables.ts';

export type Company = typeof company.$inferSelect;

const peopleCount = sql<number>`(
	select count(*)::int from gate.person p where p.company_id = "company"."id" and p.erased_at is null
)`;

const line = {
	id: company.id,
	name: company.name,
	city: company.city,
	channelRoles: company.channelRoles,
	brandsCarried: company.brandsCarried,
	brandsWanted: company.brandsWanted,
	people: peopleCount
};

/**
 * The companies of an organisation, by name, for whoever is known there. The words of a search may stand in name,
 * city or brands, in any order.
 */
export async function listCompanies(
	context: ReadContext,
	input: { organisation: string } & CompanySearch
): Promise<CompanyList> {
	const { organisation } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'belong'
	);
	const inHome = eq(company.organisationId, organisation.id);
	const text = sql`gate.fold(concat_ws(' ', ${company.name}, ${company.city},
		array_to_string(${company.brandsCarried}, ' '), array_to_string(${company.brandsWanted}, ' ')))`;
	const words = input.search.split(/\s+/).filter(Boolean);
	const conditions: (SQL | undefined)[] = [
		inHome,
		...words.map(
			(word) => sql`${text} like '%' || gate.fold(${word.replace(/[\\%_]/g, '\\$&')}) || '%'`
		),
		input.channelRole ? sql`${input.channelRole} = any(${company.channelRoles})` : undefined,
		input.city ? sql`gate.fold(${company.city}) = gate.fold(${input.city})` : undefined
	];
	const where = and(...conditions);
	const [companies, [counted], cities] = await Promise.all([
		context.db
			.select(line)
			.from(company)
			.where(where)
			.orderBy(asc(sql`gate.fold(${company.name})`), asc(company.id))
			.limit(input.limit)
			.offset(input.offset),
		context.db
			.select({ total: sql<number>`count(*)::int` })
			.from(company)
			.where(where),
		context.db
			.select({ city: sql<string>`min(${company.city})`, count: sql<number>`count(*)::int` })
			.from(company)
			.where(and(inHome, ne(company.city, '')))
			.groupBy(sql`gate.fold(${company.city})`)
			.orderBy(desc(sql`count(*)`))
			.limit(40)
	]);
	return { companies, total: counted!.total, cities };
}

/** Companies whose name is this one in another spelling, or much like it; the nearest first. */
export async function findNearCompanies(
	db: Db,
	by: { organisationId: string; name: string; exceptId?: string; limit?: number }
): Promise<NearCompany[]> {
	const key = nameKey(by.name);
	if (key.length < 2) return [];
	const likeness = sql<number>`greatest(similarity(${company.nameKey}, ${key}),
		similarity(replace(${company.nameKey}, ' ', ''), ${key.replaceAll(' ', '')}),
		case when ${company.nameKey} like ${key.replace(/[\\%_]/g, '\\$&')} || ' %' then 0.6 else 0 end)`;
	return db
		.select({
			id: company.id,
			name: company.name,
			city: company.city,
			people: peopleCount,
			isSame: sql<boolean>`${company.nameKey} = ${key}`
		})
		.from(company)
		.where(
			and(
				eq(company.organisationId, by.organisationId),
				by.exceptId ? ne(company.id, by.exceptId) : undefined,
				sql`${likeness} >= ${nearEnough}`
			)
		)
		.orderBy(desc(likeness), asc(company.name))
		.limit(by.limit ?? 5);
}

/** What a form offers while a company's name is typed; for whoever is known in the organisation. */
export async function offerCompanies(
	context: ReadContext,
	input: { organisation: string; name: string }
): Promise<NearCompany[]> {
	const { organisation } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'belong'
	);
	return findNearCompanies(context.db, {
		organisationId: organisation.id,
		name: input.name,
		limit: 6
	});
}

/** The company if the viewer is known in its organisation, else not found; `canEdit`: organisers and its own people. */
export async function accessCompany(
	context: { db: Db; viewer: ReadContext['viewer'] },
	by: { organisation: string; companyId: string }
): Promise<{ company: Company; organisation: Organisation; standing: Standing; canEdit: boolean }> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: by.organisation },
		'belong'
	);
	const [row] = await context.db
		.select({
			company,
			isOwn: sql<boolean>`exists (select 1 from gate.person p
				where p.id = ${standing.personId}::uuid and p.company_id = "company"."id")`
		})
		.from(company)
		.where(and(eq(company.id, by.companyId), eq(company.organisationId, organisation.id)));
	if (!row) return failCommon('NOT_FOUND');
	return {
		company: row.company,
		organisation,
		standing,
		canEdit: row.isOwn || stands(standing, 'organise')
	};
}

/**
 * One company and the people who work there, as far as the viewer may see them: organisers everybody, members the
 * members (but none whom a block keeps apart from them), others only themselves.
 */
export async function findCompany(
	context: ReadContext,
	input: { organisation: string; companyId: string }
): Promise<CompanyView> {
	const { company: row, organisation, standing, canEdit } = await accessCompany(context, input);
	const organises = stands(standing, 'organise');
	const people = seenPeople(context.db, { organisationId: organisation.id, standing });
	const [counted] = await context.db.select(line).from(company).where(eq(company.id, row.id));
	const near = organises
		? await findNearCompanies(context.db, {
				organisationId: organisation.id,
				name: row.name,
				exceptId: row.id
			})
		: [];
	const colleagues = await context.db
		.select({
			id: people.id,
			name: people.name,
			title: people.title,
			city: people.city,
			photoFileId: people.photoFileId,
			offers: people.offers,
			needs: people.needs
		})
		.from(people)
		.where(
			and(
				eq(people.companyId, row.id),
				organises ? undefined : notApart(standing.personId, people.id),
				organises
					? undefined
					: stands(standing, 'member')
						? inArray(people.id, context.db.select({ id: membership.personId }).from(membership))
						: eq(people.id, standing.personId!)
			)
		)
		.orderBy(asc(sql`gate.fold(${people.name})`))
		.limit(200);
	return {
		...(counted as CompanyLine),
		about: row.about,
		website: row.website,
		near,
		colleagues,
		can: { edit: canEdit, merge: organises, remove: organises && counted!.people === 0 }
	};
}

/** How many people who are not erased work at a company. */
export async function countPeopleOf(db: Db, companyId: string): Promise<number> {
	const [row] = await db
		.select({ count: sql<number>`count(*)::int` })
		.from(person)
		.where(and(eq(person.companyId, companyId), isNull(person.erasedAt)));
	return row!.count;
}
