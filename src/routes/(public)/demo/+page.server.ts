import { redirect } from '@sveltejs/kit';
import { orFail } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({ demo: await locals.api.demo.find() });

export const actions: Actions = {
	make: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.demo.make();
			return { begun: true };
		});
	},
	enter: async ({ locals, request, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, async () => {
			await locals.api.gate.account.signInAsDemo({ personId: String(data.get('personId')) });
			return { entered: (await locals.api.demo.find()).slug! };
		});
		if (!('entered' in result)) return result;
		const organiser = data.get('part') === 'organiser';
		redirect(303, `/${result.entered}${organiser ? '/g/temu-kanal-nusantara/manage' : '/g/temu-kanal-nusantara/people'}`);
	}
};
