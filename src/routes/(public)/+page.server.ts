import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** The front of the installation: the way in on an empty one, else the organisations the viewer is known in. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const setup = await locals.api.gate.setup.find({ link: null });
	const organisations = locals.context.viewer.accountId ? await locals.api.gate.organisation.listOwn() : [];
	const erased = url.searchParams.has('erased');
	if (organisations.length === 1 && !erased) redirect(303, `/${organisations[0]!.slug}`);
	return { isFirstRun: setup.isFirst, organisations, erased };
};
