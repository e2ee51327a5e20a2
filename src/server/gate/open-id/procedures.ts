import { z } from 'zod';
import { raw } from '#server/kernel/procedures.ts';
import { beginOpenId, finishOpenId } from './commands.ts';
import { Begun } from './schema.ts';

const tags = ['open-id'];

export const openIdProcedures = {
	begin: raw
		.route({
			method: 'POST',
			path: '/sign-in/open-id/begin',
			tags,
			summary: 'Begin to sign in at the OpenID provider',
			description:
				'Where to send the browser, with PKCE, state and nonce. The state is kept in the browser and shown at the end. With `connect` the provider’s account is tied to the signed-in one.'
		})
		.input(
			z.object({
				back: z.string().max(2000).regex(/^\/(?![/\\])/).nullish().describe('A path of this site to return to.'),
				connect: z.boolean().optional()
			})
		)
		.output(Begun)
		.handler(({ context, input }) => beginOpenId(context, input)),

	finish: raw
		.route({
			method: 'POST',
			path: '/sign-in/open-id',
			tags,
			summary: 'Sign in with the provider’s answer',
			description:
				'Takes the query the provider sent the browser back with. A new identity is signed in by its address only where the provider says it is verified.'
		})
		.input(z.object({ query: z.string().max(8000), state: z.string().max(200) }))
		.output(z.object({ back: z.string().nullable() }))
		.handler(({ context, input }) => finishOpenId(context, input))
};
