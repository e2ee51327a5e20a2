import { connection } from '#server/connect/connection/tables.ts';
import { promise } from '#server/connect/follow-up/tables.ts';
import { meeting, meetingPerson, meetingProposal, meetingSetting } from '#server/connect/meeting/tables.ts';
import { meetingRun, meetingRunMeeting, meetingRunRefusal } from '#server/connect/meeting-run/tables.ts';
import type { TestProduct } from '../database.ts';
import type { MadeGathering, MadePerson } from '../factories.ts';
import { known, managers, takingPart, type AccessRow } from './matrix.ts';
import type { AccessWorld } from './world.ts';

/**
 * What two people of the world have between them: a request, a meeting under way, a promise; and one's calendar
 * address. Of the gathering's meeting runs the first is a draft, the second is published.
 */
export interface AccessMeetings {
	requestId: string;
	meetingId: string;
	promiseId: string;
	slot: Date;
	feedToken: string;
}

/** Everything is between `one` (who is asked, meets and promises) and `other`. */
export async function makeAccessMeetings(
	t: TestProduct,
	by: { gathering: MadeGathering; one: MadePerson; other: MadePerson; organisation: string }
): Promise<AccessMeetings> {
	const { db } = t.kernel.database;
	const { gathering, one, other } = by;
	const slot = gathering.startsAt;
	const now = t.clock.now().getTime();
	await db.insert(meetingSetting).values({
		gatheringId: gathering.id,
		hours: [{ from: slot.toISOString(), to: new Date(slot.getTime() + 3 * 3_600_000).toISOString() }]
	});
	const of = { organisationId: gathering.organisationId, gatheringId: gathering.id, line: 'Kopi?' } as const;
	const [request] = await db
		.insert(meeting)
		.values({
			...of,
			state: 'requested',
			mode: 'onsite',
			askedByPersonId: other.id,
			waitingForPersonId: one.id,
			expiresAt: new Date(now + 3_600_000)
		})
		.returning();
	await db.insert(meetingProposal).values({ meetingId: request!.id, startsAt: slot, byPersonId: other.id });
	const runs = await db
		.insert(meetingRun)
		.values(
			[1, 2].map((number) => ({
				gatheringId: gathering.id,
				number,
				state: 'done' as const,
				seed: number,
				most: 12,
				people: 5,
				slots: 7,
				wished: 2,
				meetings: 1,
				alreadyMeeting: 0,
				withNone: 0,
				weight: 1,
				bound: 1,
				endedAt: t.clock.now(),
				publishedAt: number === 2 ? t.clock.now() : null
			}))
		)
		.returning({ id: meetingRun.id });
	const [low, high] = [one.id, other.id].sort() as [string, string];
	for (const [index, { id: runId }] of runs.entries()) {
		const pair = { runId, lowPersonId: low, highPersonId: high };
		const from = new Date(slot.getTime() + index * 25 * 60_000);
		await db.insert(meetingRunMeeting).values({ ...pair, during: { from, to: new Date(from.getTime() + 20 * 60_000) }, weight: 1 });
		await db.insert(meetingRunRefusal).values({ ...pair, code: 'has_most', whose: 'low', amount: 12 });
	}
	const during = { from: new Date(now - 60_000), to: new Date(now + 20 * 60_000) };
	const [met] = await db
		.insert(meeting)
		.values({ ...of, state: 'confirmed', mode: 'onsite', askedByPersonId: one.id, during })
		.returning();
	await db.insert(meetingPerson).values(
		[one, other].flatMap(({ id }) => [
			{ meetingId: request!.id, personId: id },
			{ meetingId: met!.id, personId: id, during }
		])
	);
	const [lowPersonId, highPersonId] = [one.id, other.id].sort() as [string, string];
	await db.insert(connection).values({
		organisationId: gathering.organisationId,
		lowPersonId,
		highPersonId,
		state: 'accepted',
		askedByPersonId: one.id,
		via: 'meeting',
		threadOpenedAt: t.clock.now(),
		answeredAt: t.clock.now()
	});
	const [made] = await db
		.insert(promise)
		.values({ byPersonId: one.id, toPersonId: other.id, text: 'Kirim harga', dueOn: '2030-01-01' })
		.returning();
	const { feed } = await t.as(other.accountId).connect.agenda.makeFeed({ organisation: by.organisation });
	return {
		requestId: request!.id,
		meetingId: met!.id,
		promiseId: made!.id,
		slot,
		feedToken: /feed\/(.*)\.ics$/.exec(feed!.url)![1]!
	};
}

const here = ({ gathering }: AccessWorld) => ({ gatheringId: gathering.id });
const home = ({ organisation }: AccessWorld) => ({ organisation: organisation.slug });
const request = ({ meetings }: AccessWorld) => ({ meetingId: meetings.requestId });
const met = ({ meetings }: AccessWorld) => ({ meetingId: meetings.meetingId });
const kept = ({ meetings }: AccessWorld) => ({ promiseId: meetings.promiseId });
const setting = (world: AccessWorld) => ({
	...here(world),
	slotMinutes: 20,
	gapMinutes: 5,
	pendingLimit: 5,
	hours: [],
	tables: []
});
const draft = (world: AccessWorld) => ({ ...here(world), number: 1 });
const published = (world: AccessWorld) => ({ ...here(world), number: 2 });
const itsPeople = ['going'] as const;

export const meetingRows: Record<string, AccessRow> = {
	'connect.availability.find': { input: here, may: takingPart },
	'connect.availability.change': { input: (world) => ({ ...here(world), isOpen: true }), may: takingPart },
	'connect.meeting.options': { input: (world) => ({ ...here(world), personId: world.other.id }), may: takingPart },
	'connect.meeting.expiry': { input: (world) => ({ ...here(world), times: [world.meetings.slot] }), may: takingPart },
	'connect.meeting.ask': {
		input: (world) => ({ ...here(world), personId: world.other.id, line: 'Kopi?', times: [world.meetings.slot] }),
		may: takingPart,
		refusals: ['ASKED_YOU', 'ALREADY_MEETING']
	},
	'connect.meeting.listMine': { input: here, may: takingPart },
	'connect.meeting.find': { input: request, may: itsPeople },
	'connect.meeting.otherTimes': { input: request, may: itsPeople },
	'connect.meeting.calendar': { input: met, may: itsPeople },
	'connect.meeting.accept': { input: request, may: itsPeople },
	'connect.meeting.decline': { input: request, may: itsPeople },
	'connect.meeting.propose': { input: (world) => ({ ...request(world), anyTime: true }), may: itsPeople },
	'connect.meeting.cancel': { input: request, may: [...itsPeople, ...managers] },
	'connect.meeting.sayHere': { input: met, may: itsPeople },
	'connect.meeting.namePlace': { input: (world) => ({ ...met(world), placeName: 'Lobi' }), may: itsPeople },
	'connect.meeting.tellOutcome': { input: (world) => ({ ...met(world), outcome: 'useful' }), may: itsPeople },
	'connect.meetingSetting.find': { input: here, may: managers },
	'connect.meetingSetting.preview': { input: setting, may: managers },
	'connect.meetingSetting.change': { input: setting, may: managers },
	'connect.meetingSetting.overview': { input: here, may: managers },
	'connect.meetingSetting.list': { input: here, may: managers },
	'connect.meetingRun.list': { input: here, may: managers },
	'connect.meetingRun.start': { input: here, may: managers },
	'connect.meetingRun.find': { input: draft, may: managers },
	'connect.meetingRun.listMeetings': { input: draft, may: managers },
	'connect.meetingRun.listRefusals': { input: draft, may: managers },
	'connect.meetingRun.compare': { input: (world) => ({ ...here(world), first: 1, second: 2 }), may: managers },
	'connect.meetingRun.stop': { input: draft, may: managers },
	'connect.meetingRun.delete': { input: draft, may: managers },
	'connect.meetingRun.preview': { input: draft, may: managers },
	'connect.meetingRun.publish': { input: draft, may: managers },
	'connect.meetingRun.previewRollback': { input: published, may: managers },
	'connect.meetingRun.rollBack': { input: published, may: managers },
	'connect.agenda.find': { input: home, may: known },
	'connect.agenda.findFeed': { input: home, may: known },
	'connect.agenda.makeFeed': { input: home, may: known },
	'connect.agenda.revokeFeed': { input: home, may: known },
	'connect.agenda.readFeed': { input: ({ meetings }) => ({ token: meetings.feedToken }), may: 'everybody' },
	'connect.followUp.list': { input: ({ organisation }) => ({ organisationId: organisation.id }), may: known },
	'connect.followUp.promise': {
		input: ({ organisation, other }) => ({
			organisationId: organisation.id,
			personId: other.id,
			text: 'Kirim harga',
			dueOn: '2030-01-02'
		}),
		may: itsPeople
	},
	'connect.followUp.keep': { input: kept, may: itsPeople },
	'connect.followUp.drop': { input: kept, may: itsPeople },
	'connect.followUp.reopen': { input: kept, may: itsPeople }
};
