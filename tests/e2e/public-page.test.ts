import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect } from 'vitest';
import { makeGathering, makeHost, makeOrganisation, makePerson, type MadeGathering, type MadeOrganisation } from '../factories.ts';
import { expectAccessible, journey, openSite, type Site } from './browser.ts';
import { say } from './words.ts';

let site: Site;
let home: MadeOrganisation;
let gathering: MadeGathering;
beforeAll(async () => {
	site = await openSite();
	home = await makeOrganisation(site, { slug: 'mitra', name: 'Asosiasi Mitra' });
	gathering = await makeGathering(site, home.id, {
		slug: 'temu-mitra',
		title: 'Temu Mitra',
		summary: 'Satu sore untuk bertukar kabar.',
		description: 'Mari **bertemu** lagi.',
		capacity: 40
	});
	await makeHost(site, gathering.id, (await makePerson(site, home.id, { name: 'Ratna' })).id);
});
afterAll(() => site?.close());

journey('the public page of a gathering loads at most 90 kB of JavaScript', async () => {
	const { page, context } = await site.visit({ width: 360, locale: 'id' });
	const scripts: Promise<number>[] = [];
	page.on('response', (response) => {
		const isScript = response.request().resourceType() === 'script' || /javascript/.test(response.headers()['content-type'] ?? '');
		if (isScript) scripts.push(response.body().then((body) => gzipSync(body).length));
	});
	await page.goto('/mitra/g/temu-mitra', { waitUntil: 'networkidle' });
	const kilobytes = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0) / 1000;
	expect(scripts.length).toBeGreaterThan(0);
	expect(kilobytes).toBeLessThanOrEqual(90);
	await context.close();
});

journey('nothing on the public page comes from another host', async () => {
	const { page, context } = await site.visit({ locale: 'id' });
	const elsewhere: string[] = [];
	page.on('request', (request) => {
		const { protocol, origin } = new URL(request.url());
		if (/^(https?|wss?):$/.test(protocol) && origin !== site.address) elsewhere.push(request.url());
	});
	await page.goto('/mitra/g/temu-mitra', { waitUntil: 'networkidle' });
	expect(elsewhere).toEqual([]);
	await context.close();
});

journey('without JavaScript the page says everything, and a stranger gets a seat and its ticket', async () => {
	const { page, context } = await site.visit({ width: 360, locale: 'id', javaScript: false });
	await page.goto('/mitra/g/temu-mitra');
	for (const words of ['Temu Mitra', 'Balai Kartini', 'Satu sore untuk bertukar kabar.', 'Mari bertemu lagi.', 'Ratna', 'WIB']) {
		expect(await page.locator('main').textContent()).toContain(words);
	}
	await page.getByRole('link', { name: say('id', 'gathering_register'), exact: true }).click();
	// What is missing is said beside its field, and nothing typed is lost.
	await page.getByLabel(say('id', 'registration_name'), { exact: true }).fill('Sutrisno');
	await page.getByRole('button', { name: say('id', 'registration_register') }).click();
	expect(await page.getByLabel(say('id', 'registration_name'), { exact: true }).inputValue()).toBe('Sutrisno');
	expect(await page.getByRole('alert').count()).toBe(1);
	await page.getByLabel(say('id', 'registration_phone')).fill('0812 3456 7890');
	await page.getByRole('button', { name: say('id', 'registration_register') }).click();
	await page.getByRole('heading', { name: say('id', 'registration_going_title') }).waitFor();
	const ticket = page.getByRole('article', { name: say('id', 'core_ticket') });
	expect(await ticket.textContent()).toContain('Sutrisno');
	expect(await ticket.locator('.code').textContent()).toMatch(/\w{3} \w{3}/);
	await context.close();
});

journey('the public page reads in both languages, in the light and in the dark', async () => {
	for (const view of [{ width: 360, locale: 'id', dark: true }, { width: 1280, locale: 'en', dark: false }] as const) {
		const { page, context } = await site.visit(view);
		await page.goto('/mitra/g/temu-mitra');
		await page.getByRole('link', { name: say(view.locale, 'gathering_register'), exact: true }).waitFor();
		expect(await page.locator('html').getAttribute('lang')).toBe(view.locale);
		await expectAccessible(page);
		await context.close();
	}
});
