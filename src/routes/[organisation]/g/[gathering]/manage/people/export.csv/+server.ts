import { orRefuse } from '#lib/forms.ts';
import type { RequestHandler } from './$types';

const statuses = ['pending', 'going', 'waitlisted', 'declined', 'cancelled'] as const;

/** The guest list as a file, with the search and filter of the page it was asked from. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const inside = url.searchParams.get('inside');
	const { fileName, text } = await orRefuse(url, async () => {
		const gathering = await locals.api.gather.gathering.find({
			organisation: params.organisation,
			slug: params.gathering
		});
		return locals.api.gather.guestList.exportCsv({
			gatheringId: gathering.id,
			search: url.searchParams.get('q')?.slice(0, 100) ?? '',
			status: statuses.find((one) => one === url.searchParams.get('status')),
			inside: inside === 'yes' ? true : inside === 'no' ? false : undefined
		});
	});
	return new Response(text, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${fileName}"`,
			'cache-control': 'private, no-store'
		}
	});
};
