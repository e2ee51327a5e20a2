import { and, eq, inArray, sql } from 'drizzle-orm';
import { breaches } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessOrganisation, stands, type Organisation } from '../access/access.ts';
import { record } from '../history/commands.ts';
import { readName, readTags, readWebAddress } from '../person/rules.ts';
import { person } from '../person/tables.ts';
import { accessCompany, countPeopleOf, findCompany, type Company } from './queries.ts';
import { nameKey } from './rules.ts';
import { fail, type CompanyChange, type CompanyView } from './schema.ts';
import { company } from './tables.ts';

const keyOf = (name: string): string => nameKey(name) || name.toLowerCase();

/**
 * The company of this name in an organisation, in whatever spelling it stands there; made if there is none.
 * Safe for many callers at once: the key is unique.
 */
export async function ensureCompany(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: { organisationId: string; name: string }
): Promise<{ id: string; name: string; isNew: boolean }> {
	const { db, now } = context;
	const name = readName(input.name).slice(0, 160);
	const key = keyOf(name);
	const find = () =>
		db
			.select({ id: company.id, name: company.name })
			.from(company)
			.where(and(eq(company.organisationId, input.organisationId), eq(company.nameKey, key)));
	const [found] = await find();
	if (found) return { ...found, isNew: false };
	const [made] = await db
		.insert(company)
		.values({ organisationId: input.organisationId, name, nameKey: key, createdAt: now })
		.onConflictDoNothing({ target: [company.organisationId, company.nameKey] })
		.returning({ id: company.id, name: company.name });
	if (made) return { ...made, isNew: true };
	const [other] = await find();
	return { ...other!, isNew: false };
}

function readChange(
	organisation: Organisation,
	change: CompanyChange
): Partial<typeof company.$inferInsert> {
	const { name, city, about, website, channelRoles, brandsCarried, brandsWanted } = change;
	const known = new Set(organisation.channelRoles.map(({ key }) => key));
	for (const role of channelRoles ?? []) {
		if (!known.has(role)) fail('CHANNEL_ROLE_UNKNOWN', { role }, 'channelRoles');
	}
	const address = website ? readWebAddress(website) : null;
	if (website && !address) fail('WEBSITE_UNREADABLE', {}, 'website');
	return {
		...(name !== undefined && { name: readName(name), nameKey: keyOf(readName(name)) }),
		...(city !== undefined && { city: city || null }),
		...(about !== undefined && { about: about || null }),
		...(website !== undefined && { website: address }),
		...(channelRoles !== undefined && { channelRoles: [...new Set(channelRoles)] }),
		...(brandsCarried !== undefined && { brandsCarried: readTags(brandsCarried, 60) }),
		...(brandsWanted !== undefined && { brandsWanted: readTags(brandsWanted, 60) })
	};
}

/** Adds a company; for organisers. A name that is there in any spelling is refused. */
export async function createCompany(
	context: WriteContext,
	input: { organisation: string } & CompanyChange & { name: string }
): Promise<CompanyView> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const made = await ensureCompany(context, { organisationId: organisation.id, name: input.name });
	if (!made.isNew) fail('COMPANY_TAKEN', { name: made.name }, 'name');
	const { name: _, nameKey: __, ...rest } = readChange(organisation, input);
	if (Object.keys(rest).length)
		await context.db.update(company).set(rest).where(eq(company.id, made.id));
	await record(context, {
		organisationId: organisation.id,
		byPersonId: standing.personId,
		noun: 'company',
		nounId: made.id,
		verb: 'create'
	});
	return findCompany(context, { organisation: organisation.slug, companyId: made.id });
}

/** Changes a company; for organisers and the people who work there. What is left out stays. */
export async function updateCompany(
	context: WriteContext,
	input: { organisation: string; companyId: string } & CompanyChange
): Promise<CompanyView> {
	const { company: row, organisation, standing, canEdit } = await accessCompany(context, input);
	if (!canEdit) failCommon('NOT_ALLOWED');
	const change = readChange(organisation, input);
	if (Object.keys(change).length) {
		await context.db
			.update(company)
			.set(change)
			.where(eq(company.id, row.id))
			.catch(async (error) => {
				if (breaches(error, 'company_name')) fail('COMPANY_TAKEN', { name: input.name! }, 'name');
				throw error;
			});
		await record(context, {
			organisationId: organisation.id,
			byPersonId: standing.personId,
			noun: 'company',
			nounId: row.id,
			verb: 'update',
			detail: { fields: Object.keys(change).filter((field) => field !== 'nameKey') }
		});
	}
	return findCompany(context, input);
}

/**
 * Makes two companies one; for organisers. The people of `companyId` move to `intoCompanyId`, which gains its
 * roles and brands and, where it has none itself, city, website and words; then `companyId` is gone. A second
 * call finds nothing. Locks both.
 */
export async function mergeCompany(
	context: WriteContext,
	input: { organisation: string; companyId: string; intoCompanyId: string }
): Promise<CompanyView> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	if (input.companyId === input.intoCompanyId) fail('SAME_COMPANY', {}, 'intoCompanyId');
	await mergeRows(context, organisation.id, input.companyId, input.intoCompanyId);
	await record(context, {
		organisationId: organisation.id,
		byPersonId: standing.personId,
		noun: 'company',
		nounId: input.intoCompanyId,
		verb: 'merge',
		detail: { mergedId: input.companyId }
	});
	return findCompany(context, { organisation: input.organisation, companyId: input.intoCompanyId });
}

async function mergeRows(
	context: Pick<WriteContext, 'db'>,
	organisationId: string,
	fromId: string,
	intoId: string
): Promise<void> {
	const { db } = context;
	const rows: Company[] = await db
		.select()
		.from(company)
		.where(and(eq(company.organisationId, organisationId), inArray(company.id, [fromId, intoId])))
		.orderBy(company.id)
		.for('update');
	const from = rows.find(({ id }) => id === fromId);
	const into = rows.find(({ id }) => id === intoId);
	if (!from || !into) return failCommon('NOT_FOUND');
	await db.update(person).set({ companyId: into.id }).where(eq(person.companyId, from.id));
	await db
		.update(company)
		.set({
			city: into.city ?? from.city,
			about: into.about ?? from.about,
			website: into.website ?? from.website,
			channelRoles: [...new Set([...into.channelRoles, ...from.channelRoles])],
			brandsCarried: readTags([...into.brandsCarried, ...from.brandsCarried], 60),
			brandsWanted: readTags([...into.brandsWanted, ...from.brandsWanted], 60)
		})
		.where(eq(company.id, into.id));
	await db.delete(company).where(eq(company.id, from.id));
}

/** Removes a company nobody works at; for organisers. */
export async function removeCompany(
	context: WriteContext,
	input: { organisation: string; companyId: string }
): Promise<void> {
	const { company: row, organisation, standing } = await accessCompany(context, input);
	if (!stands(standing, 'organise')) failCommon('NOT_ALLOWED');
	await context.db
		.select({ id: company.id })
		.from(company)
		.where(eq(company.id, row.id))
		.for('update');
	const count = await countPeopleOf(context.db, row.id);
	if (count) fail('COMPANY_HAS_PEOPLE', { count });
	await context.db.delete(company).where(eq(company.id, row.id));
	await record(context, {
		organisationId: organisation.id,
		byPersonId: standing.personId,
		noun: 'company',
		nounId: row.id,
		verb: 'remove'
	});
}

/** Removes a company if it was only just made with a name: nobody works there and nothing else is known of it. */
export async function forgetEmptyCompany(
	context: Pick<WriteContext, 'db'>,
	companyId: string
): Promise<void> {
	await context.db.delete(company).where(
		and(
			eq(company.id, companyId),
			sql`${company.channelRoles} = '{}' and ${company.brandsCarried} = '{}' and ${company.brandsWanted} = '{}'
				and ${company.city} is null and ${company.about} is null and ${company.website} is null
				and not exists (select 1 from gate.person p where p.company_id = "company"."id")`
		)
	);
}
