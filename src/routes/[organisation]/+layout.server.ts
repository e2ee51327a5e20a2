import { accentStyle } from '#lib/colour.ts';
import { orRefuse } from '#lib/forms.ts';
import type { LayoutServerLoad } from './$types';

/** The organisation of this address as the viewer sees it (with their standing and what they may do), or its refusal. */
export const load: LayoutServerLoad = async ({ locals, params, url }) => {
	const organisation = await orRefuse(url, () => locals.api.gate.organisation.find({ slug: params.organisation }));
	// Computed here: what measures contrast need not travel to every phone.
	return { organisation: { ...organisation, accent: accentStyle(organisation.colour) } };
};
