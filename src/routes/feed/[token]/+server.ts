import { ORPCError } from '@orpc/client';
import type { RequestHandler } from './$types';

/** A private calendar address: whoever holds it reads. A revoked one is not found, like one that never was. */
export const GET: RequestHandler = async ({ locals, params, request }) => {
	const token = params.token.replace(/\.ics$/, '');
	try {
		const { text } = await locals.api.connect.agenda.readFeed({ token });
		const tag = `"${await digest(text)}"`;
		const headers = { etag: tag, 'cache-control': 'private, max-age=300' };
		if (request.headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers });
		return new Response(text, {
			headers: {
				...headers,
				'content-type': 'text/calendar; charset=utf-8',
				'content-disposition': 'inline; filename="agenda.ics"',
				// The address is a secret: it must not travel on, nor be found.
				'referrer-policy': 'no-referrer',
				'x-robots-tag': 'noindex'
			}
		});
	} catch (refused) {
		if (!(refused instanceof ORPCError) || refused.status >= 500) throw refused;
		return new Response('Not found\n', { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } });
	}
};

async function digest(text: string): Promise<string> {
	const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
	return Buffer.from(bytes).toString('base64url').slice(0, 22);
}
