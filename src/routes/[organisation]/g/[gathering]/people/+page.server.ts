import { loadDirectory } from '#lib/connect/directory.ts';
import { peopleActions } from '#lib/connect/people-forms.ts';
import { orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

/** Five people worth meeting at this gathering, and everybody who takes part in it. */
export const load: PageServerLoad = async (event) => {
	const { locals, params, url } = event;
	const { organisation, gathering } = params;
	return orRefuse(url, async () => ({
		directory: await loadDirectory(event, { organisation, gathering }),
		found: await locals.api.connect.suggestion.list({ organisation, gathering })
	}));
};

const { wish, mute, unmute } = peopleActions;
export const actions: Actions = { wish, mute, unmute };
