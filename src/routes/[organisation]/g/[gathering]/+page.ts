import type { PageLoad } from './$types';

/** Whom to meet is for those who take part: a stranger's phone need not load what says why. */
export const load: PageLoad = async ({ data }) => ({
	...data,
	FivePeople: data.people?.suggestions.length ? (await import('#lib/connect/FivePeople.svelte')).default : null
});
