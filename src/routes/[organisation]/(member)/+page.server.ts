import { orRefuse } from '#lib/forms.ts';
import type { PageServerLoad } from './$types';

/** Home: what is next, and who waits for me. For strangers: what this organisation is, and what they may come to. */
export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
	const { organisation } = await parent();
	const { gather, connect } = locals.api;
	const now = locals.context.kernel.clock.now();
	const slug = params.organisation;
	return orRefuse(url, async () => {
		const coming = await gather.gathering.list({ organisation: slug, when: 'coming', limit: 6 });
		if (!organisation.standing.personId) return { now, coming, mine: null };
		const [agenda, waiting, promises, going] = await Promise.all([
			connect.agenda.find({ organisation: slug }),
			connect.conversation.waiting({ organisation: slug }),
			connect.followUp.list({ organisationId: organisation.id }),
			gather.gathering.list({ organisation: slug, when: 'coming', mine: true, limit: 3 })
		]);
		const meetings = await Promise.all(
			going.items
				.filter(({ registration }) => registration === 'going')
				.map(async ({ id, slug: gathering }) => ({
					gathering,
					...(await connect.meeting.listMine({ gatheringId: id }))
				}))
		);
		const next = agenda.days.flatMap(({ entries }) => entries).find((entry) => entry.endsAt > now) ?? null;
		return {
			now,
			coming,
			mine: {
				next,
				nextGathering: next ? (agenda.gatherings.find(({ id }) => id === next.gatheringId) ?? null) : null,
				asks: waiting.asks,
				askCount: waiting.askCount,
				threads: waiting.unreadThreads,
				meetings: meetings.flatMap(({ gathering, waitingForMe }) =>
					waitingForMe.map((meeting) => ({ gathering, meeting }))
				),
				toTell: meetings.flatMap(({ gathering, toTell }) => toTell.map((meeting) => ({ gathering, meeting }))),
				promises: promises.mine
			}
		};
	});
};
