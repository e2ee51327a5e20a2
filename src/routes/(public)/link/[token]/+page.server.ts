import { redirect } from '@sveltejs/kit';
import { orFail } from '#lib/forms.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	open: async ({ locals, params, request, url }) => {
		const opened = await orFail(url, await request.formData(), () =>
			locals.api.gate.link.open({ token: params.token })
		);
		if ('path' in opened) redirect(303, opened.path);
		return opened;
	},
	code: async ({ locals, params, request, url }) =>
		orFail(url, await request.formData(), async () => ({
			sent: await locals.api.gate.link.requestCode({ token: params.token }),
			at: Date.now()
		})),
	enter: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const opened = await orFail(url, data, () =>
			locals.api.gate.link.openWithCode({ token: params.token, code: String(data.get('code') ?? '') })
		);
		if ('path' in opened) redirect(303, opened.path);
		return opened;
	},
	accept: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const text = (name: string) => String(data.get(name) ?? '').trim() || undefined;
		const accepted = await orFail(url, data, () =>
			locals.api.gate.invitation.accept({ token: params.token, name: text('name'), email: text('email') })
		);
		if ('path' in accepted) redirect(303, accepted.path);
		return accepted;
	}
};
