import { error, redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readCompany } from '#lib/gate/company-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const company = await orRefuse(url, () =>
		locals.api.gate.company.find({ organisation: params.organisation, companyId: params.company })
	);
	if (!company.can.edit) error(404);
	return { company };
};

export const actions: Actions = {
	default: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () =>
			locals.api.gate.company.update({
				organisation: params.organisation,
				companyId: params.company,
				...readCompany(data)
			})
		);
		if (!('id' in result)) return result;
		redirect(303, `/${params.organisation}/companies/${result.id}`);
	}
};
