import { redirect } from '@sveltejs/kit';
import { orFail } from '#lib/forms.ts';
import { readPerson } from '#lib/gate/person-form.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	default: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () =>
			locals.api.gate.person.add({
				organisation: params.organisation,
				...readPerson(data),
				asMember: data.get('asMember') === 'on'
			})
		);
		if (!('id' in result)) return result;
		redirect(303, `/${params.organisation}/admin/members/${result.id}`);
	}
};
