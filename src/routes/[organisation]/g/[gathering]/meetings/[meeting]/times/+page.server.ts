import { redirect } from '@sveltejs/kit';
import { dates } from '#lib/connect/meeting-forms.ts';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const meetingId = params.meeting;
	return {
		meeting: await orRefuse(url, () => locals.api.connect.meeting.find({ meetingId })),
		other: await orRefuse(url, () => locals.api.connect.meeting.otherTimes({ meetingId }))
	};
};

export const actions: Actions = {
	default: async ({ locals, request, url, params }) => {
		const data = await request.formData();
		const anyTime = data.get('when') === 'any';
		const failed = await orFail(url, data, async () => {
			await locals.api.connect.meeting.propose({
				meetingId: params.meeting,
				anyTime,
				times: anyTime ? [] : dates(data, 'times')
			});
		});
		if (failed) return failed;
		redirect(303, `/${params.organisation}/g/${params.gathering}/meetings/${params.meeting}`);
	}
};
