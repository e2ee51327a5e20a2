import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

const roles = ['owner', 'organiser', 'member'] as const;
const states = ['here', 'invited', 'uninvited'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const asked = url.searchParams;
	const limit = Math.min(200, Math.max(50, Number(asked.get('limit')) || 50));
	const page = Math.max(1, Number(asked.get('page')) || 1);
	return orRefuse(url, async () => ({
		list: await locals.api.gate.membership.list({
			organisation: params.organisation,
			search: asked.get('q')?.slice(0, 100) ?? '',
			role: roles.find((role) => role === asked.get('role')),
			state: states.find((state) => state === asked.get('state')),
			limit,
			offset: (page - 1) * limit
		}),
		page,
		limit
	}));
};

export const actions: Actions = {
	inviteEverybody: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => ({
			inviting: (
				await locals.api.gate.invitation.inviteEverybody({ organisation: params.organisation })
			).count
		}));
	}
};
