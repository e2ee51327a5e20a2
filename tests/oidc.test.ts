import { afterAll, beforeAll, expect, test } from 'vitest';
import { oidcIdentity } from '#server/gate/open-id/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeOrganisation, makePerson, type MadeOrganisation } from './factories.ts';
import { openProvider, providerSettings, type OpenIdProvider } from './open-id-provider.ts';
import { Browser } from './sign-in-browser.ts';

const origin = 'http://gerbang.test';
let t: TestProduct;
let here: MadeOrganisation;
let provider: OpenIdProvider;
let known: OpenIdProvider['known'];

beforeAll(async () => {
	provider = await openProvider();
	({ known } = provider);
	provider.serve(origin);
	t = await testProduct({ environment: { ORIGIN: origin, ...providerSettings(provider) } });
	here = await makeOrganisation(t);
});
afterAll(async () => {
	await t?.close();
	provider?.close();
});

/** Walks a browser through the provider's login and consent pages; the query it comes back with. */
async function visit(start: string, login: string): Promise<string> {
	const cookies = new Map<string, string>();
	let url = start;
	let init: RequestInit = {};
	for (let step = 0; step < 20; step++) {
		const response = await fetch(url, {
			...init,
			redirect: 'manual',
			headers: {
				...(init.headers as Record<string, string>),
				cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
			}
		});
		for (const line of response.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
			cookies.set(name!, value!);
		}
		const to = response.headers.get('location');
		init = {};
		if (to) {
			url = new URL(to, url).href;
			if (url.startsWith(`${origin}/sign-in/oidc`)) return new URL(url).search;
			continue;
		}
		const page = await response.text();
		const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
		if (!action) throw new Error(`The provider stopped at ${response.status}: ${page.slice(0, 300)}`);
		const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? 'login';
		url = new URL(action, url).href;
		init = {
			method: 'POST',
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'apa saja' } : { prompt }).toString()
		};
	}
	throw new Error('The provider never came back.');
}

async function signIn(browser: Browser, subject: string, options: { back?: string; connect?: boolean } = {}) {
	const { url, state } = await browser.call((api) => api.gate.openId.begin(options));
	const query = await visit(url, subject);
	return browser.call((api) => api.gate.openId.finish({ query, state }));
}

test('the request carries PKCE, state and nonce, and the provider is named', async () => {
	const browser = new Browser(t);
	const { url, state } = await browser.call((api) => api.gate.openId.begin({}));
	const asked = new URL(url).searchParams;
	expect(asked.get('code_challenge_method')).toBe('S256');
	expect(asked.get('state')).toBe(state);
	expect(asked.get('nonce')!.length).toBeGreaterThan(20);
	expect(await browser.call((api) => api.gate.account.ways())).toMatchObject({ oidc: { name: 'Mitra ID' } });
});

test('a verified address signs in as the account that has it, and the identity keeps doing so', async () => {
	const member = await makePerson(t, here.id, { email: 'budi@mitra.co.id' });
	known.budi = { email: 'budi@mitra.co.id', email_verified: true };
	const browser = new Browser(t);
	expect(await signIn(browser, 'budi', { back: '/asosiasi/me' })).toEqual({ back: '/asosiasi/me' });
	expect(await browser.accountId()).toBe(member.accountId);
	// The provider's word on the address is needed once only.
	known.budi = { email: 'lain@mitra.co.id', email_verified: false };
	const again = new Browser(t);
	await signIn(again, 'budi');
	expect(await again.accountId()).toBe(member.accountId);
});

test('a verified address nobody knew makes an account, and brings who was written down with it', async () => {
	const [row] = await t.kernel.database.db
		.insert(person)
		.values({ organisationId: here.id, name: 'Sari', email: 'sari@mitra.co.id' })
		.returning({ id: person.id });
	known.sari = { email: 'sari@mitra.co.id', email_verified: true };
	const browser = new Browser(t);
	await signIn(browser, 'sari');
	const me = await browser.call((api) => api.gate.account.find());
	expect(me.people.map((one) => one.personId)).toEqual([row!.id]);
});

test('an address the provider does not vouch for signs in nobody', async () => {
	const owner = await makePerson(t, here.id, { role: 'owner', email: 'pemilik@mitra.co.id' });
	const before = await t.kernel.database.db.$count(oidcIdentity);
	for (const claims of [
		{ email: 'pemilik@mitra.co.id', email_verified: false },
		{ email: 'pemilik@mitra.co.id' },
		{ email: 'pemilik@mitra.co.id', email_verified: 'true' as never },
		{}
	]) {
		known.penyamar = claims;
		const browser = new Browser(t);
		await expect(signIn(browser, 'penyamar')).rejects.toMatchObject({ code: 'OPEN_ID_UNPROVED' });
		expect(await browser.accountId()).toBeNull();
	}
	expect(owner.accountId).not.toBeNull();
	expect(await t.kernel.database.db.$count(oidcIdentity)).toBe(before);
});

test('an identity is connected to the account that began it, without any address', async () => {
	const browser = await new Browser(t).signIn('wayan@mitra.co.id');
	const accountId = await browser.accountId();
	known.wayan = {};
	await signIn(browser, 'wayan', { connect: true });
	const elsewhere = new Browser(t);
	await signIn(elsewhere, 'wayan');
	expect(await elsewhere.accountId()).toBe(accountId);
	const other = await new Browser(t).signIn('made@mitra.co.id');
	await expect(signIn(other, 'wayan', { connect: true })).rejects.toMatchObject({ code: 'OPEN_ID_TAKEN' });
	await expect(
		new Browser(t).call((api) => api.gate.openId.begin({ connect: true }))
	).rejects.toMatchObject({ status: 401 });
});

test('an answer works once, in the browser that asked, and in time', async () => {
	known.ketut = { email: 'ketut@mitra.co.id', email_verified: true };
	const browser = new Browser(t);
	const begun = await browser.call((api) => api.gate.openId.begin({}));
	const query = await visit(begun.url, 'ketut');
	// Somebody else's browser kept another state.
	const victim = await browser.call((api) => api.gate.openId.begin({}));
	await expect(
		new Browser(t).call((api) => api.gate.openId.finish({ query, state: victim.state }))
	).rejects.toMatchObject({ code: 'OPEN_ID_LATE' });
	await browser.call((api) => api.gate.openId.finish({ query, state: begun.state }));
	await expect(
		new Browser(t).call((api) => api.gate.openId.finish({ query, state: begun.state }))
	).rejects.toMatchObject({ code: 'OPEN_ID_LATE' });

	const late = await browser.call((api) => api.gate.openId.begin({}));
	const lateQuery = await visit(late.url, 'ketut');
	t.clock.advance(10 * 60_000);
	await expect(
		browser.call((api) => api.gate.openId.finish({ query: lateQuery, state: late.state }))
	).rejects.toMatchObject({ code: 'OPEN_ID_LATE' });
	t.clock.set(new Date());

	const forged = await browser.call((api) => api.gate.openId.begin({}));
	await expect(
		browser.call((api) =>
			api.gate.openId.finish({ query: `?code=tebakan&state=${forged.state}`, state: forged.state })
		)
	).rejects.toMatchObject({ code: 'OPEN_ID_REFUSED' });
});

test('where to go after is a path of this site', async () => {
	for (const back of ['https://jahat.id', '//jahat.id', '/\\jahat.id']) {
		await expect(
			new Browser(t).call((api) => api.gate.openId.begin({ back }))
		).rejects.toMatchObject({ code: 'INPUT_INVALID' });
	}
});

test('without a provider configured the way does not exist', async () => {
	const plain = await testProduct();
	try {
		await expect(new Browser(plain).call((api) => api.gate.openId.begin({}))).rejects.toMatchObject({
			code: 'OPEN_ID_OFF'
		});
	} finally {
		await plain.close();
	}
});
