import { redirect } from '@sveltejs/kit';
import { backPath, orFail } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { account } = locals.api.gate;
	const [ways, me] = await Promise.all([account.ways(), account.find()]);
	const name = me.people[0]?.name ?? me.email;
	return { ways, back: backPath(url.searchParams.get('back'), '/'), signedInAs: me.id ? (name ?? '') : null };
};

export const actions: Actions = {
	code: async ({ locals, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => ({
			sent: await locals.api.gate.account.requestCode({ email: String(data.get('email') ?? '') }),
			at: Date.now()
		}));
	},
	enter: async ({ locals, request, url }) => {
		const data = await request.formData();
		const refused = await orFail(url, data, () =>
			locals.api.gate.account.signInWithCode({
				email: String(data.get('email') ?? ''),
				code: String(data.get('code') ?? '')
			})
		);
		if (refused) return refused;
		redirect(303, backPath(url.searchParams.get('back'), '/'));
	}
};
