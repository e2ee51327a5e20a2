import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
	const { gathering } = await parent();
	return {
		preview: await orRefuse(url, () =>
			locals.api.connect.meetingRun.previewRollback({ gatheringId: gathering.id, number: Number(params.number) })
		)
	};
};

export const actions: Actions = {
	default: async ({ locals, params, url }) => {
		const done = await orFail(url, new FormData(), async () => {
			const { id: gatheringId } = await locals.api.gather.gathering.find({
				organisation: params.organisation,
				slug: params.gathering
			});
			return locals.api.connect.meetingRun.rollBack({ gatheringId, number: Number(params.number) });
		});
		if ('status' in done) return done;
		redirect(303, url.pathname.replace(/\/roll-back$/, '?done=rolled-back'));
	}
};
