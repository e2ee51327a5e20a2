import { redirect } from '@sveltejs/kit';
import { dates } from '#lib/connect/meeting-forms.ts';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

const modeOf = (text: string | null) => (text === 'onsite' || text === 'online' ? text : undefined);

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	const personId = url.searchParams.get('person');
	if (!personId) return { options: null, line: '' };
	return {
		options: await orRefuse(url, () =>
			locals.api.connect.meeting.options({
				gatheringId: gathering.id,
				personId,
				mode: modeOf(url.searchParams.get('mode'))
			})
		),
		/** A reason brought along from a suggestion; theirs to change. */
		line: (url.searchParams.get('line') ?? '').slice(0, 200)
	};
};

export const actions: Actions = {
	default: async ({ locals, request, url, params }) => {
		const data = await request.formData();
		const text = (name: string) => String(data.get(name) ?? '');
		const asked = await orFail(url, data, async () => {
			const gathering = await locals.api.gather.gathering.find({
				organisation: params.organisation,
				slug: params.gathering
			});
			const anyTime = text('when') === 'any';
			return locals.api.connect.meeting.ask({
				gatheringId: gathering.id,
				personId: text('personId'),
				line: text('line'),
				anyTime,
				times: anyTime ? [] : dates(data, 'times'),
				mode: modeOf(text('mode'))
			});
		});
		if ('data' in asked) return asked;
		redirect(303, `/${params.organisation}/g/${params.gathering}/meetings?asked=${asked.id}`);
	}
};
