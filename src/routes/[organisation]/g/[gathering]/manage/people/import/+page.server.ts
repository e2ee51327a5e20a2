import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	await orRefuse(url, () => locals.api.gather.guestList.list({ gatheringId: gathering.id, limit: 1 }));
};

export const actions: Actions = {
	default: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () =>
			locals.api.gather.registrationImport.upload({
				gatheringId: String(data.get('gatheringId')),
				file: data.get('file') as File
			})
		);
		if ('id' in result) {
			redirect(303, `/${params.organisation}/g/${params.gathering}/manage/people/import/${result.id}`);
		}
		return result;
	}
};
