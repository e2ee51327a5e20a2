import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testProduct, type TestProduct } from '../../../../tests/database.ts';
import {
	makeGathering,
	makeHost,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeOrganisation,
	type MadePerson
} from '../../../../tests/factories.ts';
import type { NewGathering } from './schema.ts';

let t: TestProduct;
let home: MadeOrganisation;
let organiser: MadePerson;
let member: MadePerson;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
	organiser = await makePerson(t, home.id, { role: 'organiser' });
	member = await makePerson(t, home.id);
});
afterAll(() => t?.close());

const cafe = (change: Partial<NewGathering> = {}) => ({
	organisation: home.slug,
	title: 'Meja Kopi Dago',
	mode: 'onsite' as const,
	startsAt: '2031-03-14T15:30',
	endsAt: '2031-03-14T17:30',
	timeZone: 'Asia/Jakarta',
	placeName: 'Kopi Dago',
	audience: 'public' as const,
	capacity: 6,
	publish: true,
	...change
});
const of = (person: MadePerson) => t.as(person.accountId).gather.gathering;
const mailsOf = (person: MadePerson) => t.mails.filter(({ toAddress }) => toAddress === person.email);

describe('making a gathering', () => {
	test('a cafe table for six is published in one call, and a stranger sees it', async () => {
		const made = await of(organiser).create(cafe());
		expect(made).toMatchObject({ state: 'upcoming', capacity: 6, seatsLeft: 6, can: { manage: true } });
		expect(made.startsAt.toISOString()).toBe('2031-03-14T08:30:00.000Z');
		const seen = await t.as(null).gather.gathering.find({ organisation: home.slug, slug: made.slug });
		expect(seen).toMatchObject({ title: 'Meja Kopi Dago', can: { register: true, manage: false, seePeople: false } });
	});

	test('two gatherings of one title get two addresses', async () => {
		const one = await of(organiser).create(cafe({ title: 'Temu Dua' }));
		const two = await of(organiser).create(cafe({ title: 'Temu Dua' }));
		expect([one.slug, two.slug]).toEqual(['temu-dua', 'temu-dua-2']);
		await expect(of(organiser).create(cafe({ slug: 'temu-dua' }))).rejects.toMatchObject({ code: 'SLUG_TAKEN', status: 409 });
	});

	test('a draft is seen by those who run it, and by nobody else', async () => {
		const draft = await of(organiser).create(cafe({ title: 'Rahasia', publish: false }));
		for (const accountId of [null, member.accountId]) {
			await expect(t.as(accountId).gather.gathering.find({ organisation: home.slug, slug: draft.slug })).rejects.toMatchObject({ code: 'NOT_FOUND' });
		}
		await of(organiser).publish({ gatheringId: draft.id });
		expect((await t.as(null).gather.gathering.find({ organisation: home.slug, slug: draft.slug })).state).toBe('upcoming');
	});

	test('a member makes a gathering for members, and is told to ask for a public one', async () => {
		const made = await of(member).create(cafe({ audience: 'members' }));
		expect(made.can.manage).toBe(true);
		await expect(of(member).create(cafe())).rejects.toMatchObject({ code: 'PUBLIC_NEEDS_ORGANISER', status: 403 });
	});

	test('an end before the start is refused beside its field', async () => {
		await expect(of(organiser).create(cafe({ endsAt: '2031-03-14T15:00' }))).rejects.toMatchObject({
			code: 'ENDS_BEFORE_START',
			data: { fields: { endsAt: expect.any(String) } }
		});
	});

	test('a description is rendered without what could run', async () => {
		const made = await of(organiser).create(
			cafe({ description: '**Tebal** <script>alert(1)</script> [x](javascript:alert(1)) ![p](https://elsewhere.example/p.png)' })
		);
		expect(made.descriptionHtml).toContain('<strong>Tebal</strong>');
		expect(made.descriptionHtml).not.toMatch(/<script|href="javascript|<img/);
	});
});

describe('who sees what', () => {
	test('a gathering by invitation is there for who holds its link, until the link is replaced', async () => {
		const made = await of(organiser).create(cafe({ audience: 'invitation' }));
		const find = (key?: string) => t.as(null).gather.gathering.find({ organisation: home.slug, slug: made.slug, key });
		const { url } = await of(organiser).invitationLink({ gatheringId: made.id });
		const key = new URL(url).searchParams.get('key')!;
		await expect(find()).rejects.toMatchObject({ code: 'NOT_FOUND' });
		expect((await find(key)).id).toBe(made.id);
		await of(organiser).invitationLink({ gatheringId: made.id, renew: true });
		await expect(find(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('the room link is for those who go', async () => {
		const gathering = await makeGathering(t, home.id, { mode: 'online', roomUrl: 'https://meet.example/room-secret' });
		const find = (accountId: string | null) => t.as(accountId).gather.gathering.find({ organisation: home.slug, slug: gathering.slug });
		const going = await makePerson(t, home.id);
		await makeRegistration(t, gathering.id, going.id);
		expect((await find(going.accountId)).roomUrl).toContain('room-secret');
		expect(JSON.stringify(await find(member.accountId))).not.toContain('room-secret');
		const file = await t.as(null).gather.gathering.calendar({ organisation: home.slug, slug: gathering.slug });
		expect(file.text).not.toContain('room-secret');
	});

	test('lists show a stranger public ones, a member those for members, an organiser all', async () => {
		const other = await makeOrganisation(t);
		const boss = await makePerson(t, other.id, { role: 'owner' });
		const plain = await makePerson(t, other.id);
		for (const audience of ['public', 'members', 'invitation'] as const) await makeGathering(t, other.id, { audience });
		const draft = await makeGathering(t, other.id, { publishedAt: null });
		const count = async (accountId: string | null, when: 'coming' | 'drafts' = 'coming') =>
			(await t.as(accountId).gather.gathering.list({ organisation: other.slug, when })).total;
		expect(await count(null)).toBe(1);
		expect(await count(plain.accountId)).toBe(2);
		expect(await count(boss.accountId)).toBe(3);
		expect(await count(plain.accountId, 'drafts')).toBe(0);
		await makeHost(t, draft.id, plain.id);
		expect(await count(plain.accountId, 'drafts')).toBe(1);
	});
});

describe('a list of gatherings', () => {
	test('says of each what it is to the viewer', async () => {
		const other = await makeOrganisation(t);
		const guest = await makePerson(t, other.id);
		const [first, second, third] = [
			await makeGathering(t, other.id),
			await makeGathering(t, other.id),
			await makeGathering(t, other.id)
		];
		await makeRegistration(t, first.id, guest.id);
		await makeRegistration(t, second.id, guest.id, 'waitlisted');
		await makeHost(t, third.id, guest.id);
		const { items } = await t.as(guest.accountId).gather.gathering.list({ organisation: other.slug });
		const said = (id: string) => items.find((item) => item.id === id);
		expect(said(first.id)).toMatchObject({ registration: 'going', manages: false });
		expect(said(second.id)).toMatchObject({ registration: 'waitlisted', manages: false });
		expect(said(third.id)).toMatchObject({ registration: null, manages: true });
	});
});

describe('changing a gathering', () => {
	test('people are told when the time changes, with a calendar file whose SEQUENCE has risen', async () => {
		const made = await of(organiser).create(cafe({ title: 'Bergeser' }));
		const going = await makePerson(t, home.id);
		await makeRegistration(t, made.id, going.id);
		await of(organiser).update({ gatheringId: made.id, summary: 'Hanya ini yang berubah.' });
		await t.drain();
		expect(mailsOf(going)).toHaveLength(0);
		const after = await of(organiser).update({ gatheringId: made.id, startsAt: '2031-03-14T16:00' });
		expect(after.sequence).toBe(1);
		await t.drain();
		const [letter] = mailsOf(going);
		expect(letter!.kind).toBe('registration-moved');
		const event = new ICAL.Component(ICAL.parse(letter!.attachments[0]!.text)).getFirstSubcomponent('vevent')!;
		expect(event.getFirstPropertyValue('uid')).toBe(`gathering-${made.id}@gerbang`);
		expect(Number(event.getFirstPropertyValue('sequence'))).toBe(1);
	});

	test('calling it off tells everybody once, and a second time changes nothing', async () => {
		const made = await of(organiser).create(cafe({ title: 'Batal' }));
		const going = await makePerson(t, home.id);
		await makeRegistration(t, made.id, going.id);
		await of(organiser).cancel({ gatheringId: made.id, reason: 'Hujan badai' });
		await of(organiser).cancel({ gatheringId: made.id, reason: 'Lagi' });
		await t.drain();
		expect(mailsOf(going).map(({ kind }) => kind)).toEqual(['registration-gathering-cancelled']);
		expect(mailsOf(going)[0]!.text).toContain('Hujan badai');
		expect(mailsOf(going)[0]!.attachments[0]!.text).toContain('STATUS:CANCELLED');
	});

	test('the capacity cannot fall below the seats that are taken', async () => {
		const made = await of(organiser).create(cafe());
		for (let n = 0; n < 3; n++) await makeRegistration(t, made.id, (await makePerson(t, home.id)).id);
		await expect(of(organiser).update({ gatheringId: made.id, capacity: 2 })).rejects.toMatchObject({ code: 'CAPACITY_BELOW_GOING' });
	});

	test('a copy is a draft a week later, without people', async () => {
		const made = await of(organiser).create(cafe({ title: 'Setiap Pekan' }));
		await makeRegistration(t, made.id, member.id);
		const copy = await of(organiser).duplicate({ gatheringId: made.id });
		expect(copy).toMatchObject({ state: 'draft', going: 0, localStart: '2031-03-21T15:30' });
		expect(copy.slug).not.toBe(made.slug);
	});

	test('one host always stays', async () => {
		const made = await of(organiser).create(cafe());
		await expect(of(organiser).setHost({ gatheringId: made.id, personId: organiser.id, duty: null })).rejects.toMatchObject({ code: 'LAST_HOST' });
		await of(organiser).setHost({ gatheringId: made.id, personId: member.id, duty: 'host' });
		await of(member).setHost({ gatheringId: made.id, personId: organiser.id, duty: null });
		const found = await of(member).find({ organisation: home.slug, slug: made.slug });
		expect(found.hosts.map(({ personId }) => personId)).toEqual([member.id]);
	});

	test('the overview counts by state', async () => {
		const made = await of(organiser).create(cafe());
		await makeRegistration(t, made.id, (await makePerson(t, home.id)).id);
		await makeRegistration(t, made.id, (await makePerson(t, home.id)).id, 'pending');
		const overview = await of(organiser).overview({ gatheringId: made.id });
		expect(overview.counts).toMatchObject({ going: 1, pending: 1, waitlisted: 0, checkedIn: 0 });
		expect(overview.byDay.reduce((sum, { registrations }) => sum + registrations, 0)).toBe(2);
	});
});
