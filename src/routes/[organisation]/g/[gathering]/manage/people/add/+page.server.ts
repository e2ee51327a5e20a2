import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
	const { gathering } = await parent();
	// Asks whether the viewer runs this gathering.
	await orRefuse(url, () => locals.api.gather.guestList.list({ gatheringId: gathering.id, limit: 1 }));
	const search = url.searchParams.get('q')?.trim().slice(0, 100) ?? '';
	const found =
		search.length > 1
			? await orRefuse(url, () =>
					locals.api.connect.profile.list({ organisation: params.organisation, q: search, limit: 12 })
				)
			: null;
	return { search, found: found?.people ?? null };
};

export const actions: Actions = {
	default: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const text = (name: string) => String(data.get(name) ?? '').trim();
		const result = await orFail(url, data, () =>
			locals.api.gather.guestList.add({
				gatheringId: text('gatheringId'),
				...(text('personId') ? { personId: text('personId') } : {}),
				name: text('name') || undefined,
				email: text('email') || null,
				phone: text('phone') || null,
				title: text('title') || null,
				companyName: text('companyName') || null
			})
		);
		if ('registrationId' in result) {
			redirect(303, `/${params.organisation}/g/${params.gathering}/manage/people?status=${result.status}`);
		}
		return result;
	}
};
