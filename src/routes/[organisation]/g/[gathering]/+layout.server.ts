import { orRefuse } from '#lib/forms.ts';
import type { LayoutServerLoad } from './$types';

/** The gathering as the viewer may see it. The secret of an invitation link travels in the address (`?key=`). */
export const load: LayoutServerLoad = async ({ locals, params, url, setHeaders }) => {
	const key = url.searchParams.get('key') ?? undefined;
	const gathering = await orRefuse(url, () =>
		locals.api.gather.gathering.find({ organisation: params.organisation, slug: params.gathering, key })
	);
	// The same page for every stranger: made once a second however many come.
	if (!locals.context.viewer.accountId && !key) setHeaders({ 'cache-control': 'public, max-age=0, s-maxage=1' });
	return { gathering, key: key ?? null, now: locals.context.kernel.clock.now() };
};
