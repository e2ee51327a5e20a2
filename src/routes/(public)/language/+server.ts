import { redirect } from '@sveltejs/kit';
import { backPath } from '#lib/forms.ts';
import type { RequestHandler } from './$types';

const year = 31_536_000;

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
	redirect(303, backPath(url.searchParams.get('back'), '/'));
};
