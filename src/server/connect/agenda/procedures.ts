import { z } from 'zod';
import { raw, read, write } from '#server/kernel/procedures.ts';
import { fetchFeed, makeFeed, revokeFeed } from './commands.ts';
import { findAgenda, findFeed } from './queries.ts';
import { AgendaShape, FeedShape } from './schema.ts';

const tags = ['agenda'];
const InOrganisation = z.object({ organisation: z.string().describe('Slug.') });

export const agendaProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/agenda',
			tags,
			summary: 'Find your agenda',
			description:
				"The caller's starred and own sessions and confirmed meetings together, by day: of one gathering, or of all from now on."
		})
		.input(InOrganisation.extend({ gatheringId: z.uuid().optional() }))
		.output(AgendaShape)
		.handler(({ context, input }) => findAgenda(context, input)),
	findFeed: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/agenda/feed',
			tags,
			summary: 'Find your calendar address',
			description:
				"The caller's private calendar address, if they made one, and when it was last read."
		})
		.input(InOrganisation)
		.output(FeedShape)
		.handler(({ context, input }) => findFeed(context, input)),
	makeFeed: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/agenda/feed',
			tags,
			summary: 'Make your calendar address',
			description:
				'Makes a private address that calendars subscribe to. With renew a new one takes the place of the old, which is dead at once.'
		})
		.input(InOrganisation.extend({ renew: z.boolean().default(false) }))
		.output(FeedShape)
		.handler(({ context, input }) => makeFeed(context, input)),
	revokeFeed: write
		.route({
			method: 'DELETE',
			path: '/organisations/{organisation}/agenda/feed',
			tags,
			summary: 'Revoke your calendar address',
			description: 'Makes the private address dead. Harmless without one.'
		})
		.input(InOrganisation)
		.output(FeedShape)
		.handler(({ context, input }) => revokeFeed(context, input)),
	readFeed: raw
		.route({
			method: 'GET',
			path: '/feeds/{token}',
			tags,
			summary: 'Read a calendar address',
			description:
				'The iCalendar text behind a private address; the address is the permission. Not found once it is revoked.'
		})
		.input(z.object({ token: z.string().min(10).max(100) }))
		.output(z.object({ text: z.string() }))
		.handler(({ context, input }) => fetchFeed(context, input))
};
