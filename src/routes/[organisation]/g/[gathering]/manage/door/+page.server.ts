import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	const gatheringId = gathering.id;
	const search = url.searchParams.get('q')?.trim().slice(0, 100) ?? '';
	return orRefuse(url, async () => ({
		counts: await locals.api.gather.door.counts({ gatheringId }),
		search,
		found: search ? await locals.api.gather.door.search({ gatheringId, search }) : null
	}));
};

/** What the page does by itself where it runs; here for where it does not. */
export const actions: Actions = {
	checkIn: async ({ locals, request, url }) => {
		const data = await request.formData();
		const gatheringId = String(data.get('gatheringId'));
		const said = String(data.get('q') ?? '').trim();
		const registrationId = data.get('registrationId');
		const { door } = locals.api.gather;
		return orFail(url, data, async () => {
			if (registrationId) return { answer: await door.checkIn({ gatheringId, registrationId: String(registrationId) }) };
			const answer = await door.checkIn({ gatheringId, code: said });
			if (answer.guest) return { answer };
			const found = said ? await door.search({ gatheringId, search: said }) : [];
			return found.length ? { found } : { answer };
		});
	},
	undo: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, () =>
			locals.api.gather.door.undo({
				gatheringId: String(data.get('gatheringId')),
				checkInId: String(data.get('checkInId'))
			})
		);
	},
	letIn: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => ({
			answer: await locals.api.gather.door.letIn({
				gatheringId: String(data.get('gatheringId')),
				registrationId: String(data.get('registrationId'))
			})
		}));
	}
};
