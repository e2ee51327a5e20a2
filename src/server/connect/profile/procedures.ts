import { z } from 'zod';
import { read } from '#server/kernel/procedures.ts';
import { findProfile, listDirectory, listFacets } from './queries.ts';
import {
	DirectoryFilter,
	DirectoryRequest,
	DirectoryShape,
	FacetsShape,
	ProfileShape
} from './schema.ts';

const tags = ['profile'];

export const profileProcedures = {
	list: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/people',
			tags,
			summary: 'Search the people',
			description:
				'The people of an organisation, or with `gathering` those of one gathering, whom the caller may meet with. Search forgives spelling and accents; pages follow `nextCursor`.'
		})
		.input(DirectoryRequest)
		.output(DirectoryShape)
		.handler(({ context, input }) => listDirectory(context, input)),
	facets: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/people-facets',
			tags,
			summary: 'Count the people by filter',
			description: 'For each filter of the search, its values and how many people each would leave.'
		})
		.input(DirectoryFilter)
		.output(FacetsShape)
		.handler(({ context, input }) => listFacets(context, input)),
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/people/{personId}',
			tags,
			summary: 'See a person',
			description:
				"A person's page as the caller may see it. Contact fields appear where their owner shows or gave them to the caller."
		})
		.input(z.object({ organisation: z.string().describe('Slug.'), personId: z.uuid() }))
		.output(ProfileShape)
		.handler(({ context, input }) => findProfile(context, input))
};
