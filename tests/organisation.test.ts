import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account } from '#server/gate/account/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeCompany, makeGathering, makeOrganisation, makePerson, makeRegistration } from './factories.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());

test('an organisation tells each viewer what they are in it', async () => {
	const here = await makeOrganisation(t);
	const there = await makeOrganisation(t);
	const owner = await makePerson(t, here.id, { role: 'owner' });
	const find = (accountId: string | null) =>
		t.as(accountId).gate.organisation.find({ slug: here.slug });
	expect((await find(owner.accountId)).can).toEqual({ organise: true, own: true });
	const stranger = await makePerson(t, there.id, { role: 'owner' });
	expect((await find(stranger.accountId)).standing).toEqual({ personId: null, role: null });
	expect((await find(null)).can).toEqual({ organise: false, own: false });
});

test('an organisation that does not exist is not found', async () => {
	await expect(t.as(null).gate.organisation.find({ slug: 'nowhere' })).rejects.toMatchObject({
		code: 'NOT_FOUND',
		status: 404
	});
});

test('an owner changes the organisation, an organiser does not', async () => {
	const home = await makeOrganisation(t);
	const owner = await makePerson(t, home.id, { role: 'owner' });
	const organiser = await makePerson(t, home.id, { role: 'organiser' });
	const change = {
		organisation: home.slug,
		name: 'Asosiasi Baru',
		colour: '#8a3b12',
		timeZone: 'Asia/Makassar'
	};
	expect(await t.as(owner.accountId).gate.organisation.update(change)).toMatchObject({
		name: 'Asosiasi Baru',
		colour: '#8a3b12'
	});
	await expect(t.as(organiser.accountId).gate.organisation.update(change)).rejects.toMatchObject({
		code: 'NOT_FOUND'
	});
	await expect(
		t.as(owner.accountId).gate.organisation.update({ ...change, timeZone: 'Mars/Olympus' })
	).rejects.toMatchObject({ code: 'TIME_ZONE_UNKNOWN' });
});

test('a channel role in use is removed only together with the role its companies get', async () => {
	const home = await makeOrganisation(t);
	const owner = await makePerson(t, home.id, { role: 'owner' });
	const api = t.as(owner.accountId).gate.organisation;
	await makeCompany(t, home.id, { channelRoles: ['customer', 'reseller'] });
	await makeCompany(t, home.id, { channelRoles: ['customer'] });
	const before = await api.channelRoles({ organisation: home.slug });
	expect(before.find(({ key }) => key === 'customer')?.companies).toBe(2);
	const roles = before
		.filter(({ key }) => key !== 'customer')
		.map(({ companies: _, ...role }) => role);
	await expect(api.setChannelRoles({ organisation: home.slug, roles })).rejects.toMatchObject({
		code: 'CHANNEL_ROLE_IN_USE',
		message: expect.stringContaining('2 companies')
	});
	const after = await api.setChannelRoles({
		organisation: home.slug,
		roles: [...roles, { id: 'Lembaga', en: 'Agency' }],
		moves: { customer: 'reseller' }
	});
	expect(after.find(({ key }) => key === 'reseller')?.companies).toBe(2);
	expect(after.at(-1)).toEqual({ key: 'agency', id: 'Lembaga', en: 'Agency', companies: 0 });
	await expect(
		api.setChannelRoles({
			organisation: home.slug,
			roles: [...roles, { id: 'reseller', en: 'Another' }]
		})
	).rejects.toMatchObject({ code: 'CHANNEL_ROLE_TWICE' });
});

test('everybody finds the organisations they are known in', async () => {
	const home = await makeOrganisation(t);
	const guest = await makePerson(t, home.id, { role: null });
	expect(await t.as(guest.accountId).gate.organisation.listOwn()).toMatchObject([
		{ slug: home.slug, role: null }
	]);
	expect(await t.as(null).gate.organisation.listOwn()).toEqual([]);
});

test('a closed organisation is gone with everything in it; another one keeps all it has', async () => {
	const home = await makeOrganisation(t);
	const other = await makeOrganisation(t);
	const owner = await makePerson(t, home.id, { role: 'owner' });
	const both = await makePerson(t, home.id);
	const { db } = t.kernel.database;
	await db.insert(person).values({ organisationId: other.id, accountId: both.accountId, name: 'Juga Di Sini' });
	const gathering = await makeGathering(t, home.id);
	await makeRegistration(t, gathering.id, both.id);
	const close = (confirm: string) => t.as(owner.accountId).gate.organisation.close({ organisation: home.slug, confirm });
	await expect(close('lain')).rejects.toMatchObject({ code: 'CLOSE_NOT_CONFIRMED' });
	await close(` ${home.slug.toUpperCase()} `);
	expect(await db.select().from(person).where(eq(person.organisationId, home.id))).toEqual([]);
	expect(await db.select().from(account).where(eq(account.id, owner.accountId))).toEqual([]);
	expect(await t.as(both.accountId).gate.organisation.listOwn()).toMatchObject([{ slug: other.slug }]);
});
