import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readPerson, readVisibility } from '#lib/gate/person-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) =>
	orRefuse(url, async () => {
		const [profile, organisations] = await Promise.all([
			locals.api.gate.me.find({ organisation: params.organisation }),
			locals.api.gate.organisation.listOwn()
		]);
		return { profile, organisations, isWelcome: url.searchParams.has('welcome') };
	});

export const actions: Actions = {
	save: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const { organisation } = params;
			const { me } = locals.api.gate;
			const before = await me.find({ organisation });
			const picture = data.get('photo');
			if (picture instanceof File && picture.size > 0) await me.setPhoto({ organisation, picture });
			else if (data.get('photoRemove') === 'on') await me.setPhoto({ organisation, picture: null });
			const saved = await me.update({
				organisation,
				...readPerson(data, before.links),
				visibility: readVisibility(data)
			});
			return { saved: true, near: saved.nearCompanies, company: saved.company?.name ?? '' };
		});
	},
	useCompany: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.me.update({
				organisation: params.organisation,
				companyId: String(data.get('companyId'))
			});
			return { saved: true, near: [], company: '' };
		});
	},
	leave: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const left = await orFail(url, data, async () => {
			const { organisation } = params;
			const { id } = await locals.api.gate.me.find({ organisation });
			await locals.api.gate.membership.remove({ organisation, personId: id });
			return null;
		});
		if (left) return left;
		redirect(303, `/${params.organisation}`);
	}
};
