import { existsSync, readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { gathering as gatheringTable } from '#server/gather/gathering/tables.ts';
import { makeGathering, makeOrganisation, makePerson, type MadeGathering, type MadeOrganisation, type MadePerson } from '../factories.ts';
import { expectAccessible, journey, openSite, type Site } from './browser.ts';

const folder = new URL('../../../shared/data/programmes/', import.meta.url);
const views = [
	{ width: 360, locale: 'id', dark: false },
	{ width: 1280, locale: 'en', dark: true }
] as const;

let site: Site;
let home: MadeOrganisation;
let organiser: MadePerson;
let member: MadePerson;
let at: MadeGathering;
let base: string;
const opens = new Date('2027-03-14T09:00:00+07:00');

beforeAll(async () => {
	site = await openSite();
	site.clock.set('2027-03-14T09:50:00+07:00');
	home = await makeOrganisation(site);
	organiser = await makePerson(site, home.id, { role: 'organiser' });
	member = await makePerson(site, home.id);
	at = await makeGathering(site, home.id, { startsAt: opens, endsAt: new Date('2027-03-15T17:00:00+07:00') });
	base = `/${home.slug}/g/${at.slug}`;
});
afterAll(() => site?.close());

const schedule = (change: { start?: string; room?: string; without?: string } = {}) => {
	const event = (guid: string, start: string, title: string, room: string, more: object = {}) => ({ guid, start, title, room, duration: '00:45', persons: [{ guid: `p-${guid}`, name: `Pembicara ${guid}` }], ...more });
	const events = [
		event('a', '09:30', 'Pembukaan dan Arah Industri', 'Aula'),
		event('b', '09:30', 'Margin untuk Reseller Kecil', 'Ruang Merak', { track: 'Bisnis' }),
		event('c', change.start ?? '10:30', 'Keamanan Tanpa Menakut-nakuti', change.room ?? 'Aula', { abstract: 'Satu <script>alert(1)</script> **dua**', track: 'Keamanan' }),
		event('d', '12:00', 'Makan siang', 'Aula', { type: 'lunch', persons: [] })
	].filter(({ guid }) => guid !== change.without);
	const rooms: Record<string, object[]> = {};
	for (const { room, ...rest } of events) (rooms[room] ??= []).push(rest);
	return JSON.stringify({
		schedule: {
			conference: {
				title: 'Temu',
				time_zone_name: 'Asia/Jakarta',
				days: [
					{ date: '2027-03-14', rooms },
					{ date: '2027-03-15', rooms: { Aula: [{ guid: 'e', start: '09:00', duration: '01:00', title: 'Hari kedua', persons: [] }] } }
				]
			}
		}
	});
};
const upload = (content: string) => ({ name: 'schedule.json', mimeType: 'application/json', buffer: Buffer.from(content) });

describe('a programme', () => {
	journey('is imported, looked through and starred without scripts, on a phone, in Indonesian', async () => {
		const phone = { width: 360, locale: 'id', javaScript: false } as const;
		const { page: organising } = await site.visit({ ...phone, accountId: organiser.accountId });
		await organising.goto(`${base}/manage/programme`);
		await organising.getByRole('heading', { level: 1, name: 'Belum ada program' }).waitFor();
		await organising.getByRole('link', { name: 'Impor program' }).click();
		await organising.getByLabel('Berkas program').setInputFiles(upload('{"bukan": "program"}'));
		await organising.getByRole('button', { name: 'Lihat dulu' }).click();
		await organising.getByText('bukan berkas program dalam bentuk yang dikenal').first().waitFor();
		await organising.getByLabel('Berkas program').setInputFiles(upload(schedule()));
		await organising.getByRole('button', { name: 'Lihat dulu' }).click();
		await organising.getByRole('heading', { level: 1, name: 'Program ini siap dipasang' }).waitFor();
		await organising.getByRole('button', { name: 'Pasang program' }).click();
		await organising.getByText('Program sudah terpasang.').waitFor();

		const { page } = await site.visit({ ...phone, accountId: member.accountId });
		await page.goto(`${base}/programme`);
		expect(await page.getByRole('heading', { level: 4 }).allTextContents()).toEqual([
			'Pembukaan dan Arah Industri',
			'Margin untuk Reseller Kecil',
			'Keamanan Tanpa Menakut-nakuti',
			'Makan siang'
		]);
		expect(await page.getByText('Sekarang', { exact: true }).count()).toBe(2);
		await page.getByRole('button', { name: 'Tandai Keamanan Tanpa Menakut-nakuti' }).click();
		await page.waitForURL(/#s-/);
		expect(await page.getByRole('button', { name: 'Tandai Makan siang' }).count()).toBe(0);
		await page.getByRole('link', { name: /^Yang saya tandai/ }).click();
		expect(await page.getByRole('heading', { level: 4 }).allTextContents()).toEqual(['Keamanan Tanpa Menakut-nakuti']);
		await page.getByRole('link', { name: 'Keamanan Tanpa Menakut-nakuti' }).click();
		await page.getByText('Satu', { exact: false }).first().waitFor();
		expect(await page.locator('main').innerHTML()).not.toContain('<script>alert');
		await page.getByRole('link', { name: 'Pembicara c' }).click();
		await page.getByRole('heading', { level: 1, name: 'Pembicara c' }).waitFor();
	});

	journey('says what a newer file changes, and tells who starred it', async () => {
		const { page } = await site.visit({ accountId: organiser.accountId });
		await page.goto(`${base}/manage/programme/import`);
		await page.getByLabel('Programme files').setInputFiles(upload(schedule({ start: '14:00', room: 'Ruang Merak', without: 'b' })));
		await page.getByRole('button', { name: 'Preview' }).click();
		await page.getByRole('heading', { level: 1, name: 'This is what would change' }).waitFor();
		await page.getByText('Sessions at another time: 1').waitFor();
		await page.getByText('Sessions gone: 1').waitFor();
		await page.getByText('1 people starred sessions that move or go').waitFor();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Put it in place' }).click();
		await page.getByText('The programme is in place.').waitFor();
		await expect.poll(() => site.mails.filter(({ personId, kind }) => personId === member.id && kind === 'programme-changed').length).toBe(1);
	});

	journey('is typed by hand for a cafe table', async () => {
		const table = await makeGathering(site, home.id, { startsAt: opens });
		const { page } = await site.visit({ accountId: organiser.accountId, locale: 'en' });
		await page.goto(`/${home.slug}/g/${table.slug}/manage/programme/sessions/new`);
		await page.getByLabel('Title', { exact: true }).fill('Coffee and names');
		await page.getByLabel('Room').first().fill('Table 4');
		await page.getByLabel('Speakers').fill('Sari\nBudi');
		await page.getByLabel('Ends').fill('2020-01-01T09:00');
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await page.getByText('This session ends before it begins.').first().waitFor();
		expect(await page.getByLabel('Speakers').inputValue()).toBe('Sari\nBudi');
		await page.getByLabel('Ends').fill('2027-03-14T09:30');
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await page.getByRole('link', { name: 'Coffee and names' }).click();
		await page.getByRole('heading', { level: 1, name: 'Coffee and names' }).waitFor();
		await page.getByRole('button', { name: 'Take off the programme' }).first().click();
		await page.getByRole('dialog').getByRole('button', { name: 'Take off the programme' }).click();
		await page.getByRole('button', { name: 'Put it back' }).click();
		await page.getByLabel('Title', { exact: true }).waitFor();
	});

	for (const view of views) {
		journey(`can be used by everybody, ${view.width} px, ${view.locale}`, async () => {
			const { sessions } = await site.as(organiser.accountId).gather.programme.find({ organisation: home.slug, gathering: at.slug });
			const session = sessions.find(({ speakers }) => speakers.length)!;
			const { page } = await site.visit({ ...view, accountId: organiser.accountId });
			for (const path of [
				'/programme',
				'/programme?view=list',
				'/programme?day=all&q=keamanan',
				'/programme?mine=1',
				'/programme?q=tidakada',
				`/programme/sessions/${session.id}`,
				`/programme/speakers/${session.speakers[0]!.id}`,
				'/manage/programme',
				'/manage/programme/import',
				'/manage/programme/speakers',
				'/manage/programme/places',
				'/manage/programme/sessions/new',
				`/manage/programme/sessions/${session.id}`
			]) {
				await page.goto(base + path);
				await page.getByRole('heading', { level: 1 }).waitFor();
				await expectAccessible(page);
			}
			const stranger = await site.visit(view);
			await stranger.page.goto(`${base}/programme`);
			await expectAccessible(stranger.page);
			expect(await stranger.page.getByRole('button', { name: /^(Tandai|Star) / }).count()).toBe(0);
		});
	}

	(existsSync(folder) ? journey : journey.skip)('of a thousand sessions is looked through by room on a wide screen', async () => {
		const large = await makeGathering(site, home.id);
		await site.as(organiser.accountId).gather.programme.import({
			organisation: home.slug,
			gathering: large.slug,
			files: [new File([readFileSync(new URL('frab-xml/fosdem-2025.xml', folder))], 'schedule.xml')]
		});
		await site.kernel.database.db.update(gatheringTable).set({ timeZone: 'Europe/Brussels' }).where(eq(gatheringTable.id, large.id));
		const { page } = await site.visit({ accountId: member.accountId });
		await page.goto(`/${home.slug}/g/${large.slug}/programme`);
		const grid = page.getByRole('region', { name: 'Programme by room and time' });
		await grid.waitFor();
		const first = grid.getByRole('button', { name: /^Star / }).first();
		await first.click();
		await expect.poll(() => first.getAttribute('aria-pressed')).toBe('true');
		await page.getByRole('link', { name: 'What I starred (1)' }).waitFor();
		await expectAccessible(page);
	});
});
