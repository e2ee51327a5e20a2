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

journey('the tabs of one browser share one stream, and one that goes leaves it to another', async () => {
	const home = await makeOrganisation(site, { slug: 'tab' });
	const budi = await makePerson(site, home.id, { name: 'Budi' });
	const sari = await makePerson(site, home.id, { name: 'Sari' });
	const pair = (personId: string) => ({ organisation: 'tab', personId });
	await site.as(budi.accountId).connect.connection.ask({ ...pair(sari.id), line: 'Senang bertemu.' });
	await site.as(sari.accountId).connect.connection.accept(pair(budi.id));
	const write = (text: string) =>
		site.as(sari.accountId).connect.conversation.send({ ...pair(budi.id), clientId: crypto.randomUUID(), text });

	const { page: first, context } = await site.visit({ accountId: budi.accountId });
	const streams: string[] = [];
	context.on('request', (request) => {
		if (new URL(request.url()).pathname === '/live') streams.push(request.url());
	});
	const thread = `/tab/inbox/${sari.id}`;
	await openLive(first, thread);
	const others = [await context.newPage(), await context.newPage()];
	for (const page of others) {
		await page.goto(thread, { waitUntil: 'load' });
		await page.waitForFunction(async () =>
			(await navigator.locks.query()).pending!.some(({ name }) => name?.startsWith('gerbang-live:'))
		);
	}
	await write('satu');
	for (const page of [first, ...others]) await page.getByText('satu', { exact: true }).waitFor();
	expect(streams).toHaveLength(1);

	await first.close();
	// What is written while nobody has the stream is read when another takes it over.
	await write('dua');
	for (const page of others) await page.getByText('dua', { exact: true }).waitFor();
	await write('tiga');
	for (const page of others) await page.getByText('tiga', { exact: true }).waitFor();
	expect(streams).toHaveLength(2);
	await context.close();
});

journey('what is written without a network goes out, once, when it is back', async () => {
	const home = await makeOrganisation(site, { slug: 'luring' });
	const budi = await makePerson(site, home.id, { name: 'Budi' });
	const sari = await makePerson(site, home.id, { name: 'Sari' });
	const pair = (personId: string) => ({ organisation: 'luring', personId });
	await site.as(budi.accountId).connect.connection.ask({ ...pair(sari.id), line: 'Senang bertemu.' });
	await site.as(sari.accountId).connect.connection.accept(pair(budi.id));
	const { page, context } = await site.visit({ width: 360, locale: 'id', accountId: budi.accountId });
	await openLive(page, `/luring/inbox/${sari.id}`);
	await context.setOffline(true);
	const lines = ['pertama', 'kedua', 'ketiga'];
	for (const text of lines) {
		await page.locator('#f-message').fill(text);
		await page.getByRole('button', { name: say('id', 'thread_send'), exact: true }).click();
	}
	await page.getByText(say('id', 'thread_unsent')).first().waitFor();
	await context.setOffline(false);
	await page.getByText(say('id', 'thread_unsent')).first().waitFor({ state: 'detached' });
	const { messages } = await site.as(sari.accountId).connect.conversation.find(pair(budi.id));
	expect(messages.map(({ text }) => text)).toEqual(lines);
	await context.close();
});
