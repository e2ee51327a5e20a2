import { error } from '@sveltejs/kit';
import { orRefuse } from '#lib/forms.ts';
import { star } from '#lib/gather/programme/star-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const speaker = await orRefuse(url, () =>
		locals.api.gather.programme.findSpeaker({
			speakerId: params.speaker,
			key: url.searchParams.get('key') ?? undefined
		})
	);
	const { organisation, slug } = speaker.gathering;
	if (organisation !== params.organisation || slug !== params.gathering) error(404);
	return { speaker };
};

export const actions: Actions = { star };
