import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { membership } from '#server/gate/membership/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { testProduct, type TestProduct } from '../database.ts';
import { makeOrganisation, makePerson } from '../factories.ts';
import { withoutRowLocks } from '../unlocked.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct({ environment: { LOG_LEVEL: 'silent' } })));
afterAll(() => t?.close());

/** Two owners who take the other's role away, at the same moment. Returns how many owners are left. */
async function dethroneEachOther(): Promise<number> {
	const home = await makeOrganisation(t);
	const one = await makePerson(t, home.id, { role: 'owner' });
	const two = await makePerson(t, home.id, { role: 'owner' });
	const change = (who: typeof one, whom: typeof one) =>
		t.as(who.accountId).gate.membership.changeRole({ organisation: home.slug, personId: whom.id, role: 'member' });
	await Promise.allSettled([change(one, two), change(two, one)]);
	const rows = await t.kernel.database.db.select().from(membership).where(eq(membership.organisationId, home.id));
	return rows.filter(({ role }) => role === 'owner').length;
}

test('two owners who dethrone each other at once leave one owner', async () => {
	for (let round = 0; round < 8; round++) expect(await dethroneEachOther()).toBe(1);
});

test('control: without the row lock nobody owns the organisation in the end', async () => {
	const left: number[] = [];
	await withoutRowLocks(async () => {
		for (let round = 0; round < 12; round++) left.push(await dethroneEachOther());
	});
	expect(left).toContain(0);
});

/** Two owners who erase themselves at the same moment. */
async function eraseBoth(): Promise<number> {
	const home = await makeOrganisation(t);
	const owners = [await makePerson(t, home.id, { role: 'owner' }), await makePerson(t, home.id, { role: 'owner' })];
	await Promise.allSettled(
		owners.map(({ accountId }) => t.as(accountId).gate.privacy.erase({ organisation: home.slug, confirm: 'hapus' }))
	);
	const rows = await t.kernel.database.db.select().from(membership).where(eq(membership.organisationId, home.id));
	return rows.length;
}

test('two owners who erase themselves at once leave one', async () => {
	for (let round = 0; round < 5; round++) expect(await eraseBoth()).toBe(1);
});

test('control: without the row lock both are gone', async () => {
	const left: number[] = [];
	await withoutRowLocks(async () => {
		for (let round = 0; round < 12; round++) left.push(await eraseBoth());
	});
	expect(left).toContain(0);
});

/** Two uploads of people who are told apart by their names alone, applied at the same moment. Returns how many people there are. */
async function importTwice(): Promise<number> {
	const home = await makeOrganisation(t);
	const owner = await makePerson(t, home.id, { role: 'owner' });
	const { peopleImport } = t.as(owner.accountId).gate;
	const organisation = home.slug;
	// The second list knows the addresses: another import key, the same people.
	const names = Array.from({ length: 40 }, (_, n) => `Orang ${n},PT Sama`);
	const texts = [
		`Nama,Perusahaan\n${names.join('\n')}\n`,
		`Nama,Perusahaan,Email\n${names.map((line, n) => `${line},orang${n}@contoh.id`).join('\n')}\n`
	];
	const uploaded = await Promise.all(
		texts.map((text) => peopleImport.upload({ organisation, file: new File([text], 'x.csv') }))
	);
	await Promise.all(uploaded.map(({ id }) => peopleImport.apply({ organisation, importId: id })));
	const [row] = await t.kernel.database.db
		.select({ count: sql<number>`count(*)::int` })
		.from(person)
		.where(eq(person.organisationId, home.id));
	return row!.count - 1;
}

test('two imports of the same people at once make each of them once', async () => {
	for (let round = 0; round < 4; round++) expect(await importTwice()).toBe(40);
});

test('control: without the row lock they are there twice', async () => {
	const made: number[] = [];
	await withoutRowLocks(async () => {
		for (let round = 0; round < 6; round++) made.push(await importTwice());
	});
	expect(Math.max(...made)).toBeGreaterThan(40);
});

test('an open link for five, opened by thirty at once, takes five', async () => {
	const open = async () => {
		const home = await makeOrganisation(t);
		const owner = await makePerson(t, home.id, { role: 'owner' });
		const made = await t
			.as(owner.accountId)
			.gate.invitation.open({ organisation: home.slug, role: 'member', uses: 5 });
		const token = made.link!.split('/link/')[1]!;
		const seen = await Promise.allSettled(
			Array.from({ length: 30 }, (_, n) => t.as(null).gate.invitation.accept({ token, name: `Orang ${n}` }))
		);
		return seen.filter(({ status }) => status === 'fulfilled').length;
	};
	expect(await open()).toBe(5);
	expect(await withoutRowLocks(open)).toBeGreaterThan(5);
});
