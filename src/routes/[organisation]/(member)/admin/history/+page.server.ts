import { orRefuse } from '#lib/forms.ts';
import type { PageServerLoad } from './$types';

const uuid = /^[0-9a-f-]{36}$/;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const id = (name: string) => {
		const value = url.searchParams.get(name) ?? '';
		return uuid.test(value) ? value : undefined;
	};
	return orRefuse(url, async () => ({
		history: await locals.api.gate.history.list({
			organisation: params.organisation,
			noun: url.searchParams.get('noun')?.slice(0, 60) || undefined,
			personId: id('person'),
			after: id('after'),
			limit: 60
		})
	}));
};
