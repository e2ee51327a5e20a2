import { z } from 'zod';
import { raw, read, write } from '#server/kernel/procedures.ts';
import {
	addPasskey,
	beginPasskey,
	beginPasskeySignIn,
	removePasskey,
	renamePasskey,
	signInWithPasskey
} from './commands.ts';
import { listPasskeys } from './queries.ts';
import { BrowserAnswer, BrowserOptions, PasskeyName, PasskeyShape } from './schema.ts';

const tags = ['passkey'];

export const passkeyProcedures = {
	list: read
		.route({
			method: 'GET',
			path: '/account/passkeys',
			tags,
			summary: 'List my passkeys',
			description: 'The passkeys that sign in to this account, oldest first.'
		})
		.output(z.object({ items: z.array(PasskeyShape), total: z.number().int() }))
		.handler(({ context }) => listPasskeys(context)),

	begin: write
		.route({
			method: 'POST',
			path: '/account/passkeys/begin',
			tags,
			summary: 'Begin to add a passkey',
			description: 'Options for the browser’s WebAuthn. The challenge in them is good for one answer within 15 minutes.'
		})
		.output(BrowserOptions)
		.handler(({ context }) => beginPasskey(context)),

	add: raw
		.route({
			method: 'POST',
			path: '/account/passkeys',
			tags,
			summary: 'Add a passkey',
			description: 'Adds the passkey the browser made. Without a name it is called after the device.'
		})
		.input(z.object({ answer: BrowserAnswer, name: PasskeyName.optional() }))
		.output(z.object({ id: z.string() }))
		.handler(({ context, input }) => addPasskey(context, input)),

	rename: write
		.route({
			method: 'PATCH',
			path: '/account/passkeys/{id}',
			tags,
			summary: 'Rename a passkey',
			description: 'Changes what its owner calls it.'
		})
		.input(z.object({ id: z.string(), name: PasskeyName }))
		.handler(({ context, input }) => renamePasskey(context, input)),

	remove: write
		.route({
			method: 'DELETE',
			path: '/account/passkeys/{id}',
			tags,
			summary: 'Remove a passkey',
			description: 'It signs in no longer. The last way in is not removed (LAST_WAY_IN). A second call is harmless.'
		})
		.input(z.object({ id: z.string() }))
		.handler(({ context, input }) => removePasskey(context, input)),

	beginSignIn: raw
		.route({
			method: 'POST',
			path: '/sign-in/passkey/begin',
			tags,
			summary: 'Begin to sign in with a passkey',
			description: 'Options for the browser’s WebAuthn, which name no account: the device offers the keys it has.'
		})
		.output(BrowserOptions)
		.handler(({ context }) => beginPasskeySignIn(context)),

	signIn: raw
		.route({
			method: 'POST',
			path: '/sign-in/passkey',
			tags,
			summary: 'Sign in with a passkey',
			description: 'Checks the browser’s answer and signs it in (the cookie comes with the answer).'
		})
		.input(z.object({ answer: BrowserAnswer }))
		.handler(({ context, input }) => signInWithPasskey(context, input))
};
