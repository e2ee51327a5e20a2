import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) =>
	orRefuse(url, async () => ({
		company: await locals.api.gate.company.find({
			organisation: params.organisation,
			companyId: params.company
		})
	}));

export const actions: Actions = {
	merge: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () =>
			locals.api.gate.company.merge({
				organisation: params.organisation,
				companyId: String(data.get('fromId')),
				intoCompanyId: String(data.get('intoId'))
			})
		);
		if (!('id' in result)) return result;
		redirect(303, `/${params.organisation}/companies/${result.id}`);
	},
	remove: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const refused = await orFail(url, data, async () => {
			await locals.api.gate.company.remove({
				organisation: params.organisation,
				companyId: params.company
			});
			return null;
		});
		if (refused) return refused;
		redirect(303, `/${params.organisation}/companies`);
	}
};
