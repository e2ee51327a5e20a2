import { dates } from '#lib/connect/meeting-forms.ts';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	return {
		availability: await orRefuse(url, () => locals.api.connect.availability.find({ gatheringId: gathering.id }))
	};
};

export const actions: Actions = {
	default: async ({ locals, request, url, params }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const gathering = await locals.api.gather.gathering.find({
				organisation: params.organisation,
				slug: params.gathering
			});
			const open = new Set(dates(data, 'open').map((date) => date.getTime()));
			await locals.api.connect.availability.change({
				gatheringId: gathering.id,
				isOpen: data.get('isOpen') === 'on',
				starsAreBusy: data.get('starsAreBusy') === 'on',
				closed: dates(data, 'slot').filter((date) => !open.has(date.getTime()))
			});
			return { saved: true as const };
		});
	}
};
