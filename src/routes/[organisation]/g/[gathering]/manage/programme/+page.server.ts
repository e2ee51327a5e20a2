import { orRefuse } from '#lib/forms.ts';
import type { PageServerLoad } from './$types';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const idIn = (value: string | null) => (value && uuid.test(value) ? value : undefined);
const pageSize = 60;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { searchParams } = url;
	const programme = await orRefuse(url, () =>
		locals.api.gather.programme.find({
			organisation: params.organisation,
			gathering: params.gathering,
			day: searchParams.get('day') ?? undefined,
			room: idIn(searchParams.get('room')),
			track: idIn(searchParams.get('track')),
			search: searchParams.get('q')?.trim().slice(0, 200) || undefined
		})
	);
	const sessions = programme.sessions.filter(({ isRemoved }) => !isRemoved);
	const pages = Math.max(1, Math.ceil(sessions.length / pageSize));
	const page = Math.min(pages, Math.max(1, Number(searchParams.get('page')) || 1));
	return {
		programme: { ...programme, sessions: sessions.slice((page - 1) * pageSize, page * pageSize) },
		found: sessions.length,
		page,
		pages
	};
};
