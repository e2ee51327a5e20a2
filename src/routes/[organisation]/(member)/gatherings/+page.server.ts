import { orRefuse } from '#lib/forms.ts';
import type { PageServerLoad } from './$types';

const pageSize = 30;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const asked = url.searchParams.get('when');
	const when = asked === 'past' || asked === 'drafts' ? asked : 'coming';
	const page = Math.max(1, Number(url.searchParams.get('page')) || 1);
	const list = await orRefuse(url, () =>
		locals.api.gather.gathering.list({
			organisation: params.organisation,
			when,
			search: url.searchParams.get('q') ?? undefined,
			mine: url.searchParams.get('mine') === 'yes' || undefined,
			offset: (page - 1) * pageSize,
			limit: pageSize
		})
	);
	return { list, when, page, pages: Math.max(1, Math.ceil(list.total / pageSize)), now: locals.context.kernel.clock.now() };
};
