import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { block, connection } from '#server/connect/connection/tables.ts';
import { meeting, meetingPerson, meetingTable } from '#server/connect/meeting/tables.ts';
import { preference } from '#server/connect/suggestion/tables.ts';
import { registration } from '#server/gather/registration/tables.ts';
import { testProduct, type TestProduct } from '../../../../tests/database.ts';
import { makeHost, makePerson, makeRegistration } from '../../../../tests/factories.ts';
import { scene, type MeetingScene } from '../../../../tests/meeting-scene.ts';
import { runComputeRun } from './jobs.ts';
import { meetingRun } from './tables.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());
beforeEach(() => t.clock.set('2027-03-11T12:00:00+07:00'));

type Level = 'must_meet' | 'meet' | 'no_thanks';

const wish = (s: MeetingScene, from: number, to: number, level: Level = 'meet') =>
	s.as(from).connect.suggestion.setWish({
		organisation: s.organisation.slug,
		personId: s.people[to]!.id,
		wish: level
	});
const here = (s: MeetingScene) => ({ gatheringId: s.gathering.id });
const runs = (s: MeetingScene) => s.asOrganiser.connect.meetingRun;

/** Starts a run and lets it be computed. */
async function schedule(s: MeetingScene, options: { most?: number } = {}) {
	const { number } = await runs(s).start({ ...here(s), ...options });
	await t.drain();
	return runs(s).find({ ...here(s), number });
}

const meet = async (s: MeetingScene, from: number, to: number, slot: number) => {
	const asked = await s.as(from).connect.meeting.ask({
		...here(s),
		personId: s.people[to]!.id,
		line: 'Rahasia dagang',
		times: [s.slot(slot)]
	});
	return s.as(to).connect.meeting.accept({ meetingId: asked.id });
};
const coming = async (s: MeetingScene, n: number) => (await s.as(n).connect.meeting.listMine(here(s))).coming;
const letters = async (s: MeetingScene, n: number) => {
	await t.drain();
	return t.mails.filter(({ personId }) => personId === s.people[n]!.id);
};
const pairs = (s: MeetingScene, list: { people: { id: string }[] }[]) =>
	list.map(({ people }) => people.map(({ id }) => s.people.findIndex((one) => one.id === id)).sort().join('-')).sort();

describe('a draft', () => {
	test('gives wishes slots and tables, and nobody hears of it', async () => {
		const s = await scene(t, { people: 4, tables: 1 });
		await wish(s, 0, 1, 'must_meet');
		await wish(s, 2, 3);
		await wish(s, 3, 2);
		const before = t.mails.length;
		const run = await schedule(s);
		expect(run).toMatchObject({
			number: 1,
			state: 'done',
			share: 1,
			people: 4,
			slots: 7,
			wished: 2,
			meetings: 2,
			granted: 1,
			withNone: 0,
			gap: 0,
			startedBy: 'Panitia',
			perPerson: [{ meetings: 1, people: 4 }],
			reasons: [],
			can: { publish: true, delete: true, rollBack: false, stop: false }
		});
		const { meetings, total } = await runs(s).listMeetings({ ...here(s), number: 1 });
		expect(total).toBe(2);
		expect(pairs(s, meetings)).toEqual(['0-1', '2-3']);
		expect(new Set(meetings.map(({ startsAt, tableName }) => `${startsAt.toISOString()} ${tableName}`)).size).toBe(2);
		expect(run.perSlot).toHaveLength(7);
		expect(run.perSlot.reduce((sum, slot) => sum + slot.meetings, 0)).toBe(2);
		expect(run.perSlot.every(({ tables, meetings }) => tables === 1 && meetings <= 1)).toBe(true);
		expect(await coming(s, 0)).toEqual([]);
		expect(t.mails).toHaveLength(before);
	});

	test('says why a wish is not granted, in the reader’s language, and never who wished it', async () => {
		const s = await scene(t, { people: 5, tables: 3, setting: { hours: [{ from: '2027-03-13T02:00:00Z', to: '2027-03-13T02:20:00Z' }] } });
		for (const from of [1, 2, 3]) await wish(s, from, 0);
		const run = await schedule(s);
		expect(run).toMatchObject({ wished: 3, meetings: 1, withNone: 2 });
		expect(run.reasons.map(({ count }) => count)).toEqual([2]);
		const english = await runs(s).listRefusals({ ...here(s), number: 1 });
		expect(english.total).toBe(2);
		expect(english.refusals[0]!.reason).toContain(s.people[0]!.name);
		const indonesian = await t
			.as(s.organiser.accountId, { locale: 'id' })
			.connect.meetingRun.listRefusals({ ...here(s), number: 1 });
		expect(indonesian.refusals[0]!.reason).not.toBe(english.refusals[0]!.reason);
		// The pair comes in the order of names, whoever wished.
		for (const { people } of english.refusals)
			expect(people.map(({ name }) => name)).toEqual(people.map(({ name }) => name).sort((a, b) => a.localeCompare(b)));
		const one = await runs(s).listRefusals({ ...here(s), number: 1, text: english.refusals[0]!.people[1]!.name, limit: 1 });
		expect(one.refusals).toHaveLength(1);
		expect((await runs(s).listRefusals({ ...here(s), number: 1, code: 'role_rule' })).total).toBe(0);
	});

	test('leaves out who said no thanks, blocked, closed, left, or cannot be told, without a trace', async () => {
		const s = await scene(t, { people: 8 });
		const { db } = t.kernel.database;
		for (const to of [1, 2, 3, 4, 5, 6]) await wish(s, 0, to);
		const silent = await makePerson(t, s.organisation.id, { accountId: null, email: null } as never);
		await makeRegistration(t, s.gathering.id, silent.id);
		await db.insert(preference).values({ byPersonId: s.people[0]!.id, personId: silent.id, wish: 'meet' });
		await wish(s, 1, 0, 'no_thanks');
		await db.insert(block).values({ byPersonId: s.people[2]!.id, personId: s.people[0]!.id });
		await s.as(3).connect.availability.change({ ...here(s), isOpen: false });
		await db
			.update(registration)
			.set({ status: 'cancelled' })
			.where(and(eq(registration.gatheringId, s.gathering.id), eq(registration.personId, s.people[4]!.id)));
		const run = await schedule(s);
		expect(run).toMatchObject({ wished: 2, meetings: 2, reasons: [] });
		const { meetings } = await runs(s).listMeetings({ ...here(s), number: 1 });
		expect(pairs(s, meetings)).toEqual(['0-5', '0-6']);
	});

	test('holds agreed meetings where they are, keeps closed slots free, and counts a waiting request as a wish', async () => {
		const s = await scene(t, { people: 4, tables: 2 });
		const agreed = await meet(s, 0, 1, 2);
		await s.as(2).connect.meeting.ask({ ...here(s), personId: s.people[0]!.id, line: 'Halo', times: [s.slot(6)] });
		await s.as(0).connect.availability.change({ ...here(s), closed: [0, 1, 4, 5, 6].map((n) => s.slot(n)) });
		await wish(s, 0, 1);
		const run = await schedule(s);
		expect(run).toMatchObject({ wished: 1, alreadyMeeting: 1, meetings: 1 });
		const { meetings } = await runs(s).listMeetings({ ...here(s), number: 1 });
		expect(pairs(s, meetings)).toEqual(['0-2']);
		expect(meetings[0]!.startsAt).toEqual(s.slot(3));
		expect((await s.as(0).connect.meeting.find({ meetingId: agreed.id })).startsAt).toEqual(s.slot(2));
	});

	test('gives nobody more meetings than the organiser says', async () => {
		const s = await scene(t, { people: 5 });
		for (const to of [1, 2, 3, 4]) await wish(s, 0, to);
		const run = await schedule(s, { most: 2 });
		expect(run).toMatchObject({ meetings: 2, most: 2 });
		expect(run.reasons).toMatchObject([{ code: 'has_most', count: 2 }]);
	});

	test('is compared with another: who meets in one of them only, and who at another time', async () => {
		const s = await scene(t, { people: 4, tables: 2 });
		await wish(s, 0, 1);
		await schedule(s);
		await wish(s, 2, 3);
		const { meetings } = await runs(s).listMeetings({ ...here(s), number: 1 });
		// The slot of the first run is closed: the same two meet at another time.
		await s.as(0).connect.availability.change({ ...here(s), closed: [meetings[0]!.startsAt] });
		await schedule(s);
		const found = await runs(s).compare({ ...here(s), first: 1, second: 2 });
		expect(found).toMatchObject({ same: 0, people: 4, onlyFirst: { total: 0 }, onlySecond: { total: 1 }, moved: { total: 1 } });
		expect(pairs(s, found.onlySecond.meetings)).toEqual(['2-3']);
		expect(found.moved.meetings[0]!.first.startsAt).not.toEqual(found.moved.meetings[0]!.second.startsAt);
	});

	test('is deleted, but not once it was published', async () => {
		const s = await scene(t, { people: 2 });
		await wish(s, 0, 1);
		await schedule(s);
		await schedule(s);
		await runs(s).delete({ ...here(s), number: 2 });
		await runs(s).publish({ ...here(s), number: 1 });
		await expect(runs(s).delete({ ...here(s), number: 1 })).rejects.toMatchObject({ code: 'RUN_PUBLISHED' });
		expect((await runs(s).list(here(s))).runs.map(({ number }) => number)).toEqual([1]);
	});

	test('is asked for where there are hours to come, and one at a time', async () => {
		const s = await scene(t, { people: 2 });
		await runs(s).start(here(s));
		await expect(runs(s).start(here(s))).rejects.toMatchObject({ code: 'RUN_UNDER_WAY' });
		await t.drain();
		t.clock.set('2027-03-14T12:00:00+07:00');
		await expect(runs(s).start(here(s))).rejects.toMatchObject({ code: 'NO_HOURS' });
		expect((await runs(s).list(here(s))).can.start).toBe(false);
	});

	test('is for those who manage the gathering: a host too, nobody else', async () => {
		const s = await scene(t);
		const host = await makePerson(t, s.organisation.id);
		await makeHost(t, s.gathering.id, host.id);
		expect((await t.as(host.accountId).connect.meetingRun.start(here(s))).number).toBe(1);
		await t.drain();
		await expect(s.as(0).connect.meetingRun.listRefusals({ ...here(s), number: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});
});

describe('a run under way', () => {
	test('that waits is stopped at once, and its job then does nothing', async () => {
		const s = await scene(t, { people: 2 });
		await wish(s, 0, 1);
		await runs(s).start(here(s));
		expect(await runs(s).stop({ ...here(s), number: 1 })).toMatchObject({ state: 'stopped', meetings: 0 });
		await t.drain();
		expect(await runs(s).find({ ...here(s), number: 1 })).toMatchObject({ state: 'stopped', meetings: 0 });
	});

	test('whose process died has failed, and is no more in the way', async () => {
		const s = await scene(t, { people: 2 });
		await wish(s, 0, 1);
		await runs(s).start(here(s));
		const { db } = t.kernel.database;
		await db
			.update(meetingRun)
			.set({ state: 'running', heardAt: t.clock.now() })
			.where(eq(meetingRun.gatheringId, s.gathering.id));
		await expect(runs(s).start(here(s))).rejects.toMatchObject({ code: 'RUN_UNDER_WAY' });
		t.clock.advance(31_000);
		expect(await runs(s).find({ ...here(s), number: 1 })).toMatchObject({ state: 'failed', failure: 'silent' });
		expect(await schedule(s)).toMatchObject({ number: 2, state: 'done', meetings: 1 });
		expect(await runs(s).find({ ...here(s), number: 1 })).toMatchObject({ state: 'failed', failure: 'silent' });
	});

	test('is interrupted where this Gerbang stops', async () => {
		const s = await scene(t, { people: 2 });
		await wish(s, 0, 1);
		await runs(s).start(here(s));
		const [row] = await t.kernel.database.db.select().from(meetingRun).where(eq(meetingRun.gatheringId, s.gathering.id));
		await runComputeRun(t.kernel, { runId: row!.id }, AbortSignal.abort());
		expect(await runs(s).find({ ...here(s), number: 1 })).toMatchObject({ state: 'failed', failure: 'interrupted', can: { delete: true } });
		await t.drain();
	});

	test('says how far it is, and ends with its best so far when it is stopped', async () => {
		const s = await scene(t, { people: 2, setting: { hours: [{ from: '2027-03-13T01:00:00Z', to: '2027-03-13T10:00:00Z' }] } });
		const { db } = t.kernel.database;
		// A market that takes the engine seconds.
		const crowd: string[] = [];
		for (let n = 0; n < 500; n++) {
			const person = await makePerson(t, s.organisation.id);
			await makeRegistration(t, s.gathering.id, person.id);
			crowd.push(person.id);
		}
		await db.insert(preference).values(
			crowd.flatMap((byPersonId, n) =>
				Array.from({ length: 20 }, (_, k) => ({
					byPersonId,
					personId: crowd[(n + 1 + k * 17) % crowd.length]!,
					wish: 'meet' as const
				}))
			)
		);
		const heard: string[] = [];
		const off = t.kernel.notices.listen(`gathering:${s.gathering.id}`, ({ kind }) => heard.push(kind));
		/** Computes a run and says how far it was seen to be; with `stop`, ends it when it has begun. */
		const compute = async (number: number, stop: boolean) => {
			await runs(s).start(here(s));
			const computing = t.drain();
			const shares: number[] = [];
			for (;;) {
				const run = await runs(s).find({ ...here(s), number });
				if (!['waiting', 'running'].includes(run.state)) break;
				if (run.state === 'running') shares.push(run.share);
				if (run.state === 'running' && stop && !run.isStopping) await runs(s).stop({ ...here(s), number });
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			await computing;
			return { run: await runs(s).find({ ...here(s), number }), shares };
		};
		const whole = await compute(1, false);
		expect(whole.run).toMatchObject({ state: 'done', share: 1 });
		expect(whole.shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(0);
		expect(heard.filter((kind) => kind === 'meeting-run').length).toBeGreaterThan(3);
		const stopped = await compute(2, true);
		off();
		expect(stopped.run).toMatchObject({ state: 'stopped', can: { publish: true } });
		expect(stopped.run.meetings).toBeLessThanOrEqual(whole.run.meetings);
	});
});

describe('publishing', () => {
	test('makes the draft’s meetings agreed ones, connects nobody, and tells each once with all of theirs', async () => {
		const s = await scene(t, { people: 4, tables: 2 });
		await wish(s, 0, 1, 'must_meet');
		await wish(s, 0, 2);
		await schedule(s);
		const preview = await runs(s).preview({ ...here(s), number: 1 });
		expect(preview).toMatchObject({ isFresh: true, meetings: 2, leftOut: { total: 0 }, told: { count: 3 } });
		expect(preview.told.people.map(({ id }) => id).sort()).toEqual(s.people.slice(0, 3).map(({ id }) => id).sort());
		expect(await runs(s).publish({ ...here(s), number: 1 })).toMatchObject({ can: { publish: false, rollBack: true }, leftOut: 0 });
		const mine = await coming(s, 0);
		expect(mine).toHaveLength(2);
		expect(mine[0]).toMatchObject({ state: 'confirmed', isArranged: true, line: '', askedByMe: false, tableName: expect.any(String) });
		const [letter, ...more] = await letters(s, 0);
		expect(more).toEqual([]);
		expect(letter!.kind).toBe('meetings-arranged');
		for (const n of [1, 2]) expect(letter!.text).toContain(s.people[n]!.name);
		expect(letter!.attachments).toHaveLength(1);
		const { text } = letter!.attachments[0]!;
		expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(2);
		for (const { id } of mine) expect(text).toContain(`UID:meeting-${id}@gerbang`);
		expect(text).not.toContain('ATTENDEE');
		expect(await letters(s, 1)).toHaveLength(1);
		expect(await letters(s, 3)).toEqual([]);
		const ids = s.people.map(({ id }) => id);
		const { db } = t.kernel.database;
		expect(await db.select().from(connection).where(eq(connection.lowPersonId, ids.sort()[0]!))).toEqual([]);
		// Publishing again changes nothing and tells nobody.
		await runs(s).publish({ ...here(s), number: 1 });
		expect(await coming(s, 0)).toHaveLength(2);
		expect(await letters(s, 0)).toHaveLength(1);
		// The member's own calendar has them too.
		expect((await s.as(0).connect.meeting.calendar({ meetingId: mine[0]!.id })).text).toContain('SEQUENCE:1');
	});

	test('leaves out what no longer fits and says so', async () => {
		const s = await scene(t, { people: 6, tables: 2 });
		const { db } = t.kernel.database;
		await wish(s, 0, 1);
		await wish(s, 2, 3);
		await wish(s, 4, 5);
		await schedule(s);
		const { meetings } = await runs(s).listMeetings({ ...here(s), number: 1 });
		const of = (n: number) => meetings.find(({ people }) => people.some(({ id }) => id === s.people[n]!.id))!;
		// Two left, one has agreed to something else at that time.
		await db.update(registration).set({ status: 'cancelled' }).where(eq(registration.personId, s.people[1]!.id));
		const slot = Array.from({ length: 7 }, (_, n) => n).find((n) => s.slot(n).getTime() === of(2).startsAt.getTime())!;
		await meet(s, 2, 4, slot);
		const expected = of(4).startsAt.getTime() === of(2).startsAt.getTime() ? 3 : 2;
		const preview = await runs(s).preview({ ...here(s), number: 1 });
		expect(preview).toMatchObject({ isFresh: false, leftOut: { total: expected }, meetings: 3 - expected });
		expect(preview.leftOut.reasons.map(({ code }) => code).sort()).toEqual(['left', 'person_busy']);
		const run = await runs(s).publish({ ...here(s), number: 1 });
		expect(run.leftOut).toBe(expected);
		const left = await runs(s).listMeetings({ ...here(s), number: 1, only: 'left_out' });
		expect(left.total).toBe(expected);
		expect(left.meetings.every(({ leftOut }) => leftOut)).toBe(true);
		expect((await letters(s, 1)).filter(({ kind }) => kind === 'meetings-arranged')).toEqual([]);
	});

	test('a table that is gone is replaced where another is free', async () => {
		const s = await scene(t, { people: 2, tables: 2 });
		await wish(s, 0, 1);
		await schedule(s);
		const [first] = (await runs(s).listMeetings({ ...here(s), number: 1 })).meetings;
		const { db } = t.kernel.database;
		await db.delete(meetingTable).where(and(eq(meetingTable.gatheringId, s.gathering.id), eq(meetingTable.name, first!.tableName!)));
		expect(await runs(s).preview({ ...here(s), number: 1 })).toMatchObject({ otherTable: 1, meetings: 1 });
		await runs(s).publish({ ...here(s), number: 1 });
		const [mine] = await coming(s, 0);
		expect(mine!.tableName).not.toBe(first!.tableName);
		expect(mine!.tableName).toBeTruthy();
	});

	test('a request between the two becomes their meeting; one without a time left is closed, in the same letter', async () => {
		const s = await scene(t, { people: 3, tables: 1, setting: { hours: [{ from: '2027-03-13T02:00:00Z', to: '2027-03-13T02:20:00Z' }] } });
		const granted = await s.as(0).connect.meeting.ask({ ...here(s), personId: s.people[1]!.id, line: 'Harga rak', times: [s.slot(0)] });
		await wish(s, 1, 0, 'must_meet');
		const closed = await s.as(2).connect.meeting.ask({ ...here(s), personId: s.people[1]!.id, line: 'Tempo', times: [s.slot(0)] });
		await schedule(s);
		const preview = await runs(s).preview({ ...here(s), number: 1 });
		expect(preview).toMatchObject({ meetings: 1, requestsGranted: 1, requestsEnded: 1, told: { count: 3 } });
		const before = t.mails.length;
		await runs(s).publish({ ...here(s), number: 1 });
		expect(await s.as(0).connect.meeting.find({ meetingId: granted.id })).toMatchObject({ state: 'confirmed', line: 'Harga rak', askedByMe: true });
		expect((await s.as(2).connect.meeting.find({ meetingId: closed.id })).state).toBe('superseded');
		await t.drain();
		const written = t.mails.slice(before);
		expect(written.map(({ personId, kind }) => [s.people.findIndex(({ id }) => id === personId), kind]).sort()).toEqual([
			[0, 'meetings-arranged'],
			[1, 'meetings-arranged'],
			[2, 'meeting-superseded']
		]);
		const busy = written.find(({ personId }) => personId === s.people[1]!.id)!;
		expect(busy.text).toContain('Tempo');
	});

	test('a second run finds the published meetings standing and adds to them', async () => {
		const s = await scene(t, { people: 4, tables: 2 });
		await wish(s, 0, 1);
		await schedule(s);
		await runs(s).publish({ ...here(s), number: 1 });
		const [first] = await coming(s, 0);
		await wish(s, 0, 2);
		const run = await schedule(s);
		expect(run).toMatchObject({ wished: 1, alreadyMeeting: 1, meetings: 1 });
		await runs(s).publish({ ...here(s), number: 2 });
		const mine = await coming(s, 0);
		expect(mine).toHaveLength(2);
		expect(mine.find(({ id }) => id === first!.id)).toMatchObject({ startsAt: first!.startsAt, tableName: first!.tableName });
		expect(await letters(s, 1)).toHaveLength(1);
	});

	test('at an online gathering no table is needed, and each has its room', async () => {
		const s = await scene(t, { people: 2, mode: 'online', setting: { roomTemplate: 'https://meet.example.org/{code}' } });
		await wish(s, 0, 1);
		await schedule(s);
		await runs(s).publish({ ...here(s), number: 1 });
		expect((await coming(s, 1))[0]).toMatchObject({ mode: 'online', tableName: null, roomUrl: expect.stringContaining('https://meet.example.org/gerbang-') });
	});
});

describe('rolling back', () => {
	test('calls off what the run made and nobody has moved since, and tells each once', async () => {
		const s = await scene(t, { people: 5, tables: 3 });
		for (const to of [1, 2, 3]) await wish(s, 0, to);
		const own = await meet(s, 0, 4, 6);
		await schedule(s);
		await runs(s).publish({ ...here(s), number: 1 });
		const [moved, cancelled, stays] = (await coming(s, 0)).filter(({ id }) => id !== own.id);
		const other = (one: typeof moved) => s.people.findIndex(({ id }) => id === one!.people[0]!.id);
		// One is moved by its people, one called off by one of them.
		const free = (await s.as(0).connect.meeting.otherTimes({ meetingId: moved!.id })).times[0]!;
		await s.as(0).connect.meeting.propose({ meetingId: moved!.id, times: [free.startsAt] });
		await s.as(other(moved)).connect.meeting.accept({ meetingId: moved!.id });
		await s.as(0).connect.meeting.cancel({ meetingId: cancelled!.id });
		expect(await runs(s).previewRollback({ ...here(s), number: 1 })).toMatchObject({ meetings: 1, kept: 1, gone: 1, told: { count: 2 } });
		await t.drain();
		const before = t.mails.length;
		expect(await runs(s).rollBack({ ...here(s), number: 1 })).toMatchObject({ rolledBackAt: expect.any(Date), can: { rollBack: false } });
		await runs(s).rollBack({ ...here(s), number: 1 });
		expect((await coming(s, 0)).map(({ id }) => id).sort()).toEqual([own.id, moved!.id].sort());
		expect(await s.as(other(stays)).connect.meeting.find({ meetingId: stays!.id })).toMatchObject({ state: 'cancelled', cancelledBy: 'organiser' });
		await t.drain();
		const written = t.mails.slice(before);
		expect(written.map(({ kind }) => kind)).toEqual(['meetings-called-off', 'meetings-called-off']);
		expect(written[0]!.attachments[0]!.text).toContain('STATUS:CANCELLED');
		expect(written[0]!.attachments[0]!.text).toContain(`UID:meeting-${stays!.id}@gerbang`);
		// The wishes are still there: another run may grant them again.
		expect(await schedule(s)).toMatchObject({ wished: 2, meetings: 2 });
	});

	test('leaves what has begun', async () => {
		const s = await scene(t, { people: 2 });
		await wish(s, 0, 1);
		await schedule(s);
		await runs(s).publish({ ...here(s), number: 1 });
		const [one] = await coming(s, 0);
		t.clock.set(new Date(one!.startsAt!.getTime() + 60_000));
		expect(await runs(s).previewRollback({ ...here(s), number: 1 })).toMatchObject({ meetings: 0, kept: 1, told: { count: 0 } });
		await runs(s).rollBack({ ...here(s), number: 1 });
		expect((await s.as(0).connect.meeting.find({ meetingId: one!.id })).state).toBe('confirmed');
	});

	test('of a run that was not published is refused', async () => {
		const s = await scene(t, { people: 2 });
		await schedule(s);
		await expect(runs(s).rollBack({ ...here(s), number: 1 })).rejects.toMatchObject({ code: 'RUN_NOT_PUBLISHED' });
		await expect(runs(s).previewRollback({ ...here(s), number: 1 })).rejects.toMatchObject({ code: 'RUN_NOT_PUBLISHED' });
	});
});

test('pages ask the same number of queries for one run as for three', async () => {
	const s = await scene(t, { people: 3 });
	await wish(s, 0, 1);
	await wish(s, 1, 2);
	await schedule(s);
	const { pool } = t.kernel.database;
	const count = async () => {
		let queries = 0;
		const connect = pool.query.bind(pool);
		pool.query = ((...args: Parameters<typeof connect>) => (queries++, connect(...args))) as typeof pool.query;
		await runs(s).list(here(s));
		pool.query = connect;
		return queries;
	};
	const one = await count();
	await schedule(s);
	await schedule(s);
	expect(await count()).toBe(one);
	expect(one).toBeGreaterThan(5);
	expect(await t.kernel.database.db.select().from(meetingPerson).innerJoin(meeting, eq(meeting.id, meetingPerson.meetingId)).where(eq(meeting.gatheringId, s.gathering.id))).toEqual([]);
});
