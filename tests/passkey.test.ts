import { afterAll, beforeAll, expect, test } from 'vitest';
import { passkey } from '#server/gate/passkey/tables.ts';
import { Authenticator } from './authenticator.ts';
import { testProduct, type TestProduct } from './database.ts';
import { Browser } from './sign-in-browser.ts';

const origin = 'https://temu.asosiasi.id';
let t: TestProduct;
beforeAll(async () => void (t = await testProduct({ environment: { ORIGIN: origin } })));
afterAll(() => t?.close());

let count = 0;
const phone =
	'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36';
const signedIn = () => new Browser(t, { userAgent: phone }).signIn(`kunci-${++count}@mitra.co.id`);
const add = async (browser: Browser, device: Authenticator) => {
	const options = await browser.call((api) => api.gate.passkey.begin());
	return browser.call((api) => api.gate.passkey.add({ answer: device.create(options) }));
};
const signIn = async (browser: Browser, device: Authenticator) => {
	const options = await browser.call((api) => api.gate.passkey.beginSignIn());
	await browser.call((api) => api.gate.passkey.signIn({ answer: device.get(options) }));
};

test('a passkey is added once signed in, named after its device, and signs in elsewhere', async () => {
	const browser = await signedIn();
	const device = new Authenticator(origin);
	const options = await browser.call((api) => api.gate.passkey.begin());
	expect(options).toMatchObject({ rp: { id: 'temu.asosiasi.id' }, authenticatorSelection: { residentKey: 'required' } });
	await browser.call((api) => api.gate.passkey.add({ answer: device.create(options) }));
	const { items } = await browser.call((api) => api.gate.passkey.list());
	expect(items).toMatchObject([{ name: 'Android · Chrome', lastUsedAt: null, can: { remove: true } }]);

	const elsewhere = new Browser(t);
	const asked = await elsewhere.call((api) => api.gate.passkey.beginSignIn());
	// The options name no key, so they tell nothing about anybody.
	expect(asked.allowCredentials ?? []).toEqual([]);
	await elsewhere.call((api) => api.gate.passkey.signIn({ answer: device.get(asked) }));
	expect(await elsewhere.accountId()).toBe(await browser.accountId());
	const after = await elsewhere.call((api) => api.gate.passkey.list());
	expect(after.items[0]!.lastUsedAt).not.toBeNull();
});

test('an answer is good once: its challenge is taken', async () => {
	const browser = await signedIn();
	const device = new Authenticator(origin);
	await add(browser, device);
	const options = await browser.call((api) => api.gate.passkey.beginSignIn());
	const answer = device.get(options);
	const first = new Browser(t);
	await first.call((api) => api.gate.passkey.signIn({ answer }));
	expect(await first.accountId()).not.toBeNull();
	const replay = new Browser(t);
	await expect(replay.call((api) => api.gate.passkey.signIn({ answer }))).rejects.toMatchObject({
		code: 'PASSKEY_LATE'
	});
	const another = await browser.call((api) => api.gate.passkey.beginSignIn());
	const outcomes = await Promise.allSettled(
		Array.from({ length: 10 }, () =>
			new Browser(t).call((api) => api.gate.passkey.signIn({ answer: device.get(another) }))
		)
	);
	expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
	expect(await replay.accountId()).toBeNull();
});

test('a made-up challenge, a late one and another ceremony’s are refused', async () => {
	const browser = await signedIn();
	const device = new Authenticator(origin);
	await add(browser, device);
	const stranger = new Browser(t);
	const give = (challenge: string) =>
		stranger.call((api) => api.gate.passkey.signIn({ answer: device.get({ challenge }) }));
	await expect(give('bWFkZS11cA')).rejects.toMatchObject({ code: 'PASSKEY_LATE' });
	const registering = await browser.call((api) => api.gate.passkey.begin());
	await expect(give(registering.challenge)).rejects.toMatchObject({ code: 'PASSKEY_LATE' });
	const late = await stranger.call((api) => api.gate.passkey.beginSignIn());
	t.clock.advance(15 * 60_000);
	await expect(give(late.challenge)).rejects.toMatchObject({ code: 'PASSKEY_LATE' });
	expect(await stranger.accountId()).toBeNull();
});

test('another site’s answer, a stranger’s key, a wrong key and an unverified user are refused', async () => {
	const browser = await signedIn();
	const device = new Authenticator(origin);
	await add(browser, device);
	const stranger = new Browser(t);
	await expect(signIn(stranger, new Authenticator(origin))).rejects.toMatchObject({ code: 'PASSKEY_UNKNOWN' });
	const thief = new Authenticator(origin);
	Object.assign(thief, { id: device.id });
	await expect(signIn(stranger, thief)).rejects.toMatchObject({ code: 'PASSKEY_WRONG' });
	const options = await stranger.call((api) => api.gate.passkey.beginSignIn());
	await expect(
		stranger.call((api) => api.gate.passkey.signIn({ answer: device.get(options, 0x01) }))
	).rejects.toMatchObject({ code: 'PASSKEY_WRONG' });
	for (const elsewhere of [
		new Authenticator('https://temu.asosiasi.id.jahat.id', 'temu.asosiasi.id'),
		new Authenticator(origin, 'jahat.id')
	]) {
		await expect(add(browser, elsewhere)).rejects.toMatchObject({ code: 'PASSKEY_WRONG' });
	}
	expect(await stranger.accountId()).toBeNull();
	await signIn(stranger, device);
	expect(await stranger.accountId()).toBe(await browser.accountId());
});

test('a registration begun by one account cannot be ended by another', async () => {
	const one = await signedIn();
	const other = await signedIn();
	const options = await one.call((api) => api.gate.passkey.begin());
	await expect(
		other.call((api) => api.gate.passkey.add({ answer: new Authenticator(origin).create(options) }))
	).rejects.toMatchObject({ code: 'PASSKEY_LATE' });
	await expect(new Browser(t).call((api) => api.gate.passkey.begin())).rejects.toMatchObject({ status: 401 });
	expect((await other.call((api) => api.gate.passkey.list())).total).toBe(0);
});

test('a passkey is renamed and removed by its owner alone, and signs in no longer', async () => {
	const browser = await signedIn();
	const device = new Authenticator(origin);
	const { id } = await add(browser, device);
	const other = await signedIn();
	await expect(
		other.call((api) => api.gate.passkey.rename({ id, name: 'Milik saya' }))
	).rejects.toMatchObject({ code: 'NOT_FOUND' });
	await other.call((api) => api.gate.passkey.remove({ id }));
	await browser.call((api) => api.gate.passkey.rename({ id, name: ' HP kantor ' }));
	expect((await browser.call((api) => api.gate.passkey.list())).items).toMatchObject([{ name: 'HP kantor' }]);
	await browser.call((api) => api.gate.passkey.remove({ id }));
	await browser.call((api) => api.gate.passkey.remove({ id }));
	expect((await browser.call((api) => api.gate.passkey.list())).total).toBe(0);
	await expect(signIn(new Browser(t), device)).rejects.toMatchObject({ code: 'PASSKEY_UNKNOWN' });
});

test('with a passkey the last address may go; then the passkey is the last way in', async () => {
	const browser = await signedIn();
	const device = new Authenticator(origin);
	const { id } = await add(browser, device);
	const { items } = await browser.call((api) => api.gate.account.listAddresses());
	await browser.call((api) => api.gate.account.removeAddress({ id: items[0]!.id }));
	expect((await browser.call((api) => api.gate.passkey.list())).items[0]!.can.remove).toBe(false);
	await expect(browser.call((api) => api.gate.passkey.remove({ id }))).rejects.toMatchObject({
		code: 'LAST_WAY_IN'
	});
	expect(await t.kernel.database.db.$count(passkey)).toBeGreaterThan(0);
});

test('one device registers once', async () => {
	const browser = await signedIn();
	const device = new Authenticator(origin);
	await add(browser, device);
	await expect(add(browser, device)).rejects.toMatchObject({ code: 'PASSKEY_TAKEN' });
});

test('passkeys are offered only where a browser takes them', async () => {
	expect((await t.as(null).gate.account.ways()).passkeys).toBe(true);
	for (const [address, expected] of [
		['http://localhost:3000', true],
		['http://192.168.1.20:3000', false],
		['https://192.168.1.20', false],
		['http://temu.asosiasi.id', false]
	] as const) {
		const context = t.contextAs(null);
		const kernel = { ...t.kernel, config: { ...t.kernel.config, origin: address } };
		const { findWays } = await import('#server/gate/account/queries.ts');
		expect(findWays({ ...context, kernel }).passkeys).toBe(expected);
	}
});
