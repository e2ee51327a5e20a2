import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { company } from '#server/gate/company/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { file } from '#server/kernel/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeOrganisation, makePerson, type MadeOrganisation, type MadePerson } from './factories.ts';

let t: TestProduct;
let home: MadeOrganisation;
let member: MadePerson;
let organisation: string;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
	organisation = home.slug;
	member = await makePerson(t, home.id, { name: 'Wayan' });
});
afterAll(() => t?.close());
const me = (who: { accountId: string | null } = member) => t.as(who.accountId).gate.me;

test('a new profile says what is missing, and shows no contact to anybody', async () => {
	const found = await me().find({ organisation });
	expect(found.missing).toEqual(['photo', 'title', 'company', 'city', 'offers', 'needs']);
	expect(found.visibility).toEqual({ email: 'nobody', phone: 'nobody', links: 'nobody' });
	await expect(me({ accountId: null }).find({ organisation })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
});

test('a profile is written in one call, and reads what people type', async () => {
	const saved = await me().update({
		organisation,
		name: '  Wayan   Sudiarta ',
		title: 'Manajer Kanal',
		companyName: 'PT Bali Digital Nusantara',
		city: 'Denpasar',
		phone: '0812-3456-7890',
		offers: ['Cloud backup', 'cloud backup', 'Wi-Fi hotel'],
		needs: ['Reseller di Lombok'],
		languages: ['id', 'ban', 'en'],
		links: [{ label: '', url: 'www.linkedin.com/in/wayan' }, { label: 'kosong', url: '' }],
		visibility: { phone: 'members' }
	});
	expect(saved).toMatchObject({
		name: 'Wayan Sudiarta',
		phone: '+6281234567890',
		company: { name: 'PT Bali Digital Nusantara' },
		offers: ['Cloud backup', 'Wi-Fi hotel'],
		links: [{ label: 'linkedin.com', url: 'https://www.linkedin.com/in/wayan' }],
		visibility: { email: 'nobody', phone: 'members', links: 'nobody' },
		missing: ['photo'],
		nearCompanies: []
	});
	const kept = await me().update({ organisation, city: null });
	expect(kept).toMatchObject({ name: 'Wayan Sudiarta', city: null, offers: ['Cloud backup', 'Wi-Fi hotel'], missing: ['photo', 'city'] });
});

test('what cannot be read is refused beside its field', async () => {
	const fields = async (change: object) =>
		me()
			.update({ organisation, ...change })
			.then(
				() => null,
				(error) => [error.code, Object.keys(error.data.fields)]
			);
	expect(await fields({ phone: '12' })).toEqual(['PHONE_UNREADABLE', ['phone']]);
	expect(await fields({ name: '   ' })).toEqual(['NAME_NEEDED', ['name']]);
	expect(await fields({ links: [{ label: 'x', url: 'javascript:alert(1)' }] })).toEqual(['LINK_UNREADABLE', ['links']]);
	expect(await fields({ email: 'bukan alamat' })).toEqual(['INPUT_INVALID', ['email']]);
});

test('a company in another spelling is the same one; one much like it is offered, and choosing it leaves no trace', async () => {
	const colleague = await makePerson(t, home.id);
	const same = await me(colleague).update({ organisation, companyName: 'BALI DIGITAL NUSANTARA, PT' });
	expect(same.company?.name).toBe('PT Bali Digital Nusantara');
	const like = await me(colleague).update({ organisation, companyName: 'Bali Digtal Nusantara' });
	expect(like.company?.name).toBe('Bali Digtal Nusantara');
	expect(like.nearCompanies).toMatchObject([{ name: 'PT Bali Digital Nusantara', isSame: false }]);
	const chosen = await me(colleague).update({ organisation, companyId: like.nearCompanies[0]!.id });
	expect(chosen.company?.name).toBe('PT Bali Digital Nusantara');
	const left = await t.kernel.database.db.select().from(company).where(eq(company.name, 'Bali Digtal Nusantara'));
	expect(left).toEqual([]);
	const elsewhere = await makeOrganisation(t);
	const stranger = await makePerson(t, elsewhere.id);
	await expect(
		me(stranger).update({ organisation: elsewhere.slug, companyId: chosen.company!.id })
	).rejects.toMatchObject({ code: 'COMPANY_UNKNOWN' });
});

test('a picture is cut to a square, and where it was taken is gone', async () => {
	const taken = await sharp({ create: { width: 900, height: 1200, channels: 3, background: '#264653' } })
		.withExif({ IFD0: { Copyright: 'Wayan' }, IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '8/1 39/1 0/1' } })
		.jpeg()
		.toBuffer();
	expect((await sharp(taken).metadata()).exif).toBeTruthy();
	const picture = new File([new Uint8Array(taken)], 'foto.jpg', { type: 'image/jpeg' });
	const first = await me().setPhoto({ organisation, picture });
	const read = async (id: string) => (await t.kernel.database.db.select().from(file).where(eq(file.id, id)))[0];
	const kept = (await read(first.photoFileId!))!;
	const metadata = await sharp(kept.bytes).metadata();
	expect(metadata).toMatchObject({ width: 640, height: 640, format: 'webp' });
	expect(metadata.exif).toBeUndefined();
	const second = await me().setPhoto({ organisation, picture });
	expect(await read(first.photoFileId!)).toBeUndefined();
	expect((await me().setPhoto({ organisation, picture: null })).photoFileId).toBeNull();
	expect(await read(second.photoFileId!)).toBeUndefined();
	await expect(
		me().setPhoto({ organisation, picture: new File(['bukan gambar'], 'x.jpg', { type: 'image/jpeg' }) })
	).rejects.toMatchObject({ code: 'NOT_A_PICTURE' });
});

test('tags are suggested from what people here write, offers and needs as one vocabulary', async () => {
	const other = await makePerson(t, home.id, { needs: ['Cloud Backup', 'Keamanan jaringan'] });
	expect(await me(other).suggestTags({ organisation, kind: 'needs', search: 'cloud' })).toEqual(['Cloud backup']);
	expect(await me(other).suggestTags({ organisation, kind: 'offers', search: 'jaringan' })).toEqual(['Keamanan jaringan']);
	expect(await me(other).suggestTags({ organisation, kind: 'interests' })).toEqual([]);
});

test('organisers keep the data of somebody without an account, and not of anybody else', async () => {
	const organiser = await makePerson(t, home.id, { role: 'organiser' });
	const people = t.as(organiser.accountId).gate.person;
	const added = await people.add({ organisation, name: 'Slamet', phone: '62 811 222 3334', companyName: 'CV Baru' });
	expect(added).toMatchObject({ name: 'Slamet', phone: '+628112223334', role: 'member', company: { name: 'CV Baru' } });
	expect(await people.update({ organisation, personId: added.id, title: 'Pemilik' })).toMatchObject({ title: 'Pemilik', name: 'Slamet' });
	expect((await people.findRecord({ organisation, personId: added.id })).title).toBe('Pemilik');
	await expect(people.update({ organisation, personId: member.id, title: 'x' })).rejects.toMatchObject({ code: 'PERSON_IS_THEIR_OWN' });
	await expect(people.findRecord({ organisation, personId: member.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
	await expect(t.as(member.accountId).gate.person.add({ organisation, name: 'X' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
	const rows = await t.kernel.database.db.select().from(person).where(eq(person.name, 'X'));
	expect(rows).toEqual([]);
});
