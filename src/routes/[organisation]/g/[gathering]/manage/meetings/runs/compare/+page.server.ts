import { orRefuse } from '#lib/forms.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { gathering } = await parent();
	const number = (name: string) => Math.max(1, Number(url.searchParams.get(name)) || 1);
	return {
		comparison: await orRefuse(url, () =>
			locals.api.connect.meetingRun.compare({
				gatheringId: gathering.id,
				first: number('first'),
				second: number('second')
			})
		)
	};
};
