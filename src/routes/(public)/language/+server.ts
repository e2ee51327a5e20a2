import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

const year = 31_536_000;

/** A path of this very site, or its front page: nobody is led elsewhere. */
function path(back: string | null, site: URL): string {
	if (!back || !URL.canParse(back, site)) return '/';
	const { origin, pathname, search } = new URL(back, site);
	return origin === site.origin && !/^\/[/\\]/.test(pathname) ? pathname + search : '/';
}

/** Keeps the language a person chose (with their account too: mail speaks it), and leads back to the page they were on. */
export const GET: RequestHandler = async ({ url, cookies, locals }) => {
	const to = url.searchParams.get('to');
	if (to === 'id' || to === 'en') {
		const secure = url.protocol === 'https:';
		cookies.set('locale', to, {
			path: '/',
			maxAge: year,
			sameSite: 'lax',
			httpOnly: false,
			secure
		});
		if (locals.context.viewer.accountId) await locals.api.gate.account.choose({ locale: to });
	}
	redirect(303, path(url.searchParams.get('back'), url));
};
