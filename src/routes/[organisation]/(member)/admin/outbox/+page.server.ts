import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

const states = ['waiting', 'failed', 'sent'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const page = Math.max(1, Number(url.searchParams.get('page')) || 1);
	return orRefuse(url, async () => ({
		box: await locals.api.gate.outbox.list({
			organisation: params.organisation,
			state: states.find((state) => state === url.searchParams.get('state')) ?? 'all',
			search: url.searchParams.get('q')?.slice(0, 100) ?? '',
			limit: 50,
			offset: (page - 1) * 50
		}),
		page,
		now: new Date()
	}));
};

export const actions: Actions = {
	sendFailed: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => ({
			sending: (await locals.api.gate.outbox.sendFailed({ organisation: params.organisation }))
				.count
		}));
	}
};
