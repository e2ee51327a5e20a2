import { loadDirectory } from '#lib/connect/directory.ts';
import { orRefuse } from '#lib/forms.ts';
import type { PageServerLoad } from './$types';

/** The people of the organisation whom the viewer may meet with, as the address asks for them. */
export const load: PageServerLoad = async (event) => ({
	directory: await orRefuse(event.url, () => loadDirectory(event, { organisation: event.params.organisation }))
});
