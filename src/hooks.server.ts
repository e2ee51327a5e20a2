import { AsyncLocalStorage } from 'node:async_hooks';
import { ORPCError } from '@orpc/server';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { product } from '#server/handover.ts';
import type { Locale } from '#server/kernel/errors.ts';

const localeOfRequest = new AsyncLocalStorage<Locale>();
overwriteGetLocale(() => localeOfRequest.getStore() ?? 'id');

export const handle: Handle = async ({ event, resolve }) => {
	const running = product();
	const { headers } = event.request;
	const bearer = /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '')?.[1];
	const viewer = await running.findViewer({
		token: bearer ?? event.cookies.get(running.cookie) ?? null,
		locale: event.cookies.get('locale') ?? null,
		acceptLanguage: headers.get('accept-language'),
		address: event.getClientAddress(),
		userAgent: headers.get('user-agent')
	});
	const context = running.contextFor(viewer);
	event.locals.context = context;
	event.locals.api = running.apiFor(context);

	const response = await localeOfRequest.run(viewer.locale, async () =>
		resolve(event, {
			transformPageChunk: ({ html }) => html.replace('%lang%', viewer.locale)
		})
	);
	const { signInToken } = context.reply;
	if (signInToken !== undefined) {
		response.headers.append(
			'set-cookie',
			event.cookies.serialize(running.cookie, signInToken?.token ?? '', {
				path: '/',
				httpOnly: true,
				secure: event.url.protocol === 'https:',
				sameSite: 'lax',
				...(signInToken ? { expires: signInToken.expiresAt } : { maxAge: 0 })
			})
		);
	}
	response.headers.set('referrer-policy', 'same-origin');
	response.headers.set('x-content-type-options', 'nosniff');
	// A picture's address is never given to another picture: it is kept for good, whoever looks.
	const isPicture = event.url.pathname.startsWith('/files/');
	if (viewer.accountId && !isPicture) response.headers.set('cache-control', 'private, no-store');
	return response;
};

export const handleError: HandleServerError = ({ kind, error, event }) => {
	// A page's load that asked for what it may not have: the refusal's own status and sentence.
	if (kind === 'unknown' && error instanceof ORPCError && error.status < 500) {
		return { status: error.status, message: error.message, code: error.code };
	}
	if (kind === 'unknown') {
		const number = crypto.randomUUID().slice(0, 8);
		product().kernel.log.error({ error, number, path: event.url.pathname }, 'a page failed');
		return { message: number, code: 'INTERNAL' };
	}
	return undefined;
};
