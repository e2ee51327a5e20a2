import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issuePersonalLink, revokePersonalLinks } from '#server/gate/link/commands.ts';
import { invitation, membership, personalLink } from '#server/gate/membership/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { makeToken } from '#server/kernel/secrets.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeOrganisation, makePerson, type MadeOrganisation } from './factories.ts';
import { Browser, otherCode, readCode } from './sign-in-browser.ts';

let t: TestProduct;
let here: MadeOrganisation;
let there: MadeOrganisation;
beforeAll(async () => {
	t = await testProduct();
	here = await makeOrganisation(t, { name: 'Asosiasi Mitra' });
	there = await makeOrganisation(t);
});
afterAll(() => t?.close());

let count = 0;
const fresh = () => `tautan-${++count}@mitra.co.id`;
const day = 86_400_000;
const path = '/asosiasi/g/puncak/ticket';

async function writeDown(values: Partial<typeof person.$inferInsert> = {}): Promise<string> {
	const [row] = await t.kernel.database.db
		.insert(person)
		.values({ organisationId: here.id, name: 'Siti Nurhaliza', callName: 'Siti', ...values })
		.returning({ id: person.id });
	return row!.id;
}
const issue = async (personId: string, more: { sentTo?: string; days?: number } = {}) => {
	const { token, url } = await t.kernel.database.transaction((tx) =>
		issuePersonalLink(
			{ kernel: t.kernel, db: tx, now: t.clock.now() },
			{
				personId,
				purpose: 'ticket',
				path,
				expiresAt: new Date(t.clock.now().getTime() + (more.days ?? 30) * day),
				sentTo: more.sentTo ?? null
			}
		)
	);
	expect(url).toBe(`http://gerbang.test/link/${token}`);
	return token;
};
const look = (browser: Browser, token: string) => browser.call((api) => api.gate.link.find({ token }));
const open = (browser: Browser, token: string) => browser.call((api) => api.gate.link.open({ token }));
const people = async (browser: Browser) =>
	(await browser.call((api) => api.gate.account.find())).people.map((one) => one.personId);

describe('a personal link', () => {
	test('is not used up by looking at it, however often a messenger does', async () => {
		const token = await issue(await writeDown());
		for (let looked = 0; looked < 5; looked++) {
			expect(await look(new Browser(t), token)).toMatchObject({
				kind: 'personal',
				step: 'press',
				person: { callName: 'Siti' },
				organisation: { name: 'Asosiasi Mitra' },
				path
			});
		}
		const browser = new Browser(t);
		expect(await open(browser, token)).toEqual({ path });
		expect(await browser.accountId()).not.toBeNull();
	});

	test('signs in on first use, leads on in the same browser, and asks for a code elsewhere', async () => {
		const email = fresh();
		const personId = await writeDown({ email });
		const token = await issue(personId);
		const first = new Browser(t);
		await open(first, token);
		expect(await people(first)).toEqual([personId]);
		expect(await look(first, token)).toMatchObject({ step: 'go' });
		expect(await open(first, token)).toEqual({ path });

		const second = new Browser(t);
		const seen = await look(second, token);
		expect(seen).toMatchObject({ step: 'code', address: `${email[0]}•••@mitra.co.id` });
		expect(JSON.stringify(seen)).not.toContain(email);
		await expect(open(second, token)).rejects.toMatchObject({ code: 'LINK_USED', status: 409 });
		const sent = await second.call((api) => api.gate.link.requestCode({ token }));
		expect(JSON.stringify(sent)).not.toContain(email);
		const code = await readCode(t, email);
		await expect(
			second.call((api) => api.gate.link.openWithCode({ token, code: otherCode(code) }))
		).rejects.toMatchObject({ code: 'CODE_WRONG' });
		expect(await second.call((api) => api.gate.link.openWithCode({ token, code }))).toEqual({ path });
		expect(await people(second)).toEqual([personId]);
		// Now somebody has proved the address: the browser that merely held the link is out.
		expect(await people(first)).toEqual([]);
	});

	test('used by somebody without an address on file sends them to an organiser', async () => {
		const token = await issue(await writeDown());
		await open(new Browser(t), token);
		const second = new Browser(t);
		expect(await look(second, token)).toMatchObject({ step: 'ask', address: null });
		await expect(open(second, token)).rejects.toMatchObject({ code: 'LINK_NO_ADDRESS' });
		await expect(second.call((api) => api.gate.link.requestCode({ token }))).rejects.toMatchObject({
			code: 'LINK_NO_ADDRESS'
		});
	});

	test('expired, withdrawn, unknown or of an erased person opens nothing', async () => {
		const personId = await writeDown();
		const expired = await issue(personId, { days: -1 });
		const withdrawn = await issue(personId);
		const other = await issue(await writeDown());
		await t.kernel.database.transaction((tx) =>
			revokePersonalLinks({ db: tx, now: t.clock.now() }, { personId })
		);
		const browser = new Browser(t);
		for (const token of [expired, withdrawn]) {
			await expect(look(browser, token)).rejects.toMatchObject({ code: 'LINK_ENDED', status: 410 });
			await expect(open(browser, token)).rejects.toMatchObject({ code: 'LINK_ENDED' });
		}
		await expect(look(browser, 'tidak-ada-tautan-begini')).rejects.toMatchObject({ code: 'NOT_FOUND' });
		expect(await look(browser, other)).toMatchObject({ step: 'press' });
		const erased = await writeDown({ name: 'Terhapus' });
		const token = await issue(erased);
		await t.kernel.database.db.update(person).set({ erasedAt: t.clock.now() }).where(eq(person.id, erased));
		await expect(open(browser, token)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		expect(await browser.accountId()).toBeNull();
	});

	test('mailed to an address its account has proved signs in once', async () => {
		const member = await makePerson(t, here.id, { email: fresh() });
		const token = await issue(member.id, { sentTo: member.email! });
		const browser = new Browser(t);
		expect(await look(browser, token)).toMatchObject({ step: 'press' });
		await open(browser, token);
		expect(await browser.accountId()).toBe(member.accountId);
		expect(await look(new Browser(t), token)).toMatchObject({ step: 'code' });
	});

	test('made by hand never opens an account with a way in of its own', async () => {
		// Whoever makes a link may keep it: an organiser here must not become a member elsewhere with it.
		const member = await makePerson(t, here.id, { email: fresh() });
		await t.kernel.database.db
			.insert(person)
			.values({ organisationId: there.id, accountId: member.accountId, name: 'Siti' });
		for (const token of [await issue(member.id), await issue(member.id, { sentTo: 'orang@lain.id' })]) {
			const browser = new Browser(t);
			expect(await look(browser, token)).toMatchObject({ step: 'code' });
			await expect(open(browser, token)).rejects.toMatchObject({ code: 'LINK_USED' });
			expect(await browser.accountId()).toBeNull();
		}
	});

	test('asks for the code at the address the account proved, not at one an organiser wrote down', async () => {
		const member = await makePerson(t, here.id, { email: fresh() });
		const proved = member.email!;
		await t.kernel.database.db.update(person).set({ email: 'penyelenggara@nakal.id' }).where(eq(person.id, member.id));
		const token = await issue(member.id);
		const browser = new Browser(t);
		await browser.call((api) => api.gate.link.requestCode({ token }));
		const code = await readCode(t, proved);
		expect(t.mails.filter((letter) => letter.toAddress === 'penyelenggara@nakal.id')).toEqual([]);
		await browser.call((api) => api.gate.link.openWithCode({ token, code }));
		expect(await browser.accountId()).toBe(member.accountId);
	});

	test('never signs an owner or organiser in by itself, even when mailed', async () => {
		for (const role of ['owner', 'organiser'] as const) {
			const one = await makePerson(t, there.id, { role, email: fresh() });
			const [guest] = await t.kernel.database.db
				.insert(person)
				.values({ organisationId: here.id, accountId: one.accountId, name: 'Tamu', email: one.email })
				.returning({ id: person.id });
			const token = await issue(guest!.id, { sentTo: one.email! });
			expect(await look(new Browser(t), token)).toMatchObject({ step: 'code' });
			await expect(open(new Browser(t), token)).rejects.toMatchObject({ code: 'LINK_USED' });
		}
	});

	test('opened by somebody signed in as another person still says whose it is', async () => {
		const token = await issue(await writeDown());
		const other = await new Browser(t).signIn(fresh());
		expect(await look(other, token)).toMatchObject({ step: 'press', person: { callName: 'Siti' } });
		const before = await other.accountId();
		await open(other, token);
		expect(await other.accountId()).not.toBe(before);
	});

	test('keeps only the hash of its token', async () => {
		const token = await issue(await writeDown());
		const rows = await t.kernel.database.db.select().from(personalLink);
		expect(rows.length).toBeGreaterThan(0);
		expect(JSON.stringify(rows)).not.toContain(token);
	});

	test('leads to a path of this site only', async () => {
		const personId = await writeDown();
		for (const elsewhere of ['https://jahat.id/', '//jahat.id', '/\\jahat.id', 'x']) {
			await expect(
				t.kernel.database.transaction((tx) =>
					issuePersonalLink(
						{ kernel: t.kernel, db: tx, now: t.clock.now() },
						{ personId, purpose: 'ticket', path: elsewhere, expiresAt: t.clock.now() }
					)
				)
			).rejects.toThrow('a path of this site');
		}
	});
});

describe('an invitation', () => {
	async function invite(values: Partial<typeof invitation.$inferInsert> = {}): Promise<string> {
		const { token, hash } = makeToken();
		const owner = await makePerson(t, here.id, { role: 'owner', name: 'Bu Ratna' });
		await t.kernel.database.db.insert(invitation).values({
			organisationId: here.id,
			role: 'member',
			tokenHash: hash,
			createdByPersonId: owner.id,
			expiresAt: new Date(t.clock.now().getTime() + day),
			...values
		});
		return token;
	}

	test('says who invites whom to what, before anything happens', async () => {
		expect(await look(new Browser(t), await invite())).toMatchObject({
			kind: 'invitation',
			role: 'member',
			person: null,
			invitedBy: 'Bu Ratna',
			step: 'name',
			email: null
		});
		const email = fresh();
		const named = await look(new Browser(t), await invite({ personId: await writeDown(), email }));
		expect(named).toMatchObject({ step: 'press', person: { callName: 'Siti' }, email: 't•••@mitra.co.id' });
		expect(JSON.stringify(named)).not.toContain(email);
	});

	test('of somebody who has an account asks to sign in, or to sign out', async () => {
		const member = await makePerson(t, here.id, { role: null, email: fresh() });
		const token = await invite({ personId: member.id });
		expect(await look(new Browser(t), token)).toMatchObject({ step: 'sign-in' });
		expect(await t.as(member.accountId).gate.link.find({ token })).toMatchObject({ step: 'press' });
		const other = await makePerson(t, there.id);
		expect(await t.as(other.accountId).gate.link.find({ token })).toMatchObject({ step: 'sign-out' });
	});

	test('ended or used up says so, but not to somebody who is a member', async () => {
		const browser = new Browser(t);
		for (const values of [{ revokedAt: t.clock.now() }, { expiresAt: t.clock.now() }, { usesLeft: 0 }]) {
			await expect(look(browser, await invite(values))).rejects.toMatchObject({ code: 'LINK_ENDED' });
		}
		const email = fresh();
		const personId = await writeDown({ email });
		await t.kernel.database.db.insert(membership).values({ personId, organisationId: here.id, role: 'member' });
		const member = await new Browser(t).signIn(email);
		expect(await look(member, await invite({ usesLeft: 0 }))).toMatchObject({ step: 'go' });
	});
});
