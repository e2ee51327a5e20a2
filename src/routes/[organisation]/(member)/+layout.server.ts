import type { LayoutServerLoad } from './$types';

/** How much waits in the viewer's inbox; nothing for strangers. */
export const load: LayoutServerLoad = async ({ depends, locals, parent }) => {
	depends('gerbang:waiting');
	const { organisation } = await parent();
	if (!organisation.standing.personId) return { unread: null };
	const waiting = await locals.api.connect.conversation.waiting({ organisation: organisation.slug });
	return { unread: { inbox: waiting.askCount + waiting.unreadThreadCount } };
};
