import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountEmail, signIn } from '#server/gate/account/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { gathering } from '#server/gather/gathering/tables.ts';
import { registration } from '#server/gather/registration/tables.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { testProduct, type TestProduct } from './database.ts';
import {
	makeGathering,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeGathering,
	type MadeOrganisation
} from './factories.ts';

let t: TestProduct;
let home: MadeOrganisation;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
});
afterAll(() => t?.close());

const seatOf = async (gatheringId: string, personId: string) => {
	const [row] = await t.kernel.database.db
		.select()
		.from(registration)
		.where(and(eq(registration.gatheringId, gatheringId), eq(registration.personId, personId)));
	return row;
};
const peopleWith = (email: string) =>
	t.kernel.database.db.select().from(person).where(and(eq(person.email, email), isNull(person.erasedAt)));
const goingCount = async (id: string) =>
	(await t.kernel.database.db.select().from(gathering).where(eq(gathering.id, id)))[0]!.goingCount;
const lettersTo = (address: string) => t.mails.filter(({ toAddress }) => toAddress === address);
const register = (accountId: string | null, where: MadeGathering, input: object = {}) =>
	t.as(accountId).gather.registration.register({ gatheringId: where.id, ...input });

describe('somebody signed in', () => {
	test('has a seat at once, and asking twice changes nothing', async () => {
		const where = await makeGathering(t, home.id);
		const budi = await makePerson(t, home.id);
		expect(await register(budi.accountId, where)).toMatchObject({ outcome: 'settled', status: 'going' });
		const before = await seatOf(where.id, budi.id);
		expect(await register(budi.accountId, where)).toMatchObject({ outcome: 'settled', status: 'going' });
		expect(await seatOf(where.id, budi.id)).toEqual(before);
		expect(await goingCount(where.id)).toBe(1);
		await t.drain();
		const [letter, ...more] = lettersTo(budi.email!);
		expect(more).toEqual([]);
		expect(letter).toMatchObject({ kind: 'registration-going', personId: budi.id });
		expect(letter!.text).toContain(before!.ticketCode);
		expect(letter!.attachments[0]!.text).toContain(`UID:gathering-${where.id}@gerbang`);
	});

	test('waits when the house is full, sees their place, and leaves the list', async () => {
		const where = await makeGathering(t, home.id, { capacity: 1 });
		const [first, second, third] = [await makePerson(t, home.id), await makePerson(t, home.id), await makePerson(t, home.id)];
		await register(first.accountId, where);
		expect(await register(second.accountId, where)).toMatchObject({ status: 'waitlisted', position: 1 });
		expect(await register(third.accountId, where)).toMatchObject({ status: 'waitlisted', position: 2 });
		expect(await t.as(second.accountId).gather.registration.cancel({ gatheringId: where.id })).toEqual({ status: 'cancelled' });
		expect(await register(third.accountId, where)).toMatchObject({ position: 1 });
		expect(await register(second.accountId, where)).toMatchObject({ position: 2 });
	});

	test('gives up a seat, which goes to the first who waits, who is told and may pass', async () => {
		const where = await makeGathering(t, home.id, { capacity: 1 });
		const [first, second, third] = [await makePerson(t, home.id), await makePerson(t, home.id), await makePerson(t, home.id)];
		for (const one of [first, second, third]) await register(one.accountId, where);
		await t.drain();
		await t.as(first.accountId).gather.registration.cancel({ gatheringId: where.id });
		await t.drain();
		expect(await seatOf(where.id, second.id)).toMatchObject({ status: 'going', news: 'seat_freed' });
		expect(lettersTo(second.email!).map(({ kind }) => kind)).toEqual(['registration-waitlisted', 'registration-seat-freed']);
		expect(lettersTo(third.email!)).toHaveLength(1);
		await t.as(second.accountId).gather.registration.cancel({ gatheringId: where.id });
		expect(await seatOf(where.id, third.id)).toMatchObject({ status: 'going' });
		// Whoever comes back goes to the end.
		await register(first.accountId, where);
		await register(second.accountId, where);
		await t.as(third.accountId).gather.registration.cancel({ gatheringId: where.id });
		expect(await seatOf(where.id, first.id)).toMatchObject({ status: 'going' });
		expect(await seatOf(where.id, second.id)).toMatchObject({ status: 'waitlisted' });
	});

	test('waits for an organiser where the gathering asks for approval, full or not', async () => {
		const where = await makeGathering(t, home.id, { capacity: 1, approvalRequired: true });
		const budi = await makePerson(t, home.id);
		expect(await register(budi.accountId, where)).toMatchObject({ status: 'pending' });
		expect(await goingCount(where.id)).toBe(0);
	});

	test('must answer what is required, with one of the options', async () => {
		const where = await makeGathering(t, home.id, {
			questions: [
				{ id: 'food', label: 'Makanan', kind: 'choice', required: true, options: ['Ayam', 'Sayur'] },
				{ id: 'rules', label: 'Setuju', kind: 'check', required: true, options: [] },
				{ id: 'note', label: 'Catatan', kind: 'text', required: false, options: [] }
			]
		});
		const budi = await makePerson(t, home.id);
		await expect(register(budi.accountId, where)).rejects.toMatchObject({ code: 'ANSWER_NEEDED', data: { fields: { 'answers.food': expect.any(String) } } });
		await expect(register(budi.accountId, where, { answers: { food: 'Batu', rules: true } })).rejects.toMatchObject({ code: 'ANSWER_NEEDED' });
		await register(budi.accountId, where, { answers: { food: 'Sayur', rules: 'on', strange: 'x' } });
		expect((await seatOf(where.id, budi.id))!.answers).toEqual({ food: 'Sayur', rules: true });
	});

	test('finds no seat at what is over, cancelled, a draft, or not for them', async () => {
		const guest = await makePerson(t, home.id, { role: null });
		const member = await makePerson(t, home.id);
		const now = t.clock.now();
		const over = await makeGathering(t, home.id, { startsAt: new Date(now.getTime() - 9 * 3_600_000), endsAt: new Date(now.getTime() - 3_600_000) });
		await expect(register(member.accountId, over)).rejects.toMatchObject({ code: 'NOT_OPEN' });
		const cancelled = await makeGathering(t, home.id, { cancelledAt: now });
		await expect(register(member.accountId, cancelled)).rejects.toMatchObject({ code: 'NOT_OPEN' });
		const draft = await makeGathering(t, home.id, { publishedAt: null });
		await expect(register(member.accountId, draft)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		const members = await makeGathering(t, home.id, { audience: 'members' });
		await expect(register(guest.accountId, members)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		expect(await register(member.accountId, members)).toMatchObject({ status: 'going' });
		const invited = await makeGathering(t, home.id, { audience: 'invitation', invitationKey: 'secret-of-the-link' });
		await expect(register(member.accountId, invited)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		await expect(register(member.accountId, invited, { key: 'guessed' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
		expect(await register(guest.accountId, invited, { key: 'secret-of-the-link' })).toMatchObject({ status: 'going' });
	});

	test('who was declined is not let in by asking again', async () => {
		const where = await makeGathering(t, home.id);
		const budi = await makePerson(t, home.id);
		await makeRegistration(t, where.id, budi.id, 'declined');
		await expect(register(budi.accountId, where)).rejects.toMatchObject({ code: 'DECLINED_BEFORE' });
	});

	test('from another organisation becomes a guest here, with the name they have there', async () => {
		const elsewhere = await makeOrganisation(t);
		const sari = await makePerson(t, elsewhere.id, { name: 'Sari Dewi' });
		const where = await makeGathering(t, home.id);
		await register(sari.accountId, where);
		const [made] = await t.kernel.database.db
			.select()
			.from(person)
			.where(and(eq(person.accountId, sari.accountId), eq(person.organisationId, home.id)));
		expect(made).toMatchObject({ name: 'Sari Dewi', email: sari.email });
	});
});

describe('a stranger, where mail leaves', () => {
	test('registers with a name and an address, and the link in the letter signs in and leads to the ticket', async () => {
		const where = await makeGathering(t, home.id);
		const context = t.contextAs(null);
		const answer = await t.product.apiFor(context).gather.registration.register({ gatheringId: where.id, name: 'Wulan', email: 'wulan@example.com' });
		expect(answer).toEqual({ outcome: 'mailed', status: null, position: null, email: 'wulan@example.com' });
		expect(context.reply.signInToken).toBeUndefined();
		await t.drain();
		const [letter] = lettersTo('wulan@example.com');
		const token = /\/link\/(\S+)/.exec(letter!.text)![1]!;
		const opening = t.contextAs(null);
		const { path } = await t.product.apiFor(opening).gate.link.open({ token });
		expect(path).toBe(`/${home.slug}/g/${where.slug}/ticket`);
		const [row] = await t.kernel.database.db
			.select()
			.from(signIn)
			.where(eq(signIn.tokenHash, hashToken(opening.reply.signInToken!.token)));
		const ticket = await t.as(row!.accountId).gather.registration.ticket({ organisation: home.slug, gathering: where.slug });
		expect(ticket).toMatchObject({ status: 'going', name: 'Wulan', hasAddress: true, can: { cancel: true, register: false } });
		expect(ticket.code).toMatch(/^[34679ACDEFGHJKMNPQRTWXY]{6}$/);
		expect(letter!.text).toContain(ticket.code);
	});

	test('learns nothing of an address: known, unknown, registered, declined and full all answer alike', async () => {
		const where = await makeGathering(t, home.id, { capacity: 1 });
		const member = await makePerson(t, home.id, { name: 'Nama Anggota' });
		const elsewhere = await makePerson(t, (await makeOrganisation(t)).id);
		const going = await makePerson(t, home.id);
		const declined = await makePerson(t, home.id);
		await makeRegistration(t, where.id, going.id);
		await makeRegistration(t, where.id, declined.id, 'declined');
		const answers = [];
		for (const email of [member.email!, elsewhere.email!, going.email!, declined.email!, 'nobody-yet@example.com', 'nobody-yet@example.com']) {
			const context = t.contextAs(null);
			const answer = await t.product.apiFor(context).gather.registration.register({ gatheringId: where.id, name: 'Siapa Saja', email });
			expect(context.reply.signInToken).toBeUndefined();
			answers.push({ ...answer, email: answer.email === email });
		}
		expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
		// The seat is the known person's; nothing of theirs was changed, nothing of the declined one's either.
		expect(await seatOf(where.id, member.id)).toMatchObject({ status: 'waitlisted' });
		expect((await peopleWith(member.email!))[0]).toMatchObject({ name: 'Nama Anggota' });
		expect(await seatOf(where.id, declined.id)).toMatchObject({ status: 'declined' });
		expect(await peopleWith('nobody-yet@example.com')).toHaveLength(1);
	});

	test('cannot take an address by carrying it: whoever reads its mail gets a place of their own', async () => {
		const where = await makeGathering(t, home.id);
		const thief = await makePerson(t, home.id);
		await t.kernel.database.db.update(person).set({ email: 'victim@example.com' }).where(eq(person.id, thief.id));
		await register(null, where, { name: 'Korban', email: 'victim@example.com' });
		expect(await seatOf(where.id, thief.id)).toBeUndefined();
		const made = (await peopleWith('victim@example.com')).find(({ id }) => id !== thief.id);
		expect(await seatOf(where.id, made!.id)).toMatchObject({ status: 'going' });
	});

	test('gives an imported person, whom nobody has been yet, their seat', async () => {
		const where = await makeGathering(t, home.id);
		const imported = await makePerson(t, home.id, { email: 'imported@example.com' });
		await t.kernel.database.db.update(person).set({ accountId: null }).where(eq(person.id, imported.id));
		await t.kernel.database.db.delete(accountEmail).where(eq(accountEmail.email, 'imported@example.com'));
		await register(null, where, { name: 'Lain', email: 'IMPORTED@example.com' });
		expect(await seatOf(where.id, imported.id)).toMatchObject({ status: 'going' });
		expect(await peopleWith('imported@example.com')).toHaveLength(1);
	});

	test('with a phone number only is signed in at once; the number is nobody, twice', async () => {
		const where = await makeGathering(t, home.id);
		const seen = new Set<string>();
		for (const name of ['Agus', 'Agus']) {
			const context = t.contextAs(null);
			const answer = await t.product.apiFor(context).gather.registration.register({ gatheringId: where.id, name, phone: '0812 3456 7890' });
			expect(answer).toMatchObject({ outcome: 'settled', status: 'going' });
			seen.add(context.reply.signInToken!.token);
		}
		expect(seen.size).toBe(2);
		expect(await goingCount(where.id)).toBe(2);
		await expect(register(null, where, { name: 'Agus', phone: '12' })).rejects.toMatchObject({ code: 'PHONE_UNREADABLE' });
	});

	test('may send the same form twice and is one person; a quarter of an hour later the form is worth nothing', async () => {
		const where = await makeGathering(t, home.id);
		const form = { name: 'Rina', phone: '0812 1111 2222', attempt: crypto.randomUUID() };
		await register(null, where, form);
		await register(null, where, form);
		expect(await goingCount(where.id)).toBe(1);
		t.clock.advance(16 * 60_000);
		await register(null, where, form);
		expect(await goingCount(where.id)).toBe(2);
		t.clock.advance(-16 * 60_000);
	});

	test('must say a name and a way to be reached', async () => {
		const where = await makeGathering(t, home.id);
		await expect(register(null, where, { email: 'x@example.com' })).rejects.toMatchObject({ code: 'NAME_NEEDED' });
		await expect(register(null, where, { name: 'X' })).rejects.toMatchObject({ code: 'ADDRESS_NEEDED' });
	});

	test('who asks again gets the ticket mailed again, but no more than every ten minutes', async () => {
		const where = await makeGathering(t, home.id);
		const form = { name: 'Dian', email: 'dian@example.com' };
		for (let n = 0; n < 3; n++) {
			await register(null, where, form);
			await t.drain();
		}
		expect(lettersTo('dian@example.com')).toHaveLength(1);
		t.clock.advance(11 * 60_000);
		await register(null, where, form);
		await t.drain();
		expect(lettersTo('dian@example.com')).toHaveLength(2);
	});

	test('is counted by network, so that no machine registers the whole telephone book', async () => {
		const where = await makeGathering(t, home.id);
		const api = t.as(null, { address: '203.0.113.7' });
		await t.kernel.database.pool.query(
			`insert into kernel.rate_limit (key, points, expire) values ('registration:203.0.113.7', 3000, $1)`,
			[Date.now() + 3_600_000]
		);
		await expect(api.gather.registration.register({ gatheringId: where.id, name: 'X', email: 'x1@example.com' })).rejects.toMatchObject({ status: 429 });
	});
});

describe('a stranger, where no mail leaves', () => {
	let quiet: TestProduct;
	beforeAll(async () => void (quiet = await testProduct({ mailLeaves: false })));
	afterAll(() => quiet?.close());

	test('with a new address is signed in at once, with a known one told to sign in', async () => {
		const there = await makeOrganisation(quiet);
		const where = await makeGathering(quiet, there.id);
		const known = await makePerson(quiet, there.id);
		const api = (accountId: string | null) => quiet.as(accountId).gather.registration;
		const context = quiet.contextAs(null);
		expect(
			await quiet.product.apiFor(context).gather.registration.register({ gatheringId: where.id, name: 'Baru', email: 'baru@example.com' })
		).toMatchObject({ outcome: 'settled', status: 'going' });
		expect(context.reply.signInToken).toBeTruthy();
		await expect(api(null).register({ gatheringId: where.id, name: 'X', email: known.email! })).rejects.toMatchObject({ code: 'SIGN_IN_FIRST' });
		await expect(api(null).register({ gatheringId: where.id, name: 'X', email: 'baru@example.com' })).rejects.toMatchObject({ code: 'SIGN_IN_FIRST' });
		// The letter waits in the outbox.
		await quiet.drain();
		const { rows } = await quiet.kernel.database.pool.query(`select to_address, sent_at from kernel.mail where kind = 'registration-going'`);
		expect(rows).toEqual([{ to_address: 'baru@example.com', sent_at: null }]);
	});

	test('the same form sent twice is signed in twice as the same person', async () => {
		const there = await makeOrganisation(quiet);
		const where = await makeGathering(quiet, there.id);
		const form = { gatheringId: where.id, name: 'Ganda', email: 'ganda@example.com', attempt: crypto.randomUUID() };
		for (let n = 0; n < 2; n++) expect(await quiet.as(null).gather.registration.register(form)).toMatchObject({ outcome: 'settled' });
	});
});

describe('the gathering', () => {
	test('erasing a person gives their seat to the first who waits', async () => {
		const where = await makeGathering(t, home.id, { capacity: 1 });
		const [first, second] = [await makePerson(t, home.id), await makePerson(t, home.id)];
		await register(first.accountId, where);
		await register(second.accountId, where);
		await t.as(first.accountId).gate.privacy.erase({ organisation: home.slug, confirm: 'ERASE' } as never);
		await t.drain();
		expect(await seatOf(where.id, second.id)).toMatchObject({ status: 'going' });
	});

	test('tells everybody with a place when it moves or is called off, once each, and nobody else', async () => {
		const where = await makeGathering(t, home.id, { capacity: 2 });
		const organiser = await makePerson(t, home.id, { role: 'organiser' });
		const people = [];
		for (let n = 0; n < 4; n++) people.push(await makePerson(t, home.id));
		for (const one of people) await register(one.accountId, where);
		await t.as(people[0]!.accountId).gather.registration.cancel({ gatheringId: where.id });
		await t.drain();
		t.mails.length = 0;
		const api = t.as(organiser.accountId).gather.gathering;
		await api.update({ gatheringId: where.id, description: 'Bawa laptop.' });
		await t.drain();
		expect(t.mails).toEqual([]);
		await api.update({ gatheringId: where.id, placeName: 'Gedung Lain' });
		await t.drain();
		expect(t.mails.map(({ toAddress }) => toAddress).sort()).toEqual(people.slice(1).map(({ email }) => email).sort());
		expect(t.mails[0]!.attachments[0]!.text).toContain('SEQUENCE:1');
		t.mails.length = 0;
		await api.cancel({ gatheringId: where.id, reason: 'Hujan besar' });
		await t.drain();
		expect(t.mails).toHaveLength(3);
		expect(t.mails[0]!.text).toContain('Hujan besar');
		expect(t.mails[0]!.attachments[0]!.text).toContain('METHOD:CANCEL');
	});

	test('more seats go to those who wait, fewer than are taken are refused', async () => {
		const where = await makeGathering(t, home.id, { capacity: 1 });
		const organiser = await makePerson(t, home.id, { role: 'organiser' });
		const people = [];
		for (let n = 0; n < 3; n++) people.push(await makePerson(t, home.id));
		for (const one of people) await register(one.accountId, where);
		const api = t.as(organiser.accountId).gather.gathering;
		await api.update({ gatheringId: where.id, capacity: 2 });
		expect(await seatOf(where.id, people[1]!.id)).toMatchObject({ status: 'going' });
		expect(await seatOf(where.id, people[2]!.id)).toMatchObject({ status: 'waitlisted' });
		await expect(api.update({ gatheringId: where.id, capacity: 1 })).rejects.toMatchObject({ code: 'CAPACITY_BELOW_GOING' });
		await api.update({ gatheringId: where.id, capacity: null });
		expect(await seatOf(where.id, people[2]!.id)).toMatchObject({ status: 'going' });
	});
});
