import { orFail, orRefuse } from '#lib/forms.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const statuses = ['pending', 'going', 'waitlisted', 'declined', 'cancelled'] as const;
const perPage = 50;

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	const page = Math.max(1, Number(url.searchParams.get('page')) || 1);
	const inside = url.searchParams.get('inside');
	const filter = {
		search: url.searchParams.get('q')?.slice(0, 100) ?? '',
		status: statuses.find((one) => one === url.searchParams.get('status')),
		inside: inside === 'yes' ? true : inside === 'no' ? false : undefined
	};
	const list = await orRefuse(url, () =>
		locals.api.gather.guestList.list({
			gatheringId: gathering.id,
			...filter,
			limit: perPage,
			offset: (page - 1) * perPage
		})
	);
	return {
		list,
		page,
		pages: Math.max(1, Math.ceil(list.total / perPage)),
		isSearched: Boolean(filter.search || filter.status || inside)
	};
};

export const actions: Actions = {
	answer: async ({ locals, request, url }) => {
		const data = await request.formData();
		const [answer, all] = String(data.get('answer') ?? '').split('-');
		return orFail(url, data, async () => {
			const done = await locals.api.gather.guestList.answer({
				gatheringId: String(data.get('gatheringId')),
				registrationIds: all ? [] : data.getAll('registrationId').map(String),
				...(all === 'all' && { all: 'pending' as const }),
				answer: answer as 'approve'
			});
			const said = [
				done.going && m.registration_done_going({ count: done.going }),
				done.waitlisted && m.registration_done_waitlisted({ count: done.waitlisted }),
				done.declined && m.registration_done_declined({ count: done.declined }),
				done.cancelled && m.registration_done_cancelled({ count: done.cancelled })
			].filter((one) => typeof one === 'string');
			return { done: said.join(' ') || m.registration_done_nothing() };
		});
	},
	link: async ({ locals, request, url }) => {
		const data = await request.formData();
		const registrationId = String(data.get('registrationId'));
		return orFail(url, data, async () => ({
			handed: {
				registrationId,
				...(await locals.api.gather.guestList.handOver({
					gatheringId: String(data.get('gatheringId')),
					registrationId
				}))
			}
		}));
	}
};
