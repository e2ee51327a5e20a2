import { redirect } from '@sveltejs/kit';
import { backPath } from '#lib/forms.ts';
import { openIdCookie, orMessage } from '#lib/gate/open-id.ts';
import type { PageServerLoad } from './$types';

/** Where the OpenID provider sends the browser back to: signs in and goes on, or says what was wrong. */
export const load: PageServerLoad = async ({ locals, url, cookies }) => {
	const state = cookies.get(openIdCookie.name) ?? '';
	cookies.delete(openIdCookie.name, { path: openIdCookie.path });
	const done = await orMessage(locals.api.gate.openId.finish({ query: url.search, state }));
	if ('message' in done) return done;
	redirect(303, backPath(done.back, '/'));
};
