import { afterAll, beforeAll, expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { ensureOwnerLink } from '#server/gate/setup/commands.ts';
import { expectAccessible, journey, openLive, openSite, type Site } from './browser.ts';
import { say } from './words.ts';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

const en = (key: string, values?: Record<string, string | number>) => say('en', key, values);
const id = (key: string, values?: Record<string, string | number>) => say('id', key, values);
const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true });

/** The clock at a venue in Jakarta so many hours from now, as a form takes it. */
const inHours = (hours: number): string =>
	new Date(Date.now() + (hours + 7) * 3_600_000).toISOString().slice(0, 16);

journey('from an empty installation to a guest at the door', async () => {
	const owner = await site.visit({ width: 1280, locale: 'en' });
	const desk = owner.page;

	// The link the server prints makes its holder the owner of a new organisation.
	const link = await site.kernel.database.transaction((tx) =>
		ensureOwnerLink({ kernel: site.kernel, db: tx, now: site.clock.now() })
	);
	await desk.goto(link!);
	await desk.getByLabel(en('sign_in_setup_name')).fill('Asosiasi Mitra Teknologi');
	await desk.getByLabel(en('sign_in_setup_your_name')).fill('Ratna');
	await desk.getByLabel(en('sign_in_email')).fill('ratna@mitra.co.id');
	await button(desk, en('sign_in_setup_create')).click();
	await desk.waitForURL('**/asosiasi-mitra-teknologi');

	// Home of a house with nothing in it leads to the first gathering.
	await desk.getByRole('heading', { name: en('gathering_home_first') }).waitFor();
	await expectAccessible(desk);
	await desk.getByRole('link', { name: en('gathering_new'), exact: true }).click();
	await desk.waitForURL('**/gatherings/new');

	// A gathering is made and published on one page.
	await expectAccessible(desk);
	await desk.getByLabel(en('gathering_title')).fill('Channel Summit');
	await desk.getByLabel(en('gathering_starts')).fill(inHours(1));
	await desk.getByLabel(en('gathering_ends')).fill(inHours(9));
	await desk.getByLabel(en('gathering_place'), { exact: true }).fill('Balai Kartini');
	await desk.getByRole('textbox', { name: en('gathering_city') }).fill('Jakarta');
	await desk.getByLabel(en('gathering_capacity')).fill('40');
	await button(desk, en('gathering_publish')).click();
	await desk.waitForURL('**/g/channel-summit**');

	// A stranger opens the page on a phone, and registers with a name and a number.
	const guest = await site.visit({ width: 360, locale: 'id' });
	const phone = guest.page;
	await phone.goto('/asosiasi-mitra-teknologi/g/channel-summit');
	await phone.getByRole('heading', { name: 'Channel Summit' }).waitFor();
	await expectAccessible(phone);
	await phone.getByRole('link', { name: id('gathering_register'), exact: true }).click();
	await phone.getByLabel(id('registration_name'), { exact: true }).fill('Sutrisno');
	await phone.getByLabel(id('registration_phone')).fill('0812 3456 7890');
	await expectAccessible(phone);
	await button(phone, id('registration_register')).click();

	// The ticket: a picture for the scanner, a code to be said, and both again without a network.
	await phone.waitForURL('**/g/channel-summit/ticket');
	await phone.getByRole('heading', { name: id('registration_going_title') }).waitFor();
	await expectAccessible(phone);
	const ticket = phone.getByRole('article', { name: id('core_ticket') });
	const code = (await ticket.locator('.code').textContent())!.trim();
	expect(code).toMatch(/^[A-HJ-NP-Z2-9]{3} [A-HJ-NP-Z2-9]{3,4}$/);
	const isDrawn = () => ticket.locator('svg[role=img], .way svg').first().isVisible();
	expect(await isDrawn()).toBe(true);
	await phone.waitForFunction(async () => {
		await navigator.serviceWorker.ready;
		const kept = await caches.match(location.href);
		return kept !== undefined;
	});
	await guest.context.setOffline(true);
	expect(await phone.evaluate(() => fetch('/health').then(() => 'reached', () => 'no network'))).toBe('no network');
	await phone.reload();
	await phone.getByRole('heading', { name: id('registration_going_title') }).waitFor();
	expect((await ticket.locator('.code').textContent())!.trim()).toBe(code);
	expect(await isDrawn()).toBe(true);
	await guest.context.setOffline(false);

	// The organiser finds them, and lets them in by the code as it is said.
	await desk.goto('/asosiasi-mitra-teknologi/g/channel-summit/manage/people');
	await desk.getByText('Sutrisno', { exact: true }).first().waitFor();
	await desk.getByText('+6281234567890').waitFor();
	await expectAccessible(desk);
	await desk.getByRole('link', { name: en('core_manage_door'), exact: true }).first().click();
	await desk.getByRole('heading', { name: en('door_title', { inside: 0, going: 1 }) }).waitFor();
	await expectAccessible(desk);
	const field = desk.getByLabel(en('door_ask'));
	const pass = async () => {
		await field.fill(code.toLowerCase());
		await field.press('Enter');
	};
	await pass();
	await desk.getByText(en('door_in'), { exact: true }).waitFor();
	await desk.locator('.answer.green').getByText('Sutrisno').waitFor();
	await desk.getByRole('heading', { name: en('door_title', { inside: 1, going: 1 }) }).waitFor();
	await expectAccessible(desk);

	// Again: already in, when and by whom; and taken back.
	await pass();
	await desk.locator('.answer.amber').getByText(en('door_already_in'), { exact: true }).waitFor();
	expect(await desk.locator('.answer.amber').textContent()).toMatch(/Came in .+, let in by Ratna\./);
	await expectAccessible(desk);
	await openLive(phone, '/asosiasi-mitra-teknologi/g/channel-summit/ticket');
	await phone.getByRole('heading', { name: id('registration_inside_title') }).waitFor();
	await button(desk, en('door_undo_first')).click();
	await desk.getByRole('heading', { name: en('door_title', { inside: 0, going: 1 }) }).waitFor();
	// The guest's own page follows without a reload.
	await phone.getByRole('heading', { name: id('registration_going_title') }).waitFor();

	// They give their seat up after all; the door minds the old code and says why; one it does not know is red.
	await button(phone, id('registration_pass')).click();
	await button(phone.locator('dialog[open]'), id('registration_pass')).click();
	await phone.getByRole('heading', { name: id('registration_cancelled_title') }).waitFor();
	await pass();
	await desk.locator('.answer.amber').getByText(en('door_cancelled'), { exact: true }).waitFor();
	await desk.locator('.answer.amber').getByText(en('door_why_cancelled')).waitFor();
	await field.fill('zzzzz');
	await field.press('Enter');
	await desk.locator('.answer.red').getByText(en('door_unknown'), { exact: true }).waitFor();
	await expectAccessible(desk);
	await owner.context.close();
	await guest.context.close();
});
