import { answers, type Done } from '#lib/connect/meeting-forms.ts';
import { orFail, orRefuse } from '#lib/forms.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, params, url }) => {
	const meeting = await orRefuse(url, () => locals.api.connect.meeting.find({ meetingId: params.meeting }));
	const { now } = await parent();
	const inAWeek = new Date(now.getTime() + 7 * 86_400_000);
	return {
		meeting,
		dueOn: new Intl.DateTimeFormat('en-CA', { timeZone: meeting.gathering?.timeZone ?? 'Asia/Jakarta' }).format(inAWeek)
	};
};

const ofPromise = (verb: 'keep' | 'drop' | 'reopen') =>
	(async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async (): Promise<Done> => {
			await locals.api.connect.followUp[verb]({ promiseId: String(data.get('promiseId') ?? '') });
			return { done: m.meeting_done_outcome() };
		});
	}) satisfies Actions[string];

export const actions: Actions = {
	...answers,
	keep: ofPromise('keep'),
	drop: ofPromise('drop'),
	reopen: ofPromise('reopen'),
	async place({ locals, request, url, params }) {
		const data = await request.formData();
		return orFail(url, data, async (): Promise<Done> => {
			await locals.api.connect.meeting.namePlace({
				meetingId: params.meeting,
				placeName: String(data.get('placeName') ?? ''),
				roomUrl: String(data.get('roomUrl') ?? '')
			});
			return { done: m.meeting_done_place() };
		});
	}
};
