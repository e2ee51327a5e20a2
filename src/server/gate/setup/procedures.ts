import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { setUpOrganisation } from './commands.ts';
import { findSetup } from './queries.ts';
import { Link, NewSetup, SetupShape } from './schema.ts';

export const setupProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/setup',
			tags: ['setup'],
			summary: 'Find whether an organisation may be made',
			description: 'Whether the caller may make an organisation here: with the owner link, or as an owner of another. Uses nothing up.'
		})
		.input(z.object({ link: Link }))
		.output(SetupShape)
		.handler(({ context, input }) => findSetup(context, input)),

	create: write
		.route({
			method: 'POST',
			path: '/setup',
			tags: ['setup'],
			summary: 'Make an organisation',
			description:
				'Makes an organisation with the caller as its owner and signs them in. The first one needs the one-time link the server prints when it starts; further ones are made by an owner of one here.'
		})
		.input(NewSetup)
		.output(z.object({ organisationId: z.uuid(), slug: z.string() }))
		.handler(({ context, input }) => setUpOrganisation(context, input))
};
