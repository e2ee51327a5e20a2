import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readSessionForm } from '#lib/gather/programme/session-form.ts';
import { toLocalInput } from '#lib/time.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
	const { gathering } = await parent();
	const { rooms, tracks, sessions } = await orRefuse(url, () =>
		locals.api.gather.programme.find({ organisation: params.organisation, gathering: params.gathering })
	);
	// The next session usually begins where the last one ended.
	const last = sessions.findLast(({ endsAt }) => endsAt !== null);
	const value: Record<string, string> = {
		startsAt: toLocalInput(last?.endsAt ?? gathering.startsAt, gathering.timeZone),
		roomId: last?.roomId ?? ''
	};
	return { rooms, tracks, value };
};

export const actions: Actions = {
	default: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const where = { organisation: params.organisation, gathering: params.gathering };
		const result = await orFail(url, data, async () => {
			const { gather } = locals.api;
			const { timeZone } = await gather.gathering.find({ organisation: params.organisation, slug: params.gathering });
			const { fields, newRoom } = readSessionForm(data, timeZone);
			if (newRoom) fields.roomId = (await gather.programme.createRoom({ ...where, name: newRoom })).id;
			return gather.programme.createSession({ ...where, ...fields });
		});
		if (!('id' in result)) return result;
		redirect(303, data.has('another') ? url.pathname : url.pathname.replace(/\/sessions\/new$/, ''));
	}
};
