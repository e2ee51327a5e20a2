import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { makeOrganisation, makePerson } from '../factories.ts';
import { journey, openSite, type Site } from './browser.ts';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

/** A device with a screen lock that keeps passkeys, as Chromium plays one. */
async function giveDevice(page: Page): Promise<{ session: CDPSession; authenticatorId: string }> {
	const session = await page.context().newCDPSession(page);
	await session.send('WebAuthn.enable', { enableUI: false });
	const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: true
		}
	});
	return { session, authenticatorId };
}

journey('a member adds a passkey, signs out, and comes back with it by one press', async () => {
	const home = await makeOrganisation(site, { slug: 'kunci' });
	const member = await makePerson(site, home.id);
	const { page, context } = await site.visit({ accountId: member.accountId, locale: 'en', width: 360 });
	const { session, authenticatorId } = await giveDevice(page);
	await page.goto('/kunci/me/sign-ins');
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await page.getByText(/^Made /).waitFor();
	const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
	expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);

	// A second one on the same device is refused by the device itself.
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await page.getByText('This device already has a passkey').waitFor();

	await page.getByRole('button', { name: 'Rename' }).click();
	await page.locator('dialog[open] input[name=passkeyName]').fill('HP kantor');
	await page.locator('dialog[open]').getByRole('button', { name: 'Save' }).click();
	await page.getByText('HP kantor', { exact: true }).waitFor();

	// No suggestions in the field meanwhile: this is the button's way.
	await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false });
	await context.clearCookies();
	await page.goto('/sign-in?back=/kunci/me/sign-ins');
	const button = page.getByRole('button', { name: 'Sign in with a passkey' });
	await button.waitFor();
	await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true });
	await button.click();
	await page.waitForURL('**/kunci/me/sign-ins');
	expect(await page.locator('main').textContent()).toContain('with a passkey');

	await page.getByRole('button', { name: 'Remove' }).last().click();
	await page.locator('dialog[open]').getByRole('button', { name: 'Remove' }).click();
	await page.getByText('No passkey yet.').waitFor();
	await context.close();
});

journey('the address field offers the passkey by itself', async () => {
	const home = await makeOrganisation(site, { slug: 'kolom' });
	const member = await makePerson(site, home.id);
	const { page, context } = await site.visit({ accountId: member.accountId, locale: 'id' });
	await giveDevice(page);
	await page.goto('/kolom/me/sign-ins');
	await page.getByRole('button', { name: 'Tambah kunci sandi' }).click();
	await page.getByText(/^Dibuat /).waitFor();
	await context.clearCookies();
	await page.goto('/sign-in?back=/kolom/me/sign-ins');
	expect(await page.locator('#f-email').getAttribute('autocomplete')).toBe('username webauthn');
	// The device answers the suggestion at once, as if it were tapped.
	await page.waitForURL('**/kolom/me/sign-ins');
	await context.close();
});

journey('a passkey removed here is refused in a sentence, and the code still works', async () => {
	const home = await makeOrganisation(site, { slug: 'lepas' });
	const member = await makePerson(site, home.id);
	const { page, context } = await site.visit({ accountId: member.accountId, locale: 'en' });
	const { session, authenticatorId } = await giveDevice(page);
	await page.goto('/lepas/me/sign-ins');
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await page.getByText(/^Made /).waitFor();
	const { items } = await site.as(member.accountId).gate.passkey.list();
	await site.as(member.accountId).gate.passkey.remove({ id: items[0]!.id });
	await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false });
	await context.clearCookies();
	await page.goto('/sign-in');
	const button = page.getByRole('button', { name: 'Sign in with a passkey' });
	await button.waitFor();
	await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true });
	await button.click();
	await page.getByText('This passkey is not known here').waitFor();
	expect(new URL(page.url()).pathname).toBe('/sign-in');
	await context.close();
});
