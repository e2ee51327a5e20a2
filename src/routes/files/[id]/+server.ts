import { error } from '@sveltejs/kit';
import { ORPCError } from '@orpc/client';
import type { RequestHandler } from './$types';

/** A picture. What is under an address never changes, so it is kept for a year. */
export const GET: RequestHandler = async ({ locals, params, request }) => {
	const etag = `"${params.id}"`;
	if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304 });
	try {
		const file = await locals.api.gate.picture.find({ fileId: params.id });
		return new Response(file, {
			headers: {
				'content-type': file.type,
				'content-length': String(file.size),
				'cache-control': 'public, max-age=31536000, immutable',
				'content-security-policy': "default-src 'none'",
				etag
			}
		});
	} catch (thrown) {
		if (thrown instanceof ORPCError && thrown.status < 500) error(404);
		throw thrown;
	}
};
