import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { makeGathering, makeOrganisation, makePerson } from '../factories.ts';
import { expectAccessible, journey, openLive, openSite, type Site } from './browser.ts';
import { say } from './words.ts';

const file = fileURLToPath(new URL('../../../shared/data/programmes/frab-xml/fosdem-2025.xml', import.meta.url));
const hasFile = existsSync(file);
if (!hasFile) console.log(`*** NO REAL PROGRAMME AT ${file}: ITS JOURNEY IS SKIPPED. ***`);

let site: Site;
beforeAll(async () => {
	if (hasFile) site = await openSite();
});
afterAll(() => site?.close());

const id = (key: string, values?: Record<string, string | number>) => say('id', key, values);
const en = (key: string, values?: Record<string, string | number>) => say('en', key, values);

(hasFile ? journey : journey.skip)(
	'on a real programme people register, meet whom they are suggested, and write down what came of it',
	{ timeout: 400_000 },
	async () => {
		site.clock.set('2025-01-29T12:00:00+01:00');
		const home = await makeOrganisation(site, { slug: 'mitra' });
		const organiser = await makePerson(site, home.id, { role: 'organiser', name: 'Ratna' });
		const budi = await makePerson(site, home.id, { name: 'Budi', needs: ['cloud backup'], interests: ['Rust', 'Kubernetes'] });
		const sari = await makePerson(site, home.id, { name: 'Sari', offers: ['cloud backup'], interests: ['PostgreSQL'] });
		const others = await Promise.all(
			['Agus', 'Dewi', 'Joko', 'Wati'].map((name) => makePerson(site, home.id, { name, offers: ['mesin kasir'] }))
		);
		const at = await makeGathering(site, home.id, {
			slug: 'fosdem',
			title: 'FOSDEM',
			startsAt: new Date('2025-02-01T09:00:00+01:00'),
			endsAt: new Date('2025-02-02T18:00:00+01:00'),
			timeZone: 'Europe/Brussels',
			placeName: 'ULB'
		});
		const base = '/mitra/g/fosdem';

		// The organiser imports the file; what becomes of it is counted before.
		const xml = readFileSync(file, 'utf8');
		const events = new Set([...xml.matchAll(/<event\b[^>]*\bid="([^"]+)"/g)].map(([, of]) => of)).size;
		const desk = await site.visit({ accountId: organiser.accountId, locale: 'en' });
		desk.page.setDefaultTimeout(60_000);
		await desk.page.goto(`${base}/manage/programme/import`);
		await desk.page.setInputFiles('input[type=file]', file);
		await desk.page.getByRole('button', { name: en('programme_preview'), exact: true }).click();
		await desk.page.getByText(new Intl.NumberFormat('en-GB').format(events), { exact: true }).first().waitFor();
		await desk.page.getByRole('button', { name: en('programme_apply') }).click();
		await desk.page.getByText(en('programme_imported')).first().waitFor();
		const { items } = await site.as(organiser.accountId).gather.gathering.list({ organisation: 'mitra' });
		expect(items[0]!.title).toBe('FOSDEM');
		await desk.context.close();
		await site.as(organiser.accountId).connect.meetingSetting.change({
			gatheringId: at.id,
			slotMinutes: 20,
			gapMinutes: 5,
			pendingLimit: 5,
			hours: [{ from: new Date('2025-02-01T10:00:00+01:00'), to: new Date('2025-02-01T13:00:00+01:00') }],
			tables: [{ name: 'Meja 1' }]
		});

		// People register.
		for (const one of others) await site.as(one.accountId).gather.registration.register({ gatheringId: at.id });
		const meet = () =>
			Promise.all([
				site.visit({ width: 360, locale: 'id', accountId: budi.accountId }),
				site.visit({ width: 1280, locale: 'en', accountId: sari.accountId })
			]);
		let [one, two] = await meet();
		for (const [{ page }, words] of [[one, id], [two, en]] as const) {
			await page.goto(base);
			await page.getByRole('link', { name: words('gathering_register'), exact: true }).click();
			await page.getByRole('button', { name: words('registration_register'), exact: true }).click();
			await page.waitForURL(`**${base}/ticket`);
		}

		// They are let in at the door.
		const door = await site.visit({ locale: 'en', accountId: organiser.accountId });
		await door.page.goto(`${base}/manage/door`);
		await door.page.getByLabel(en('door_ask')).fill('Sari');
		await door.page.getByRole('button', { name: en('door_let_in_named', { name: 'Sari' }) }).click();
		await door.page.locator('.answer.green').getByText('Sari').waitFor();
		await door.context.close();

		// Five people worth meeting, of those who take part and those who speak, each with a reason.
		await one.page.goto(base);
		const five = one.page.getByRole('list', { name: id('people_suggestions_title') }).getByRole('listitem');
		await five.first().waitFor();
		expect(await five.count()).toBe(5);
		const said = await five.allTextContents();
		expect(said[0]).toContain('Sari');
		expect(said[0]).toContain('cloud backup');
		const { sessions } = await site.as(budi.accountId).gather.programme.find({ organisation: 'mitra', gathering: 'fosdem' });
		const speakers = sessions.flatMap((session) => session.speakers.map(({ name }) => name));
		expect(said.filter((text) => speakers.some((name) => text.includes(name)))).not.toEqual([]);
		await expectAccessible(one.page);

		// A meeting is asked for in two taps: the line and three times that suit both are there already.
		await five.first().getByRole('link', { name: id('people_ask_meeting') }).click();
		await one.page.getByRole('button', { name: id('meeting_ask_send') }).click();
		await one.page.waitForURL('**/meetings?asked=*');
		const line = id('people_line_brings', { tags: 'cloud backup' });

		// The other accepts; both read it on their agenda.
		await two.page.goto(`${base}/meetings`);
		await two.page.getByText(line).waitFor();
		await two.page.getByRole('button', { name: /^Accept/ }).first().click();
		await two.page.getByText(/^Agreed:/).first().waitFor();
		const { coming } = await site.as(budi.accountId).connect.meeting.listMine({ gatheringId: at.id });
		expect(coming).toHaveLength(1);
		const meeting = coming[0]!;
		for (const [{ page }, name] of [[one, 'Sari'], [two, 'Budi']] as const) {
			await page.goto(`${base}/agenda`);
			await page.locator('main').getByText(name).first().waitFor();
		}

		// "I'm here", on both phones, days later.
		await one.context.close();
		await two.context.close();
		site.clock.set(new Date(meeting.startsAt!.getTime() - 5 * 60_000));
		[one, two] = await meet();
		for (const [{ page }, words] of [[one, id], [two, en]] as const) {
			await openLive(page, `${base}/meetings/${meeting.id}`);
			await page.getByRole('button', { name: words('meeting_here'), exact: true }).click();
		}
		await two.page.getByText(en('meeting_here_both')).first().waitFor();
		// The other sees it without a reload.
		await one.page.getByText(id('meeting_here_both')).first().waitFor();

		// What came of it, and one promise; the thread keeps it for both.
		site.clock.set(new Date(meeting.endsAt!.getTime() + 5 * 60_000));
		await one.page.goto(`${base}/meetings/${meeting.id}`);
		await one.page.getByText(id('meeting_outcome_useful'), { exact: true }).click();
		await one.page.getByLabel(id('meeting_promise')).fill('Kirim daftar harga');
		await one.page.getByRole('button', { name: id('meeting_outcome_save'), exact: true }).click();
		await one.page.getByText(id('meeting_promise_by_me')).first().waitFor();
		for (const [{ page }, personId] of [[one, sari.id], [two, budi.id]] as const) {
			await page.goto(`/mitra/inbox/${personId}`);
			await page.getByText('Kirim daftar harga').first().waitFor();
			await expectAccessible(page);
		}
		await one.context.close();
		await two.context.close();
	}
);
