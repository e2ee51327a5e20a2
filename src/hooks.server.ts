import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { isLocale } from '#server/kernel/errors.ts';
import { product } from '#server/handover.ts';
import { paraglideMiddleware } from '#lib/paraglide/server.js';

export const handle: Handle = async ({ event, resolve }) => {
	const running = product();
	const { headers } = event.request;
	const bearer = /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '')?.[1];
	const chosen = event.cookies.get('locale');
	const viewer = await running.findViewer({
		token: bearer ?? event.cookies.get(running.cookie) ?? null,
		locale: isLocale(chosen) ? chosen : null,
		acceptLanguage: headers.get('accept-language'),
		address: event.getClientAddress(),
		userAgent: headers.get('user-agent')
	});
	const context = running.contextFor(viewer);
	event.locals.context = context;
	event.locals.api = running.apiFor(context);

	return paraglideMiddleware(event.request, async ({ locale }) => {
		const response = await resolve(event, {
			transformPageChunk: ({ html }) => html.replace('%lang%', locale)
		});
		return response;
	});
};

export const handleError: HandleServerError = ({ error, status, message }) => {
	if (status !== 404) product().kernel.log.error({ error }, 'a page failed');
	return { message };
};
