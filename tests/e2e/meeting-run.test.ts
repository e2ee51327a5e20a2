import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { scene, type MeetingScene } from '../meeting-scene.ts';
import { expectAccessible, journey, openSite, type Site } from './browser.ts';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());
beforeEach(() => site?.clock.set('2027-03-11T12:00:00+07:00'));

const wish = (s: MeetingScene, from: number, to: number) =>
	s.as(from).connect.suggestion.setWish({
		organisation: s.organisation.slug,
		personId: s.people[to]!.id,
		wish: 'must_meet'
	});
const manage = (s: MeetingScene) => `/${s.organisation.slug}/g/${s.gathering.slug}/manage/meetings`;
const mine = (s: MeetingScene) => `/${s.organisation.slug}/g/${s.gathering.slug}/meetings`;

describe('the organiser schedules wishes', () => {
	journey('looks at the draft, publishes it, the member sees the meeting; then it is rolled back', async () => {
		const s = await scene(site, { people: 5, tables: 2 });
		await wish(s, 0, 1);
		await wish(s, 2, 3);
		await wish(s, 4, 0);
		const organiser = await site.visit({ width: 1280, locale: 'en', accountId: s.organiser.accountId });
		const { page } = organiser;
		await page.goto(manage(s));
		await page.getByRole('link', { name: 'Schedule wishes' }).click();
		await page.getByRole('heading', { level: 1, name: 'Wishes to meet that wait for a slot: 3' }).waitFor();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Schedule wishes' }).click();
		await page.waitForURL('**/runs/1');
		// Nothing is pressed meanwhile: the page hears of the run's end by itself.
		await page.getByRole('heading', { level: 1, name: 'Meetings: 3 of 3 wishes' }).waitFor();
		await expectAccessible(page);
		await page.getByPlaceholder('Search a person or a company').fill(s.people[4]!.name);
		await page.getByText('1 of 1', { exact: true }).waitFor();
		expect(await site.as(s.people[0]!.accountId).connect.meeting.listMine({ gatheringId: s.gathering.id })).toMatchObject({ total: 0 });

		await page.getByRole('link', { name: 'Publish…' }).click();
		await page.getByRole('heading', { level: 1, name: 'Publish this draft? Meetings: 3. People told: 5.' }).waitFor();
		for (const { name } of s.people) await page.getByText(name).first().waitFor();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Publish and tell them' }).click();
		await page.getByText('Published. Everybody concerned is told.').waitFor();

		const member = await site.visit({ width: 360, locale: 'id', dark: true, accountId: s.people[1]!.accountId });
		await member.page.goto(mine(s));
		await member.page.getByRole('link', { name: s.people[0]!.name }).click();
		await member.page.getByText('Penyelenggara mengatur pertemuan ini').waitFor();
		await member.page.getByText(/Meja [12]/).waitFor();
		await expectAccessible(member.page);
		await expect.poll(() => site.mails.filter(({ kind }) => kind === 'meetings-arranged').length).toBe(5);

		await page.getByRole('link', { name: 'Roll back…' }).click();
		await page.getByRole('heading', { level: 1, name: 'Roll this back? Meetings called off: 3. People told: 5.' }).waitFor();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Call them off and tell them' }).click();
		await page.getByText('Rolled back. Everybody concerned is told.').waitFor();
		await member.page.goto(mine(s));
		await member.page.getByText('Batal', { exact: false }).first().waitFor();
		await organiser.context.close();
		await member.context.close();
	});

	journey('without scripts, on a phone, in Indonesian: two drafts side by side, and one goes', async () => {
		const s = await scene(site, { people: 4, tables: 1 });
		await wish(s, 0, 1);
		const { page, context } = await site.visit({ width: 360, locale: 'id', javaScript: false, accountId: s.organiser.accountId });
		const done = async (number: number) =>
			expect
				.poll(async () => {
					await page.goto(`${manage(s)}/runs/${number}`);
					return page.getByRole('heading', { level: 1 }).innerText();
				})
				.toMatch(/^\d+ pertemuan dari \d+ keinginan$/);
		await page.goto(`${manage(s)}/runs`);
		await page.getByRole('button', { name: 'Jadwalkan keinginan' }).click();
		await page.waitForURL('**/runs/1');
		await done(1);
		await wish(s, 2, 3);
		await page.goto(`${manage(s)}/runs`);
		await page.getByRole('button', { name: 'Jadwalkan keinginan' }).click();
		await page.waitForURL('**/runs/2');
		await done(2);
		await page.goto(`${manage(s)}/runs`);
		await page.getByRole('button', { name: 'Bandingkan' }).click();
		await page.waitForURL('**/runs/compare?*');
		await page.getByRole('heading', { name: 'Hanya di rancangan 2' }).waitFor();
		await page.goto(`${manage(s)}/runs/1`);
		await page.getByRole('button', { name: 'Hapus rancangan' }).click();
		await page.getByRole('button', { name: 'Hapus', exact: true }).click();
		await page.waitForURL('**/runs');
		expect(await page.getByRole('link', { name: /^Rancangan 2/ }).count()).toBe(1);
		expect(await page.getByRole('link', { name: /^Rancangan 1/ }).count()).toBe(0);
		await context.close();
	});
});
