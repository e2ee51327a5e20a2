import { afterAll, beforeAll, expect } from 'vitest';
import { makeOrganisation, makePerson } from '../factories.ts';
import { expectAccessible, journey, openLive, openSite, type Site } from './browser.ts';
import { say } from './words.ts';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

journey('what one writes appears at the other without a reload', async () => {
	const home = await makeOrganisation(site, { slug: 'mitra' });
	const budi = await makePerson(site, home.id, { name: 'Budi' });
	const sari = await makePerson(site, home.id, { name: 'Sari' });
	const pair = (personId: string) => ({ organisation: 'mitra', personId });
	await site.as(budi.accountId).connect.connection.ask({ ...pair(sari.id), line: 'Senang bertemu.' });
	await site.as(sari.accountId).connect.connection.accept(pair(budi.id));

	const one = await site.visit({ width: 360, locale: 'id', accountId: budi.accountId });
	const two = await site.visit({ width: 1280, locale: 'en', accountId: sari.accountId });
	await openLive(one.page, `/mitra/inbox/${sari.id}`);
	await openLive(two.page, `/mitra/inbox/${budi.id}`);
	await one.page.getByRole('heading', { name: 'Sari' }).first().waitFor();
	await two.page.getByRole('heading', { name: 'Budi' }).first().waitFor();
	// No page is loaded again from here on.
	for (const { page } of [one, two]) await page.evaluate(() => void ((globalThis as { stays?: boolean }).stays = true));

	const write = async (page: typeof one.page, locale: 'id' | 'en', text: string) => {
		await page.locator('#f-message').fill(text);
		await page.getByRole('button', { name: say(locale, 'thread_send'), exact: true }).click();
	};
	await write(one.page, 'id', 'Kapan ke Bandung?');
	await two.page.getByText('Kapan ke Bandung?').first().waitFor();
	await write(two.page, 'en', 'Hari Kamis.');
	await one.page.getByText('Hari Kamis.').first().waitFor();
	for (const { page } of [one, two]) {
		expect(await page.evaluate(() => (globalThis as { stays?: boolean }).stays)).toBe(true);
		await expectAccessible(page);
	}
	await one.context.close();
	await two.context.close();
});
