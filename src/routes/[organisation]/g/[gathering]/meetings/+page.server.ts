import { orRefuse } from '#lib/forms.ts';
import { answers } from '#lib/connect/meeting-forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	return {
		mine: await orRefuse(url, () => locals.api.connect.meeting.listMine({ gatheringId: gathering.id }))
	};
};

export const actions: Actions = { accept: answers.accept, decline: answers.decline, here: answers.here };
