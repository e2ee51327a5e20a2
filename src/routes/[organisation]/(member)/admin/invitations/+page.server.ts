import { orFail, orRefuse } from '#lib/forms.ts';
import { readAddresses } from '#lib/gate/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const page = Math.max(1, Number(url.searchParams.get('page')) || 1);
	const isAll = url.searchParams.get('show') === 'all';
	return orRefuse(url, async () => ({
		list: await locals.api.gate.invitation.list({
			organisation: params.organisation,
			state: isAll ? 'all' : 'waiting',
			limit: 50,
			offset: (page - 1) * 50
		}),
		page
	}));
};

const idOf = (data: FormData) => String(data.get('id'));

export const actions: Actions = {
	mail: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => ({
			invited: await locals.api.gate.invitation.invite({
				organisation: params.organisation,
				role: String(data.get('role')) as 'member',
				people: readAddresses(String(data.get('addresses') ?? ''))
			})
		}));
	},
	link: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const uses = String(data.get('uses') ?? '').trim();
		return orFail(url, data, async () => ({
			opened: await locals.api.gate.invitation.open({
				organisation: params.organisation,
				role: String(data.get('linkRole')) as 'member',
				uses: uses ? Number(uses) : null,
				days: Number(data.get('days') ?? 30)
			})
		}));
	},
	renew: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => ({
			renewed: await locals.api.gate.invitation.renew({
				organisation: params.organisation,
				invitationId: idOf(data)
			})
		}));
	},
	revoke: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => ({
			revoked: await locals.api.gate.invitation.revoke({
				organisation: params.organisation,
				invitationId: idOf(data)
			})
		}));
	}
};
