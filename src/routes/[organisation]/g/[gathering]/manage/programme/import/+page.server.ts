import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const where = { organisation: params.organisation, gathering: params.gathering };
	const page = Math.max(1, Number(url.searchParams.get('page')) || 1);
	const history = await orRefuse(url, () =>
		locals.api.gather.programme.listImports({ ...where, offset: (page - 1) * 20 })
	);
	return { history, page, pages: Math.max(1, Math.ceil(history.total / 20)), done: url.searchParams.get('done') };
};

export const actions: Actions = {
	preview: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const files = data.getAll('files').filter((file): file is File => file instanceof File && file.size > 0);
		return orFail(url, data, async () => ({
			preview: files.length
				? await locals.api.gather.programme.preview({
						organisation: params.organisation,
						gathering: params.gathering,
						files
					})
				: null
		}));
	},
	import: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () =>
			locals.api.gather.programme.import({
				organisation: params.organisation,
				gathering: params.gathering,
				draftId: String(data.get('draftId'))
			})
		);
		if ('importId' in result) redirect(303, `${url.pathname}?done=${result.importId}`);
		return result;
	}
};
