import { redirect } from '@sveltejs/kit';
import { backPath } from '#lib/forms.ts';
import type { RequestHandler } from './$types';

/** Ends this browser's sign-in. */
export const POST: RequestHandler = async ({ locals, request }) => {
	const data = await request.formData().catch(() => null);
	await locals.api.gate.account.signOut();
	const back = data?.get('back');
	redirect(303, backPath(typeof back === 'string' ? back : null, '/'));
};
