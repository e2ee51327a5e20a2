import { error } from '@sveltejs/kit';
import { orRefuse } from '#lib/forms.ts';
import { star } from '#lib/gather/programme/star-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const session = await orRefuse(url, () =>
		locals.api.gather.programme.findSession({
			sessionId: params.session,
			key: url.searchParams.get('key') ?? undefined
		})
	);
	const { organisation, slug } = session.gathering;
	if (organisation !== params.organisation || slug !== params.gathering) error(404);
	return { session };
};

export const actions: Actions = { star };
