import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const perPage = 50;
const views = ['meetings', 'refusals', 'left-out'] as const;

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
	const { gathering } = await parent();
	const one = { gatheringId: gathering.id, number: Number(params.number) };
	const page = Math.max(1, Number(url.searchParams.get('page')) || 1);
	const text = url.searchParams.get('q')?.slice(0, 100) || undefined;
	const view = views.find((name) => name === url.searchParams.get('view')) ?? 'meetings';
	const slot = new Date(url.searchParams.get('slot') ?? '');
	const startsAt = Number.isNaN(slot.getTime()) ? undefined : slot;
	const code = url.searchParams.get('reason')?.slice(0, 40) || undefined;
	const asked = { ...one, text, limit: perPage, offset: (page - 1) * perPage };
	const runs = locals.api.connect.meetingRun;
	return orRefuse(url, async () => {
		const run = await runs.find(one);
		const refusals = view === 'refusals' ? await runs.listRefusals({ ...asked, code }) : null;
		const meetings = refusals
			? null
			: await runs.listMeetings({ ...asked, startsAt, only: view === 'left-out' ? 'left_out' : 'kept' });
		const total = (refusals ?? meetings)!.total;
		return {
			run,
			view,
			refusals,
			meetings,
			startsAt: startsAt ?? null,
			page,
			pages: Math.max(1, Math.ceil(total / perPage)),
			searched: Boolean(text || startsAt || code)
		};
	});
};

const oneOf = async ({ locals, params }: RequestEvent) => ({
	gatheringId: (await locals.api.gather.gathering.find({ organisation: params.organisation, slug: params.gathering })).id,
	number: Number(params.number)
});

export const actions: Actions = {
	stop: async (event) =>
		orFail(event.url, new FormData(), async () => {
			const one = await oneOf(event);
			await event.locals.api.connect.meetingRun.stop(one);
			return { done: m.meeting_run_stopped_done({ number: one.number }) };
		}),
	delete: async (event) => {
		const { url } = event;
		const done = await orFail(url, new FormData(), async () => event.locals.api.connect.meetingRun.delete(await oneOf(event)));
		if ('status' in done) return done;
		redirect(303, url.pathname.replace(/\/[^/]+$/, ''));
	}
};
