import { orRefuse } from '#lib/forms.ts';
import type { PageServerLoad } from './$types';

const perPage = 50;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const page = Math.max(1, Number(url.searchParams.get('page')) || 1);
	return orRefuse(url, async () => ({
		list: await locals.api.gate.company.list({
			organisation: params.organisation,
			search: url.searchParams.get('q')?.slice(0, 100) ?? '',
			channelRole: url.searchParams.get('role') ?? undefined,
			city: url.searchParams.get('city')?.slice(0, 80) ?? undefined,
			limit: perPage,
			offset: (page - 1) * perPage
		}),
		page,
		perPage
	}));
};
