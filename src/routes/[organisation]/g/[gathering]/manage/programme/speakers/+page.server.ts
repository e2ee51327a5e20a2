import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

const states = ['claimed', 'invited', 'not_invited'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const page = Math.max(1, Number(url.searchParams.get('page')) || 1);
	const list = await orRefuse(url, () =>
		locals.api.gather.programme.listSpeakers({
			organisation: params.organisation,
			gathering: params.gathering,
			search: url.searchParams.get('q')?.trim().slice(0, 200) || undefined,
			state: states.find((state) => state === url.searchParams.get('state')),
			offset: (page - 1) * 50
		})
	);
	return { list, page, pages: Math.max(1, Math.ceil(list.total / 50)) };
};

export const actions: Actions = {
	invite: async ({ locals, request, url }) => {
		const data = await request.formData();
		const speakerId = String(data.get('speakerId'));
		const email = String(data.get('email') ?? '').trim() || undefined;
		const phone = String(data.get('phone') ?? '').trim() || undefined;
		return orFail(url, data, async () => ({
			speakerId,
			invited: await locals.api.gather.programme.inviteSpeaker({ speakerId, email, phone })
		}));
	}
};
