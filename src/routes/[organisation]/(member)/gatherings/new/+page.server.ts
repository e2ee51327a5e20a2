import { error, redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readGatheringForm, zoneOptions } from '#lib/gather/gathering-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, parent }) => {
	const { canCreate, canCreatePublic } = await orRefuse(url, () =>
		locals.api.gather.gathering.list({ organisation: params.organisation, when: 'drafts', limit: 1 })
	);
	const { organisation } = await parent();
	if (!canCreate) {
		if (!locals.context.viewer.accountId) redirect(303, `/sign-in?back=${encodeURIComponent(url.pathname)}`);
		error(404);
	}
	return {
		canCreatePublic,
		zones: zoneOptions(locals.context.viewer.locale),
		start: { mode: 'onsite', timeZone: organisation.timeZone } as Record<string, string>
	};
};

export const actions: Actions = {
	default: async ({ request, locals, params, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () =>
			locals.api.gather.gathering.create({
				organisation: params.organisation,
				...readGatheringForm(data),
				publish: data.get('publish') === 'yes'
			})
		);
		if (!('slug' in result)) return result;
		const base = `/${params.organisation}/g/${result.slug}`;
		redirect(303, result.state === 'draft' ? `${base}/manage/settings` : `${base}/manage`);
	}
};
