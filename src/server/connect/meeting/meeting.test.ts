import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { block } from '#server/connect/connection/tables.ts';
import { preference } from '#server/connect/suggestion/tables.ts';
import { session, star } from '#server/gather/programme/tables.ts';
import { testProduct, type SentMail, type TestProduct } from '../../../../tests/database.ts';
import { makePerson, makeRegistration } from '../../../../tests/factories.ts';
import { scene, type MeetingScene } from '../../../../tests/meeting-scene.ts';
import { meetingPerson } from './tables.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());
beforeEach(() => t.clock.set('2027-03-11T12:00:00+07:00'));

const ask = (
	s: MeetingScene,
	from: number,
	to: number,
	slots: number[],
	line = 'Bicara soal distribusi Sumatra'
) =>
	s.as(from).connect.meeting.ask({
		gatheringId: s.gathering.id,
		personId: s.people[to]!.id,
		line,
		times: slots.map((n) => s.slot(n)),
		anyTime: slots.length === 0
	});

/** The letters to one of the people, newest last. */
async function lettersTo(s: MeetingScene, n: number): Promise<SentMail[]> {
	await t.drain();
	return t.mails
		.filter(({ personId }) => personId === s.people[n]!.id)
		.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

const parse = (letter: SentMail) => {
	const calendar = new ICAL.Component(ICAL.parse(letter.attachments[0]!.text));
	const event = calendar.getFirstSubcomponent('vevent')!;
	return {
		method: calendar.getFirstPropertyValue('method'),
		uid: event.getFirstPropertyValue('uid'),
		sequence: Number(event.getFirstPropertyValue('sequence')),
		status: event.getFirstPropertyValue('status'),
		start: (event.getFirstPropertyValue('dtstart') as ICAL.Time).toJSDate(),
		location: event.getFirstPropertyValue('location'),
		attendees: event
			.getAllProperties('attendee')
			.map((property) => String(property.getFirstValue()).toLowerCase()),
		text: letter.attachments[0]!.text
	};
};

describe('a request', () => {
	test('waits for the one who was asked, with the times and the time to answer said', async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0, 2]);
		expect(asked).toMatchObject({ state: 'requested', waitingFor: 'them', askedByMe: true });
		expect(asked.expiresAt).toEqual(new Date(asked.createdAt.getTime() + 24 * 3_600_000));
		expect(asked.can).toMatchObject({ accept: false, cancel: true });
		const theirs = await s.as(1).connect.meeting.find({ meetingId: asked.id });
		expect(theirs).toMatchObject({ waitingFor: 'me', firstFree: { startsAt: s.slot(0) } });
		expect(theirs.can).toMatchObject({ accept: true, decline: true, propose: true });
		expect(theirs.proposals.map(({ startsAt }) => startsAt)).toEqual([s.slot(0), s.slot(2)]);
		const [letter] = await lettersTo(s, 1);
		expect(letter).toMatchObject({ kind: 'meeting-asked', locale: 'id' });
		expect(letter!.text).toContain('Bicara soal distribusi Sumatra');
		expect(letter!.text).toContain(`/g/${s.gathering.slug}/meetings/${asked.id}`);
		expect(letter!.text).not.toContain(s.people[0]!.email!);
	});

	test('is answered until the hour it said before it was sent', async () => {
		const s = await scene(t);
		const options = await s
			.as(0)
			.connect.meeting.options({ gatheringId: s.gathering.id, personId: s.people[1]!.id });
		expect(options).toMatchObject({
			opening: 'open',
			modes: ['onsite'],
			pending: { waiting: 0, allowed: 5 }
		});
		expect(options.times).toHaveLength(7);
		expect(options.best).toHaveLength(3);
		const sent = await s.as(0).connect.meeting.ask({
			gatheringId: s.gathering.id,
			personId: s.people[1]!.id,
			line: 'Kenalan',
			times: options.best
		});
		expect(Math.abs(sent.expiresAt!.getTime() - options.bestExpiresAt!.getTime())).toBeLessThan(
			10_000
		);
		const { expiresAt } = await s
			.as(0)
			.connect.meeting.expiry({ gatheringId: s.gathering.id, times: options.best });
		expect(Math.abs(expiresAt.getTime() - sent.expiresAt!.getTime())).toBeLessThan(10_000);
	});

	test('blocks nobody: others may ask for the same time', async () => {
		const s = await scene(t);
		await ask(s, 0, 1, [0]);
		await ask(s, 2, 1, [0]);
		const options = await s
			.as(0)
			.connect.meeting.options({ gatheringId: s.gathering.id, personId: s.people[2]!.id });
		expect(options.times.map(({ startsAt }) => startsAt)).toContainEqual(s.slot(0));
	});

	test('sent twice is one request', async () => {
		const s = await scene(t);
		const first = await ask(s, 0, 1, [0]);
		expect((await ask(s, 0, 1, [0])).id).toBe(first.id);
		await expect(ask(s, 0, 1, [1], 'Lain')).rejects.toMatchObject({ code: 'ALREADY_ASKED' });
		await expect(ask(s, 1, 0, [1])).rejects.toMatchObject({ code: 'ASKED_YOU' });
		expect(await lettersTo(s, 1)).toHaveLength(1);
	});

	test('at most five wait at once, and one more for each meeting kept', async () => {
		const s = await scene(t, { people: 8 });
		for (let n = 1; n <= 5; n++) await ask(s, 0, n, [n]);
		await expect(ask(s, 0, 6, [0])).rejects.toMatchObject({ code: 'TOO_MANY_WAITING' });
		const accepted = (await s.as(1).connect.meeting.listMine({ gatheringId: s.gathering.id }))
			.waitingForMe[0]!;
		await s.as(1).connect.meeting.accept({ meetingId: accepted.id });
		await ask(s, 0, 6, [0]);
		await expect(ask(s, 0, 7, [0])).rejects.toMatchObject({ code: 'TOO_MANY_WAITING' });
		// That one meeting took place and was said to be useful: the limit grows to six.
		t.clock.set(new Date(s.slot(1).getTime() + 30 * 60_000));
		await s.as(0).connect.meeting.tellOutcome({ meetingId: accepted.id, outcome: 'useful' });
		const later = await s
			.as(0)
			.connect.meeting.options({ gatheringId: s.gathering.id, personId: s.people[7]!.id });
		expect(later.pending.allowed).toBe(6);
	});

	test('is for people of the same gathering, in a way it offers, at a slot to come', async () => {
		const s = await scene(t);
		const elsewhere = await makePerson(t, s.organisation.id);
		const to = (personId: string, change = {}) =>
			s.as(0).connect.meeting.ask({
				gatheringId: s.gathering.id,
				personId,
				line: 'Halo',
				times: [s.slot(0)],
				...change
			});
		await expect(to(elsewhere.id)).rejects.toMatchObject({ code: 'NOT_TAKING_PART' });
		await expect(to(s.people[0]!.id)).rejects.toMatchObject({ code: 'MEETING_ONESELF' });
		await expect(to(s.people[1]!.id, { mode: 'online' })).rejects.toMatchObject({
			code: 'MODE_NOT_HERE'
		});
		await expect(to(s.people[1]!.id, { times: [] })).rejects.toMatchObject({ code: 'TIME_NEEDED' });
		await expect(
			to(s.people[1]!.id, { times: [new Date(s.slot(0).getTime() + 60_000)] })
		).rejects.toMatchObject({
			code: 'TIME_NOT_OFFERED'
		});
		t.clock.set(s.slot(1));
		await expect(to(s.people[1]!.id)).rejects.toMatchObject({ code: 'TIME_NOT_OFFERED' });
		await expect(
			t.as(elsewhere.accountId).connect.meeting.ask({
				gatheringId: s.gathering.id,
				personId: s.people[0]!.id,
				line: 'Halo',
				times: [s.slot(3)]
			})
		).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('past its time cannot be accepted, even before the job has run', async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0]);
		t.clock.set(new Date(asked.expiresAt!.getTime() + 1000));
		const late = await s.as(1).connect.meeting.find({ meetingId: asked.id });
		expect(late).toMatchObject({ state: 'expired', waitingFor: null });
		await expect(s.as(1).connect.meeting.accept({ meetingId: asked.id })).rejects.toMatchObject({
			code: 'ALREADY_ANSWERED'
		});
	});

	test('runs out by itself, once, and the one who asked is told', async () => {
		const { expireMeeting } = await import('./jobs.ts');
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0]);
		t.clock.set(new Date(asked.expiresAt!.getTime() + 1000));
		await t.kernel.database.transaction((tx) =>
			t.kernel.jobs.enqueue(tx, expireMeeting, { meetingId: asked.id })
		);
		await t.drain(asked.expiresAt!);
		const expired = (await lettersTo(s, 0)).filter(({ kind }) => kind === 'meeting-expired');
		expect(expired).toHaveLength(1);
		expect((await lettersTo(s, 1)).map(({ kind }) => kind)).toEqual(['meeting-asked']);
		expect(
			(await s.as(0).connect.meeting.listMine({ gatheringId: s.gathering.id })).past[0]
		).toMatchObject({
			id: asked.id,
			state: 'expired'
		});
	});

	test('is withdrawn by the one who asked', async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0]);
		await s.as(0).connect.meeting.cancel({ meetingId: asked.id });
		await s.as(0).connect.meeting.cancel({ meetingId: asked.id });
		await expect(s.as(1).connect.meeting.accept({ meetingId: asked.id })).rejects.toMatchObject({
			code: 'ALREADY_ANSWERED'
		});
	});
});

describe('who is not available', () => {
	test('looks the same whether they closed their time or said "no thanks"', async () => {
		const s = await scene(t);
		const look = (to: number) =>
			s.as(0).connect.meeting.options({ gatheringId: s.gathering.id, personId: s.people[to]!.id });
		await s.as(1).connect.availability.change({ gatheringId: s.gathering.id, isOpen: false });
		await t.kernel.database.db
			.insert(preference)
			.values({ byPersonId: s.people[2]!.id, personId: s.people[0]!.id, wish: 'no_thanks' });
		const [closed, no] = [await look(1), await look(2)];
		expect(closed.opening).toBe('not_available');
		const { person: _a, ...first } = closed;
		const { person: _b, ...second } = no;
		expect(first).toEqual(second);
		const refusal = async (to: number) =>
			await ask(s, 0, to, [0]).then(
				() => null,
				(error: { code: string; status: number; message: string }) => ({
					code: error.code,
					status: error.status,
					message: error.message.replace(s.people[to]!.name, 'X')
				})
			);
		expect(await refusal(1)).toMatchObject({ code: 'NOT_AVAILABLE' });
		expect(await refusal(2)).toEqual(await refusal(1));
	});

	test('may still ask those they said "no thanks" to: it is their word', async () => {
		const s = await scene(t);
		await t.kernel.database.db
			.insert(preference)
			.values({ byPersonId: s.people[0]!.id, personId: s.people[1]!.id, wish: 'no_thanks' });
		expect((await ask(s, 0, 1, [0])).state).toBe('requested');
	});

	test('through a block is not found, in both directions, and what they had is gone for both', async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0]);
		await t.kernel.database.db
			.insert(block)
			.values({ byPersonId: s.people[1]!.id, personId: s.people[0]!.id });
		for (const [me, other] of [
			[0, 1],
			[1, 0]
		] as const) {
			await expect(ask(s, me, other, [1])).rejects.toMatchObject({ code: 'NOT_FOUND' });
			await expect(s.as(me).connect.meeting.find({ meetingId: asked.id })).rejects.toMatchObject({
				code: 'NOT_FOUND'
			});
			expect((await s.as(me).connect.meeting.listMine({ gatheringId: s.gathering.id })).total).toBe(
				0
			);
			await expect(
				s
					.as(me)
					.connect.meeting.options({ gatheringId: s.gathering.id, personId: s.people[other]!.id })
			).rejects.toMatchObject({ code: 'NOT_FOUND' });
		}
	});

	test('through a block no longer waits for a meeting that was agreed: it is called off, as any other', async () => {
		const s = await scene(t, { tables: 1 });
		const asked = await ask(s, 0, 1, [0]);
		await s.as(1).connect.meeting.accept({ meetingId: asked.id });
		await s.as(1).connect.connection.block({
			organisation: s.organisation.slug,
			personId: s.people[0]!.id
		});
		expect((await lettersTo(s, 0)).at(-1)!.kind).toBe('meeting-cancelled');
		// Time and table are free again for both.
		const again = await ask(s, 0, 2, [0]);
		expect((await s.as(2).connect.meeting.accept({ meetingId: again.id })).tableName).toBe(
			'Meja 1'
		);
	});

	test('cannot be asked while nothing could reach them', async () => {
		const s = await scene(t);
		const { person } = await import('#server/gate/person/tables.ts');
		const [speaker] = await t.kernel.database.db
			.insert(person)
			.values({ organisationId: s.organisation.id, name: 'Suharti' })
			.returning();
		await makeRegistration(t, s.gathering.id, speaker!.id);
		const options = await s
			.as(0)
			.connect.meeting.options({ gatheringId: s.gathering.id, personId: speaker!.id });
		expect(options.opening).toBe('not_reachable');
		await expect(
			s.as(0).connect.meeting.ask({
				gatheringId: s.gathering.id,
				personId: speaker!.id,
				line: 'Halo',
				times: [s.slot(0)]
			})
		).rejects.toMatchObject({ code: 'NOT_REACHABLE' });
	});
});

describe('accepting', () => {
	test('takes the first proposed time that is free, a table, and tells both with a calendar file', async () => {
		const s = await scene(t, { tables: 2 });
		const asked = await ask(s, 0, 1, [1, 0]);
		const met = await s.as(1).connect.meeting.accept({ meetingId: asked.id });
		expect(met).toMatchObject({
			state: 'confirmed',
			startsAt: s.slot(0),
			tableName: 'Meja 1',
			waitingFor: null
		});
		for (const n of [0, 1]) {
			const letter = (await lettersTo(s, n)).at(-1)!;
			expect(letter.kind).toBe('meeting-confirmed');
			const event = parse(letter);
			expect(event).toMatchObject({
				method: 'REQUEST',
				uid: `meeting-${asked.id}@gerbang`,
				sequence: 1,
				start: s.slot(0),
				location: 'Meja 1'
			});
			// Each finds their own address in it, and nobody else's.
			expect(event.attendees).toEqual([`mailto:${s.people[n]!.email}`]);
			expect(event.text.replace(/\r\n /g, '')).not.toContain(s.people[1 - n]!.email);
		}
	});

	test('a second time changes nothing', async () => {
		const s = await scene(t, { tables: 1 });
		const asked = await ask(s, 0, 1, [0]);
		await s.as(1).connect.meeting.accept({ meetingId: asked.id });
		const letters = (await lettersTo(s, 0)).length;
		expect((await s.as(1).connect.meeting.accept({ meetingId: asked.id })).state).toBe('confirmed');
		expect(await lettersTo(s, 0)).toHaveLength(letters);
	});

	test('is for the one who was asked', async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0]);
		await expect(s.as(0).connect.meeting.accept({ meetingId: asked.id })).rejects.toMatchObject({
			code: 'NOT_YOUR_TURN'
		});
		await expect(s.as(2).connect.meeting.accept({ meetingId: asked.id })).rejects.toMatchObject({
			code: 'NOT_FOUND'
		});
		await expect(t.as(null).connect.meeting.accept({ meetingId: asked.id })).rejects.toMatchObject({
			code: 'NOT_SIGNED_IN'
		});
	});

	test('opens the lasting thread of the two, without their contact fields', async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0]);
		await s.as(1).connect.meeting.accept({ meetingId: asked.id });
		const { connection, contactShare } = await import('#server/connect/connection/tables.ts');
		const [pair] = (await t.kernel.database.db.select().from(connection)).filter(
			({ lowPersonId, highPersonId }) => [lowPersonId, highPersonId].includes(s.people[0]!.id)
		);
		expect(pair).toMatchObject({ state: 'accepted', via: 'meeting', gatheringId: s.gathering.id });
		expect(
			(await t.kernel.database.db.select().from(contactShare)).filter(
				({ connectionId }) => connectionId === pair!.id
			)
		).toEqual([]);
	});

	test('any time takes the first slot that suits both', async () => {
		const s = await scene(t);
		await s.as(0).connect.availability.change({ gatheringId: s.gathering.id, closed: [s.slot(0)] });
		await s.as(1).connect.availability.change({ gatheringId: s.gathering.id, closed: [s.slot(1)] });
		const asked = await ask(s, 0, 1, []);
		expect((await s.as(1).connect.meeting.accept({ meetingId: asked.id })).startsAt).toEqual(
			s.slot(2)
		);
	});

	test("any time may also be answered with a slot of the other one's choice", async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, []);
		await expect(
			s.as(1).connect.meeting.accept({
				meetingId: asked.id,
				startsAt: new Date(s.slot(1).getTime() + 1)
			})
		).rejects.toMatchObject({ code: 'TIME_NOT_OFFERED' });
		const met = await s.as(1).connect.meeting.accept({ meetingId: asked.id, startsAt: s.slot(4) });
		expect(met.startsAt).toEqual(s.slot(4));
	});

	test('one closes what can no longer happen, and its people are told', async () => {
		const s = await scene(t, { people: 4 });
		const one = await ask(s, 0, 1, [0]);
		const same = await ask(s, 2, 1, [0]);
		const other = await ask(s, 3, 1, [0, 1]);
		await s.as(1).connect.meeting.accept({ meetingId: one.id });
		expect((await s.as(2).connect.meeting.find({ meetingId: same.id })).state).toBe('superseded');
		const left = await s.as(3).connect.meeting.find({ meetingId: other.id });
		expect(left.state).toBe('requested');
		expect(left.proposals.map(({ isFree }) => isFree)).toEqual([false, true]);
		expect((await lettersTo(s, 2)).map(({ kind }) => kind)).toEqual(['meeting-superseded']);
		expect((await lettersTo(s, 1)).map(({ kind }) => kind)).not.toContain('meeting-superseded');
	});

	test('a time taken meanwhile is refused with the times still free', async () => {
		const s = await scene(t, { people: 4 });
		const one = await ask(s, 0, 1, [0, 1]);
		const two = await ask(s, 2, 1, [0, 1]);
		await s.as(1).connect.meeting.accept({ meetingId: one.id, startsAt: s.slot(0) });
		const refused = await s
			.as(1)
			.connect.meeting.accept({ meetingId: two.id, startsAt: s.slot(0) })
			.catch((error: { code: string; message: string }) => error);
		expect(refused).toMatchObject({ code: 'SLOT_TAKEN' });
		expect((refused as { message: string }).message).toContain('09:25');
		expect((refused as { message: string }).message).not.toContain('09:00');
	});

	test('without a table left at that time is refused, and other requests for it are closed', async () => {
		const s = await scene(t, { people: 6, tables: 1 });
		const one = await ask(s, 0, 1, [0]);
		const two = await ask(s, 2, 3, [0]);
		const three = await ask(s, 4, 5, [0, 1]);
		await s.as(1).connect.meeting.accept({ meetingId: one.id });
		await expect(s.as(3).connect.meeting.accept({ meetingId: two.id })).rejects.toMatchObject({
			code: 'NO_TABLE'
		});
		await t.drain();
		expect((await s.as(2).connect.meeting.find({ meetingId: two.id })).state).toBe('superseded');
		const met = await s.as(5).connect.meeting.accept({ meetingId: three.id });
		expect(met.startsAt).toEqual(s.slot(1));
	});

	test('online gives a room of its own, and needs no table', async () => {
		const s = await scene(t, {
			mode: 'online',
			setting: { roomTemplate: 'https://meet.example/{code}' }
		});
		const asked = await ask(s, 0, 1, [0]);
		const met = await s.as(1).connect.meeting.accept({ meetingId: asked.id });
		expect(met.roomUrl).toMatch(/^https:\/\/meet\.example\/gerbang-[a-z0-9]{12}$/);
		expect(parse((await lettersTo(s, 0)).at(-1)!).location).toBe(met.roomUrl);
	});

	test('at a hybrid gathering the asker chooses the way', async () => {
		const s = await scene(t, { mode: 'hybrid', tables: 1 });
		const asked = await s.as(0).connect.meeting.ask({
			gatheringId: s.gathering.id,
			personId: s.people[1]!.id,
			line: 'Dari rumah',
			times: [s.slot(0)],
			mode: 'online'
		});
		const met = await s.as(1).connect.meeting.accept({ meetingId: asked.id });
		expect(met).toMatchObject({ mode: 'online', tableName: null, roomUrl: null });
		expect(met.can.namePlace).toBe(true);
		const named = await s
			.as(1)
			.connect.meeting.namePlace({ meetingId: asked.id, roomUrl: 'https://meet.example/kami' });
		expect(named.roomUrl).toBe('https://meet.example/kami');
		expect(parse((await lettersTo(s, 0)).at(-1)!)).toMatchObject({
			sequence: 2,
			location: 'https://meet.example/kami'
		});
	});

	test('is not hindered by a star or a closed slot at a time that was proposed, only by a meeting', async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0]);
		await s.as(1).connect.availability.change({
			gatheringId: s.gathering.id,
			closed: [s.slot(0)],
			isOpen: false
		});
		expect((await s.as(1).connect.meeting.accept({ meetingId: asked.id })).startsAt).toEqual(
			s.slot(0)
		);
	});
});

describe('an answer', () => {
	test('no is one tap, and leaves the thread shut', async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0]);
		const no = await s.as(1).connect.meeting.decline({ meetingId: asked.id });
		expect(no.state).toBe('declined');
		expect((await s.as(1).connect.meeting.decline({ meetingId: asked.id })).state).toBe('declined');
		expect((await lettersTo(s, 0)).map(({ kind }) => kind)).toEqual(['meeting-declined']);
		const { connection } = await import('#server/connect/connection/tables.ts');
		const pairs = await t.kernel.database.db.select().from(connection);
		expect(
			pairs.some(({ lowPersonId, highPersonId }) =>
				[lowPersonId, highPersonId].includes(s.people[0]!.id)
			)
		).toBe(false);
	});

	test('no may leave the thread open', async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0]);
		await s.as(1).connect.meeting.decline({ meetingId: asked.id, openThread: true });
		expect((await lettersTo(s, 0)).map(({ kind }) => kind)).toContain('meeting-declined-open');
		const { connection } = await import('#server/connect/connection/tables.ts');
		const [pair] = (await t.kernel.database.db.select().from(connection)).filter(
			({ lowPersonId, highPersonId }) => [lowPersonId, highPersonId].includes(s.people[0]!.id)
		);
		expect(pair!.threadOpenedAt).not.toBeNull();
		expect(pair!.state).not.toBe('accepted');
	});

	test('another time gives the turn to the other, with a time of its own to answer', async () => {
		const s = await scene(t);
		const asked = await ask(s, 0, 1, [0]);
		t.clock.advance(3_600_000);
		const back = await s
			.as(1)
			.connect.meeting.propose({ meetingId: asked.id, times: [s.slot(3), s.slot(4)] });
		expect(back).toMatchObject({ state: 'requested', waitingFor: 'them' });
		expect(back.expiresAt!.getTime()).toBeGreaterThan(asked.expiresAt!.getTime());
		await expect(s.as(1).connect.meeting.accept({ meetingId: asked.id })).rejects.toMatchObject({
			code: 'NOT_YOUR_TURN'
		});
		// The first job finds that the time began anew.
		t.clock.set(new Date(asked.expiresAt!.getTime() + 1000));
		await t.drain(asked.expiresAt!);
		const met = await s.as(0).connect.meeting.accept({ meetingId: asked.id, startsAt: s.slot(4) });
		expect(met).toMatchObject({ state: 'confirmed', startsAt: s.slot(4) });
	});
});

test('who answers with other times finds none chosen that were just asked for', async () => {
	const s = await scene(t, { tables: 1 });
	const asked = await ask(s, 0, 1, [1, 3, 5]);
	const other = await s.as(1).connect.meeting.otherTimes({ meetingId: asked.id });
	expect(other.best).toEqual([s.slot(0), s.slot(4), s.slot(6)]);
	// They may still be chosen.
	expect(other.times).toHaveLength(7);
});

describe('a confirmed meeting', () => {
	const confirmed = async (s: MeetingScene, slot = 0) => {
		const asked = await ask(s, 0, 1, [slot]);
		return s.as(1).connect.meeting.accept({ meetingId: asked.id });
	};

	test('stays at its time while another is proposed, and moves when that is accepted', async () => {
		const s = await scene(t, { tables: 1 });
		const met = await confirmed(s);
		const other = await s.as(0).connect.meeting.otherTimes({ meetingId: met.id });
		expect(other.times).toHaveLength(6);
		expect(other.times.map(({ startsAt }) => startsAt)).not.toContainEqual(s.slot(0));
		const asked = await s.as(0).connect.meeting.propose({ meetingId: met.id, times: [s.slot(2)] });
		expect(asked).toMatchObject({ state: 'confirmed', startsAt: s.slot(0), waitingFor: 'them' });
		const moved = await s.as(1).connect.meeting.accept({ meetingId: met.id });
		expect(moved).toMatchObject({
			state: 'confirmed',
			startsAt: s.slot(2),
			waitingFor: null,
			tableName: 'Meja 1'
		});
		const letter = (await lettersTo(s, 0)).at(-1)!;
		expect(letter.kind).toBe('meeting-moved');
		expect(parse(letter)).toMatchObject({
			uid: `meeting-${met.id}@gerbang`,
			sequence: 2,
			start: s.slot(2)
		});
	});

	test('stands as it was when the other time is declined or runs out', async () => {
		const s = await scene(t);
		const met = await confirmed(s, 6);
		await s.as(0).connect.meeting.propose({ meetingId: met.id, times: [s.slot(2)] });
		const kept = await s.as(1).connect.meeting.decline({ meetingId: met.id });
		expect(kept).toMatchObject({ state: 'confirmed', startsAt: s.slot(6), waitingFor: null });
		const again = await s.as(0).connect.meeting.propose({ meetingId: met.id, times: [s.slot(3)] });
		t.clock.set(new Date(again.expiresAt!.getTime() + 1000));
		await t.drain(again.expiresAt!);
		expect(await s.as(1).connect.meeting.find({ meetingId: met.id })).toMatchObject({
			state: 'confirmed',
			startsAt: s.slot(6),
			waitingFor: null,
			proposals: []
		});
		expect((await lettersTo(s, 0)).map(({ kind }) => kind)).toContain('meeting-move-expired');
	});

	test('called off frees the time and the table at once, and leaves both calendars', async () => {
		const s = await scene(t, { tables: 1 });
		const met = await confirmed(s);
		await s.as(1).connect.meeting.cancel({ meetingId: met.id });
		for (const n of [0, 1]) {
			const letter = (await lettersTo(s, n)).at(-1)!;
			expect(letter.kind).toBe('meeting-cancelled');
			expect(parse(letter)).toMatchObject({
				method: 'CANCEL',
				uid: `meeting-${met.id}@gerbang`,
				sequence: 2,
				status: 'CANCELLED'
			});
		}
		const again = await ask(s, 0, 2, [0]);
		expect((await s.as(2).connect.meeting.accept({ meetingId: again.id })).tableName).toBe(
			'Meja 1'
		);
		expect((await s.as(0).connect.meeting.find({ meetingId: met.id })).cancelledBy).toBe('them');
	});

	test('is called off by an organiser for both, but read by its people alone', async () => {
		const s = await scene(t);
		const met = await confirmed(s);
		await expect(s.asOrganiser.connect.meeting.find({ meetingId: met.id })).rejects.toMatchObject({
			code: 'NOT_FOUND'
		});
		await expect(s.as(2).connect.meeting.cancel({ meetingId: met.id })).rejects.toMatchObject({
			code: 'NOT_FOUND'
		});
		await s.asOrganiser.connect.meeting.cancel({ meetingId: met.id });
		expect((await s.as(0).connect.meeting.find({ meetingId: met.id })).cancelledBy).toBe(
			'organiser'
		);
		expect((await lettersTo(s, 0)).at(-1)!.kind).toBe('meeting-cancelled-by-organiser');
	});

	test('"I\'m here" is seen by the other, and who waits alone is offered something else', async () => {
		const s = await scene(t);
		const met = await confirmed(s);
		await expect(s.as(0).connect.meeting.sayHere({ meetingId: met.id })).rejects.toMatchObject({
			code: 'NOT_NOW'
		});
		t.clock.set(new Date(s.slot(0).getTime() - 9 * 60_000));
		expect((await s.as(0).connect.meeting.sayHere({ meetingId: met.id })).waitsAlone).toBeNull();
		t.clock.set(new Date(s.slot(0).getTime() + 4 * 60_000 + 1000));
		expect(await s.as(0).connect.meeting.find({ meetingId: met.id })).toMatchObject({
			waitsAlone: 'me'
		});
		expect(await s.as(1).connect.meeting.find({ meetingId: met.id })).toMatchObject({
			waitsAlone: 'them',
			othersHere: true
		});
		const both = await s.as(1).connect.meeting.sayHere({ meetingId: met.id });
		expect(both).toMatchObject({ waitsAlone: null, othersHere: true });
	});

	test("ends with an outcome of one's own and a promise both can read", async () => {
		const s = await scene(t);
		const met = await confirmed(s);
		const tell = (
			n: number,
			outcome: 'useful' | 'not_useful',
			promise?: { text: string; dueOn: string }
		) => s.as(n).connect.meeting.tellOutcome({ meetingId: met.id, outcome, promise });
		await expect(tell(0, 'useful')).rejects.toMatchObject({ code: 'NOT_BEGUN' });
		t.clock.set(new Date(s.slot(0).getTime() + 21 * 60_000));
		expect(
			(await s.as(0).connect.meeting.listMine({ gatheringId: s.gathering.id })).toTell
		).toHaveLength(1);
		await expect(tell(0, 'useful', { text: 'Kirim harga', dueOn: '' })).rejects.toMatchObject({
			code: 'PROMISE_HALF'
		});
		await tell(0, 'useful', { text: 'Kirim harga', dueOn: '2027-03-20' });
		await tell(1, 'not_useful');
		const first = await s.as(0).connect.meeting.find({ meetingId: met.id });
		const second = await s.as(1).connect.meeting.find({ meetingId: met.id });
		expect([first.outcome, second.outcome]).toEqual(['useful', 'not_useful']);
		expect(JSON.stringify(first)).not.toContain('not_useful');
		expect(second.promises).toMatchObject([
			{ text: 'Kirim harga', dueOn: '2027-03-20', isMine: false }
		]);
		expect(first.promises[0]!.can).toEqual({ keep: true, drop: true, reopen: false });
		expect(second.promises[0]!.can).toEqual({ keep: false, drop: false, reopen: false });
		// Saying it again is one promise still.
		await tell(0, 'useful', { text: 'Kirim daftar harga', dueOn: '2027-03-21' });
		expect((await s.as(1).connect.meeting.find({ meetingId: met.id })).promises).toMatchObject([
			{ text: 'Kirim daftar harga' }
		]);
		expect(
			(await s.as(0).connect.meeting.listMine({ gatheringId: s.gathering.id })).toTell
		).toHaveLength(0);
	});
});

describe('availability', () => {
	test('counts starred sessions as busy, unless one chooses otherwise', async () => {
		const s = await scene(t);
		const { db } = t.kernel.database;
		const [row] = await db
			.insert(session)
			.values({
				gatheringId: s.gathering.id,
				guid: 'a',
				title: 'Keynote',
				startsAt: s.slot(0),
				endsAt: new Date(s.slot(1).getTime() + 60_000)
			})
			.returning();
		await db.insert(star).values({ sessionId: row!.id, personId: s.people[1]!.id });
		const free = async () =>
			(
				await s
					.as(0)
					.connect.meeting.options({ gatheringId: s.gathering.id, personId: s.people[1]!.id })
			).times.length;
		expect(await free()).toBe(5);
		await expect(ask(s, 0, 1, [0])).rejects.toMatchObject({ code: 'SLOT_TAKEN' });
		const mine = await s.as(1).connect.availability.find({ gatheringId: s.gathering.id });
		expect(mine.slots.slice(0, 3).map(({ inSession, isFree }) => [inSession, isFree])).toEqual([
			[true, false],
			[true, false],
			[false, true]
		]);
		await s.as(1).connect.availability.change({ gatheringId: s.gathering.id, starsAreBusy: false });
		expect(await free()).toBe(7);
	});

	test('keeps what was left out of a change', async () => {
		const s = await scene(t);
		const change = (input: object) =>
			s.as(0).connect.availability.change({ gatheringId: s.gathering.id, ...input });
		await change({ closed: [s.slot(2)] });
		await change({ starsAreBusy: false });
		const now = await change({ isOpen: true });
		expect(now).toMatchObject({ isOpen: true, starsAreBusy: false });
		expect(now.slots.filter(({ isClosed }) => isClosed).map(({ startsAt }) => startsAt)).toEqual([
			s.slot(2)
		]);
		expect((await change({ closed: [] })).slots.some(({ isClosed }) => isClosed)).toBe(false);
	});
});

test('the list shows requests that wait beside meetings with others that are over', async () => {
	const s = await scene(t, { people: 4 });
	const no = await ask(s, 0, 1, [0]);
	await s.as(1).connect.meeting.decline({ meetingId: no.id });
	const yes = await ask(s, 2, 0, [1]);
	await s.as(0).connect.meeting.accept({ meetingId: yes.id });
	const waits = await ask(s, 3, 0, [2]);
	const mine = await s.as(0).connect.meeting.listMine({ gatheringId: s.gathering.id });
	expect(mine.waitingForMe.map(({ id }) => id)).toEqual([waits.id]);
	expect(mine.coming.map(({ id }) => id)).toEqual([yes.id]);
	expect(mine.past.map(({ id }) => id)).toEqual([no.id]);
	expect(mine.total).toBe(3);
});

test('the list costs the same number of queries for one meeting and for three', async () => {
	const s = await scene(t, { people: 5 });
	const count = async () => {
		const { pool } = t.kernel.database;
		let queries = 0;
		const query = pool.query;
		pool.query = ((...args: unknown[]) => {
			queries++;
			return (query as (...all: unknown[]) => unknown).apply(pool, args);
		}) as typeof pool.query;
		try {
			await s.as(0).connect.meeting.listMine({ gatheringId: s.gathering.id });
		} finally {
			pool.query = query;
		}
		return queries;
	};
	await ask(s, 1, 0, [0]);
	const one = await count();
	await ask(s, 2, 0, [1]);
	await ask(s, 3, 0, []);
	expect(await count()).toBe(one);
	expect(one).toBeGreaterThan(3);
});

test('nobody is in two meetings at once, whatever the code believes', async () => {
	const s = await scene(t);
	const one = await ask(s, 0, 1, [0]);
	await s.as(1).connect.meeting.accept({ meetingId: one.id });
	const two = await ask(s, 0, 2, [1]);
	await expect(
		t.kernel.database.db
			.update(meetingPerson)
			.set({ during: { from: s.slot(0), to: s.slot(1) } })
			.where((await import('drizzle-orm')).eq(meetingPerson.meetingId, two.id))
	).rejects.toMatchObject({ cause: { constraint: 'meeting_person_not_twice' } });
});
