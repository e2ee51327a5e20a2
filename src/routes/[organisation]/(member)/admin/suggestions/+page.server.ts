import { m } from '#lib/paraglide/messages.js';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

/** What the organisation's suggestions learnt from answers. */
export const load: PageServerLoad = async ({ locals, params, url }) => ({
	learning: await orRefuse(url, () =>
		locals.api.connect.suggestionLearning.find({ organisation: params.organisation })
	)
});

export const actions: Actions = {
	async on({ locals, request, params, url }) {
		return orFail(url, await request.formData(), async () => {
			await locals.api.connect.suggestionLearning.set({ organisation: params.organisation, on: true });
			return { done: m.people_learning_done_on() };
		});
	},
	async off({ locals, request, params, url }) {
		return orFail(url, await request.formData(), async () => {
			await locals.api.connect.suggestionLearning.set({ organisation: params.organisation, on: false });
			return { done: m.people_learning_done_off() };
		});
	}
};
