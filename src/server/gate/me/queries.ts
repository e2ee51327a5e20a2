import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessOrganisation } from '../access/access.ts';
import { company } from '../company/tables.ts';
import { membership } from '../membership/tables.ts';
import { whatIsMissing } from '../person/rules.ts';
import type { OwnProfile, PersonRecord } from '../person/schema.ts';
import { person } from '../person/tables.ts';
import { accessOwn } from '../privacy/queries.ts';

/** All that is said of a person, without asking who reads it; null once they are erased. */
export async function findRecord(
	db: Db,
	by: { organisationId: string; personId: string }
): Promise<{ row: typeof person.$inferSelect; view: PersonRecord } | null> {
	const [found] = await db
		.select({
			person,
			company: { id: company.id, name: company.name },
			role: membership.role
		})
		.from(person)
		.leftJoin(company, eq(company.id, person.companyId))
		.leftJoin(membership, eq(membership.personId, person.id))
		.where(
			and(
				eq(person.id, by.personId),
				eq(person.organisationId, by.organisationId),
				isNull(person.erasedAt)
			)
		);
	if (!found) return null;
	const row = found.person;
	return {
		row,
		view: {
			id: row.id,
			name: row.name,
			callName: row.callName,
			title: row.title,
			company: found.company,
			city: row.city,
			about: row.about,
			photoFileId: row.photoFileId,
			languages: row.languages,
			offers: row.offers,
			needs: row.needs,
			interests: row.interests,
			links: row.links,
			email: row.email,
			phone: row.phone,
			missing: whatIsMissing(row),
			role: found.role
		}
	};
}

/** Everything the viewer has said of themselves here, who sees it, and what is missing. */
export async function findOwn(
	context: ReadContext,
	input: { organisation: string }
): Promise<OwnProfile> {
	const { organisation, row } = await accessOwn(context, input.organisation);
	const found = await findRecord(context.db, { organisationId: organisation.id, personId: row.id });
	return {
		...found!.view,
		visibility: {
			email: row.emailVisibility,
			phone: row.phoneVisibility,
			links: row.linksVisibility
		},
		pausedAt: row.pausedAt,
		nearCompanies: []
	};
}

/** What an organiser keeps about somebody nobody signs in as. */
export async function findUnclaimed(
	context: ReadContext,
	input: { organisation: string; personId: string }
): Promise<PersonRecord> {
	const { organisation } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const found = await findRecord(context.db, {
		organisationId: organisation.id,
		personId: input.personId
	});
	return found && !found.row.accountId ? found.view : failCommon('NOT_FOUND');
}

/**
 * Tags people of this organisation use, the most used first, that begin or hold what was typed. Offers and needs
 * are one vocabulary: who looks for something should write it as who brings it.
 */
export async function suggestTags(
	context: ReadContext,
	input: {
		organisation: string;
		kind: 'offers' | 'needs' | 'interests';
		search: string;
		limit: number;
	}
): Promise<string[]> {
	const { organisation } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'belong'
	);
	const tags =
		input.kind === 'interests'
			? sql`unnest(${person.interests})`
			: sql`unnest(${person.offers} || ${person.needs})`;
	const listed = context.db
		.select({ tag: sql<string>`${tags}`.as('tag') })
		.from(person)
		.where(and(eq(person.organisationId, organisation.id), isNull(person.erasedAt)))
		.as('listed');
	const search = input.search.trim().replace(/[\\%_]/g, '\\$&');
	const rows = await context.db
		.select({ tag: sql<string>`mode() within group (order by ${listed.tag})` })
		.from(listed)
		.where(
			search ? sql`gate.fold(${listed.tag}) like '%' || gate.fold(${search}) || '%'` : undefined
		)
		.groupBy(sql`gate.fold(${listed.tag})`)
		.orderBy(
			desc(sql`bool_or(gate.fold(${listed.tag}) like gate.fold(${search}) || '%')`),
			desc(sql`count(*)`),
			sql`min(${listed.tag})`
		)
		.limit(input.limit);
	return rows.map(({ tag }) => tag);
}
