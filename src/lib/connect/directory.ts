import type { RequestEvent } from '@sveltejs/kit';

const step = 30;
const most = 510;

/** What a list of people is asked by, as it stands in the address. */
const askedBy = ({ searchParams }: URL) => ({
	q: searchParams.get('q')?.slice(0, 120) ?? '',
	role: searchParams.getAll('role'),
	city: searchParams.getAll('city'),
	offer: searchParams.getAll('offer'),
	need: searchParams.getAll('need')
});

/**
 * The people of an organisation, or of one gathering, as the address asks for them: as many as it says (`show`),
 * with the counts of each filter, and the address that shows more.
 */
export async function loadDirectory(
	{ locals, url }: Pick<RequestEvent, 'locals' | 'url'>,
	where: { organisation: string; gathering?: string }
) {
	const { profile } = locals.api.connect;
	const asked = { ...where, ...askedBy(url) };
	const show = Math.min(most, Math.max(step, Math.trunc(Number(url.searchParams.get('show')) || step)));
	const facets = profile.facets(asked);
	// A refusal of the list is answered first; the other must not go unheard.
	facets.catch(() => {});
	const found = await profile.list({ ...asked, limit: Math.min(100, show) });
	const { people } = found;
	let cursor = found.nextCursor;
	while (cursor && people.length < show) {
		const next = await profile.list({ ...asked, cursor, limit: Math.min(100, show - people.length) });
		people.push(...next.people);
		cursor = next.nextCursor;
	}
	const more = new URLSearchParams(url.searchParams);
	more.set('show', String(show + step));
	return {
		people,
		total: found.total,
		facets: await facets,
		more: cursor && show < most ? `${url.pathname}?${more}` : null
	};
}

export type Directory = Awaited<ReturnType<typeof loadDirectory>>;
