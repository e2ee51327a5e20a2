import { redirect } from '@sveltejs/kit';
import { orFail, orRefuse } from '#lib/forms.ts';
import { readColour } from '#lib/gate/colour-choice.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
	const link = readLink(url.searchParams.get('link'));
	const setup = await orRefuse(url, () => locals.api.gate.setup.find({ link }));
	return { setup, link, zones: Intl.supportedValuesOf('timeZone') };
};

export const actions: Actions = {
	default: async ({ locals, request, url }) => {
		const data = await request.formData();
		const text = (name: string) => String(data.get(name) ?? '').trim();
		const made = await orFail(url, data, () =>
			locals.api.gate.setup.create({
				link: text('link') || null,
				name: text('name'),
				slug: text('slug') || undefined,
				locale: text('locale') as 'id' | 'en',
				timeZone: text('timeZone'),
				colour: readColour(data),
				ownerName: text('ownerName'),
				ownerEmail: text('ownerEmail')
			})
		);
		if ('slug' in made) redirect(303, `/${made.slug}`);
		return made;
	}
};

/** The token itself, also where the whole printed address was pasted. */
const readLink = (given: string | null): string | null =>
	given === null ? null : (/[?&]link=([\w-]+)/.exec(given)?.[1] ?? given.trim());
