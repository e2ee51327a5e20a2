import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { history } from '#server/gate/history/tables.ts';
import { mail } from '#server/kernel/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeOrganisation, makePerson, type MadeOrganisation, type MadePerson } from './factories.ts';

let quiet: TestProduct;
let loud: TestProduct;
beforeAll(async () => {
	quiet = await testProduct({ mailLeaves: false });
	loud = await testProduct();
});
afterAll(async () => {
	await quiet?.close();
	await loud?.close();
});

const letter = { locale: 'id', kind: 'invitation', subject: 'Undangan', text: 'Buka http://g.id/link/rahasia-123456 ya' };
const outbox = (t: TestProduct, who: MadePerson) => t.as(who.accountId).gate.outbox;
async function makeHome(t: TestProduct): Promise<{ home: MadeOrganisation; owner: MadePerson; organisation: string }> {
	const home = await makeOrganisation(t);
	return { home, owner: await makePerson(t, home.id, { role: 'owner' }), organisation: home.slug };
}
async function write(t: TestProduct, values: Partial<typeof mail.$inferInsert>): Promise<string> {
	const [row] = await t.kernel.database.db
		.insert(mail)
		.values({ ...letter, toAddress: 'x@example.com', ...values })
		.returning();
	return row!.id;
}

describe('without a mail server', () => {
	test('every letter waits where the owner reads it, sends it by WhatsApp and notes that it was sent', async () => {
		const { home, owner, organisation } = await makeHome(quiet);
		await quiet.as(owner.accountId).gate.invitation.invite({
			organisation,
			role: 'member',
			people: [{ email: 'dewi@example.com', name: 'Dewi' }]
		});
		await quiet.drain();
		const box = await outbox(quiet, owner).list({ organisation });
		expect(box).toMatchObject({ mailLeaves: false, counts: { waiting: 1, failed: 0, sent: 0 } });
		const found = await outbox(quiet, owner).find({ organisation, letterId: box.letters[0]!.id });
		expect(found.text).toMatch(/\/link\/[\w.-]{20,}/);
		expect(decodeURIComponent(found.whatsApp!)).toContain(found.text);
		expect(found.can).toEqual({ send: false, markSent: true });
		await expect(outbox(quiet, owner).send({ organisation, letterId: found.id })).rejects.toMatchObject({ code: 'MAIL_STAYS' });
		const sent = await outbox(quiet, owner).markSent({ organisation, letterId: found.id });
		expect(sent).toMatchObject({ state: 'sent', whatsApp: null });
		expect(sent.text).toContain('/link/…');
		const organiser = await makePerson(quiet, home.id, { role: 'organiser' });
		await expect(outbox(quiet, organiser).list({ organisation })).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('a code is readable by the owner of the one organisation its owner belongs to, and in no other', async () => {
		const one = await makeHome(quiet);
		const two = await makeHome(quiet);
		const demo = await makeOrganisation(quiet, { demoAt: new Date() });
		const demoOwner = await makePerson(quiet, demo.id, { role: 'owner' });
		const member = await makePerson(quiet, one.home.id, { email: 'satu@example.com' });
		const both = await makePerson(quiet, one.home.id, { role: 'member', email: 'dua@example.com' });
		const { person } = await import('#server/gate/person/tables.ts');
		await quiet.kernel.database.db
			.insert(person)
			.values({ organisationId: two.home.id, accountId: both.accountId, name: 'Dua' });
		const ask = async (email: string) => {
			await quiet.as(null).gate.account.requestCode({ email });
			const [row] = await quiet.kernel.database.db.select().from(mail).where(eq(mail.toAddress, email));
			return row!.id;
		};
		const codes = { one: await ask(member.email!), both: await ask(both.email!), unknown: await ask('siapa@example.com') };
		const sees = async (who: MadePerson, organisation: string) => {
			const ids = (await outbox(quiet, who).list({ organisation })).letters.map(({ id }) => id);
			return Object.entries(codes).flatMap(([name, id]) => (ids.includes(id) ? [name] : []));
		};
		expect(await sees(one.owner, one.organisation)).toEqual(['one']);
		expect(await sees(two.owner, two.organisation)).toEqual([]);
		expect(await sees(demoOwner, demo.slug)).toEqual([]);
		const found = await outbox(quiet, one.owner).find({ organisation: one.organisation, letterId: codes.one });
		expect(found.text).toMatch(/\b\d{6}\b/);
		expect(found.subject).toBe('');
		expect(found.whatsApp).toBeNull();
		await expect(
			outbox(quiet, two.owner).find({ organisation: two.organisation, letterId: codes.both })
		).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});
});

describe('with a mail server', () => {
	test('no code can be read, and a letter that has left shows no link', async () => {
		const { home, owner, organisation } = await makeHome(loud);
		const member = await makePerson(loud, home.id, { email: 'anggota@example.com' });
		await loud.as(null).gate.account.requestCode({ email: member.email! });
		expect((await outbox(loud, owner).list({ organisation })).letters).toEqual([]);
		const left = await write(loud, { organisationId: home.id, sentAt: new Date() });
		expect((await outbox(loud, owner).find({ organisation, letterId: left })).text).toBe('Buka http://g.id/link/… ya');
	});

	test('what failed says why, and is sent again, one or all', async () => {
		const { home, owner, organisation } = await makeHome(loud);
		const failed = { organisationId: home.id, failedAt: new Date(), failure: '550 mailbox full' };
		const one = await write(loud, { ...failed, toAddress: 'penuh1@example.com' });
		await write(loud, { ...failed, toAddress: 'penuh2@example.com' });
		const other = await makeHome(loud);
		await write(loud, { ...failed, organisationId: other.home.id, toAddress: 'bukan@example.com' });
		const box = await outbox(loud, owner).list({ organisation, state: 'failed' });
		expect(box).toMatchObject({ total: 2, letters: [{ failure: '550 mailbox full' }, {}] });
		await outbox(loud, owner).send({ organisation, letterId: one });
		expect(await outbox(loud, owner).sendFailed({ organisation })).toEqual({ count: 1 });
		await loud.drain();
		const to = loud.mails.map(({ toAddress }) => toAddress);
		expect(to).toEqual(expect.arrayContaining(['penuh1@example.com', 'penuh2@example.com']));
		expect(to).not.toContain('bukan@example.com');
		await expect(outbox(loud, owner).send({ organisation, letterId: one })).rejects.toMatchObject({ code: 'LETTER_SENT' });
	});
});

test('the history says who did what, page after page, and is for owners', async () => {
	const { home, owner, organisation } = await makeHome(loud);
	const organiser = await makePerson(loud, home.id, { role: 'organiser' });
	const member = await makePerson(loud, home.id, { name: 'Anggota Lama' });
	await loud.as(owner.accountId).gate.membership.changeRole({ organisation, personId: member.id, role: 'organiser' });
	await loud.as(owner.accountId).gate.organisation.update({ organisation, name: 'Nama Baru' });
	const list = (input: object = {}) => loud.as(owner.accountId).gate.history.list({ organisation, ...input });
	const all = await list();
	expect(all.lines).toMatchObject([
		{ noun: 'organisation', verb: 'update', by: { id: owner.id }, detail: { fields: ['name'] } },
		{ noun: 'membership', verb: 'change-role', subject: 'Anggota Lama', detail: { from: 'member', to: 'organiser' } }
	]);
	const first = await list({ limit: 1 });
	expect(first.next).toBe(first.lines[0]!.id);
	const second = await list({ limit: 1, after: first.next });
	expect([second.lines[0]!.verb, second.next]).toEqual(['change-role', null]);
	expect((await list({ noun: 'membership' })).total).toBe(1);
	await expect(loud.as(organiser.accountId).gate.history.list({ organisation })).rejects.toMatchObject({ code: 'NOT_FOUND' });
	const rows = await loud.kernel.database.db.select().from(history).where(eq(history.organisationId, home.id));
	expect(JSON.stringify(rows.map(({ detail }) => detail))).not.toContain('Nama Baru');
});
