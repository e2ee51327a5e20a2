import { redirect } from '@sveltejs/kit';
import { ORPCError } from '@orpc/client';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

/** Whose code was scanned: any camera opens this page. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { organisation } = params;
	const code = url.searchParams.get('code') ?? '';
	if (!code) redirect(303, `/${organisation}/people/code`);
	return orRefuse(url, async () => {
		try {
			return {
				code,
				person: await locals.api.connect.personalCode.read({ organisation, code }),
				refused: null
			};
		} catch (thrown) {
			if (thrown instanceof ORPCError && (thrown.code === 'CODE_OLD' || thrown.code === 'OWN_CODE')) {
				return { code, person: null, refused: thrown.message };
			}
			throw thrown;
		}
	});
};

export const actions: Actions = {
	async default({ locals, request, params, url }) {
		const { organisation } = params;
		const data = await request.formData();
		const found = await orFail(url, data, () =>
			locals.api.connect.personalCode.scan({ organisation, code: String(data.get('code') ?? '') })
		);
		if ('personId' in found) redirect(303, `/${organisation}/inbox/${found.personId}`);
		return found;
	}
};
