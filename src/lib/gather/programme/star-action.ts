import { isActionFailure, redirect, type RequestEvent } from '@sveltejs/kit';
import { orFail } from '#lib/forms.ts';

/**
 * The form action behind every star: `sessionId`, and `to` = `on` or `off`. Without scripts it leads back to the
 * same page at the same session; with them it answers `{ isStarred }`.
 */
export async function star({ locals, request, url }: RequestEvent) {
	const data = await request.formData();
	const sessionId = String(data.get('sessionId'));
	const { programme } = locals.api.gather;
	const result = await orFail(url, data, () =>
		data.get('to') === 'off' ? programme.unstar({ sessionId }) : programme.star({ sessionId })
	);
	if (isActionFailure(result) || request.headers.has('x-sveltekit-action')) return result;
	const back = new URLSearchParams([...url.searchParams].filter(([name]) => !name.startsWith('/')));
	redirect(303, `${url.pathname}${back.size ? `?${back}` : ''}#s-${sessionId}`);
}
