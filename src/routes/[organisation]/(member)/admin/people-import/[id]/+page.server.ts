import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

const shows = ['all', 'problems', 'create', 'update', 'same'] as const;
const perPage = 100;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const page = Math.max(1, Number(url.searchParams.get('page')) || 1);
	const show = shows.find((one) => one === url.searchParams.get('show'));
	return orRefuse(url, async () => {
		const one = { organisation: params.organisation, importId: params.id };
		const asMembers = url.searchParams.get('members') !== 'no';
		const preview = await locals.api.gate.peopleImport.find({
			...one,
			asMembers,
			show: show ?? 'all',
			limit: perPage,
			offset: (page - 1) * perPage
		});
		return { preview, page, perPage };
	});
};

export const actions: Actions = {
	columns: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const columns: (string | null)[] = [];
			for (let index = 0; data.has(`column-${index}`); index++) {
				columns.push(String(data.get(`column-${index}`)) || null);
			}
			await locals.api.gate.peopleImport.setColumns({
				organisation: params.organisation,
				importId: params.id,
				columns: columns as never
			});
			return { done: 'columns' as const };
		});
	},
	apply: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gate.peopleImport.apply({
				organisation: params.organisation,
				importId: params.id,
				asMembers: url.searchParams.get('members') !== 'no'
			});
			return { done: 'apply' as const };
		});
	},
	discard: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const refused = await orFail(url, data, async () => {
			await locals.api.gate.peopleImport.discard({
				organisation: params.organisation,
				importId: params.id
			});
			return null;
		});
		if (refused) return refused;
		redirect(303, `/${params.organisation}/admin/people-import`);
	}
};
