import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readPerson } from '#lib/gate/person-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const one = { organisation: params.organisation, personId: params.person };
	const { gate } = locals.api;
	return orRefuse(url, async () => {
		const known = await gate.membership.find(one);
		const { invitations } = await gate.invitation.list({ ...one, limit: 1 });
		return {
			known,
			record: known.can.edit ? await gate.person.findRecord(one) : null,
			invitation: invitations[0] ?? null
		};
	});
};

const roleOf = (data: FormData) => String(data.get('role')) as 'owner' | 'organiser' | 'member';

export const actions: Actions = {
	role: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const one = { organisation: params.organisation, personId: params.person };
			await locals.api.gate.membership.changeRole({ ...one, role: roleOf(data) });
			return { done: 'role' as const };
		});
	},
	invite: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const one = { organisation: params.organisation, personId: params.person };
			await locals.api.gate.invitation.invitePerson({ ...one, role: roleOf(data) });
			return { done: 'invite' as const };
		});
	},
	save: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const one = { organisation: params.organisation, personId: params.person };
			const { links } = await locals.api.gate.person.findRecord(one);
			await locals.api.gate.person.update({ ...one, ...readPerson(data, links) });
			return { done: 'save' as const };
		});
	},
	remove: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const one = { organisation: params.organisation, personId: params.person };
		const refused = await orFail(url, data, async () => {
			await locals.api.gate.membership.remove(one);
			return null;
		});
		if (refused) return refused;
		redirect(303, `/${params.organisation}/admin/members`);
	},
	erase: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const one = { organisation: params.organisation, personId: params.person };
		const refused = await orFail(url, data, async () => {
			await locals.api.gate.privacy.erasePerson(one);
			return null;
		});
		if (refused) return refused;
		redirect(303, `/${params.organisation}/admin/members`);
	}
};
