import { peopleActions } from '#lib/connect/people-forms.ts';
import { orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

/** Who holds which of the viewer's contact fields, and whom they block. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { organisation } = params;
	const { connection, contact } = locals.api.connect;
	return orRefuse(url, async () => ({
		...(await contact.listHolders({ organisation })),
		blocked: await connection.listBlocked({ organisation }),
		justBlocked: url.searchParams.get('blocked'),
		now: locals.context.kernel.clock.now()
	}));
};

const { unshare, unblock } = peopleActions;
export const actions: Actions = { unshare, unblock };
