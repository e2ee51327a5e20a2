import { afterAll, beforeAll, expect } from 'vitest';
import { makeOrganisation, makePerson } from '../factories.ts';
import { openProvider, providerSettings, type OpenIdProvider } from '../open-id-provider.ts';
import { expectAccessible, journey, openSite, type Site } from './browser.ts';

let site: Site;
let provider: OpenIdProvider;
beforeAll(async () => {
	provider = await openProvider();
	site = await openSite({ environment: providerSettings(provider) });
	provider.serve(site.address);
});
afterAll(async () => {
	await site?.close();
	provider?.close();
});

journey('a member signs in at the organisation’s own provider and comes back to where they were', async () => {
	const home = await makeOrganisation(site, { slug: 'mitra' });
	const member = await makePerson(site, home.id);
	provider.known.budi = { email: member.email!, email_verified: true };
	for (const javaScript of [true, false]) {
		const { page, context } = await site.visit({ width: 360, locale: 'en', javaScript });
		await page.goto('/mitra/me/sign-ins');
		await page.getByRole('link', { name: 'Sign in with Mitra ID' }).click();
		await page.locator('input[name=login]').fill('budi');
		await page.locator('input[name=password]').fill('apa saja');
		await page.locator('button[type=submit]').click();
		await page.getByRole('button', { name: /continue/i }).click();
		await page.waitForURL(`${site.address}/mitra/me/sign-ins`);
		expect(await page.locator('main').textContent()).toContain(member.email);
		await context.close();
	}
});

journey('whom the provider does not vouch for reads why, and can try another way', async () => {
	provider.known.tamu = { email: 'tamu@mitra.co.id', email_verified: false };
	const { page, context } = await site.visit({ width: 360, locale: 'id' });
	await page.goto('/sign-in');
	await page.getByRole('link', { name: 'Masuk lewat Mitra ID' }).click();
	await page.locator('input[name=login]').fill('tamu');
	await page.locator('input[name=password]').fill('apa saja');
	await page.locator('button[type=submit]').click();
	await page.getByRole('button', { name: /continue/i }).click();
	await page.getByText('tidak menjamin alamat surel Anda').waitFor();
	await expectAccessible(page);
	// The answer was taken: loading it again begins nothing.
	await page.reload();
	await page.getByText('sudah kedaluwarsa').waitFor();
	await page.getByRole('link', { name: 'Coba cara lain' }).click();
	await page.waitForURL('**/sign-in');
	await context.close();
});
