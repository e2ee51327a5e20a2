import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimAddress, createAccount, signInAs } from '#server/gate/account/commands.ts';
import { account, accountEmail, signIn, signInCode } from '#server/gate/account/tables.ts';
import { membership } from '#server/gate/membership/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { registration } from '#server/gather/registration/tables.ts';
import { mail, rateLimit } from '#server/kernel/tables.ts';
import { openRateLimits } from '#server/kernel/rate-limit.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeGathering, makeOrganisation, makePerson, makeRegistration, type MadeOrganisation } from './factories.ts';
import { Browser, freshAddress, otherCode, readCode } from './sign-in-browser.ts';

let t: TestProduct;
let here: MadeOrganisation;
let there: MadeOrganisation;
beforeAll(async () => {
	t = await testProduct();
	here = await makeOrganisation(t);
	there = await makeOrganisation(t);
});
afterAll(() => t?.close());

let count = 0;
const fresh = (name = 'orang') => `${name}-${++count}@mitra.co.id`;
const peopleOf = async (browser: Browser) => (await browser.call((api) => api.gate.account.find())).people;

/** A guest as a public registration leaves one: an account that says an address, a person with it, and a browser. */
async function registerGuest(email: string, organisationId = here.id): Promise<{ browser: Browser; personId: string }> {
	const browser = new Browser(t);
	const context = t.product.contextFor(await browser.viewer());
	const personId = await t.kernel.database.transaction(async (tx) => {
		const write = { ...context, db: tx, now: t.clock.now() };
		const accountId = await createAccount(write);
		await claimAddress(write, { accountId, email });
		const [row] = await tx
			.insert(person)
			.values({ organisationId, accountId, name: 'Tamu', email })
			.returning({ id: person.id });
		await signInAs(write, accountId, 'registration');
		return row!.id;
	});
	browser.token = context.reply.signInToken!.token;
	return { browser, personId };
}

/** A person an organiser wrote down: no account. */
async function writeDown(email: string, organisationId = here.id, name = 'Tercatat'): Promise<string> {
	const [row] = await t.kernel.database.db
		.insert(person)
		.values({ organisationId, name, email })
		.returning({ id: person.id });
	return row!.id;
}

describe('a code by mail', () => {
	test('signs in once, and makes an account for an address nobody knew', async () => {
		const email = fresh();
		const browser = await new Browser(t).signIn(email);
		const me = await browser.call((api) => api.gate.account.find());
		expect(me).toMatchObject({ email, isProven: true, people: [] });
		const code = await readCode(t, email);
		const again = new Browser(t);
		await expect(
			again.call((api) => api.gate.account.signInWithCode({ email, code }))
		).rejects.toMatchObject({ code: 'CODE_ENDED' });
		expect(await again.accountId()).toBeNull();
	});

	test('signs the same person in again in another browser, whatever the case of the address', async () => {
		const email = fresh();
		const first = await (await new Browser(t).signIn(email)).accountId();
		t.clock.advance(60_000);
		const second = new Browser(t);
		await second.call((api) => api.gate.account.requestCode({ email: `  ${email.toUpperCase()} ` }));
		const code = await readCode(t, email.toUpperCase());
		await second.call((api) =>
			api.gate.account.signInWithCode({ email, code: ` ${code.slice(0, 3)} ${code.slice(3)} ` })
		);
		expect(await second.accountId()).toBe(first);
	});

	test('is spent after five tries, even by the right one', async () => {
		const email = fresh();
		const browser = new Browser(t);
		await browser.call((api) => api.gate.account.requestCode({ email }));
		const code = await readCode(t, email);
		const guess = (typed: string) =>
			browser.call((api) => api.gate.account.signInWithCode({ email, code: typed }));
		for (let tried = 1; tried <= 4; tried++) {
			await expect(guess(otherCode(code, tried))).rejects.toMatchObject({ code: 'CODE_WRONG' });
		}
		await expect(guess(otherCode(code, 5))).rejects.toMatchObject({ code: 'CODE_SPENT' });
		await expect(guess(code)).rejects.toMatchObject({ code: 'CODE_SPENT', status: 422 });
		expect(await browser.accountId()).toBeNull();
	});

	test('is valid for ten minutes', async () => {
		const email = fresh();
		const browser = new Browser(t);
		await browser.call((api) => api.gate.account.requestCode({ email }));
		const code = await readCode(t, email);
		t.clock.advance(10 * 60_000);
		await expect(
			browser.call((api) => api.gate.account.signInWithCode({ email, code }))
		).rejects.toMatchObject({ code: 'CODE_ENDED' });
	});

	test('is void once a newer one is asked for; asking twice at once sends one', async () => {
		const email = fresh();
		const browser = new Browser(t);
		const ask = () => browser.call((api) => api.gate.account.requestCode({ email }));
		const answers = await Promise.all([ask(), ask(), ask()]);
		expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
		const old = await readCode(t, email);
		expect(t.mails.filter((letter) => letter.toAddress === email)).toHaveLength(1);
		t.clock.advance(21_000);
		await ask();
		const code = await readCode(t, email);
		expect(t.mails.filter((letter) => letter.toAddress === email)).toHaveLength(2);
		const give = (typed: string) => browser.call((api) => api.gate.account.signInWithCode({ email, code: typed }));
		if (old !== code) await expect(give(old)).rejects.toMatchObject({ code: 'CODE_WRONG' });
		await give(code);
		expect(await browser.accountId()).not.toBeNull();
	});

	test('is never stored, and is gone from the outbox once it has left', async () => {
		const email = fresh();
		await new Browser(t).call((api) => api.gate.account.requestCode({ email }));
		const code = await readCode(t, email);
		const { db } = t.kernel.database;
		const [row] = await db.select().from(signInCode).where(eq(signInCode.email, email));
		// The database alone must not give the code away: neither as it is nor as a plain hash.
		expect(JSON.stringify({ ...row, codeHash: row!.codeHash.toString('hex') })).not.toContain(code);
		const { createHash } = await import('node:crypto');
		for (const text of [code, `${email} ${code}`]) {
			for (const name of ['sha1', 'sha256', 'sha512']) {
				const plain = createHash(name).update(text).digest('hex');
				expect(plain.startsWith(row!.codeHash.toString('hex'))).toBe(false);
			}
		}
		const [letter] = await db.select().from(mail).where(eq(mail.toAddress, email));
		expect(letter!.sentAt).not.toBeNull();
		expect(JSON.stringify(letter)).not.toContain(code);
	});

	test('without a mail server waits in the outbox, and the answer says so', async () => {
		const quiet = await testProduct({ mailLeaves: false });
		try {
			const email = fresh();
			const browser = new Browser(quiet);
			const sent = await browser.call((api) => api.gate.account.requestCode({ email }));
			expect(sent.mailLeaves).toBe(false);
			expect((await browser.call((api) => api.gate.account.ways())).mailLeaves).toBe(false);
			const [letter] = await quiet.kernel.database.db.select().from(mail).where(eq(mail.toAddress, email));
			const code = /\b\d{6}\b/.exec(letter!.text)![0];
			await browser.call((api) => api.gate.account.signInWithCode({ email, code }));
			expect(await browser.accountId()).not.toBeNull();
		} finally {
			await quiet.close();
		}
	});
});

describe('known and unknown addresses', () => {
	/** One REST call through the transport, as bytes on the wire, without what differs between any two answers. */
	async function post(path: string, body: unknown, address = freshAddress()) {
		const viewer = await t.product.findViewer({
			token: null,
			locale: 'en',
			acceptLanguage: null,
			address,
			userAgent: null
		});
		const request = new Request(`http://gerbang.test/api/v1${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', origin: 'http://gerbang.test' },
			body: JSON.stringify(body)
		});
		const response = await t.product.handleRest(request, t.product.contextFor(viewer));
		return { status: response.status, headers: [...response.headers], body: await response.text() };
	}
	const without = (text: string, email: string) => text.replaceAll(email, 'ADDRESS');

	test('get the same answers when they ask for a code and when they guess it', async () => {
		const known = fresh();
		await makePerson(t, here.id, { email: known, role: 'owner', name: 'Rahasia Besar' });
		const writtenDown = fresh();
		await writeDown(writtenDown, here.id, 'Rahasia Besar');
		const unknown = fresh();
		const answers = [];
		for (const email of [known, writtenDown, unknown]) {
			const asked = await post('/sign-in/codes', { email });
			const code = otherCode(await readCode(t, email));
			const guessed = await post('/sign-in', { email, code });
			answers.push({
				asked: { ...asked, body: without(asked.body, email) },
				guessed: { ...guessed, body: without(guessed.body, email) }
			});
		}
		expect(answers[0]!.asked.status).toBe(200);
		expect(answers[0]!.guessed.status).toBe(422);
		expect(answers[1]).toEqual(answers[0]);
		expect(answers[2]).toEqual(answers[0]);
		// The control: what could have leaked is there to be leaked.
		const people = await t.kernel.database.db.select().from(person).where(eq(person.name, 'Rahasia Besar'));
		expect(people).toHaveLength(2);
		expect(JSON.stringify(answers)).not.toContain('Rahasia');
	});

	test('get the same letter', async () => {
		const known = fresh();
		await makePerson(t, here.id, { email: known, name: 'Rahasia Besar' });
		const unknown = fresh();
		const letters = [];
		for (const email of [known, unknown]) {
			await new Browser(t).call((api) => api.gate.account.requestCode({ email }));
			const code = await readCode(t, email);
			const { subject, text, html, personId, organisationId, toName } = t.mails.at(-1)!;
			letters.push(JSON.stringify({ subject, text, html, personId, organisationId, toName }).replaceAll(code, 'CODE'));
		}
		expect(letters[1]).toBe(letters[0]);
	});

	test('cost the same number of statements, so that time says nothing', async () => {
		const known = fresh();
		await makePerson(t, here.id, { email: known });
		const unknown = fresh();
		const counted = [];
		const { pool } = t.kernel.database;
		for (const email of [known, unknown]) {
			const browser = new Browser(t);
			const statements: string[] = [];
			const listen = (client: { query: (...given: never[]) => unknown }) => {
				const { query } = client;
				client.query = (...given: never[]) => {
					const [first] = given as unknown as [string | { text: string }];
					statements.push(typeof first === 'string' ? first : first.text);
					return query.apply(client, given);
				};
				return () => void (client.query = query);
			};
			const clients = await Promise.all(Array.from({ length: 3 }, () => pool.connect()));
			const stops = clients.map((client) => listen(client as never));
			for (const client of clients) client.release();
			await browser.call((api) => api.gate.account.requestCode({ email }));
			const asked = statements.splice(0);
			await browser
				.call((api) => api.gate.account.signInWithCode({ email, code: '000000' }))
				.catch(() => undefined);
			for (const stop of stops) stop();
			counted.push({ asked, guessed: statements });
		}
		expect(counted[0]!.asked.length).toBeGreaterThan(3);
		expect(counted[1]).toEqual(counted[0]);
	});

	test('cannot be told apart by adding an address: it is refused after the code only', async () => {
		const taken = fresh();
		await makePerson(t, here.id, { email: taken });
		const free = fresh();
		const browser = await new Browser(t).signIn(fresh());
		t.clock.advance(60_000);
		const add = (email: string, code: string) =>
			browser.call((api) => api.gate.account.addAddress({ email, code }));
		for (const email of [taken, free]) {
			await browser.call((api) => api.gate.account.requestCode({ email }));
			await expect(add(email, otherCode(await readCode(t, email)))).rejects.toMatchObject({ code: 'CODE_WRONG' });
		}
		await expect(add(taken, await readCode(t, taken))).rejects.toMatchObject({ code: 'ADDRESS_TAKEN' });
		await add(free, await readCode(t, free));
		const { items } = await browser.call((api) => api.gate.account.listAddresses());
		expect(items.map((item) => item.email)).toContain(free);
		expect(items.map((item) => item.email)).not.toContain(taken);
	});
});

describe('limits', () => {
	test('hold for one address, also when the network changes', async () => {
		const email = fresh();
		const here = freshAddress();
		const ask = (address: string) =>
			new Browser(t, { address }).call((api) => api.gate.account.requestCode({ email }));
		for (let asked = 0; asked < 8; asked++) await ask(here);
		await expect(ask(here)).rejects.toMatchObject({ code: 'TOO_MANY', status: 429 });
		// The owner of the address, elsewhere, is not locked out by that.
		await ask(freshAddress());
		for (let asked = 0; asked < 31; asked++) await ask(freshAddress()).catch(() => undefined);
		await expect(ask(freshAddress())).rejects.toMatchObject({ code: 'TOO_MANY' });
	});

	test('hold for one network, and an IPv6 subscriber has one network', async () => {
		for (let asked = 0; asked < 300; asked += 20) {
			await Promise.all(
				Array.from({ length: 20 }, (_, n) =>
					new Browser(t, { address: `2001:db8:77:1::${(asked + n).toString(16)}` }).call((api) =>
						api.gate.account.requestCode({ email: fresh('rush') })
					)
				)
			);
		}
		const last = new Browser(t, { address: '2001:db8:77:1:ffff::1' });
		await expect(
			last.call((api) => api.gate.account.requestCode({ email: fresh() }))
		).rejects.toMatchObject({ code: 'TOO_MANY' });
		const neighbour = new Browser(t, { address: '2001:db8:77:2::1' });
		await neighbour.call((api) => api.gate.account.requestCode({ email: fresh() }));
	});

	test('hold across processes and restarts, and keep no address in the clear', async () => {
		const email = fresh('terbatas');
		const limit = { name: 'code-address', points: 40, seconds: 86_400 };
		await new Browser(t).call((api) => api.gate.account.requestCode({ email }));
		const rows = await t.kernel.database.db.select().from(rateLimit);
		expect(rows.length).toBeGreaterThan(3);
		expect(rows.filter((row) => row.key.includes('terbatas'))).toEqual([]);
		const mine = rows.filter((row) => row.key.startsWith(`${limit.name}:`)).find((row) => row.points === 1)!;
		const key = mine.key.slice(limit.name.length + 1);
		// Another process: limits opened anew on the same database count on.
		const other = openRateLimits(t.url);
		for (let used = 1; used < 40; used++) await other.use(limit, key);
		await expect(other.use(limit, key)).rejects.toMatchObject({ code: 'TOO_MANY' });
		await expect(t.kernel.rateLimits.use(limit, key)).rejects.toMatchObject({ code: 'TOO_MANY' });
		await other.close();
	});
});

describe('what comes with a proved address', () => {
	test('somebody an organiser wrote down is who signs in with their address, in every organisation', async () => {
		const email = fresh();
		const one = await writeDown(email);
		const two = await writeDown(email, there.id);
		await writeDown(fresh());
		const browser = await new Browser(t).signIn(email);
		expect((await peopleOf(browser)).map(({ personId }) => personId).sort()).toEqual([one, two].sort());
	});

	test('a person written down later comes with the next sign-in', async () => {
		const email = fresh();
		const browser = await new Browser(t).signIn(email);
		expect(await peopleOf(browser)).toEqual([]);
		const late = await writeDown(email);
		t.clock.advance(60_000);
		await browser.signIn(email);
		expect((await peopleOf(browser)).map(({ personId }) => personId)).toEqual([late]);
	});

	test('a guest who proves their own address in the same browser stays who they are', async () => {
		const email = fresh();
		const { browser, personId } = await registerGuest(email);
		const before = await browser.accountId();
		await browser.signIn(email);
		expect(await browser.accountId()).toBe(before);
		expect((await peopleOf(browser)).map((one) => one.personId)).toEqual([personId]);
	});

	test('a guest with somebody else’s address keeps nothing once its owner proves it', async () => {
		const email = fresh('korban');
		const { browser: impostor, personId } = await registerGuest(email);
		expect((await peopleOf(impostor)).map((one) => one.personId)).toEqual([personId]);
		const owner = await new Browser(t).signIn(email);
		expect((await peopleOf(owner)).map((one) => one.personId)).toEqual([personId]);
		expect(await impostor.accountId()).toBeNull();
		expect(await peopleOf(impostor)).toEqual([]);
	});

	test('nor does one who has meanwhile proved an address of their own', async () => {
		const email = fresh('korban');
		const { browser: impostor, personId } = await registerGuest(email);
		const own = fresh('penyamar');
		await impostor.call((api) => api.gate.account.requestCode({ email: own }));
		const code = await readCode(t, own);
		await impostor.call((api) => api.gate.account.addAddress({ email: own, code }));
		const owner = await new Browser(t).signIn(email);
		expect((await peopleOf(owner)).map((one) => one.personId)).toEqual([personId]);
		// They keep their own account, without the person.
		expect(await impostor.accountId()).not.toBeNull();
		expect(await peopleOf(impostor)).toEqual([]);
		const { items } = await impostor.call((api) => api.gate.account.listAddresses());
		expect(items.map((item) => item.email)).toEqual([own]);
	});

	test('nor does one who comes after the owner proved it', async () => {
		const email = fresh('korban');
		const owner = await new Browser(t).signIn(email);
		const ownAccount = await owner.accountId();
		const { browser: impostor, personId } = await registerGuest(email);
		t.clock.advance(60_000);
		await owner.signIn(email);
		expect(await owner.accountId()).toBe(ownAccount);
		expect((await peopleOf(owner)).map((one) => one.personId)).toEqual([personId]);
		expect(await impostor.accountId()).toBeNull();
	});

	test('a guest’s registrations under another address stay the guest’s', async () => {
		const email = fresh('korban');
		const { browser: guest } = await registerGuest(email);
		const accountId = (await guest.accountId())!;
		const [own] = await t.kernel.database.db
			.insert(person)
			.values({ organisationId: there.id, accountId, name: 'Tamu', email: fresh() })
			.returning({ id: person.id });
		await new Browser(t).signIn(email);
		expect((await peopleOf(guest)).map((one) => one.personId)).toEqual([own!.id]);
	});

	test('an address somebody merely wrote into their contact fields takes nobody away from them', async () => {
		const shared = fresh('info');
		const member = await makePerson(t, here.id);
		await t.kernel.database.db.update(person).set({ email: shared }).where(eq(person.id, member.id));
		const colleague = await new Browser(t).signIn(shared);
		expect(await peopleOf(colleague)).toEqual([]);
		expect(await t.as(member.accountId).gate.account.find()).toMatchObject({ people: [{ personId: member.id }] });
	});

	test('an owner with a proof of their own is not taken by the address they once typed', async () => {
		const typo = fresh('salah-ketik');
		const { browser: owner, personId } = await registerGuest(typo);
		await t.kernel.database.db.insert(membership).values({ personId, organisationId: here.id, role: 'owner' });
		const right = fresh();
		await owner.call((api) => api.gate.account.requestCode({ email: right }));
		const code = await readCode(t, right);
		await owner.call((api) => api.gate.account.addAddress({ email: right, code }));
		const stranger = await new Browser(t).signIn(typo);
		expect(await peopleOf(stranger)).toEqual([]);
		expect((await peopleOf(owner)).map((one) => one.personId)).toEqual([personId]);
	});

	test('somebody known who registered again as a guest becomes one person with what they did', async () => {
		const email = fresh();
		const written = await writeDown(email, here.id, 'Budi Tamu Santoso');
		const { browser: guest, personId: double } = await registerGuest(email);
		const gathering = await makeGathering(t, here.id);
		await makeRegistration(t, gathering.id, double);
		const owner = await new Browser(t).signIn(email);
		expect((await peopleOf(owner)).map((one) => one.personId)).toEqual([written]);
		expect(await guest.accountId()).toBeNull();
		const { db } = t.kernel.database;
		expect(await db.select().from(person).where(eq(person.id, double))).toEqual([]);
		expect(await db.$count(registration, eq(registration.personId, written))).toBe(1);
	});

	test('of two people under an office’s shared address the account is one, and nobody holds the other', async () => {
		const email = fresh('kantor');
		const written = await writeDown(email, here.id, 'Pak Andi');
		const alone = await writeDown(email, here.id, 'Bu Citra');
		const { browser: guest, personId: double } = await registerGuest(email);
		const owner = await new Browser(t).signIn(email);
		expect((await peopleOf(owner)).map((one) => one.personId)).toEqual([written]);
		expect(await guest.accountId()).toBeNull();
		const rows = await t.kernel.database.db.select().from(person).where(inArray(person.id, [double, alone]));
		expect(rows.map((row) => row.accountId)).toEqual([null, null]);
	});

	test('an account that proves itself for the first time loses its other sign-ins', async () => {
		const email = fresh();
		const { browser } = await registerGuest(email);
		const accountId = (await browser.accountId())!;
		const other = new Browser(t);
		const context = t.product.contextFor(await other.viewer());
		await t.kernel.database.transaction((tx) =>
			signInAs({ ...context, db: tx, now: t.clock.now() }, accountId, 'link')
		);
		other.token = context.reply.signInToken!.token;
		await browser.signIn(email);
		expect(await browser.accountId()).toBe(accountId);
		expect(await other.accountId()).toBeNull();
	});
});

describe('sign-ins', () => {
	const phone =
		'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36';
	const laptop = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15';

	test('are listed with their devices, this one marked, and can be ended one by one or all but this', async () => {
		const email = fresh();
		const browsers: Browser[] = [];
		for (const userAgent of [phone, laptop, null]) {
			t.clock.advance(60_000);
			browsers.push(await new Browser(t, { userAgent }).signIn(email));
		}
		const [a, b, c] = browsers as [Browser, Browser, Browser];
		const { items, total } = await b.call((api) => api.gate.account.listSignIns());
		expect(total).toBe(3);
		expect(items[0]).toMatchObject({ isThis: true, browser: 'Safari', system: 'Mac', method: 'code' });
		expect(items.filter((item) => item.isThis)).toHaveLength(1);
		const onPhone = items.find((item) => item.system === 'Android')!;
		expect(onPhone.browser).toBe('Chrome');
		expect(items.find((item) => item.browser === null)).toBeDefined();
		await b.call((api) => api.gate.account.revokeSignIn({ id: onPhone.id }));
		await b.call((api) => api.gate.account.revokeSignIn({ id: onPhone.id }));
		expect(await a.accountId()).toBeNull();
		expect(await c.accountId()).not.toBeNull();
		expect(await b.call((api) => api.gate.account.revokeOtherSignIns())).toEqual({ count: 1 });
		expect(await c.accountId()).toBeNull();
		expect(await b.accountId()).not.toBeNull();
	});

	test('of somebody else are not found', async () => {
		const mine = await new Browser(t).signIn(fresh());
		const other = await new Browser(t).signIn(fresh());
		const { items } = await other.call((api) => api.gate.account.listSignIns());
		await expect(
			mine.call((api) => api.gate.account.revokeSignIn({ id: items[0]!.id }))
		).rejects.toMatchObject({ code: 'NOT_FOUND' });
		expect(await other.accountId()).not.toBeNull();
	});

	test('end with signing out, with 90 idle days, and with the next sign-in of the same browser', async () => {
		const email = fresh();
		const browser = await new Browser(t).signIn(email);
		const token = browser.token;
		t.clock.advance(60_000);
		await browser.signIn(email);
		const old = new Browser(t);
		old.token = token;
		expect(await old.accountId()).toBeNull();
		await browser.call((api) => api.gate.account.signOut());
		expect(browser.token).toBeNull();
		const idle = await new Browser(t).signIn(fresh());
		t.clock.advance(91 * 86_400_000);
		expect(await idle.accountId()).toBeNull();
	});

	test('keep only the hash of what the cookie holds', async () => {
		const browser = await new Browser(t).signIn(fresh());
		const rows = await t.kernel.database.db.select().from(signIn);
		expect(rows.length).toBeGreaterThan(1);
		expect(JSON.stringify(rows)).not.toContain(browser.token!);
		expect(rows.some((row) => row.tokenHash.includes(browser.token!))).toBe(false);
	});
});

describe('addresses', () => {
	test('the last way in is not removed, another one is', async () => {
		const first = fresh();
		const browser = await new Browser(t).signIn(first);
		const list = () => browser.call((api) => api.gate.account.listAddresses());
		const [only] = (await list()).items;
		expect(only!.can.remove).toBe(false);
		await expect(
			browser.call((api) => api.gate.account.removeAddress({ id: only!.id }))
		).rejects.toMatchObject({ code: 'LAST_WAY_IN' });
		const second = fresh();
		await browser.call((api) => api.gate.account.requestCode({ email: second }));
		const code = await readCode(t, second);
		await browser.call((api) => api.gate.account.addAddress({ email: second, code }));
		expect((await list()).items.map((item) => item.can.remove)).toEqual([true, true]);
		await browser.call((api) => api.gate.account.removeAddress({ id: only!.id }));
		await browser.call((api) => api.gate.account.removeAddress({ id: only!.id }));
		expect((await list()).items.map((item) => item.email)).toEqual([second]);
		// The removed one is free again, and leads to somebody else.
		const other = await new Browser(t).signIn(first);
		expect(await other.accountId()).not.toBe(await browser.accountId());
	});

	test('language and time zone are the account’s own choice', async () => {
		const browser = await new Browser(t).signIn(fresh());
		await browser.call((api) => api.gate.account.choose({ locale: 'en', timeZone: 'Asia/Makassar' }));
		await browser.call((api) => api.gate.account.choose({ locale: 'id' }));
		expect(await browser.call((api) => api.gate.account.find())).toMatchObject({
			locale: 'id',
			timeZone: 'Asia/Makassar'
		});
		await expect(
			browser.call((api) => api.gate.account.choose({ timeZone: 'Mars/Olympus' }))
		).rejects.toMatchObject({ code: 'TIME_ZONE_UNKNOWN' });
	});
});

describe('the demo', () => {
	test('signs in as anybody of the demo, and as nobody else', async () => {
		const demo = await makeOrganisation(t, { demoAt: t.clock.now() });
		const speaker = await makePerson(t, demo.id);
		const unheld = await writeDown('penutur@demo.example', demo.id);
		const browser = new Browser(t);
		await browser.call((api) => api.gate.account.signInAsDemo({ personId: speaker.id }));
		expect(await browser.accountId()).toBe(speaker.accountId);
		await browser.call((api) => api.gate.account.signInAsDemo({ personId: unheld }));
		expect((await peopleOf(browser)).map((one) => one.personId)).toEqual([unheld]);
		const real = await makePerson(t, here.id, { role: 'owner' });
		const stranger = new Browser(t);
		for (const personId of [real.id, '0199a000-0000-7000-8000-000000000000']) {
			await expect(
				stranger.call((api) => api.gate.account.signInAsDemo({ personId }))
			).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
		}
		expect(await stranger.accountId()).toBeNull();
	});

	test('does not lead into an account that is somebody outside the demo', async () => {
		const demo = await makeOrganisation(t, { demoAt: t.clock.now() });
		const real = await makePerson(t, here.id, { role: 'owner' });
		const [visitor] = await t.kernel.database.db
			.insert(person)
			.values({ organisationId: demo.id, accountId: real.accountId, name: 'Tamu' })
			.returning({ id: person.id });
		await expect(
			new Browser(t).call((api) => api.gate.account.signInAsDemo({ personId: visitor!.id }))
		).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});
});

test('a stranger is asked to sign in where an account is needed, and is nobody where it is not', async () => {
	const stranger = new Browser(t);
	expect(await stranger.call((api) => api.gate.account.find())).toMatchObject({ id: null, people: [] });
	await expect(stranger.call((api) => api.gate.account.listSignIns())).rejects.toMatchObject({ status: 401 });
	await expect(stranger.call((api) => api.gate.account.listAddresses())).rejects.toMatchObject({ status: 401 });
	await expect(stranger.call((api) => api.gate.account.revokeOtherSignIns())).rejects.toMatchObject({ status: 401 });
	await stranger.call((api) => api.gate.account.signOut());
	expect(await t.kernel.database.db.$count(account)).toBeGreaterThan(0);
	expect(await t.kernel.database.db.$count(accountEmail)).toBeGreaterThan(0);
});
