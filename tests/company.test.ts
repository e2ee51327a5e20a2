import { afterAll, beforeAll, expect, test } from 'vitest';
import { nameKey } from '#server/gate/company/rules.ts';
import { testProduct, type TestProduct } from './database.ts';
import {
	makeCompany,
	makeOrganisation,
	makePerson,
	type MadeOrganisation,
	type MadePerson
} from './factories.ts';

let t: TestProduct;
let home: MadeOrganisation;
let owner: MadePerson;
let member: MadePerson;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
	owner = await makePerson(t, home.id, { role: 'owner' });
	member = await makePerson(t, home.id);
});
afterAll(() => t?.close());

const companies = (who: { accountId: string | null }) => t.as(who.accountId).gate.company;
const make = (name: string, values: object = {}) =>
	makeCompany(t, home.id, { name, nameKey: nameKey(name), ...values });

test('the same name in another spelling is offered as one company, and refused as a second', async () => {
	const row = await make('PT Sinar Jaya Abadi');
	const near = await companies(member).near({
		organisation: home.slug,
		name: 'Sinar Jaya Abadi, PT'
	});
	expect(near[0]).toMatchObject({ id: row.id, isSame: true });
	const alike = await companies(member).near({ organisation: home.slug, name: 'Sinarjaya Abdi' });
	expect(alike[0]).toMatchObject({ id: row.id, isSame: false });
	expect(await companies(member).near({ organisation: home.slug, name: 'Bank Rakyat' })).toEqual(
		[]
	);
	await expect(
		companies(owner).create({ organisation: home.slug, name: 'sinar jaya abadi tbk' })
	).rejects.toMatchObject({ code: 'COMPANY_TAKEN' });
});

test('its own people and organisers may change a company, others may not', async () => {
	const row = await make('CV Maju Bersama');
	const colleague = await makePerson(t, home.id, { companyId: row.id });
	const change = {
		organisation: home.slug,
		companyId: row.id,
		website: 'maju.co.id',
		channelRoles: ['reseller']
	};
	expect(await companies(colleague).update(change)).toMatchObject({
		website: 'https://maju.co.id',
		channelRoles: ['reseller'],
		people: 1,
		can: { edit: true, merge: false }
	});
	await expect(companies(member).update(change)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
	await expect(
		companies(colleague).update({ ...change, channelRoles: ['wizard'] })
	).rejects.toMatchObject({ code: 'CHANNEL_ROLE_UNKNOWN' });
	await make('Namanya Sama');
	await expect(
		companies(colleague).update({ ...change, name: 'PT Namanya Sama' })
	).rejects.toMatchObject({ code: 'COMPANY_TAKEN' });
});

test('merging moves the people and keeps what either knew', async () => {
	const one = await make('Cahaya Timur', {
		channelRoles: ['reseller'],
		brandsCarried: ['Mikrotik'],
		city: null
	});
	const two = await make('Cahya Timur', {
		channelRoles: ['distributor'],
		brandsCarried: ['mikrotik', 'Cisco'],
		city: 'Ambon'
	});
	const worker = await makePerson(t, home.id, { companyId: two.id });
	await expect(
		companies(member).merge({ organisation: home.slug, companyId: two.id, intoCompanyId: one.id })
	).rejects.toMatchObject({ code: 'NOT_FOUND' });
	const kept = await companies(owner).merge({
		organisation: home.slug,
		companyId: two.id,
		intoCompanyId: one.id
	});
	expect(kept).toMatchObject({
		name: 'Cahaya Timur',
		city: 'Ambon',
		channelRoles: ['reseller', 'distributor'],
		brandsCarried: ['Mikrotik', 'Cisco'],
		people: 1
	});
	expect(kept.colleagues.map(({ id }) => id)).toEqual([worker.id]);
	await expect(
		companies(owner).merge({ organisation: home.slug, companyId: two.id, intoCompanyId: one.id })
	).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('companies of another organisation cannot be seen, changed or merged', async () => {
	const other = await makeOrganisation(t);
	const stranger = await makePerson(t, other.id, { role: 'owner' });
	const row = await make('Rahasia Kita');
	const theirs = await makeCompany(t, other.id, { name: 'Punya Mereka' });
	await expect(companies(stranger).list({ organisation: home.slug })).rejects.toMatchObject({
		code: 'NOT_FOUND'
	});
	await expect(
		companies(stranger).find({ organisation: other.slug, companyId: row.id })
	).rejects.toMatchObject({ code: 'NOT_FOUND' });
	await expect(
		companies(owner).merge({ organisation: home.slug, companyId: theirs.id, intoCompanyId: row.id })
	).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('the list finds by name, brand and city without accents, and says how many there are', async () => {
	await make('Électronique Surabaya', { city: 'Surabaya', brandsCarried: ['Ubiquiti'] });
	const found = await companies(member).list({ organisation: home.slug, search: 'ubiquiti ELEC' });
	expect(found.companies.map(({ name }) => name)).toEqual(['Électronique Surabaya']);
	expect(found.total).toBe(1);
	const all = await companies(member).list({ organisation: home.slug, limit: 2 });
	expect(all.companies).toHaveLength(2);
	expect(all.total).toBeGreaterThan(2);
	expect(all.cities).toContainEqual({ city: 'Surabaya', count: 1 });
	expect((await companies(member).list({ organisation: home.slug, search: '100%' })).total).toBe(0);
});

test('a company is removed only while nobody works there', async () => {
	const row = await make('Sementara');
	const worker = await makePerson(t, home.id, { companyId: row.id });
	await expect(
		companies(owner).remove({ organisation: home.slug, companyId: row.id })
	).rejects.toMatchObject({ code: 'COMPANY_HAS_PEOPLE' });
	const empty = await make('Kosong');
	await companies(owner).remove({ organisation: home.slug, companyId: empty.id });
	await expect(
		companies(worker).find({ organisation: home.slug, companyId: empty.id })
	).rejects.toMatchObject({
		code: 'NOT_FOUND'
	});
});
