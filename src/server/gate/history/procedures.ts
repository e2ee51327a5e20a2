import { z } from 'zod';
import { read } from '#server/kernel/procedures.ts';
import { Home } from '../organisation/schema.ts';
import { listHistory } from './queries.ts';
import { HistoryShape } from './schema.ts';

export const historyProcedures = {
	list: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/history',
			tags: ['history'],
			summary: 'List who did what',
			description:
				'The record of processing, the newest first: who did what to which row. Ids and states only. For owners.'
		})
		.input(
			Home.extend({
				noun: z.string().max(60).optional().describe('Only this kind of thing.'),
				personId: z.uuid().optional().describe('Only what this person did.'),
				after: z.uuid().optional().describe('Only lines before this one in time.'),
				limit: z.coerce.number().int().min(1).max(200).default(50)
			})
		)
		.output(HistoryShape)
		.handler(({ context, input }) => listHistory(context, input))
};
