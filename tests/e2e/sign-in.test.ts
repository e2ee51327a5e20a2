import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Page } from 'playwright-core';
import { issuePersonalLink } from '#server/gate/link/commands.ts';
import { person } from '#server/gate/person/tables.ts';
import { ensureOwnerLink } from '#server/gate/setup/commands.ts';
import { makeOrganisation, makePerson, type MadeOrganisation } from '../factories.ts';
import { expectAccessible, journey, openSite, type Site } from './browser.ts';

const views = [
	{ width: 360, locale: 'id', dark: false },
	{ width: 1280, locale: 'en', dark: true }
] as const;

/** The six digits of the last mail to an address; the worker of the site sends it. */
async function codeFor(site: Site, email: string): Promise<string> {
	for (let waited = 0; waited < 100; waited++) {
		const letter = site.mails.findLast((mail) => mail.toAddress === email);
		const code = /\b\d{6}\b/.exec(letter?.text ?? '')?.[0];
		if (code) return code;
		await new Promise((again) => setTimeout(again, 100));
	}
	throw new Error(`No code went to ${email}.`);
}
const main = (page: Page) => page.locator('main');

describe('an installation nobody owns yet', () => {
	let site: Site;
	beforeAll(async () => void (site = await openSite()));
	afterAll(() => site?.close());

	journey('the printed link makes its holder the owner, without scripts too', async () => {
		const { page, context } = await site.visit({ width: 360, locale: 'id', javaScript: false });
		await page.goto('/setup');
		const print = async () =>
			(await site.kernel.database.transaction((tx) =>
				ensureOwnerLink({ kernel: site.kernel, db: tx, now: site.clock.now() })
			))!;
		await print();
		const url = await print();
		await page.getByLabel('Tautan itu').fill(url);
		await main(page).getByRole('button').click();
		await page.getByLabel('Nama organisasi').fill('Asosiasi Mitra Teknologi');
		await page.getByLabel('Nama Anda').fill('Ratna');
		await page.getByLabel('Surel').fill('ratna@mitra');
		await page.getByRole('button', { name: 'Buat organisasi' }).click();
		// The refusal stands beside its field, and nothing typed is lost.
		expect(await page.locator('#f-ownerEmail-error').count()).toBe(1);
		expect(await page.getByLabel('Nama organisasi').inputValue()).toBe('Asosiasi Mitra Teknologi');
		await page.getByLabel('Surel').fill('ratna@mitra.co.id');
		await page.getByRole('radio', { name: 'Soga' }).check();
		await page.getByRole('button', { name: 'Buat organisasi' }).click();
		await page.waitForURL('**/asosiasi-mitra-teknologi');
		const account = await context.request.get('/api/v1/account');
		expect(await account.json()).toMatchObject({
			people: [{ name: 'Ratna', role: 'owner', organisation: { colour: '#7a4a21' } }]
		});
		await page.goto(url);
		expect(await page.getByLabel('Nama organisasi').inputValue()).toBe('');
		await context.close();
		const stranger = await site.visit({ locale: 'en' });
		await stranger.page.goto(url);
		expect(await main(stranger.page).getByRole('heading').textContent()).toContain('has an owner');
		await stranger.context.close();
	});
});

describe('an installation with an organisation', () => {
	let site: Site;
	let home: MadeOrganisation;
	beforeAll(async () => {
		site = await openSite();
		home = await makeOrganisation(site, { name: 'Asosiasi Mitra', slug: 'mitra', colour: '#7a4a21' });
	});
	afterAll(() => site?.close());

	journey('somebody signs in with a code, in both languages, on a phone and on a desk', async () => {
		for (const view of views) {
			const member = await makePerson(site, home.id, { email: `anggota-${view.width}@mitra.co.id` });
			const { page, context } = await site.visit(view);
			await page.goto('/sign-in?back=/mitra/me/sign-ins');
			await expectAccessible(page);
			await page.locator('#f-email').fill(member.email!);
			await page.locator('#f-email').press('Enter');
			await page.locator('#f-code').waitFor();
			await expectAccessible(page);
			const code = await codeFor(site, member.email!);
			await page.locator('#f-code').fill(code === '111111' ? '222222' : '111111');
			await page.locator('#f-code-error').waitFor();
			// The summary takes the focus, and leads to the field.
			expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert');
			await page.locator('#f-code').fill('');
			await page.locator('#f-code').pressSequentially(code);
			await page.locator('#f-code').press('Enter');
			await page.waitForURL('**/mitra/me/sign-ins');
			await expectAccessible(page);
			expect(await main(page).textContent()).toContain(member.email);
			await context.close();
		}
	});

	journey('the same without scripts, and an unknown address sees no difference', async () => {
		const member = await makePerson(site, home.id, { email: 'tanpa-skrip@mitra.co.id' });
		const { page, context } = await site.visit({ width: 360, locale: 'id', javaScript: false });
		const askFor = async (email: string) => {
			await page.goto('/sign-in?back=/mitra/me/sign-ins');
			await page.locator('#f-email').fill(email);
			await page.getByRole('button', { name: 'Kirim kode' }).click();
			return (await main(page).innerHTML()).replaceAll(email, 'ADDRESS').replace(/svelte-\w+|<!--.*?-->/g, '');
		};
		expect(await askFor('tak-dikenal@mitra.co.id')).toBe(await askFor(member.email!));
		await page.locator('#f-code').fill(await codeFor(site, member.email!));
		await page.getByRole('button', { name: 'Masuk', exact: true }).click();
		await page.waitForURL('**/mitra/me/sign-ins');
		await page.getByRole('button', { name: 'Keluar', exact: true }).first().click();
		await page.goto('/mitra/me/sign-ins');
		expect(new URL(page.url()).pathname).toBe('/sign-in');
		await context.close();
	});

	journey('a ticket’s link is pressed once, and asks for a code in the next browser', async () => {
		const email = 'kartika@mitra.co.id';
		const [row] = await site.kernel.database.db
			.insert(person)
			.values({ organisationId: home.id, name: 'Raden Ajeng Kartika', callName: 'Kartika', email })
			.returning();
		const { token } = await site.kernel.database.transaction((tx) =>
			issuePersonalLink(
				{ kernel: site.kernel, db: tx, now: site.clock.now() },
				{
					personId: row!.id,
					purpose: 'ticket',
					path: '/mitra/me/sign-ins',
					expiresAt: new Date(site.clock.now().getTime() + 86_400_000)
				}
			)
		);
		// What a messenger does for its preview.
		for (let fetched = 0; fetched < 3; fetched++) {
			const preview = await fetch(`${site.address}/link/${token}`, { headers: { 'user-agent': 'WhatsApp/2.23' } });
			expect(preview.status).toBe(200);
			const html = await preview.text();
			expect(html).toContain('og:title');
			expect(html).not.toContain(email);
		}
		const first = await site.visit({ width: 360, locale: 'id', javaScript: false });
		await first.page.goto(`/link/${token}`);
		// axe needs scripts: the same page in a browser that runs them.
		const seen = await site.visit({ width: 360, locale: 'id' });
		await seen.page.goto(`/link/${token}`);
		await expectAccessible(seen.page);
		await seen.context.close();
		await first.page.getByRole('button', { name: 'Ya, saya Kartika' }).click();
		await first.page.waitForURL('**/mitra/me/sign-ins');

		const second = await site.visit({ width: 1280, locale: 'en' });
		await second.page.goto(`/link/${token}`);
		await expectAccessible(second.page);
		await main(second.page).getByRole('button', { name: 'Send the code' }).click();
		await second.page.locator('#f-code').waitFor();
		expect(await second.page.content()).not.toContain(email);
		await second.page.locator('#f-code').fill(await codeFor(site, email));
		await second.page.waitForURL('**/mitra/me/sign-ins');
		// The address is proved now, and the browser that only held the link is out.
		await first.page.goto('/mitra/me/sign-ins');
		expect(new URL(first.page.url()).pathname).toBe('/sign-in');
		const [after] = await site.kernel.database.db.select().from(person).where(eq(person.id, row!.id));
		expect(after!.accountId).not.toBeNull();
		await first.context.close();
		await second.context.close();
	});

	journey('an open invitation asks a name, and makes a member', async () => {
		const owner = await makePerson(site, home.id, { role: 'owner', name: 'Bu Ratna' });
		const { link } = await site.as(owner.accountId).gate.invitation.open({
			organisation: home.slug,
			role: 'member',
			uses: 5,
			days: 3
		});
		for (const view of views) {
			const { page, context } = await site.visit({ ...view, javaScript: view.width === 1280 });
			await page.goto(new URL(link!).pathname);
			if (view.width === 1280) await expectAccessible(page);
			expect(await main(page).textContent()).toContain('Bu Ratna');
			await page.locator('#f-name').fill('Sukarno');
			await main(page).locator('form button').first().click();
			await page.waitForURL('**/mitra/**');
			const account = await (await context.request.get('/api/v1/account')).json();
			expect(account).toMatchObject({ people: [{ name: 'Sukarno', role: 'member' }] });
			await context.close();
		}
	});

	journey('another browser is signed out from the list', async () => {
		const member = await makePerson(site, home.id);
		const here = await site.visit({ accountId: member.accountId, locale: 'en' });
		const there = await site.visit({ accountId: member.accountId, locale: 'en' });
		await here.page.goto('/mitra/me/sign-ins');
		expect(await main(here.page).getByText('This device', { exact: true }).count()).toBe(1);
		await main(here.page).getByRole('button', { name: /^Sign out An unknown device/ }).click();
		await here.page.getByText('Signed out there.').waitFor();
		await there.page.goto('/mitra/me/sign-ins');
		expect(new URL(there.page.url()).pathname).toBe('/sign-in');
		await here.context.close();
		await there.context.close();
	});
});

describe('without a mail server', () => {
	let site: Site;
	beforeAll(async () => void (site = await openSite({ mailLeaves: false })));
	afterAll(() => site?.close());

	journey('the sign-in page says where codes wait', async () => {
		for (const [locale, words] of [
			['id', 'kotak keluar'],
			['en', 'outbox']
		] as const) {
			const { page, context } = await site.visit({ locale });
			await page.goto('/sign-in');
			expect(await main(page).textContent()).toContain(words);
			await page.locator('#f-email').fill('siapa@mitra.co.id');
			await page.locator('#f-email').press('Enter');
			await page.locator('#f-code').waitFor();
			expect(await main(page).textContent()).toContain(words);
			await context.close();
		}
	});
});
