import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) =>
	orRefuse(url, async () => ({
		letter: await locals.api.gate.outbox.find({
			organisation: params.organisation,
			letterId: params.letter
		})
	}));

export const actions: Actions = {
	send: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.outbox.send({
				organisation: params.organisation,
				letterId: params.letter
			});
			return { done: 'send' as const };
		});
	},
	markSent: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.outbox.markSent({
				organisation: params.organisation,
				letterId: params.letter
			});
			return { done: 'markSent' as const };
		});
	}
};
