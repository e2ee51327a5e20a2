import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readColour } from '#lib/gate/colour-choice.ts';
import { zoneOptions } from '#lib/gather/gathering-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) =>
	orRefuse(url, async () => ({
		channelRoles: await locals.api.gate.organisation.channelRoles({
			organisation: params.organisation
		}),
		zones: zoneOptions(locals.context.viewer.locale)
	}));

const text = (data: FormData, name: string) => String(data.get(name) ?? '').trim();

export const actions: Actions = {
	save: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const { organisation } = params;
			const api = locals.api.gate.organisation;
			const picture = data.get('logo');
			if (picture instanceof File && picture.size > 0) await api.setLogo({ organisation, picture });
			else if (data.get('logoRemove') === 'on') await api.setLogo({ organisation, picture: null });
			await api.update({
				organisation,
				name: text(data, 'name'),
				about: text(data, 'about') || null,
				colour: readColour(data),
				locale: text(data, 'locale') === 'en' ? 'en' : 'id',
				timeZone: text(data, 'timeZone')
			});
			return { done: 'save' as const };
		});
	},
	roles: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			const before = await locals.api.gate.organisation.channelRoles({
				organisation: params.organisation
			});
			const roles: { key?: string; id: string; en: string }[] = [];
			const moves: Record<string, string> = {};
			for (const { key } of before) {
				const [id, en] = [text(data, `role-id-${key}`), text(data, `role-en-${key}`)];
				if (data.get(`role-remove-${key}`) === 'on') {
					const into = text(data, `role-into-${key}`);
					if (into) moves[key] = into;
				} else roles.push({ key, id: id || en, en: en || id });
			}
			const [id, en] = [text(data, 'role-id-new'), text(data, 'role-en-new')];
			if (id || en) roles.push({ id: id || en, en: en || id });
			await locals.api.gate.organisation.setChannelRoles({
				organisation: params.organisation,
				roles,
				moves
			});
			return { done: 'roles' as const };
		});
	},
	close: async ({ locals, params, request, url }) => {
		const data = await request.formData();
		const refused = await orFail(url, data, async () => {
			await locals.api.gate.organisation.close({
				organisation: params.organisation,
				confirm: text(data, 'confirm')
			});
			return null;
		});
		if (refused) return refused;
		redirect(303, '/');
	}
};
