import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { person } from '#server/gate/person/tables.ts';
import { registration } from '#server/gather/registration/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeGathering, makeHost, makeOrganisation, makePerson, makeRegistration, type MadeOrganisation, type MadePerson } from './factories.ts';

let t: TestProduct;
let home: MadeOrganisation;
let organiser: MadePerson;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
	organiser = await makePerson(t, home.id, { role: 'organiser', name: 'Organiser' });
});
afterAll(() => t?.close());

const api = (who = organiser) => t.as(who.accountId).gather.guestList;
const statusOf = async (id: string) =>
	(await t.kernel.database.db.select().from(registration).where(eq(registration.id, id)))[0]!.status;

test('the list is searched, filtered and counted; who waits for an answer comes first', async () => {
	const where = await makeGathering(t, home.id, { capacity: 5 });
	const names = { going: 'Rina Ayu', pending: 'Budi', waitlisted: 'Citra', declined: 'Dedi', cancelled: 'Eka' } as const;
	for (const [status, name] of Object.entries(names)) {
		await makeRegistration(t, where.id, (await makePerson(t, home.id, { name, city: 'Bandung' })).id, status as 'going');
	}
	const all = await api().list({ gatheringId: where.id });
	expect(all.guests.map(({ name }) => name).slice(0, 3)).toEqual(['Budi', 'Citra', 'Rina Ayu']);
	expect(all).toMatchObject({
		total: 5,
		counts: { all: 5, going: 1, pending: 1, waitlisted: 1, declined: 1, cancelled: 1, checkedIn: 0 },
		capacity: 5,
		seatsLeft: 4
	});
	expect((await api().list({ gatheringId: where.id, search: 'ayu bandung' })).guests.map(({ name }) => name)).toEqual(['Rina Ayu']);
	const code = all.guests.find(({ name }) => name === 'Citra')!.code;
	expect((await api().list({ gatheringId: where.id, search: code.toLowerCase() })).guests.map(({ name }) => name)).toEqual(['Citra']);
	expect((await api().list({ gatheringId: where.id, status: 'waitlisted' })).guests[0]).toMatchObject({ name: 'Citra', position: 1 });
	expect((await api().list({ gatheringId: where.id, limit: 2, offset: 2 })).guests).toHaveLength(2);
});

test('the list asks the database the same number of questions for three as for thirty', async () => {
	const count = async (people: number) => {
		const where = await makeGathering(t, home.id);
		for (let n = 0; n < people; n++) await makeRegistration(t, where.id, (await makePerson(t, home.id)).id);
		let queries = 0;
		const { query } = t.kernel.database.pool;
		t.kernel.database.pool.query = function (this: unknown, ...rest: never[]) {
			queries++;
			return (query as (...given: never[]) => never).apply(t.kernel.database.pool, rest);
		} as never;
		await api().list({ gatheringId: where.id });
		t.kernel.database.pool.query = query;
		return queries;
	};
	const few = await count(3);
	expect(few).toBeGreaterThan(0);
	expect(await count(30)).toBe(few);
});

test('who registered shows the organisers an address for this; of others only what members see', async () => {
	const where = await makeGathering(t, home.id);
	const self = await makePerson(t, home.id, { name: 'Sendiri', phone: '+6281111111111' });
	await t.as(self.accountId).gather.registration.register({ gatheringId: where.id });
	const added = await makePerson(t, home.id, { name: 'Ditambah', phone: '+6282222222222', email: 'hidden@example.com' });
	await api().add({ gatheringId: where.id, personId: added.id });
	const shown = await makePerson(t, home.id, { name: 'Terbuka', phone: '+6283333333333', phoneVisibility: 'members' });
	await api().add({ gatheringId: where.id, personId: shown.id });
	const { guests } = await api().list({ gatheringId: where.id });
	const of = (name: string) => guests.find((guest) => guest.name === name);
	expect(of('Sendiri')).toMatchObject({ email: self.email, phone: '+6281111111111', source: 'self' });
	expect(of('Ditambah')).toMatchObject({ email: null, phone: null, source: 'organiser', isReachable: true });
	expect(of('Terbuka')).toMatchObject({ email: null, phone: '+6283333333333' });
	const csv = await api().exportCsv({ gatheringId: where.id });
	expect(csv.text).toContain('+6281111111111');
	expect(csv.text).not.toContain('hidden@example.com');
});

test('many are approved at once, in the order in which they asked, and never more than there are seats', async () => {
	const where = await makeGathering(t, home.id, { capacity: 2, approvalRequired: true });
	const people: MadePerson[] = [];
	for (let n = 0; n < 4; n++) {
		const one = await makePerson(t, home.id);
		await t.as(one.accountId).gather.registration.register({ gatheringId: where.id });
		people.push(one);
	}
	await t.drain();
	t.mails.length = 0;
	expect(await api().answer({ gatheringId: where.id, all: 'pending', answer: 'approve' })).toEqual({ going: 2, waitlisted: 2, declined: 0, cancelled: 0 });
	expect(await api().answer({ gatheringId: where.id, all: 'pending', answer: 'approve' })).toMatchObject({ going: 0, waitlisted: 0 });
	await t.drain();
	expect(t.mails.map(({ kind }) => kind).sort()).toEqual(['registration-approved', 'registration-approved', 'registration-waitlisted', 'registration-waitlisted']);
	const { guests } = await api().list({ gatheringId: where.id });
	const by = (status: string) => guests.filter((guest) => guest.status === status).map(({ personId }) => personId).sort();
	expect(by('going')).toEqual(people.slice(0, 2).map(({ id }) => id).sort());
	// Declining one who was going frees a seat for the first who waits.
	const first = guests.find(({ personId }) => personId === people[0]!.id)!;
	expect(await api().answer({ gatheringId: where.id, registrationIds: [first.registrationId], answer: 'decline' })).toMatchObject({ declined: 1 });
	const third = guests.find(({ personId }) => personId === people[2]!.id)!;
	expect(await statusOf(third.registrationId)).toBe('going');
});

test('an answer to somebody of another gathering changes nothing at all', async () => {
	const [here, there] = [await makeGathering(t, home.id), await makeGathering(t, home.id)];
	const mine = await makeRegistration(t, here.id, (await makePerson(t, home.id)).id);
	const other = await makeRegistration(t, there.id, (await makePerson(t, home.id)).id);
	await expect(
		api().answer({ gatheringId: here.id, registrationIds: [mine.id, other.id], answer: 'cancel' })
	).rejects.toMatchObject({ code: 'NOT_FOUND' });
	expect([await statusOf(mine.id), await statusOf(other.id)]).toEqual(['going', 'going']);
});

test('somebody added by hand has a seat without asking, is not made twice, and hears of it', async () => {
	const where = await makeGathering(t, home.id, { capacity: 1, approvalRequired: true });
	const known = await makePerson(t, home.id, { email: 'known@example.com' });
	const one = await api().add({ gatheringId: where.id, name: 'Nama Lain', email: 'Known@example.com' });
	expect(one).toMatchObject({ personId: known.id, status: 'going' });
	expect(await api().add({ gatheringId: where.id, personId: known.id })).toMatchObject({ registrationId: one.registrationId });
	const two = await api().add({ gatheringId: where.id, name: 'Pak Baru', phone: '0813 1234 5678', companyName: 'PT Maju' });
	expect(two.status).toBe('waitlisted');
	const [made] = await t.kernel.database.db.select().from(person).where(eq(person.id, two.personId));
	expect(made).toMatchObject({ name: 'Pak Baru', phone: '+6281312345678', accountId: null });
	await t.drain();
	expect(t.mails.filter(({ toAddress }) => toAddress === 'known@example.com')).toHaveLength(1);
	const elsewhere = await makePerson(t, (await makeOrganisation(t)).id);
	await expect(api().add({ gatheringId: where.id, personId: elsewhere.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
	await expect(api().add({ gatheringId: where.id, email: 'x@example.com' })).rejects.toMatchObject({ code: 'NAME_NEEDED' });
});

test('a ticket is handed over as a link for WhatsApp, which signs in; the history says who made it', async () => {
	const where = await makeGathering(t, home.id);
	const added = await api().add({ gatheringId: where.id, name: 'Pak Telepon', phone: '0812 9999 8888' });
	const link = await api().handOver({ gatheringId: where.id, registrationId: added.registrationId });
	expect(link.whatsApp).toMatch(/^https:\/\/wa\.me\/6281299998888\?text=/);
	expect(link.text).toContain(link.url);
	const opened = await t.as(null).gate.link.open({ token: link.url.split('/').at(-1)! });
	expect(opened.path).toBe(`/${home.slug}/g/${where.slug}/ticket`);
	const { rows } = await t.kernel.database.pool.query(`select by_person_id from gate.history where verb = 'hand-over'`);
	expect(rows).toEqual([{ by_person_id: organiser.id }]);
});

test('the CSV file runs no formula, has the answers, the venue’s times and the reader’s language', async () => {
	const host = await makePerson(t, home.id);
	const where = await makeGathering(t, home.id, {
		timeZone: 'Asia/Jayapura',
		questions: [{ id: 'food', label: 'Makanan', kind: 'text', required: false, options: [] }]
	});
	await makeHost(t, where.id, host.id);
	const guest = await makePerson(t, home.id, { name: '=HYPERLINK("http://evil")', role: null });
	t.clock.set('2026-12-01T00:30:00Z');
	await t.as(guest.accountId).gather.registration.register({ gatheringId: where.id, answers: { food: '@SUM(A1)' } });
	t.clock.advance(0);
	const { text, fileName } = await t.as(host.accountId, { locale: 'id' }).gather.guestList.exportCsv({ gatheringId: where.id });
	expect(fileName).toBe(`${where.slug}.csv`);
	expect(text.charCodeAt(0)).toBe(0xfeff);
	expect(text).toContain('"Makanan"');
	expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`);
	expect(text).toContain(`"'@SUM(A1)"`);
	expect(text).toContain('"2026-12-01 09:30"');
	expect(text).toContain('"hadir"');
});

const listOf = (text: string, name = 'tamu.csv') => new File([text], name, { type: 'text/csv' });

test('a guest list is read in any column order, shown row by row before anything is written, then imported whole', async () => {
	const where = await makeGathering(t, home.id, { capacity: 3 });
	const lists = t.as(organiser.accountId).gather.registrationImport;
	const known = await makePerson(t, home.id, { name: 'Sudah Dikenal', email: 'dikenal@example.com' });
	const here = await makePerson(t, home.id, { name: 'Sudah Daftar', email: 'sudah@example.com' });
	await makeRegistration(t, where.id, here.id, 'cancelled');
	const text = [
		'No HP;Surel;Perusahaan;Nama',
		'0812 3333 4444;baru@example.com;PT Baru;Orang Baru',
		';dikenal@example.com;;Nama Lain',
		';sudah@example.com;;Sudah Daftar',
		';bukan-alamat;;Salah Alamat',
		';;;',
		';tiga@example.com;;Ketiga',
		';empat@example.com;;Keempat'
	].join('\n');
	const { id: importId } = await lists.upload({ gatheringId: where.id, file: listOf(text) });
	const one = { gatheringId: where.id, importId };
	const preview = await lists.find(one);
	expect(preview.columns.map(({ field }) => field)).toEqual(['phone', 'email', 'company', 'name']);
	expect(preview.counts).toEqual({ going: 3, waitlisted: 1, here: 1, leftOut: 1 });
	expect(preview.rows[0]).toMatchObject({ number: 5, becomes: 'leave_out', problems: [{ stops: true, says: expect.stringContaining('bukan-alamat') }] });
	expect(await t.kernel.database.db.$count(registration, eq(registration.gatheringId, where.id))).toBe(1);
	await t.drain();
	t.mails.length = 0;
	expect(await lists.apply(one)).toEqual({ going: 3, waitlisted: 1, here: 1, leftOut: 1 });
	await expect(lists.apply(one)).rejects.toMatchObject({ code: 'LIST_GONE' });
	await t.drain();
	expect(t.mails.map(({ toAddress }) => toAddress).sort()).toEqual(['baru@example.com', 'dikenal@example.com', 'empat@example.com', 'tiga@example.com']);
	const { guests, counts } = await api().list({ gatheringId: where.id });
	expect(counts).toMatchObject({ going: 3, waitlisted: 1, cancelled: 1 });
	expect(guests.find(({ personId }) => personId === known.id)).toMatchObject({ name: 'Sudah Dikenal', source: 'import', email: null });
	expect(guests.find(({ name }) => name === 'Orang Baru')).toMatchObject({ phone: '+6281233334444', companyName: 'PT Baru' });
	// The same list again gives nobody a second seat.
	const again = await lists.upload({ gatheringId: where.id, file: listOf(text) });
	expect(await lists.apply({ gatheringId: where.id, importId: again.id })).toMatchObject({ going: 0, waitlisted: 0, here: 5 });
});

test('the CSV that is taken out can be brought in at another gathering', async () => {
	const [from, to] = [await makeGathering(t, home.id), await makeGathering(t, home.id)];
	await api().add({ gatheringId: from.id, name: 'Pindah', email: 'pindah@example.com', phone: '081377778888' });
	const { text } = await t.as(organiser.accountId, { locale: 'id' }).gather.guestList.exportCsv({ gatheringId: from.id });
	const lists = t.as(organiser.accountId).gather.registrationImport;
	const { id } = await lists.upload({ gatheringId: to.id, file: listOf(text) });
	expect(await lists.apply({ gatheringId: to.id, importId: id, tell: false })).toMatchObject({ going: 1, leftOut: 0 });
	expect((await api().list({ gatheringId: to.id })).guests).toMatchObject([{ name: 'Pindah', email: 'pindah@example.com', phone: '+6281377778888' }]);
});

test('what is no list is refused in one sentence, and an uploaded list is forgotten after a day', async () => {
	const where = await makeGathering(t, home.id);
	const lists = t.as(organiser.accountId).gather.registrationImport;
	const { id } = await lists.upload({ gatheringId: where.id, file: listOf('Nama\nSiti') });
	await expect(
		lists.upload({ gatheringId: where.id, file: new File([new Uint8Array([0x50, 0x4b, 3, 4])], 'tamu.xlsx') })
	).rejects.toMatchObject({ status: 422 });
	await t.drain(new Date(t.clock.now().getTime() + 25 * 3_600_000));
	await expect(lists.find({ gatheringId: where.id, importId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
