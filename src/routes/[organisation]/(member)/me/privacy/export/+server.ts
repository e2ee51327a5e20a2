import { readableExport } from '#lib/gate/person-export.ts';
import { orRefuse } from '#lib/forms.ts';
import type { RequestHandler } from './$types';

/** Everything about the viewer as a file: data for a program, or (`?as=page`) one page to read. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const taken = await orRefuse(url, () =>
		locals.api.gate.privacy.takeEverything({ organisation: params.organisation })
	);
	const asPage = url.searchParams.get('as') === 'page';
	const body = asPage
		? readableExport(taken, locals.context.viewer.locale)
		: JSON.stringify(taken, null, '\t');
	const name = `gerbang-${taken.organisation.slug}-${taken.madeAt.slice(0, 10)}.${asPage ? 'html' : 'json'}`;
	return new Response(body, {
		headers: {
			'content-type': asPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
			'content-disposition': `attachment; filename="${name}"`,
			'content-security-policy': "default-src 'none'; img-src data:; style-src 'unsafe-inline'",
			'cache-control': 'private, no-store'
		}
	});
};
