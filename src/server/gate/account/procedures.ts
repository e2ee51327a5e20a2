import { z } from 'zod';
import { raw, read, write } from '#server/kernel/procedures.ts';
import { addAddress, requestCode, signInWithCode } from '../sign-in-code/commands.ts';
import { chooseForAccount, removeAddress, revokeOtherSignIns, revokeSignIn, signInAsDemo, signOut } from './commands.ts';
import { findAccount, findWays, listAddresses, listSignIns, requireAccount } from './queries.ts';
import { AccountShape, AddressShape, Code, CodeSent, Email, Locale, SignInShape, WaysShape } from './schema.ts';

const tags = ['account'];

export const accountProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/account',
			tags,
			summary: 'Find who the caller is',
			description:
				'The account behind the sign-in and the person it is in each organisation. Without a sign-in every field is empty; it is not an error.'
		})
		.output(AccountShape)
		.handler(({ context }) => findAccount(context)),

	choose: write
		.route({
			method: 'PATCH',
			path: '/account',
			tags,
			summary: 'Choose language and time zone',
			description: 'What is left out stays as it is; null forgets the choice, and the browser decides again.'
		})
		.input(z.object({ locale: Locale.nullish(), timeZone: z.string().max(60).nullish() }))
		.handler(({ context, input }) => chooseForAccount(context, input)),

	ways: read
		.route({
			method: 'GET',
			path: '/sign-in/ways',
			tags,
			summary: 'List the ways to sign in',
			description: 'What this installation offers: mail, an OpenID provider, passkeys. The same for everybody.'
		})
		.output(WaysShape)
		.handler(({ context }) => findWays(context)),

	requestCode: raw
		.route({
			method: 'POST',
			path: '/sign-in/codes',
			tags,
			summary: 'Ask for a code by mail',
			description:
				'Sends six digits to the address, valid for ten minutes and five tries; an earlier code is void. The answer is the same whether anybody is known by the address or not. Asking again within 20 seconds sends nothing. Limited by address, by network and altogether.'
		})
		.input(z.object({ email: Email }))
		.output(CodeSent)
		.handler(({ context, input }) => requestCode(context, input)),

	signInWithCode: raw
		.route({
			method: 'POST',
			path: '/sign-in',
			tags,
			summary: 'Sign in with a code',
			description:
				'Takes the code and signs the browser in (the cookie comes with the answer). An address nobody is known by gets an account of its own; people known by the address come with it.'
		})
		.input(z.object({ email: Email, code: Code }))
		.handler(({ context, input }) => signInWithCode(context, input)),

	signInAsDemo: write
		.route({
			method: 'POST',
			path: '/sign-in/demo',
			tags,
			summary: 'Sign in as a person of the demo',
			description: 'One click, for the demo summit only; anybody else is not found.'
		})
		.input(z.object({ personId: z.uuid() }))
		.handler(({ context, input }) => signInAsDemo(context, input)),

	signOut: write
		.route({
			method: 'POST',
			path: '/sign-out',
			tags,
			summary: 'Sign out',
			description: 'Ends this browser’s sign-in. Harmless without one.'
		})
		.handler(({ context }) => signOut(context)),

	listSignIns: read
		.route({
			method: 'GET',
			path: '/account/sign-ins',
			tags,
			summary: 'List where I am signed in',
			description: 'Every browser that may act as this account, this one first, then by last use.'
		})
		.output(z.object({ items: z.array(SignInShape), total: z.number().int() }))
		.handler(({ context }) => listSignIns(context)),

	revokeSignIn: write
		.route({
			method: 'DELETE',
			path: '/account/sign-ins/{id}',
			tags,
			summary: 'Sign one browser out',
			description: 'It is signed out at once. A second call is harmless.'
		})
		.input(z.object({ id: z.uuid() }))
		.handler(({ context, input }) => revokeSignIn(context, input)),

	revokeOtherSignIns: write
		.route({
			method: 'POST',
			path: '/account/sign-ins/revoke-others',
			tags,
			summary: 'Sign out everywhere else',
			description: 'Ends every sign-in of this account but the caller’s own, and says how many.'
		})
		.output(z.object({ count: z.number().int() }))
		.handler(async ({ context }) => ({
			count: await revokeOtherSignIns(context, requireAccount(context.viewer))
		})),

	listAddresses: read
		.route({
			method: 'GET',
			path: '/account/addresses',
			tags,
			summary: 'List my addresses',
			description: 'The addresses that sign in to this account, and those not proved yet.'
		})
		.output(z.object({ items: z.array(AddressShape), total: z.number().int() }))
		.handler(({ context }) => listAddresses(context)),

	addAddress: raw
		.route({
			method: 'POST',
			path: '/account/addresses',
			tags,
			summary: 'Add an address',
			description:
				'Proves with a code (asked for as for signing in) that the caller reads this address’s mail, and adds it to their account. Refused with ADDRESS_TAKEN, after the code only, where it signs in another account.'
		})
		.input(z.object({ email: Email, code: Code }))
		.handler(({ context, input }) => addAddress(context, input)),

	removeAddress: write
		.route({
			method: 'DELETE',
			path: '/account/addresses/{id}',
			tags,
			summary: 'Remove an address',
			description: 'It signs in no longer. The last way in is not removed (LAST_WAY_IN). A second call is harmless.'
		})
		.input(z.object({ id: z.uuid() }))
		.handler(({ context, input }) => removeAddress(context, input))
};
