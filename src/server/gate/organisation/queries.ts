import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessOrganisation, stands, type Organisation, type Standing } from '../access/access.ts';
import { company } from '../company/tables.ts';
import { membership } from '../membership/tables.ts';
import { person } from '../person/tables.ts';
import type { ChannelRoleUse, OrganisationView, OwnOrganisation } from './schema.ts';
import { organisation } from './tables.ts';

/** One organisation as this viewer sees it. Anybody may see that it exists. */
export async function findOrganisation(
	context: ReadContext,
	input: { slug: string }
): Promise<OrganisationView> {
	const { organisation, standing } = await accessOrganisation(context, { slug: input.slug }, 'see');
	return viewOrganisation(organisation, standing);
}

export function viewOrganisation(row: Organisation, standing: Standing): OrganisationView {
	return {
		id: row.id,
		slug: row.slug,
		name: row.name,
		about: row.about,
		colour: row.colour,
		logoFileId: row.logoFileId,
		locale: row.locale as 'id' | 'en',
		timeZone: row.timeZone,
		channelRoles: row.channelRoles,
		isDemo: row.demoAt !== null,
		standing,
		can: { organise: stands(standing, 'organise'), own: stands(standing, 'own') }
	};
}

/** The organisations in which the viewer is known, by name. Nobody signed in: none. */
export async function listOwnOrganisations(context: ReadContext): Promise<OwnOrganisation[]> {
	const { accountId } = context.viewer;
	if (!accountId) return [];
	return context.db
		.select({
			id: organisation.id,
			slug: organisation.slug,
			name: organisation.name,
			colour: organisation.colour,
			logoFileId: organisation.logoFileId,
			personId: person.id,
			role: membership.role
		})
		.from(person)
		.innerJoin(organisation, eq(organisation.id, person.organisationId))
		.leftJoin(membership, eq(membership.personId, person.id))
		.where(and(eq(person.accountId, accountId), isNull(person.erasedAt)))
		.orderBy(asc(organisation.name));
}

/** The channel roles and how many companies carry each; for owners. */
export async function listChannelRoles(
	context: ReadContext,
	input: { organisation: string }
): Promise<ChannelRoleUse[]> {
	const { organisation: home } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'own'
	);
	const counts = await countByChannelRole(context.db, home.id);
	return home.channelRoles.map((role) => ({ ...role, companies: counts.get(role.key) ?? 0 }));
}

/** How many companies of an organisation carry each channel role. */
export async function countByChannelRole(
	db: ReadContext['db'],
	organisationId: string
): Promise<Map<string, number>> {
	const role = sql<string>`unnest(${company.channelRoles})`;
	const rows = await db
		.select({ role: role.as('role'), count: sql<number>`count(*)::int` })
		.from(company)
		.where(eq(company.organisationId, organisationId))
		.groupBy(sql`1`);
	return new Map(rows.map(({ role, count }) => [role, count]));
}
