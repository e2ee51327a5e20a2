import { orRefuse } from '#lib/forms.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const { name, text } = await orRefuse(url, () =>
		locals.api.gather.gathering.calendar({
			organisation: params.organisation,
			slug: params.gathering,
			key: url.searchParams.get('key') ?? undefined
		})
	);
	return new Response(text, {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': `attachment; filename="${name}"`
		}
	});
};
