import type { LayoutLoad } from './$types';

/**
 * The frame around this viewer's pages, and no other: a stranger's phone loads neither the members' nor the
 * organisers' one.
 */
export const load: LayoutLoad = async ({ data, parent, route }) => {
	const { organisation } = await parent();
	if (data.gathering.can.manage && route.id.includes('/manage')) {
		const { default: OrganiserFrame } = await import('#lib/ui/frame/OrganiserFrame.svelte');
		return { ...data, OrganiserFrame };
	}
	if (organisation.standing.personId) {
		const { default: MemberFrame } = await import('#lib/ui/frame/MemberFrame.svelte');
		return { ...data, MemberFrame };
	}
	return data;
};
