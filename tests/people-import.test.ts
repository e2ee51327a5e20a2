import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { company } from '#server/gate/company/tables.ts';
import { membership } from '#server/gate/membership/tables.ts';
import { peopleImport } from '#server/gate/people-import/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeOrganisation, makePerson, type MadePerson } from './factories.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());

const csv = (text: string, name = 'anggota.csv') => new File([text], name, { type: 'text/csv' });
async function makeHome() {
	const home = await makeOrganisation(t);
	const owner = await makePerson(t, home.id, { role: 'owner' });
	const organisation = home.slug;
	const api = (who: { accountId: string | null } = owner) => t.as(who.accountId).gate.peopleImport;
	const upload = async (text: string, who?: MadePerson) =>
		({ organisation, importId: (await api(who).upload({ organisation, file: csv(text) })).id });
	const apply = async (text: string, asMembers = true) => {
		const one = await upload(text);
		return api().apply({ ...one, asMembers });
	};
	const people = () =>
		t.kernel.database.db
			.select({
				name: person.name,
				email: person.email,
				phone: person.phone,
				city: person.city,
				title: person.title,
				company: company.name,
				role: membership.role,
				offers: person.offers
			})
			.from(person)
			.leftJoin(company, eq(company.id, person.companyId))
			.leftJoin(membership, eq(membership.personId, person.id))
			.where(and(eq(person.organisationId, home.id), sql`${person.id} <> ${owner.id}`))
			.orderBy(person.name);
	return { home, owner, organisation, api, upload, apply, people };
}

const list = `Jabatan;Perusahaan;Nama;No. WhatsApp;Surel;Kota;Menawarkan
Direktur;PT Sinar Jaya;Ni Luh Putu;0812 3456 7890;niluh@contoh.id;Denpasar;cloud backup, Wi-Fi
Sales;Sinar Jaya, PT;Sukarno;="081234567891";;Blitar;
;;;0812;bukan-alamat;;
Owner;CV Maju;Hatta;6.28123E+11;;;
Sales;PT Sinar Jaya;NI LUH;;NILUH@contoh.id;;
`;

describe('a list of people', () => {
	test('is previewed with every row’s problem before anything is written', async () => {
		const { api, upload, people } = await makeHome();
		const preview = await api().find(await upload(list));
		expect(preview.columns.map(({ field }) => field)).toEqual(['title', 'company', 'name', 'phone', 'email', 'city', 'offers']);
		expect(preview.counts).toEqual({ created: 2, updated: 0, same: 0, joined: 2, leftOut: 3 });
		expect(preview.rows.map(({ number, action }) => [number, action])).toEqual([
			[2, 'create'],
			[3, 'create'],
			[4, 'leave_out'],
			[5, 'leave_out'],
			[6, 'leave_out']
		]);
		const says = preview.rows.map(({ problems }) => problems.map((one) => one.says));
		expect(says[2]).toEqual([
			'The name is missing.',
			'"bukan-alamat" is no e-mail address.',
			'"0812" is no phone number that can be read.'
		]);
		expect(says[3]![0]).toContain('Excel cut this number');
		expect(says[4]).toEqual(['The same person is in row 2.']);
		expect((await api().find({ ...(await upload(list)), show: 'problems' })).total).toBe(3);
		expect(await people()).toEqual([]);
	});

	test('is written as previewed, one company for two spellings, and the list itself is forgotten', async () => {
		const { api, upload, people } = await makeHome();
		const one = await upload(list);
		const { counts } = await api().find(one);
		expect(await api().apply(one)).toEqual(counts);
		expect(await people()).toEqual([
			{ name: 'Ni Luh Putu', email: 'niluh@contoh.id', phone: '+6281234567890', city: 'Denpasar', title: 'Direktur', company: 'PT Sinar Jaya', role: 'member', offers: ['cloud backup', 'Wi-Fi'] },
			{ name: 'Sukarno', email: null, phone: '+6281234567891', city: 'Blitar', title: 'Sales', company: 'PT Sinar Jaya', role: 'member', offers: [] }
		]);
		const [row] = await t.kernel.database.db.select().from(peopleImport).where(eq(peopleImport.id, one.importId));
		expect(row!.sheet).toBeNull();
		expect(await api().apply(one)).toEqual(counts);
		expect((await people()).length).toBe(2);
	});

	test('imported again changes nothing; changed cells are brought up to date, empty ones take nothing away', async () => {
		const { apply, people } = await makeHome();
		await apply(list);
		expect(await apply(list)).toEqual({ created: 0, updated: 0, same: 2, joined: 0, leftOut: 3 });
		const changed = await apply('Nama,Email,Kota,HP,Perusahaan\nNi Luh Putu Ayu,niluh@contoh.id,Singaraja,,\nSukarno,sukarno@contoh.id,,081234567891,PT Sinar Jaya\n');
		expect(changed).toMatchObject({ created: 0, updated: 2 });
		expect(await people()).toMatchObject([
			{ name: 'Ni Luh Putu Ayu', city: 'Singaraja', phone: '+6281234567890', title: 'Direktur', company: 'PT Sinar Jaya' },
			{ name: 'Sukarno', email: 'sukarno@contoh.id', city: 'Blitar' }
		]);
	});

	test('knows a name at a company again, and tells two people with one name apart by their addresses', async () => {
		const { apply, people } = await makeHome();
		await apply('Nama,Perusahaan\nBudi,PT Satu\nBudi,PT Dua\nSiti,\n');
		expect(await apply('Nama,Perusahaan,Jabatan\nBUDI,"Satu, PT",Direktur\nSiti,,Sekretaris\n')).toMatchObject({ created: 0, updated: 2 });
		expect(await apply('Nama,Perusahaan,Email\nBudi,PT Satu,budi1@contoh.id\n')).toMatchObject({ created: 0, updated: 1 });
		expect(await apply('Nama,Perusahaan,Email\nBudi,PT Satu,budi2@contoh.id\n')).toMatchObject({ created: 1 });
		expect((await people()).length).toBe(4);
	});

	test('a number shared by people with addresses of their own is not one person', async () => {
		const { apply } = await makeHome();
		expect(await apply('Nama,Email,HP\nA,a@contoh.id,021 5551234\nB,b@contoh.id,021 5551234\n')).toMatchObject({ created: 2, leftOut: 0 });
	});

	test('never overwrites what somebody with an account wrote; they only become a member', async () => {
		const { home, apply, api, upload } = await makeHome();
		const guest = await makePerson(t, home.id, { role: null, name: 'Nama Sendiri', city: 'Medan', email: 'sendiri@contoh.id' });
		const text = 'Nama,Email,Kota,Peran\nNama Lain,sendiri@contoh.id,Jakarta,anggota\n';
		expect((await api().find(await upload(text))).rows[0]).toMatchObject({ action: 'own', joins: true, changes: [] });
		expect(await apply(text)).toEqual({ created: 0, updated: 0, same: 1, joined: 1, leftOut: 0 });
		const [row] = await t.kernel.database.db.select().from(person).where(eq(person.id, guest.id));
		expect(row).toMatchObject({ name: 'Nama Sendiri', city: 'Medan' });
	});

	test('leaves out who has erased themselves, without keeping their address', async () => {
		const { organisation, apply, people } = await makeHome();
		await apply('Nama,Email\nPergi,pergi@contoh.id\n');
		const [row] = await t.kernel.database.db.select().from(person).where(eq(person.email, 'pergi@contoh.id'));
		const owner = (await t.kernel.database.db.select().from(membership).where(and(eq(membership.role, 'owner'), eq(membership.organisationId, row!.organisationId))))[0]!;
		const [ownerRow] = await t.kernel.database.db.select().from(person).where(eq(person.id, owner.personId));
		await t.as(ownerRow!.accountId).gate.privacy.erasePerson({ organisation, personId: row!.id });
		expect(await apply('Nama,Email\nPergi,pergi@contoh.id\n')).toMatchObject({ created: 0, leftOut: 1 });
		expect((await people()).filter(({ name }) => name)).toEqual([]);
	});

	test('gives roles only as far as whoever imports may, and never makes an owner', async () => {
		const { home, api, upload, apply, people } = await makeHome();
		const organiser = await makePerson(t, home.id, { role: 'organiser' });
		const text = 'Nama,Peran\nSatu,penyelenggara\nDua,pemilik\nTiga,anggota\nEmpat,raja\n';
		const seen = await api(organiser).find(await upload(text, organiser));
		expect(seen.rows.map(({ action }) => action)).toEqual(['leave_out', 'leave_out', 'create', 'create']);
		await apply(text, false);
		expect((await people()).filter(({ name }) => ['Satu', 'Dua', 'Tiga', 'Empat'].includes(name)).map(({ name, role }) => [name, role])).toEqual([
			['Empat', null],
			['Satu', 'organiser'],
			['Tiga', 'member']
		]);
		expect(await apply('Nama,Peran\nSatu,anggota\n')).toMatchObject({ updated: 1 });
	});

	test('a column called "role" that holds channel roles is what the company is', async () => {
		const { home, apply } = await makeHome();
		await apply('Nama,Perusahaan,Role\nA,PT X,Distributor\nB,PT X,reseller\n');
		const [row] = await t.kernel.database.db.select().from(company).where(and(eq(company.organisationId, home.id), eq(company.name, 'PT X')));
		expect(row!.channelRoles.sort()).toEqual(['distributor', 'reseller']);
	});

	test('columns can be named by hand where the headers say nothing', async () => {
		const { api, upload, people } = await makeHome();
		const one = await upload('kolom1,kolom2\nSukarno,Blitar\n');
		await expect(api().apply(one)).rejects.toMatchObject({ code: 'LIST_NO_NAMES' });
		await api().setColumns({ ...one, columns: ['name', 'city'] });
		await api().apply(one);
		expect(await people()).toMatchObject([{ name: 'Sukarno', city: 'Blitar' }]);
	});

	test('the rows left out can be taken, mended and imported; nothing in the file runs', async () => {
		const { api, upload } = await makeHome();
		const one = await upload('Nama;HP;Catatan\n;+62812;=HYPERLINK("http://x")\nA;081234567890;ok\n');
		const taken = await api().problems(one);
		expect(taken.fileName).toBe('anggota-to-mend.csv');
		const lines = taken.text.split('\r\n');
		expect(lines[1]).toBe(`"";"'+62812";"'=HYPERLINK(""http://x"")";"The name is missing. ""+62812"" is no phone number that can be read."`);
		expect(lines).toHaveLength(3);
	});

	test('an uploaded list is forgotten after a day, and is nobody else’s to see', async () => {
		const { api, upload, organisation } = await makeHome();
		const one = await upload(list);
		const other = await makeHome();
		await expect(other.api().find({ organisation: other.organisation, importId: one.importId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
		await expect(other.api().find({ organisation, importId: one.importId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
		t.clock.advance(25 * 3_600_000);
		await t.drain(t.clock.now());
		await expect(api().find(one)).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('what is no list is refused', async () => {
		const { upload } = await makeHome();
		await expect(upload('PK\x03\x04')).rejects.toMatchObject({ code: 'LIST_NOT_TEXT' });
		await expect(upload('Nama,Email\n')).rejects.toMatchObject({ code: 'LIST_EMPTY' });
	});

	test('ten thousand rows are previewed and written in seconds', async () => {
		const { apply, api, upload } = await makeHome();
		const rows = Array.from({ length: 10_000 }, (_, n) => `Orang ${n};PT ${n % 900};orang${n}@contoh.id;0812${String(10_000_000 + n)};Kota ${n % 40};a, b ${n % 50}`);
		const text = `Nama;Perusahaan;Surel;HP;Kota;Mencari\n${rows.join('\n')}\n`;
		const began = performance.now();
		expect(await apply(text)).toMatchObject({ created: 10_000, leftOut: 0 });
		const applied = performance.now() - began;
		const preview = await api().find(await upload(text));
		expect(preview.counts).toMatchObject({ same: 10_000 });
		console.log(`10,000 rows: applied in ${Math.round(applied)} ms, previewed again in ${Math.round(performance.now() - began - applied)} ms`);
		expect(applied).toBeLessThan(15_000);
	});
});
