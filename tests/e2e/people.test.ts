import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
	makeCompany,
	makeGathering,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeGathering,
	type MadeOrganisation,
	type MadePerson
} from '../factories.ts';
import { expectAccessible, journey, openLive, openSite, type Site } from './browser.ts';

let site: Site;
let home: MadeOrganisation;
let summit: MadeGathering;
let budi: MadePerson;
let sari: MadePerson;

beforeAll(async () => {
	site = await openSite();
	home = await makeOrganisation(site, { slug: 'asosiasi', name: 'Asosiasi TIK' });
	summit = await makeGathering(site, home.id, { slug: 'temu', title: 'Temu Kanal' });
	const reseller = await makeCompany(site, home.id, { name: 'CV Awan', channelRoles: ['reseller'] });
	const distributor = await makeCompany(site, home.id, { name: 'PT Gudang', channelRoles: ['distributor'] });
	budi = await makePerson(site, home.id, {
		name: 'Budi',
		companyId: reseller.id,
		city: 'Bandung',
		needs: ['komputasi awan'],
		phone: '+6281234567890',
		phoneVisibility: 'connections'
	});
	sari = await makePerson(site, home.id, {
		name: 'Sari Raden Ajeng Prawiradirdja-Sastrowardoyo',
		callName: 'Sari',
		title: 'Direktur',
		companyId: distributor.id,
		city: 'Bandung',
		offers: ['Cloud Backup'],
		phone: '+628999888777'
	});
	for (const who of [budi, sari]) await makeRegistration(site, summit.id, who.id);
	for (let i = 0; i < 6; i++) {
		const other = await makePerson(site, home.id, { companyId: distributor.id, offers: ['laptop'] });
		await makeRegistration(site, summit.id, other.id);
	}
});
afterAll(() => site?.close());

describe('two people', () => {
	journey('find each other by a suggestion, connect, and write to each other without a reload', async () => {
		const { page } = await site.visit({ accountId: budi.accountId, width: 360 });
		await page.goto('/asosiasi/g/temu/people');
		const suggestions = page.getByRole('list', { name: 'Worth meeting' });
		await expect(suggestions.getByRole('listitem').first().innerText()).resolves.toMatch(
			/Sari[^]*Brings Cloud Backup, which you look for/
		);
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Ask to connect' }).first().click();
		await page.getByLabel('One line: why?').fill('Cari mitra cadangan awan');
		await page.getByRole('button', { name: 'Send the request' }).click();
		await page.getByText('Request sent. Sari is told.').waitFor();
		await expectAccessible(page);

		const { page: hers } = await site.visit({ accountId: sari.accountId, locale: 'id' });
		await hers.goto('/asosiasi/inbox');
		await hers.getByRole('heading', { name: 'Satu orang menunggu jawaban Anda' }).waitFor();
		await hers.getByText('Cari mitra cadangan awan').waitFor();
		await expectAccessible(hers);
		await hers.getByRole('button', { name: 'Terima' }).click();
		await hers.getByText('Terhubung dengan Budi').waitFor();
		await hers.goto(`/asosiasi/inbox/${budi.id}`);
		await hers.getByText('+6281234567890').waitFor();

		await page.goto(`/asosiasi/inbox/${sari.id}`);
		expect(await page.content()).not.toContain('999888777');
		await hers.getByLabel('Tulis kepada Budi').fill('Halo Budi, kapan ke Bandung?');
		await hers.keyboard.press('Enter');
		await page.getByText('Halo Budi, kapan ke Bandung?').waitFor();
		await page.getByLabel('Write to Sari').fill('Minggu depan.\nSampai jumpa');
		await page.getByRole('button', { name: 'Send' }).click();
		await hers.getByText('Sampai jumpa').waitFor();
		await hers.getByLabel('Tulis kepada Budi').waitFor();
		await expectAccessible(hers);
		await expectAccessible(page);

		await hers.getByRole('button', { name: 'Berikan Telepon' }).click();
		await page.getByRole('link', { name: '+628999888777' }).waitFor();
		await hers.getByRole('button', { name: 'Tarik Telepon' }).click();
		await page.getByRole('link', { name: '+628999888777' }).waitFor({ state: 'detached' });
	});

	journey('lose nothing that was written without a network', async () => {
		const { page, context } = await site.visit({ accountId: budi.accountId });
		await openLive(page, `/asosiasi/inbox/${sari.id}`);
		await page.getByLabel('Write to Sari').fill('Ditulis tanpa jaringan');
		await context.setOffline(true);
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('Not sent yet.').waitFor();
		await page.getByLabel('Write to Sari').fill('Draf yang belum selesai');
		await context.setOffline(false);
		await page.getByText('Not sent yet.').waitFor({ state: 'detached' });
		await page.reload();
		await page.getByText('Ditulis tanpa jaringan').waitFor();
		expect(await page.getByText('Ditulis tanpa jaringan').count()).toBe(1);
		await expect.poll(() => page.getByLabel('Write to Sari').inputValue()).toBe('Draf yang belum selesai');
	});

	journey('write to each other where the page does not run', async () => {
		const { page } = await site.visit({ accountId: sari.accountId, javaScript: false });
		await page.goto(`/asosiasi/inbox/${budi.id}`);
		await page.getByLabel('Write to Budi').fill('Tanpa skrip pun sampai');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('Tanpa skrip pun sampai').waitFor();
		expect(await page.getByLabel('Write to Budi').inputValue()).toBe('');
	});

	journey('who scan each other’s code are connected at once', async () => {
		const one = await makePerson(site, home.id, { name: 'Pemindai' });
		const { page: shows } = await site.visit({ accountId: budi.accountId });
		await shows.goto('/asosiasi/people/code');
		await shows.getByText('Shared along with it: Phone').waitFor();
		const { url } = await site.as(budi.accountId).connect.personalCode.make({ organisation: 'asosiasi' });
		const { page } = await site.visit({ accountId: one.accountId, width: 360 });
		await page.goto(url);
		await page.getByRole('heading', { name: 'Connect with Budi?' }).waitFor();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Connect' }).click();
		await page.waitForURL(`**/asosiasi/inbox/${budi.id}`);
		await page.getByText('+6281234567890').first().waitFor();
		await shows.getByText('Connected with Pemindai').waitFor();
		await page.goto('/asosiasi/people/scan?code=palsu.palsu');
		await page.getByText('This code no longer works').waitFor();
	});
});

describe('the people of an organisation', () => {
	journey('are searched and filtered in the address, by keyboard too', async () => {
		const { page } = await site.visit({ accountId: budi.accountId });
		// The key is heard once the page runs.
		await openLive(page, '/asosiasi/people');
		await expectAccessible(page);
		await page.keyboard.press('/');
		await page.keyboard.type('sastrowardoyo');
		await page.waitForURL(/q=sastrowardoyo/);
		await page.getByText('1 of 1').first().waitFor();
		await page.getByRole('searchbox').fill('bandng');
		await page.waitForURL(/q=bandng/);
		await page.getByRole('link', { name: /^Sari/ }).waitFor();
		await page.getByRole('link', { name: /^Sari/ }).focus();
		await page.keyboard.press('Home');
		await page.keyboard.press('Enter');
		await page.waitForURL(/people\/[0-9a-f-]{36}/);
		await page.goBack();
		await page.waitForURL(/q=bandng/);
	});

	journey('are hidden from each other by a block, and seen again when it is taken back', async () => {
		const other = await makePerson(site, home.id, { name: 'Yang Diblokir' });
		const { page } = await site.visit({ accountId: budi.accountId, locale: 'id' });
		await page.goto(`/asosiasi/people/${other.id}`);
		await page.getByRole('button', { name: 'Blokir' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Blokir' }).click();
		// On to where it can be taken back, which says what it does.
		await page.waitForURL('**/asosiasi/people/shared?blocked=*');
		await page.getByText('Anda dan Yang Diblokir tidak lagi saling melihat.').waitFor();
		expect((await page.goto(`/asosiasi/people/${other.id}`))!.status()).toBe(404);
		await page.goto('/asosiasi/people/shared');
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Cabut blokir' }).click();
		await page.getByText('Blokir dicabut').waitFor();
		expect((await page.goto(`/asosiasi/people/${other.id}`))!.status()).toBe(200);
	});
});

journey('an organiser changes who is suggested to whom', async () => {
	const organiser = await makePerson(site, home.id, { role: 'organiser' });
	const { page } = await site.visit({ accountId: organiser.accountId, width: 360 });
	await page.goto('/asosiasi/g/temu/manage/suggestions');
	await expectAccessible(page);
	await page.getByLabel('reseller sees distributor').selectOption('Hidden');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Suggestions follow this table from now on').waitFor();
	const found = await site
		.as(budi.accountId)
		.connect.suggestion.list({ organisation: 'asosiasi', gathering: 'temu' });
	expect(found.suggestions.map(({ person }) => person.id)).not.toContain(sari.id);
});

journey('a person erases themselves, and is told that it is done', async () => {
	const leaving = await makePerson(site, home.id, { name: 'Yang Pergi' });
	const { page } = await site.visit({ accountId: leaving.accountId, locale: 'id', width: 360 });
	await page.goto('/asosiasi/me/privacy');
	await page.getByLabel('Ketik HAPUS').fill('HAPUS');
	await page.getByRole('button', { name: 'Hapus saya sekarang' }).click();
	await page.waitForURL('**/?erased');
	await page.getByText('Data Anda sudah dihapus.').waitFor();
	await expectAccessible(page);
	await page.goto('/asosiasi/me');
	await page.waitForURL('**/sign-in?*');
});
