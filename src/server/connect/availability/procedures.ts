import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { changeAvailability } from './commands.ts';
import { findAvailability } from './queries.ts';
import { AvailabilityChange, AvailabilityShape } from './schema.ts';

export const availabilityProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/gatherings/{gatheringId}/availability',
			tags: ['meeting'],
			summary: 'See when you may be asked for',
			description:
				"Every meeting slot of a gathering and what the caller's own time looks like in it: free, closed, in a session, in a meeting. For people who take part."
		})
		.input(z.object({ gatheringId: z.uuid() }))
		.output(AvailabilityShape)
		.handler(({ context, input }) => findAvailability(context, input)),
	change: write
		.route({
			method: 'PUT',
			path: '/gatherings/{gatheringId}/availability',
			tags: ['meeting'],
			summary: 'Say when you may be asked for',
			description:
				'Closes or opens slots, decides whether starred sessions count as busy, or closes the caller for meetings at this gathering. Fields left out stay as they are; confirmed meetings stand.'
		})
		.input(AvailabilityChange)
		.output(AvailabilityShape)
		.handler(({ context, input }) => changeAvailability(context, input))
};
