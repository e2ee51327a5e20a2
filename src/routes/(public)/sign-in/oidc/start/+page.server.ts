import { redirect } from '@sveltejs/kit';
import { backPath } from '#lib/forms.ts';
import { openIdCookie, orMessage } from '#lib/gate/open-id.ts';
import type { PageServerLoad } from './$types';

/** Sends the browser to the OpenID provider. A link leads here, not a form: a form may not leave this site (content policy). */
export const load: PageServerLoad = async ({ locals, url, cookies }) => {
	const begun = await orMessage(
		locals.api.gate.openId.begin({
			back: backPath(url.searchParams.get('back'), '/'),
			connect: url.searchParams.has('connect')
		})
	);
	if ('message' in begun) return begun;
	cookies.set(openIdCookie.name, begun.state, {
		path: openIdCookie.path,
		httpOnly: true,
		// Not strict: the provider sends the browser back from its own site.
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		maxAge: 600
	});
	redirect(303, begun.url, { external: [new URL(begun.url).origin] });
};
