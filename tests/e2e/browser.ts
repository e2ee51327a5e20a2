import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium as launcher, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { handOver } from '#server/handover.ts';
import { signIn } from '#server/gate/account/tables.ts';
import { makeToken } from '#server/kernel/secrets.ts';
import { openWeb } from '#server/web.ts';
import { testProduct, type TestProduct } from '../database.ts';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const hasChromium = existsSync(chromium);

/** `test` where a Chromium is found; else it is skipped, which `npm test` says loudly before it begins. */
export const journey = hasChromium ? test : test.skip;

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Visit {
	width?: 360 | 1280;
	locale?: 'id' | 'en';
	dark?: boolean;
	/** Signed in as this account. */
	accountId?: string | null;
	javaScript?: boolean;
}

/** The real site: web server, worker and a database of its own, and a browser to visit it with. */
export interface Site extends TestProduct {
	address: string;
	browser: Browser;
	visit(options?: Visit): Promise<{ page: Page; context: BrowserContext }>;
}

/** Opens the built site on a free port. Call in `beforeAll`; `close()` in `afterAll`. */
export async function openSite(options: Parameters<typeof testProduct>[0] = {}): Promise<Site> {
	const t = await testProduct({
		...options,
		environment: { PORT: '0', ORIGIN: '', HOST: '127.0.0.1', ...options?.environment },
		serves: true
	});
	handOver(t.product);
	const web = await openWeb(t.product);
	t.kernel.config.origin = `http://localhost:${web.port}`;
	await t.kernel.jobs.work();
	const browser = await launcher.launch({
		executablePath: chromium,
		args: [
			'--headless',
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync'
		]
	});
	const address = `http://localhost:${web.port}`;
	return {
		...t,
		address,
		browser,
		async visit({ width = 1280, locale = 'en', dark = false, accountId = null, javaScript = true } = {}) {
			const context = await browser.newContext({
				baseURL: address,
				viewport: { width, height: width === 360 ? 740 : 800 },
				locale: locale === 'id' ? 'id-ID' : 'en-GB',
				timezoneId: 'Asia/Jakarta',
				colorScheme: dark ? 'dark' : 'light',
				javaScriptEnabled: javaScript,
				...(width === 360 && { hasTouch: true, isMobile: true })
			});
			if (accountId) {
				const { token, hash } = makeToken();
				await t.kernel.database.db.insert(signIn).values({
					accountId,
					tokenHash: hash,
					method: 'code',
					expiresAt: new Date(t.clock.now().getTime() + 86_400_000)
				});
				await context.addCookies([{ name: t.product.cookie, value: token, url: address, httpOnly: true }]);
			}
			const page = await context.newPage();
			page.setDefaultTimeout(45_000);
			return { page, context };
		},
		async close() {
			await browser.close();
			await web.close();
			await t.close();
		}
	};
}

/** Opens a page and waits until it hears live notices. */
export async function openLive(page: Page, address: string): Promise<void> {
	await Promise.all([page.waitForResponse((response) => new URL(response.url()).pathname === '/live'), page.goto(address)]);
}

/** Fails on anything axe finds that is serious or worse, and on a page that scrolls sideways. */
export async function expectAccessible(page: Page): Promise<void> {
	await page.evaluate(axeSource);
	const violations = await page.evaluate(async () => {
		const { axe } = globalThis as unknown as {
			axe: {
				run(options: object): Promise<{
					violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[];
				}>;
			};
		};
		const result = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
		return result.violations
			.filter(({ impact }) => impact === 'serious' || impact === 'critical')
			.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`).join('; ')}`);
	});
	expect(violations, `axe at ${page.url()}`).toEqual([]);
	// A phone's own `innerWidth` grows with what overflows.
	const sideways = (await page.evaluate(() => document.documentElement.scrollWidth)) - page.viewportSize()!.width;
	expect(sideways, `${page.url()} scrolls sideways by`).toBeLessThanOrEqual(0);
}
