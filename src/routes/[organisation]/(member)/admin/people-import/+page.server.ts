import { redirect } from '@sveltejs/kit';
import { orFail } from '#lib/forms.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	default: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const given = data.get('file');
		const pasted = String(data.get('text') ?? '').trim();
		const file =
			given instanceof File && given.size > 0
				? given
				: new File([pasted], 'tempel.csv', { type: 'text/csv' });
		const result = await orFail(url, data, () =>
			locals.api.gate.peopleImport.upload({ organisation: params.organisation, file })
		);
		if (!('id' in result)) return result;
		redirect(303, `/${params.organisation}/admin/people-import/${result.id}`);
	}
};
