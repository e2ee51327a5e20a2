import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readVisibility } from '#lib/gate/person-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) =>
	orRefuse(url, async () => ({
		privacy: await locals.api.gate.privacy.find({ organisation: params.organisation })
	}));

export const actions: Actions = {
	update: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const paused = data.get('paused');
			const profilingOff = data.get('profilingOff');
			await locals.api.gate.privacy.update({
				organisation: params.organisation,
				...(paused !== null && { paused: paused === 'yes' }),
				...(profilingOff !== null && { profilingOff: profilingOff === 'yes' })
			});
			return { saved: true };
		});
	},
	visibility: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.me.update({
				organisation: params.organisation,
				visibility: readVisibility(data)
			});
			return { saved: true };
		});
	},
	consents: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const { organisation } = params;
			const { privacy } = locals.api.gate;
			const { consents } = await privacy.find({ organisation });
			for (const { purpose, given } of consents) {
				const wanted = data.get(`consent-${purpose}`) === 'on';
				if (wanted !== (given !== null))
					await privacy.setConsent({ organisation, purpose, given: wanted });
			}
			return { saved: true };
		});
	},
	erase: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const refused = await orFail(url, data, async () => {
			await locals.api.gate.privacy.erase({
				organisation: params.organisation,
				confirm: String(data.get('confirm') ?? '')
			});
			return null;
		});
		if (refused) return refused;
		redirect(303, '/?erased');
	}
};
