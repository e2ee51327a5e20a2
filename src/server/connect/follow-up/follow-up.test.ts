import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { block } from '#server/connect/connection/tables.ts';
import { lookingAt } from '#server/connect/meeting/access.ts';
import { listMeetingsOfPair } from '#server/connect/meeting/queries.ts';
import { testProduct, type TestProduct } from '../../../../tests/database.ts';
import { scene, type MeetingScene } from '../../../../tests/meeting-scene.ts';
import { listPromisesOfPair } from './queries.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());
beforeEach(() => t.clock.set('2027-03-11T12:00:00+07:00'));

/** Two who met, and one who told how it went with a promise. */
async function met(s: MeetingScene) {
	const asked = await s.as(0).connect.meeting.ask({
		gatheringId: s.gathering.id,
		personId: s.people[1]!.id,
		line: 'Kenalan',
		times: [s.slot(0)]
	});
	await s.as(1).connect.meeting.accept({ meetingId: asked.id });
	t.clock.set(new Date(s.slot(0).getTime() + 25 * 60_000));
	return s.as(0).connect.meeting.tellOutcome({
		meetingId: asked.id,
		outcome: 'follow_up',
		promise: { text: 'Kirim katalog', dueOn: '2027-03-20' }
	});
}

const list = (s: MeetingScene, n: number) =>
	s.as(n).connect.followUp.list({ organisationId: s.organisation.id });

test('a promise is on the list of who made it and of whom it was made to, until it is kept', async () => {
	const s = await scene(t);
	const view = await met(s);
	expect((await list(s, 0)).mine).toMatchObject([
		{ text: 'Kirim katalog', isDue: false, person: { id: s.people[1]!.id } }
	]);
	expect((await list(s, 1)).toMe).toMatchObject([
		{ text: 'Kirim katalog', person: { id: s.people[0]!.id } }
	]);
	expect((await list(s, 2)).toMe).toEqual([]);
	t.clock.set('2027-03-19T23:59:00+07:00');
	expect((await list(s, 0)).dueCount).toBe(0);
	t.clock.set('2027-03-20T00:01:00+07:00');
	expect((await list(s, 0)).dueCount).toBe(1);
	const { id } = view.promises[0]!;
	await expect(s.as(1).connect.followUp.keep({ promiseId: id })).rejects.toMatchObject({
		code: 'NOT_FOUND'
	});
	const kept = await s.as(0).connect.followUp.keep({ promiseId: id });
	expect(kept).toMatchObject({ isDue: false, can: { keep: false, reopen: true } });
	expect((await s.as(0).connect.followUp.keep({ promiseId: id })).keptAt).toEqual(kept.keptAt);
	expect((await list(s, 0)).mine).toEqual([]);
	await s.as(0).connect.followUp.reopen({ promiseId: id });
	await s.as(0).connect.followUp.drop({ promiseId: id });
	expect((await list(s, 1)).toMe).toEqual([]);
});

test('a kept promise is not rewritten by telling the outcome again', async () => {
	const s = await scene(t);
	const view = await met(s);
	await s.as(0).connect.followUp.keep({ promiseId: view.promises[0]!.id });
	const again = await s.as(0).connect.meeting.tellOutcome({
		meetingId: view.id,
		outcome: 'useful',
		promise: { text: 'Lain', dueOn: '2027-04-01' }
	});
	expect(again).toMatchObject({ outcome: 'useful', promises: [{ text: 'Kirim katalog' }] });
});

test('a date without words is no promise; words without a date are refused', async () => {
	const s = await scene(t);
	const view = await met(s);
	const tell = (promise: { text: string; dueOn: string }) =>
		s.as(1).connect.meeting.tellOutcome({ meetingId: view.id, outcome: 'useful', promise });
	expect((await tell({ text: '', dueOn: '2027-03-20' })).promises).toHaveLength(1);
	await expect(tell({ text: 'Telepon', dueOn: '' })).rejects.toMatchObject({
		code: 'PROMISE_HALF'
	});
	expect((await tell({ text: 'Telepon', dueOn: '2027-03-20' })).promises).toHaveLength(2);
});

test('connected people promise each other things without a meeting', async () => {
	const s = await scene(t);
	const promise = (from: number, to: number) =>
		s.as(from).connect.followUp.promise({
			organisationId: s.organisation.id,
			personId: s.people[to]!.id,
			text: 'Kenalkan dengan gudang Bekasi',
			dueOn: '2027-04-01'
		});
	await expect(promise(0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
	await met(s);
	const made = await promise(0, 1);
	expect((await promise(0, 1)).id).toBe(made.id);
	expect((await list(s, 0)).mine).toHaveLength(2);
});

test('a thread shows the meetings and promises of its pair to both, and to nobody who is blocked', async () => {
	const s = await scene(t);
	const view = await met(s);
	const of = async (me: number, other: number) => {
		const by = lookingAt({
			organisation: s.organisation,
			standing: { personId: s.people[me]!.id, role: 'member' }
		});
		const context = { db: t.kernel.database.db, now: t.clock.now() };
		return {
			meetings: (await listMeetingsOfPair(context, by, s.people[other]!.id)).map(({ id }) => id),
			promises: (await listPromisesOfPair(context, by, s.people[other]!.id)).map(({ text }) => text)
		};
	};
	expect(await of(0, 1)).toEqual({ meetings: [view.id], promises: ['Kirim katalog'] });
	expect(await of(1, 0)).toEqual({ meetings: [view.id], promises: ['Kirim katalog'] });
	expect(await of(0, 2)).toEqual({ meetings: [], promises: [] });
	await t.kernel.database.db
		.insert(block)
		.values({ byPersonId: s.people[0]!.id, personId: s.people[1]!.id });
	expect(await of(1, 0)).toEqual({ meetings: [], promises: [] });
	expect((await list(s, 1)).toMe).toEqual([]);
});
