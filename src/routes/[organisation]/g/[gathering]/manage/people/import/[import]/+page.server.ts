import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
	const { gathering } = await parent();
	return {
		list: await orRefuse(url, () =>
			locals.api.gather.registrationImport.find({ gatheringId: gathering.id, importId: params.import })
		)
	};
};

export const actions: Actions = {
	columns: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gather.registrationImport.setColumns({
				gatheringId: String(data.get('gatheringId')),
				importId: params.import,
				columns: [...data]
					.filter(([name]) => name.startsWith('column-'))
					.map(([, field]) => (field ? String(field) : null)) as 'name'[]
			});
			return { set: true };
		});
	},
	apply: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () =>
			locals.api.gather.registrationImport.apply({
				gatheringId: String(data.get('gatheringId')),
				importId: params.import,
				tell: data.get('tell') === 'on'
			})
		);
		if ('going' in result) redirect(303, `/${params.organisation}/g/${params.gathering}/manage/people`);
		return result;
	},
	discard: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, async () => {
			await locals.api.gather.registrationImport.discard({
				gatheringId: String(data.get('gatheringId')),
				importId: params.import
			});
			return { gone: true };
		});
		if ('gone' in result) redirect(303, `/${params.organisation}/g/${params.gathering}/manage/people`);
		return result;
	}
};
