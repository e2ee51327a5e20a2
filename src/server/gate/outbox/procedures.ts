import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { Home } from '../organisation/schema.ts';
import { markLetterSent, sendFailedLetters, sendLetter } from './commands.ts';
import { findLetter, listLetters } from './queries.ts';
import { LetterShape, LetterState, OutboxShape } from './schema.ts';

const tags = ['outbox'];
const One = Home.extend({ letterId: z.uuid() });

export const outboxProcedures = {
	list: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/letters',
			tags,
			summary: 'List letters',
			description:
				'The mails of an organisation, the newest first: what waits, what failed and why, what was sent. Where no mail server is configured, also the sign-in codes of people who are known here and nowhere else. For owners.'
		})
		.input(
			Home.extend({
				state: LetterState.or(z.literal('all')).default('all'),
				search: z.string().max(100).default(''),
				limit: z.coerce.number().int().min(1).max(200).default(50),
				offset: z.coerce.number().int().min(0).max(1_000_000).default(0)
			})
		)
		.output(OutboxShape)
		.handler(({ context, input }) => listLetters(context, input)),
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/letters/{letterId}',
			tags,
			summary: 'Read a letter',
			description:
				'One mail with its text, to be sent by hand where it did not leave. Of one that has left, links that open something are hidden; a sign-in code is readable only where no mail server is configured. For owners.'
		})
		.input(One)
		.output(LetterShape)
		.handler(({ context, input }) => findLetter(context, input)),
	send: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/letters/{letterId}/send',
			tags,
			summary: 'Send a letter again',
			description:
				'Sends one that waits or failed. Refused with MAIL_STAYS where no mail server is configured. For owners.'
		})
		.input(One)
		.output(LetterShape)
		.handler(({ context, input }) => sendLetter(context, input)),
	sendFailed: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/letters/send-failed',
			tags,
			summary: 'Send all failed letters again',
			description:
				'Sends every letter of the organisation that failed, and says how many. For owners.'
		})
		.input(Home)
		.output(z.object({ count: z.number().int() }))
		.handler(({ context, input }) => sendFailedLetters(context, input)),
	markSent: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/letters/{letterId}/mark-sent',
			tags,
			summary: 'Note that a letter was sent by hand',
			description: 'It waits no longer. Twice is harmless. For owners.'
		})
		.input(One)
		.output(LetterShape)
		.handler(({ context, input }) => markLetterSent(context, input))
};
