import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, params, url }) => {
	const { gathering } = await parent();
	const all = url.searchParams.get('of') === 'all';
	const { organisation } = params;
	return {
		all,
		...(await orRefuse(url, async () => ({
			agenda: await locals.api.connect.agenda.find({
				organisation,
				...(all ? {} : { gatheringId: gathering.id })
			}),
			feed: (await locals.api.connect.agenda.findFeed({ organisation })).feed
		})))
	};
};

export const actions: Actions = {
	make: async ({ locals, request, url, params }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.connect.agenda.makeFeed({
				organisation: params.organisation,
				renew: data.get('renew') === 'yes'
			});
		});
	},
	revoke: async ({ locals, request, url, params }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.connect.agenda.revokeFeed({ organisation: params.organisation });
		});
	}
};
