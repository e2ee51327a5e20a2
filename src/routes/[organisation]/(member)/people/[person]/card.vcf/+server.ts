import { orRefuse } from '#lib/forms.ts';
import type { RequestHandler } from './$types';

/** A connected person as a vCard; `?version=3.0` for older phones. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const card = await orRefuse(url, () =>
		locals.api.connect.contact.card({
			organisation: params.organisation,
			personId: params.person,
			version: url.searchParams.get('version') === '3.0' ? '3.0' : '4.0'
		})
	);
	return new Response(card.text, {
		headers: {
			'content-type': 'text/vcard; charset=utf-8',
			'content-disposition': `attachment; filename="${card.fileName}"`
		}
	});
};
