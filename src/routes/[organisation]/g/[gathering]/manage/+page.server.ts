import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	// Who only keeps the door has no other side here.
	if (!gathering.can.manage && gathering.can.door) redirect(303, `${url.pathname.replace(/\/$/, '')}/door`);
	return {
		overview: await orRefuse(url, () => locals.api.gather.gathering.overview({ gatheringId: gathering.id }))
	};
};

export const actions: Actions = {
	publish: async ({ request, locals, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gather.gathering.publish({ gatheringId: String(data.get('gatheringId')) });
			return { done: true };
		});
	}
};
