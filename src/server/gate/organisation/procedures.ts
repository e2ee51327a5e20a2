import { z } from 'zod';
import { read } from '#server/kernel/procedures.ts';
import { findOrganisation } from './queries.ts';
import { OrganisationShape } from './schema.ts';

export const organisationProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{slug}',
			tags: ['organisation'],
			summary: 'Find an organisation',
			description: 'The organisation at this address, and what the caller is and may do in it.'
		})
		.input(z.object({ slug: z.string() }))
		.output(OrganisationShape)
		.handler(({ context, input }) => findOrganisation(context, input))
};
