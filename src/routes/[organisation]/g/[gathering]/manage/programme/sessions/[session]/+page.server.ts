import { error } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readSessionForm, sessionFormValues } from '#lib/gather/programme/session-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const where = { organisation: params.organisation, gathering: params.gathering };
	const { session, parts } = await orRefuse(url, async () => ({
		session: await locals.api.gather.programme.findSession({ sessionId: params.session }),
		parts: await locals.api.gather.programme.find({ ...where, day: '1970-01-01' })
	}));
	if (session.gathering.slug !== params.gathering || !session.can.manage) error(404);
	return {
		session,
		rooms: parts.rooms,
		tracks: parts.tracks,
		value: sessionFormValues(session, session.gathering.timeZone)
	};
};

export const actions: Actions = {
	save: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const { programme } = locals.api.gather;
			const { gathering } = await programme.findSession({ sessionId: params.session });
			const { fields, newRoom } = readSessionForm(data, gathering.timeZone);
			if (newRoom) {
				const where = { organisation: gathering.organisation, gathering: gathering.slug };
				fields.roomId = (await programme.createRoom({ ...where, name: newRoom })).id;
			}
			await programme.updateSession({ sessionId: params.session, ...fields });
			return { saved: true };
		});
	},
	remove: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gather.programme.removeSession({ sessionId: params.session });
			return { saved: true };
		});
	},
	restore: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await locals.api.gather.programme.restoreSession({ sessionId: params.session });
			return { saved: true };
		});
	}
};
