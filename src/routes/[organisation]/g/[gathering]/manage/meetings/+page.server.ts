import { orFail, orRefuse } from '#lib/forms.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const states = ['requested', 'confirmed', 'declined', 'cancelled', 'expired', 'superseded'] as const;
const perPage = 50;

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	const gatheringId = gathering.id;
	const page = Math.max(1, Number(url.searchParams.get('page')) || 1);
	const state = states.find((one) => one === url.searchParams.get('state'));
	const text = url.searchParams.get('q')?.slice(0, 100) || undefined;
	return orRefuse(url, async () => {
		const list = await locals.api.connect.meetingSetting.list({
			gatheringId,
			state,
			text,
			limit: perPage,
			offset: (page - 1) * perPage
		});
		return {
			overview: await locals.api.connect.meetingSetting.overview({ gatheringId }),
			list,
			page,
			pages: Math.max(1, Math.ceil(list.total / perPage)),
			searched: Boolean(state || text)
		};
	});
};

export const actions: Actions = {
	cancel: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.connect.meeting.cancel({ meetingId: String(data.get('meetingId') ?? '') });
			return { done: m.meeting_done_cancelled() };
		});
	}
};
