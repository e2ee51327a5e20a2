import { m } from '#lib/paraglide/messages.js';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

/** The table of channel roles by which this gathering suggests people. */
export const load: PageServerLoad = async ({ locals, params, url }) => ({
	table: await orRefuse(url, () =>
		locals.api.connect.suggestion.findRoleWeights({
			organisation: params.organisation,
			gathering: params.gathering
		})
	)
});

export const actions: Actions = {
	async save({ locals, request, params, url }) {
		const data = await request.formData();
		const weights: Record<string, Record<string, number>> = {};
		for (const [name, value] of data) {
			const [, mine, theirs] = /^w\.([^.]+)\.([^.]+)$/.exec(name) ?? [];
			if (mine && theirs) (weights[mine] ??= {})[theirs] = Number(value);
		}
		return orFail(url, data, async () => {
			await locals.api.connect.suggestion.saveRoleWeights({
				organisation: params.organisation,
				gathering: params.gathering,
				weights
			});
			return { done: m.people_weights_saved() };
		});
	},
	async reset({ locals, request, params, url }) {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.connect.suggestion.saveRoleWeights({
				organisation: params.organisation,
				gathering: params.gathering,
				weights: null
			});
			return { done: m.people_weights_saved() };
		});
	}
};
