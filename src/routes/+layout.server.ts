import type { LayoutServerLoad } from './$types';

/** What every page knows: the language it speaks, and whether anybody is signed in, and as which sign-in. */
export const load: LayoutServerLoad = ({ locals }) => ({
	locale: locals.context.viewer.locale,
	isSignedIn: locals.context.viewer.accountId !== null,
	signIn: locals.context.viewer.signInId
});
