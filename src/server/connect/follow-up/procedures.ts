import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { PromiseShape } from '../meeting/schema.ts';
import { dropPromise, keepPromise, makePromise, reopenPromise } from './commands.ts';
import { listPromises } from './queries.ts';
import { MakePromise, PromisesShape } from './schema.ts';

const tags = ['follow-up'];
const OnePromise = z.object({ promiseId: z.uuid() });

export const followUpProcedures = {
	list: read
		.route({
			method: 'GET',
			path: '/organisations/{organisationId}/promises',
			tags,
			summary: 'List open promises',
			description:
				'What the caller promised and was promised in an organisation, as far as it is open, the earliest date first.'
		})
		.input(z.object({ organisationId: z.uuid() }))
		.output(PromisesShape)
		.handler(({ context, input }) => listPromises(context, input)),
	promise: write
		.route({
			method: 'POST',
			path: '/organisations/{organisationId}/promises',
			tags,
			summary: 'Make a promise',
			description:
				'Promises something to a connected person by a date. Both read it in their thread; the caller keeps it or lets it go.'
		})
		.input(MakePromise.extend({ organisationId: z.uuid() }))
		.output(PromiseShape)
		.handler(({ context, input }) => makePromise(context, input)),
	keep: write
		.route({
			method: 'POST',
			path: '/promises/{promiseId}/keep',
			tags,
			summary: 'Keep a promise',
			description: "Says that one of the caller's promises was kept."
		})
		.input(OnePromise)
		.output(PromiseShape)
		.handler(({ context, input }) => keepPromise(context, input)),
	drop: write
		.route({
			method: 'POST',
			path: '/promises/{promiseId}/drop',
			tags,
			summary: 'Let a promise go',
			description: "Says that one of the caller's promises will not be kept."
		})
		.input(OnePromise)
		.output(PromiseShape)
		.handler(({ context, input }) => dropPromise(context, input)),
	reopen: write
		.route({
			method: 'POST',
			path: '/promises/{promiseId}/reopen',
			tags,
			summary: 'Reopen a promise',
			description: 'Takes back that a promise was kept or let go.'
		})
		.input(OnePromise)
		.output(PromiseShape)
		.handler(({ context, input }) => reopenPromise(context, input))
};
