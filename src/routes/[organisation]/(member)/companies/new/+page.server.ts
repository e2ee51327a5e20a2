import { fail, redirect } from '@sveltejs/kit';
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
		const { organisation } = params;
		const said = readCompany(data);
		const result = await orFail(url, data, () =>
			locals.api.gate.company.create({ organisation, ...said })
		);
		if (!('id' in result)) {
			if (result.data.code !== 'COMPANY_TAKEN') return result;
			const near = await locals.api.gate.company.near({ organisation, name: said.name });
			return fail(result.status, { ...result.data, near });
		}
		redirect(303, `/${params.organisation}/companies/${result.id}`);
	}
};
