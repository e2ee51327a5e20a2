import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { block } from '#server/connect/connection/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { session, sessionSpeaker, speaker, star } from '#server/gather/programme/tables.ts';
import { eq } from 'drizzle-orm';
import { testProduct, type TestProduct } from '../../../../tests/database.ts';
import { makeGathering, makePerson, makeRegistration } from '../../../../tests/factories.ts';
import { scene, type MeetingScene } from '../../../../tests/meeting-scene.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());
beforeEach(() => t.clock.set('2027-03-11T12:00:00+07:00'));

const meet = async (s: MeetingScene, from: number, to: number, slot: number) => {
	const asked = await s.as(from).connect.meeting.ask({
		gatheringId: s.gathering.id,
		personId: s.people[to]!.id,
		line: 'Bicara soal gudang',
		times: [s.slot(slot)]
	});
	return s.as(to).connect.meeting.accept({ meetingId: asked.id });
};

const addSession = async (s: MeetingScene, title: string, at: Date, minutes = 45) => {
	const [row] = await t.kernel.database.db
		.insert(session)
		.values({
			gatheringId: s.gathering.id,
			guid: title,
			title,
			startsAt: at,
			endsAt: new Date(at.getTime() + minutes * 60_000)
		})
		.returning();
	return row!;
};

const agenda = (s: MeetingScene, n: number, all = false) =>
	s.as(n).connect.agenda.find({
		organisation: s.organisation.slug,
		...(all ? {} : { gatheringId: s.gathering.id })
	});

/** What the calendar behind an address holds; null: the address is dead. */
async function readFeed(url: string) {
	const token = /\/feed\/(.+)\.ics$/.exec(url)![1]!;
	try {
		const { text } = await t.as(null).connect.agenda.readFeed({ token });
		const calendar = new ICAL.Component(ICAL.parse(text));
		const events = calendar.getAllSubcomponents('vevent').map((event) => ({
			uid: String(event.getFirstPropertyValue('uid')),
			sequence: Number(event.getFirstPropertyValue('sequence')),
			summary: String(event.getFirstPropertyValue('summary')),
			location: event.getFirstPropertyValue('location'),
			start: (event.getFirstPropertyValue('dtstart') as ICAL.Time).toJSDate(),
			attendees: event.getAllProperties('attendee').length
		}));
		return { text: text.replace(/\r\n /g, ''), events };
	} catch (error) {
		expect(error).toMatchObject({ code: 'NOT_FOUND', status: 404 });
		return null;
	}
}

test('sessions starred and spoken at and confirmed meetings stand together, by day in the order of time', async () => {
	const s = await scene(t);
	const { db } = t.kernel.database;
	const keynote = await addSession(s, 'Keynote', new Date('2027-03-13T08:30:00+07:00'), 20);
	const own = await addSession(s, 'Panel gudang', new Date('2027-03-14T10:00:00+07:00'));
	await addSession(s, 'Tidak dipilih', new Date('2027-03-13T14:00:00+07:00'));
	await db.insert(star).values({ sessionId: keynote.id, personId: s.people[0]!.id });
	const [role] = await db
		.insert(speaker)
		.values({
			gatheringId: s.gathering.id,
			guid: 'a',
			name: s.people[0]!.name,
			personId: s.people[0]!.id
		})
		.returning();
	await db.insert(sessionSpeaker).values({ sessionId: own.id, speakerId: role!.id });
	const met = await meet(s, 0, 1, 2);
	// A request that waits is not in it.
	await s.as(0).connect.meeting.ask({
		gatheringId: s.gathering.id,
		personId: s.people[2]!.id,
		line: 'Halo',
		times: [s.slot(4)]
	});
	const found = await agenda(s, 0);
	expect(found.total).toBe(3);
	expect(found.days.map(({ day }) => day)).toEqual(['2027-03-13', '2027-03-14']);
	expect(found.days[0]!.entries).toMatchObject([
		{ kind: 'session', title: 'Keynote', speaks: false },
		{ kind: 'meeting', meeting: { id: met.id } }
	]);
	expect(found.days[1]!.entries).toMatchObject([
		{ kind: 'session', title: 'Panel gudang', speaks: true }
	]);
	expect((await agenda(s, 2)).total).toBe(0);
});

test('over all gatherings they stand with the gatherings themselves, from now on', async () => {
	const s = await scene(t);
	const cafe = await makeGathering(t, s.organisation.id, {
		title: 'Meja kopi Dago',
		startsAt: new Date('2027-03-12T19:00:00+07:00'),
		endsAt: new Date('2027-03-12T21:00:00+07:00')
	});
	const past = await makeGathering(t, s.organisation.id, {
		startsAt: new Date('2027-03-01T19:00:00+07:00'),
		endsAt: new Date('2027-03-01T21:00:00+07:00')
	});
	for (const { id } of [cafe, past]) await makeRegistration(t, id, s.people[0]!.id);
	await meet(s, 0, 1, 0);
	const found = await agenda(s, 0, true);
	expect(found.days.map(({ day, entries }) => [day, entries.map(({ kind }) => kind)])).toEqual([
		['2027-03-12', ['gathering']],
		['2027-03-13', ['gathering', 'meeting']]
	]);
});

test('a private address holds the same as a calendar, stays one until it is renewed, and dies when revoked', async () => {
	const s = await scene(t, { tables: 1 });
	const keynote = await addSession(
		s,
		'Keynote; pembuka, dan salam',
		new Date('2027-03-13T08:15:00+07:00'),
		20
	);
	await t.kernel.database.db
		.insert(star)
		.values({ sessionId: keynote.id, personId: s.people[0]!.id });
	const met = await meet(s, 0, 1, 1);
	const organisation = s.organisation.slug;
	const api = s.as(0).connect.agenda;
	expect((await api.findFeed({ organisation })).feed).toBeNull();
	const first = (await api.makeFeed({ organisation })).feed!;
	expect((await api.makeFeed({ organisation })).feed!.url).toBe(first.url);
	expect((await api.findFeed({ organisation })).feed!.url).toBe(first.url);
	expect(first.webcalUrl).toMatch(/^webcal:\/\//);
	const read = (await readFeed(first.url))!;
	expect(read.events.map(({ uid }) => uid)).toEqual([
		`gathering-${s.gathering.id}@gerbang`,
		`session-${keynote.id}@gerbang`,
		`meeting-${met.id}@gerbang`
	]);
	expect(read.events[2]).toMatchObject({
		start: s.slot(1),
		location: 'Meja 1',
		sequence: 1,
		attendees: 0
	});
	expect(read.events[1]!.summary).toBe('Keynote; pembuka, dan salam');
	expect((await readFeed(first.url))!.text).toBe(read.text);
	expect((await api.findFeed({ organisation })).feed!.lastReadAt).not.toBeNull();
	// What moved keeps its name and rises.
	await s.as(0).connect.meeting.propose({ meetingId: met.id, times: [s.slot(3)] });
	await s.as(1).connect.meeting.accept({ meetingId: met.id });
	expect((await readFeed(first.url))!.events[2]).toMatchObject({
		uid: `meeting-${met.id}@gerbang`,
		sequence: 2,
		start: s.slot(3)
	});
	const second = (await api.makeFeed({ organisation, renew: true })).feed!;
	expect(second.url).not.toBe(first.url);
	expect(await readFeed(first.url)).toBeNull();
	expect((await readFeed(second.url))!.events).toHaveLength(3);
	expect((await api.revokeFeed({ organisation })).feed).toBeNull();
	expect(await readFeed(second.url)).toBeNull();
	expect((await api.revokeFeed({ organisation })).feed).toBeNull();
	expect(await readFeed(second.url.replace(/.{6}\.ics$/, 'xxxxxx.ics'))).toBeNull();
});

test('a feed tells nothing of others but their names, and nothing of who is blocked or gone', async () => {
	const s = await scene(t, { people: 4 });
	const { db } = t.kernel.database;
	for (const [n, secret] of [
		[1, 'satu'],
		[2, 'dua'],
		[3, 'tiga']
	] as const) {
		await db
			.update(person)
			.set({
				email: `${secret}@rahasia.example`,
				phone: `+62811000000${n}`,
				about: `tentang ${secret}`
			})
			.where(eq(person.id, s.people[n]!.id));
	}
	await meet(s, 0, 1, 0);
	await meet(s, 0, 2, 1);
	await meet(s, 0, 3, 2);
	await db.insert(block).values({ byPersonId: s.people[2]!.id, personId: s.people[0]!.id });
	const { feed } = await s.as(0).connect.agenda.makeFeed({ organisation: s.organisation.slug });
	const { text, events } = (await readFeed(feed!.url))!;
	expect(events.filter(({ uid }) => uid.startsWith('meeting'))).toHaveLength(2);
	expect(text).toContain(s.people[1]!.name);
	expect(text).not.toContain(s.people[2]!.name);
	for (const secret of ['rahasia.example', '0811', '62811', 'tentang', s.people[0]!.email!]) {
		expect(text).not.toContain(secret);
	}
	await db.update(person).set({ erasedAt: t.clock.now() }).where(eq(person.id, s.people[0]!.id));
	expect(await readFeed(feed!.url)).toBeNull();
});

test("an address is one person's in one organisation", async () => {
	const s = await scene(t);
	const stranger = await makePerson(t, (await scene(t)).organisation.id);
	await expect(
		t.as(stranger.accountId).connect.agenda.makeFeed({ organisation: s.organisation.slug })
	).rejects.toMatchObject({ code: 'NOT_FOUND' });
	await expect(
		t.as(null).connect.agenda.find({ organisation: s.organisation.slug })
	).rejects.toMatchObject({
		code: 'NOT_SIGNED_IN'
	});
	await expect(
		s.as(0).connect.agenda.find({ organisation: 'organisation-0', gatheringId: s.gathering.id })
	).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
