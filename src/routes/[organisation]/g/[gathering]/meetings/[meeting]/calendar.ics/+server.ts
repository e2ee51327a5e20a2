import { orRefuse } from '#lib/forms.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const { fileName, text } = await orRefuse(url, () =>
		locals.api.connect.meeting.calendar({ meetingId: params.meeting })
	);
	return new Response(text, {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': `attachment; filename="${fileName}"`
		}
	});
};
