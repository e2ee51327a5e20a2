import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessOrganisation, stands, type Organisation, type Standing } from '../access/access.ts';
import type { OrganisationView } from './schema.ts';

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
