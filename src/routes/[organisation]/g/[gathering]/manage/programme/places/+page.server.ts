import { orFail, orRefuse } from '#lib/forms.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { rooms, tracks } = await orRefuse(url, () =>
		locals.api.gather.programme.find({
			organisation: params.organisation,
			gathering: params.gathering,
			day: '1970-01-01'
		})
	);
	return { rooms, tracks };
};

type Programme = RequestEvent['locals']['api']['gather']['programme'];
type Where = { organisation: string; gathering: string };

const acting =
	(work: (programme: Programme, data: FormData, where: Where) => Promise<unknown>) =>
	async ({ locals, params, request, url }: RequestEvent) => {
		const data = await request.formData();
		return orFail(url, data, async () => {
			await work(locals.api.gather.programme, data, { organisation: params.organisation, gathering: params.gathering });
			return { saved: true };
		});
	};
const words = (data: FormData, name: string) => String(data.get(name) ?? '').trim();
const capacityIn = (data: FormData) => (words(data, 'capacity') ? Number(words(data, 'capacity')) : null);

export const actions: Actions = {
	addRoom: acting((programme, data, where) =>
		programme.createRoom({ ...where, name: words(data, 'name'), capacity: capacityIn(data) })
	),
	saveRoom: acting((programme, data) =>
		programme.updateRoom({ roomId: words(data, 'id'), name: words(data, 'name'), capacity: capacityIn(data) })
	),
	removeRoom: acting((programme, data) => programme.removeRoom({ roomId: words(data, 'id') })),
	addTrack: acting((programme, data, where) => programme.createTrack({ ...where, name: words(data, 'name') })),
	saveTrack: acting((programme, data) =>
		programme.updateTrack({
			trackId: words(data, 'id'),
			name: words(data, 'name'),
			colour: data.get('coloured') === 'on' ? words(data, 'colour') : null
		})
	),
	removeTrack: acting((programme, data) => programme.removeTrack({ trackId: words(data, 'id') }))
};
