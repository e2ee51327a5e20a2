import { error, redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { gatheringFormValues, readGatheringForm, zoneOptions } from '#lib/gather/gathering-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, params, url }) => {
	const { gathering, organisation } = await parent();
	if (!gathering.can.manage) error(404);
	const search = url.searchParams.get('host')?.trim() ?? '';
	const found =
		search.length > 1
			? await orRefuse(url, () =>
					locals.api.connect.profile.list({ organisation: params.organisation, q: search, limit: 8 })
				)
			: null;
	return {
		values: { ...gatheringFormValues(gathering), slug: gathering.slug } as Record<string, string>,
		zones: zoneOptions(locals.context.viewer.locale),
		canPublic: organisation.can.organise,
		hostSearch: search,
		found: found?.people.filter((person) => !gathering.hosts.some((host) => host.personId === person.id)) ?? null
	};
};

const idOf = (data: FormData) => String(data.get('gatheringId'));

export const actions: Actions = {
	save: async ({ request, locals, params, url }) => {
		const data = await request.formData();
		const { gathering } = locals.api.gather;
		const result = await orFail(url, data, async () => {
			const before = await gathering.find({ organisation: params.organisation, slug: params.gathering });
			const after = await gathering.update({
				gatheringId: before.id,
				slug: String(data.get('slug') || before.slug),
				...readGatheringForm(data, before.questions)
			});
			return { saved: true, told: after.sequence > before.sequence, slug: after.slug };
		});
		if ('saved' in result && result.slug !== params.gathering) {
			redirect(303, `/${params.organisation}/g/${result.slug}/manage/settings`);
		}
		return result;
	},
	publish: async ({ request, locals, params, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () => locals.api.gather.gathering.publish({ gatheringId: idOf(data) }));
		if ('slug' in result) redirect(303, `/${params.organisation}/g/${result.slug}/manage`);
		return result;
	},
	cover: async ({ request, locals, url }) => {
		const data = await request.formData();
		const picture = data.get('cover');
		return orFail(url, data, async () => {
			const given = picture instanceof File && picture.size > 0 ? picture : null;
			if (given || data.get('coverRemove') === 'on') {
				await locals.api.gather.gathering.setCover({ gatheringId: idOf(data), picture: given });
			}
			return { saved: true, told: false };
		});
	},
	link: async ({ request, locals, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => ({
			invitation: await locals.api.gather.gathering.invitationLink({
				gatheringId: idOf(data),
				renew: data.get('renew') === 'yes'
			})
		}));
	},
	host: async ({ request, locals, url }) => {
		const data = await request.formData();
		const duty = data.get('duty');
		return orFail(url, data, async () => {
			await locals.api.gather.gathering.setHost({
				gatheringId: idOf(data),
				personId: String(data.get('personId')),
				duty: duty === 'host' || duty === 'door' ? duty : null
			});
			return { saved: true, told: false };
		});
	},
	duplicate: async ({ request, locals, params, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () => locals.api.gather.gathering.duplicate({ gatheringId: idOf(data) }));
		if ('slug' in result) redirect(303, `/${params.organisation}/g/${result.slug}/manage/settings`);
		return result;
	},
	cancel: async ({ request, locals, params, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, () =>
			locals.api.gather.gathering.cancel({ gatheringId: idOf(data), reason: String(data.get('reason') ?? '') })
		);
		if ('slug' in result) redirect(303, `/${params.organisation}/g/${result.slug}`);
		return result;
	},
	delete: async ({ request, locals, params, url }) => {
		const data = await request.formData();
		const result = await orFail(url, data, async () => {
			await locals.api.gather.gathering.deleteDraft({ gatheringId: idOf(data) });
			return { deleted: true };
		});
		if ('deleted' in result) redirect(303, `/${params.organisation}/gatherings`);
		return result;
	}
};
