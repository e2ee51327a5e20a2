import { afterAll, beforeAll, expect } from 'vitest';
import { expectAccessible, journey, openSite, type Site } from './browser.ts';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

journey('an empty installation offers to create an organisation or to explore the demo', async () => {
	for (const width of [360, 1280] as const) {
		for (const locale of ['id', 'en'] as const) {
			const { page, context } = await site.visit({ width, locale });
			await page.goto('/');
			const ways = locale === 'id' ? ['Buat organisasi Anda', 'Jelajahi temu contoh'] : ['Create your organisation', 'Explore a demo summit'];
			for (const way of ways) expect(await page.getByRole('link', { name: way }).isVisible()).toBe(true);
			await expectAccessible(page);
			await context.close();
		}
	}
});

journey('a page that is not there says so with a way back, and every procedure is described', async () => {
	const { page } = await site.visit();
	const answer = await page.goto('/nowhere');
	expect(answer?.status()).toBe(404);
	await expectAccessible(page);
	await page.goto('/api');
	expect(await page.locator('details').count()).toBeGreaterThan(10);
	await expectAccessible(page);
});
