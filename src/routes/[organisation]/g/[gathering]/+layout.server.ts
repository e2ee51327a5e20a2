import { orRefuse } from '#lib/forms.ts';
import type { LayoutServerLoad } from './$types';

/**
 * The gathering as the viewer may see it, and how much waits in their inbox. The secret of an invitation link travels
 * in the address (`?key=`).
 */
export const load: LayoutServerLoad = async ({ locals, params, parent, route, url, setHeaders }) => {
	const key = url.searchParams.get('key') ?? undefined;
	const gathering = await orRefuse(url, () =>
		locals.api.gather.gathering.find({ organisation: params.organisation, slug: params.gathering, key })
	);
	// The same page for every stranger: made once a second however many come. A form with a secret in it is not.
	const isShared = !locals.context.viewer.accountId && !key && !route.id.endsWith('/register');
	if (isShared) setHeaders({ 'cache-control': 'public, max-age=0, s-maxage=1' });
	const { organisation } = await parent();
	const waiting = organisation.standing.personId
		? await locals.api.connect.conversation.waiting({ organisation: organisation.slug })
		: null;
	return {
		gathering,
		key: key ?? null,
		unread: waiting && { inbox: waiting.askCount + waiting.unreadThreadCount },
		now: locals.context.kernel.clock.now()
	};
};
