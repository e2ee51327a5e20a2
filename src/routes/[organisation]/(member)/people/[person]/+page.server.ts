import { redirect } from '@sveltejs/kit';
import { peopleActions } from '#lib/connect/people-forms.ts';
import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

/** One person as the viewer may see them; `?at=` is the gathering they come from. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const person = await orRefuse(url, () =>
		locals.api.connect.profile.find({ organisation: params.organisation, personId: params.person })
	);
	const at = person.together.find(({ slug }) => slug === url.searchParams.get('at')) ?? null;
	return { person, at, now: locals.context.kernel.clock.now() };
};

const { ask, accept, decline, withdraw, wish } = peopleActions;

export const actions: Actions = {
	ask,
	accept,
	decline,
	withdraw,
	wish,
	// Who blocked somebody no longer sees this page: on to where it can be taken back.
	async block({ locals, request, params, url }) {
		const data = await request.formData();
		const failed = await orFail(url, data, () =>
			locals.api.connect.connection.block({ organisation: params.organisation, personId: params.person })
		);
		if (failed) return failed;
		redirect(303, `/${params.organisation}/people/shared?blocked=${params.person}`);
	}
};
