import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { meeting } from '#server/connect/meeting/tables.ts';
import { testProduct, type TestProduct } from '../../../../tests/database.ts';
import { makeHost, makePerson } from '../../../../tests/factories.ts';
import { scene, type MeetingScene } from '../../../../tests/meeting-scene.ts';
import type { SettingChange } from './schema.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());
beforeEach(() => t.clock.set('2027-03-11T12:00:00+07:00'));

const meet = async (s: MeetingScene, from: number, to: number, slot: number) => {
	const asked = await s.as(from).connect.meeting.ask({
		gatheringId: s.gathering.id,
		personId: s.people[to]!.id,
		line: 'Rahasia dagang',
		times: [s.slot(slot)]
	});
	return s.as(to).connect.meeting.accept({ meetingId: asked.id });
};

const current = async (s: MeetingScene): Promise<SettingChange> => {
	const { slotMinutes, gapMinutes, hours, pendingLimit, roomTemplate, tables } =
		await s.asOrganiser.connect.meetingSetting.find({ gatheringId: s.gathering.id });
	return {
		gatheringId: s.gathering.id,
		slotMinutes,
		gapMinutes,
		hours,
		pendingLimit,
		roomTemplate,
		tables: tables.map(({ id, name, zone, seats }) => ({ id, name, zone, seats }))
	};
};

const kinds = async (s: MeetingScene, n: number) => {
	await t.drain();
	return t.mails
		.filter(({ personId }) => personId === s.people[n]!.id)
		.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
		.map(({ kind }) => kind);
};

test('a gathering without a setting suggests one: its own hours, and as many tables as its people need', async () => {
	const s = await scene(t, { people: 14 });
	const { meetingSetting } = await import('#server/connect/meeting/tables.ts');
	await t.kernel.database.db
		.delete(meetingSetting)
		.where(eq(meetingSetting.gatheringId, s.gathering.id));
	const setting = await s.asOrganiser.connect.meetingSetting.find({ gatheringId: s.gathering.id });
	expect(setting).toMatchObject({
		isOn: false,
		slotMinutes: 20,
		gapMinutes: 5,
		people: 14,
		meetingsExpected: 21
	});
	// Nine hours hold 21 slots; 21 meetings and 15 % more need two tables.
	expect(setting).toMatchObject({ slots: 21, tablesSuggested: 2 });
	await expect(
		s.as(0).connect.meeting.ask({
			gatheringId: s.gathering.id,
			personId: s.people[1]!.id,
			line: 'Halo',
			times: [s.slot(0)]
		})
	).rejects.toMatchObject({ code: 'NO_MEETINGS_HERE' });
});

test('who manages the gathering may change it, a host too, nobody else', async () => {
	const s = await scene(t);
	const change = await current(s);
	const host = await makePerson(t, s.organisation.id);
	await makeHost(t, s.gathering.id, host.id);
	await makeHost(t, s.gathering.id, s.people[2]!.id, 'door');
	expect(
		(await t.as(host.accountId).connect.meetingSetting.change({ ...change, slotMinutes: 30 }))
			.slotMinutes
	).toBe(30);
	for (const api of [s.as(0), s.as(2)]) {
		await expect(api.connect.meetingSetting.change(change)).rejects.toMatchObject({
			code: 'NOT_FOUND'
		});
		await expect(api.connect.meetingSetting.preview(change)).rejects.toMatchObject({
			code: 'NOT_FOUND'
		});
		await expect(
			api.connect.meetingSetting.overview({ gatheringId: s.gathering.id })
		).rejects.toMatchObject({ code: 'NOT_FOUND' });
		await expect(
			api.connect.meetingSetting.list({ gatheringId: s.gathering.id })
		).rejects.toMatchObject({ code: 'NOT_FOUND' });
	}
});

test('a table that goes is shown before, its meeting gets another, and both are told', async () => {
	const s = await scene(t, { people: 4, tables: 2 });
	const one = await meet(s, 0, 1, 0);
	const two = await meet(s, 2, 3, 1);
	const change = await current(s);
	// The second meeting took the other table: the first had been used more.
	expect([one.tableName, two.tableName]).toEqual(['Meja 1', 'Meja 2']);
	const fewer = { ...change, tables: change.tables.slice(1) };
	const effect = await s.asOrganiser.connect.meetingSetting.preview(fewer);
	expect(effect).toMatchObject({
		kept: 1,
		requestsEnded: 0,
		changes: [{ meetingId: one.id, what: 'other_table', startsAt: s.slot(0), tableName: 'Meja 2' }]
	});
	expect(effect.changes[0]!.people.sort()).toEqual([s.people[0]!.name, s.people[1]!.name].sort());
	await expect(s.asOrganiser.connect.meetingSetting.change(fewer)).rejects.toMatchObject({
		code: 'EFFECT_TO_CONFIRM'
	});
	expect((await s.as(0).connect.meeting.find({ meetingId: one.id })).tableName).toBe('Meja 1');
	await s.asOrganiser.connect.meetingSetting.change({ ...fewer, confirm: effect.key });
	expect(await s.as(0).connect.meeting.find({ meetingId: one.id })).toMatchObject({
		tableName: 'Meja 2',
		startsAt: s.slot(0)
	});
	expect((await kinds(s, 0)).at(-1)).toBe('meeting-moved-by-organiser');
	expect(await kinds(s, 2)).not.toContain('meeting-moved-by-organiser');
	const calendar = await s.as(0).connect.meeting.calendar({ meetingId: one.id });
	expect(calendar.text).toContain('SEQUENCE:2');
});

test('hours that shrink move meetings to the nearest slot that suits both, or call them off, and nothing vanishes unsaid', async () => {
	const s = await scene(t, { people: 4, tables: 1 });
	const stays = await meet(s, 0, 1, 0);
	const moves = await meet(s, 2, 3, 5);
	const ends = await meet(s, 0, 2, 6);
	const change = await current(s);
	const shorter = { ...change, hours: [{ from: s.slot(0), to: s.slot(2) }] };
	const effect = await s.asOrganiser.connect.meetingSetting.preview(shorter);
	expect(effect.changes.map(({ meetingId, what }) => [meetingId, what])).toEqual([
		[moves.id, 'other_time'],
		[ends.id, 'called_off']
	]);
	await s.asOrganiser.connect.meetingSetting.change({ ...shorter, confirm: effect.key });
	const find = (n: number, id: string) => s.as(n).connect.meeting.find({ meetingId: id });
	expect(await find(1, stays.id)).toMatchObject({ state: 'confirmed', startsAt: s.slot(0) });
	expect(await find(3, moves.id)).toMatchObject({
		state: 'confirmed',
		startsAt: s.slot(1),
		tableName: 'Meja 1'
	});
	expect(await find(0, ends.id)).toMatchObject({ state: 'cancelled', cancelledBy: 'organiser' });
	expect((await kinds(s, 3)).at(-1)).toBe('meeting-moved-by-organiser');
	expect(await kinds(s, 0)).toContain('meeting-cancelled-by-organiser');
	const [held] = await t.kernel.database.db.select().from(meeting).where(eq(meeting.id, moves.id));
	expect(held!.during!.from).toEqual(s.slot(1));
	// The same again touches nobody.
	const mails = t.mails.length;
	await s.asOrganiser.connect.meetingSetting.change(shorter);
	await t.drain();
	expect(t.mails).toHaveLength(mails);
});

test('an effect that is no longer what was seen is shown again', async () => {
	const s = await scene(t, { people: 4, tables: 2 });
	await meet(s, 0, 1, 0);
	const change = await current(s);
	const fewer = { ...change, tables: change.tables.slice(1) };
	const effect = await s.asOrganiser.connect.meetingSetting.preview(fewer);
	// Meanwhile the table it would have moved to is taken.
	const two = await meet(s, 2, 3, 0);
	expect(two.tableName).toBe('Meja 2');
	await expect(
		s.asOrganiser.connect.meetingSetting.change({ ...fewer, confirm: effect.key })
	).rejects.toMatchObject({ code: 'EFFECT_TO_CONFIRM' });
});

test('requests that can no longer happen are counted before, closed, and their people told', async () => {
	const s = await scene(t, { people: 4 });
	const ask = (from: number, to: number, slots: number[]) =>
		s.as(from).connect.meeting.ask({
			gatheringId: s.gathering.id,
			personId: s.people[to]!.id,
			line: 'Halo',
			times: slots.map((n) => s.slot(n)),
			anyTime: !slots.length
		});
	const gone = await ask(0, 1, [5, 6]);
	const left = await ask(0, 2, [0, 6]);
	const any = await ask(0, 3, []);
	const shorter = { ...(await current(s)), hours: [{ from: s.slot(0), to: s.slot(2) }] };
	expect((await s.asOrganiser.connect.meetingSetting.preview(shorter)).requestsEnded).toBe(1);
	await s.asOrganiser.connect.meetingSetting.change(shorter);
	const state = async (id: string) => (await s.as(0).connect.meeting.find({ meetingId: id })).state;
	expect([await state(gone.id), await state(left.id), await state(any.id)]).toEqual([
		'superseded',
		'requested',
		'requested'
	]);
	expect((await kinds(s, 1)).at(-1)).toBe('meeting-superseded');
});

test('tables are named, ordered, exchanged and removed; two of one name are refused', async () => {
	const s = await scene(t, { tables: 3 });
	const change = await current(s);
	const [a, b] = change.tables;
	await expect(
		s.asOrganiser.connect.meetingSetting.change({
			...change,
			tables: [a!, { ...b!, name: 'meja 1' }]
		})
	).rejects.toMatchObject({ code: 'TABLE_NAME_TWICE' });
	const saved = await s.asOrganiser.connect.meetingSetting.change({
		...change,
		tables: [
			{ ...b!, name: 'Meja 1', zone: 'Lobi' },
			{ ...a!, name: 'Meja 2' },
			{ name: 'Sofa', seats: 6 }
		]
	});
	expect(saved.tables).toMatchObject([
		{ id: b!.id, name: 'Meja 1', zone: 'Lobi' },
		{ id: a!.id, name: 'Meja 2', zone: null },
		{ name: 'Sofa', seats: 6 }
	]);
	await expect(
		s.asOrganiser.connect.meetingSetting.change({ ...change, tables: change.tables })
	).rejects.toMatchObject({ code: 'TABLE_UNKNOWN' });
	await expect(
		s.asOrganiser.connect.meetingSetting.change({
			...change,
			tables: [],
			hours: [{ from: s.slot(1), to: s.slot(0) }]
		})
	).rejects.toMatchObject({ code: 'HOURS_BACKWARDS' });
});

test('a meeting that was held keeps the name of its table when the table goes', async () => {
	const s = await scene(t, { tables: 1 });
	const met = await meet(s, 0, 1, 0);
	t.clock.set(new Date(s.slot(0).getTime() + 3_600_000));
	const change = await current(s);
	await s.asOrganiser.connect.meetingSetting.change({ ...change, tables: [] });
	expect(await s.as(0).connect.meeting.find({ meetingId: met.id })).toMatchObject({
		tableName: null,
		placeName: 'Meja 1'
	});
});

test('the overview counts states, outcomes and the use of tables; the list finds people, and not what it is about', async () => {
	const s = await scene(t, { people: 5, tables: 2 });
	const met = await meet(s, 0, 1, 0);
	await meet(s, 2, 3, 0);
	await s.as(0).connect.meeting.ask({
		gatheringId: s.gathering.id,
		personId: s.people[4]!.id,
		line: 'Rahasia dagang',
		times: [s.slot(3)]
	});
	t.clock.set(new Date(s.slot(0).getTime() - 5 * 60_000));
	await s.as(0).connect.meeting.sayHere({ meetingId: met.id });
	await s.as(1).connect.meeting.sayHere({ meetingId: met.id });
	t.clock.set(new Date(s.slot(0).getTime() + 21 * 60_000));
	await s.as(0).connect.meeting.tellOutcome({ meetingId: met.id, outcome: 'follow_up' });
	const overview = await s.asOrganiser.connect.meetingSetting.overview({
		gatheringId: s.gathering.id
	});
	expect(overview.counts).toMatchObject({ confirmed: 2, expired: 1, requested: 0 });
	expect(overview.outcomes).toEqual({ useful: 0, follow_up: 1, not_useful: 0, did_not_meet: 0 });
	expect(overview).toMatchObject({ over: 2, tookPlace: 1, missed: 0 });
	expect(overview.slots[0]).toMatchObject({ atTables: 2, elsewhere: 0 });
	expect(overview.tables.map(({ usedSlots }) => usedSlots)).toEqual([[0], [0]]);
	const list = (input: object) =>
		s.asOrganiser.connect.meetingSetting.list({ gatheringId: s.gathering.id, ...input });
	const all = await list({});
	expect(all.total).toBe(3);
	expect(JSON.stringify(all)).not.toContain('Rahasia');
	expect((await list({ text: s.people[4]!.name.toUpperCase() })).total).toBe(1);
	expect((await list({ text: '100%' })).total).toBe(0);
	expect((await list({ state: 'expired' })).total).toBe(1);
	expect((await list({ limit: 2 })).meetings).toHaveLength(2);
	expect((await list({ limit: 2, offset: 2 })).meetings).toHaveLength(1);
});
