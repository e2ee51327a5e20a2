import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	return {
		list: await orRefuse(url, () => locals.api.connect.meetingRun.list({ gatheringId: gathering.id }))
	};
};

const gatheringOf = ({ locals, params }: RequestEvent) =>
	locals.api.gather.gathering.find({ organisation: params.organisation, slug: params.gathering });

export const actions: Actions = {
	start: async (event) => {
		const { locals, request, url } = event;
		const data = await request.formData();
		const done = await orFail(url, data, async () => {
			const { id: gatheringId } = await gatheringOf(event);
			const most = Number(data.get('most'));
			return locals.api.connect.meetingRun.start({ gatheringId, ...(data.get('most') && { most }) });
		});
		if ('status' in done) return done;
		redirect(303, `${url.pathname}/${done.number}`);
	},
	stop: async (event) => {
		const { locals, request, url } = event;
		const data = await request.formData();
		return orFail(url, data, async () => {
			const { id: gatheringId } = await gatheringOf(event);
			const number = Number(data.get('number'));
			await locals.api.connect.meetingRun.stop({ gatheringId, number });
			return { done: m.meeting_run_stopped_done({ number }) };
		});
	}
};
