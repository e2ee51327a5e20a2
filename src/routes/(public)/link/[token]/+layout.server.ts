import { redirect } from '@sveltejs/kit';
import { accentStyle } from '#lib/colour.ts';
import { orRefuse } from '#lib/forms.ts';
import type { LayoutServerLoad } from './$types';

/** What the link is. Looking uses nothing up: messengers fetch links for their previews. */
export const load: LayoutServerLoad = async ({ locals, params, url, setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
	const link = await orRefuse(url, () => locals.api.gate.link.find({ token: params.token }));
	if (link.kind === 'owner') redirect(303, `/setup?link=${params.token}`);
	if (link.step === 'go') redirect(303, link.kind === 'personal' ? link.path : `/${link.organisation.slug}`);
	const { organisation } = link;
	return { link, organisation: { id: organisation.slug, accent: accentStyle(organisation.colour), ...organisation } };
};
