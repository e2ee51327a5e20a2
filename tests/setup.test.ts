import { afterAll, beforeAll, expect, test } from 'vitest';
import { challenge } from '#server/gate/challenge/tables.ts';
import { ensureOwnerLink } from '#server/gate/setup/commands.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeOrganisation, makePerson } from './factories.ts';
import { Browser } from './sign-in-browser.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());

const start = async () => {
	const url = await t.kernel.database.transaction((tx) =>
		ensureOwnerLink({ kernel: t.kernel, db: tx, now: t.clock.now() })
	);
	return url && new URL(url).searchParams.get('link');
};
const asked = {
	name: 'Asosiasi Mitra TI Indonesia',
	locale: 'id' as const,
	timeZone: 'Asia/Jakarta',
	colour: '#7a4a21',
	ownerName: 'Ratna',
	ownerEmail: 'ratna@mitra.co.id'
};

test('the first organisation: printed link, a form, and its owner is signed in', async () => {
	await makeOrganisation(t, { demoAt: t.clock.now() });
	const stranger = new Browser(t);
	expect(await stranger.call((api) => api.gate.setup.find({}))).toMatchObject({ may: false, isFirst: true, by: null });
	await expect(stranger.call((api) => api.gate.setup.create(asked))).rejects.toMatchObject({
		code: 'SETUP_LINK_NEEDED'
	});

	const old = (await start())!;
	const link = (await start())!;
	const kept = await t.kernel.database.db.select().from(challenge);
	expect(kept).toHaveLength(1);
	expect(JSON.stringify(kept)).not.toContain(link);
	for (const wrong of [old, 'x'.repeat(24), '']) {
		await expect(
			stranger.call((api) => api.gate.setup.create({ ...asked, link: wrong }))
		).rejects.toMatchObject({ code: 'SETUP_LINK_NEEDED' });
	}

	const browser = new Browser(t);
	// Looking uses nothing up, and neither does a form that is refused.
	for (let looked = 0; looked < 3; looked++) {
		expect(await browser.call((api) => api.gate.setup.find({ link }))).toMatchObject({ may: true, by: 'link' });
	}
	expect(await browser.call((api) => api.gate.link.find({ token: link }))).toEqual({ kind: 'owner' });
	await expect(
		browser.call((api) => api.gate.setup.create({ ...asked, link, timeZone: 'Asia/Nowhere' }))
	).rejects.toMatchObject({ code: 'TIME_ZONE_UNKNOWN' });
	const made = await browser.call((api) => api.gate.setup.create({ ...asked, link }));
	expect(made.slug).toBe('asosiasi-mitra-ti-indonesia');
	const me = await browser.call((api) => api.gate.account.find());
	expect(me.people).toMatchObject([{ name: 'Ratna', role: 'owner', organisation: { slug: made.slug } }]);
	expect(me.can.createOrganisation).toBe(true);

	await expect(
		new Browser(t).call((api) => api.gate.setup.create({ ...asked, slug: 'lain', link }))
	).rejects.toMatchObject({ code: 'SETUP_LINK_NEEDED' });
	expect(await start()).toBeNull();

	// The address typed at setup is how the owner gets back in from elsewhere.
	const elsewhere = await new Browser(t).signIn('ratna@mitra.co.id');
	expect((await elsewhere.call((api) => api.gate.account.find())).people).toMatchObject([{ role: 'owner' }]);
});

test('a further organisation is made by an owner of one here, as the account they are', async () => {
	const browser = await new Browser(t).signIn('sekar@mitra.co.id');
	await expect(
		browser.call((api) => api.gate.setup.create({ ...asked, slug: 'kedua' }))
	).rejects.toMatchObject({ code: 'SETUP_LINK_NEEDED' });
	const home = await makeOrganisation(t);
	for (const role of ['member', 'organiser'] as const) {
		const one = await makePerson(t, home.id, { role });
		await expect(
			t.as(one.accountId).gate.setup.create({ ...asked, slug: `oleh-${role}` })
		).rejects.toMatchObject({ code: 'SETUP_LINK_NEEDED' });
	}
	const owner = await makePerson(t, home.id, { role: 'owner' });
	const found = await t.as(owner.accountId).gate.setup.find({});
	expect(found).toMatchObject({ may: true, by: 'owner', isFirst: false, owner: { email: owner.email } });
	// Somebody else's address in the form does not become the new owner's.
	const made = await t.as(owner.accountId).gate.setup.create({ ...asked, slug: 'kedua', ownerEmail: 'bukan@saya.id' });
	const me = await t.as(owner.accountId).gate.account.find();
	expect(me.people.map((one) => one.organisation.slug)).toContain(made.slug);
	const other = await new Browser(t).signIn('bukan@saya.id');
	expect((await other.call((api) => api.gate.account.find())).people).toEqual([]);
	await expect(
		t.as(owner.accountId).gate.setup.create({ ...asked, slug: 'kedua' })
	).rejects.toMatchObject({ code: 'SLUG_TAKEN', data: { fields: { slug: expect.any(String) } } });
});

test('the owner of the demo owns nothing else', async () => {
	const demo = await makeOrganisation(t, { demoAt: t.clock.now() });
	const owner = await makePerson(t, demo.id, { role: 'owner' });
	await expect(
		t.as(owner.accountId).gate.setup.create({ ...asked, slug: 'dari-demo' })
	).rejects.toMatchObject({ code: 'SETUP_LINK_NEEDED' });
});
