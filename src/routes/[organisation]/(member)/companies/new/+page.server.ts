import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readCompany } from '#lib/gate/company-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) =>
	// Organisers only, as the procedure behind the form.
	orRefuse(url, async () => {
		await locals.api.gate.membership.list({ organisation: params.organisation, limit: 1 });
	});

export const actions: Actions = {
	default: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () =>
			locals.api.gate.company.create({ organisation: params.organisation, ...readCompany(data) })
		);
		if (!('id' in result)) return result;
		redirect(303, `/${params.organisation}/companies/${result.id}`);
	}
};
