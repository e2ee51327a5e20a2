import { orRefuse } from '#lib/forms.ts';
import { star } from '#lib/gather/programme/star-action.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const idIn = (value: string | null) => (value && uuid.test(value) ? value : undefined);

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { searchParams } = url;
	const search = searchParams.get('q')?.trim().slice(0, 200) || undefined;
	const mine = searchParams.get('mine') === '1' || undefined;
	// Words and stars are looked for on all days; else one day is shown, to begin with today's.
	const day = searchParams.get('day') ?? (search || mine ? 'all' : 'now');
	const programme = await orRefuse(url, () =>
		locals.api.gather.programme.find({
			organisation: params.organisation,
			gathering: params.gathering,
			key: searchParams.get('key') ?? undefined,
			day: day === 'all' ? undefined : day,
			room: idIn(searchParams.get('room')),
			track: idIn(searchParams.get('track')),
			search,
			mine
		})
	);
	return { programme, wide: true };
};

export const actions: Actions = { star };
