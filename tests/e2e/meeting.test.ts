import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { scene, type MeetingScene } from '../meeting-scene.ts';
import { expectAccessible, journey, openSite, type Site } from './browser.ts';

const views = [
	{ width: 360, locale: 'id', dark: false },
	{ width: 1280, locale: 'en', dark: true }
] as const;

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());
beforeEach(() => site?.clock.set('2027-03-11T12:00:00+07:00'));

const addresses = (s: MeetingScene) => {
	const base = `/${s.organisation.slug}/g/${s.gathering.slug}`;
	return {
		base,
		meetings: `${base}/meetings`,
		ask: (n: number) => `${base}/meetings/ask?person=${s.people[n]!.id}`
	};
};

describe('two people meet', () => {
	journey(
		'without scripts, on a phone, in Indonesian: asked, accepted, here, and a promise kept',
		async () => {
			const s = await scene(site, { tables: 2 });
			const at = addresses(s);
			const phone = { width: 360, locale: 'id', javaScript: false } as const;
			const asker = await site.visit({ ...phone, accountId: s.people[0]!.accountId });
			await asker.page.goto(at.ask(1));
			// Three times that suit both are chosen already: a line and a tap is all.
			expect(await asker.page.getByRole('checkbox', { checked: true }).count()).toBe(3);
			await expect.poll(() => asker.page.getByText('Jawaban ditunggu sampai').count()).toBe(1);
			await asker.page.getByLabel('Satu baris').fill('Cari distributor untuk Bandung');
			await asker.page.getByRole('button', { name: 'Kirim permintaan' }).click();
			await asker.page.waitForURL('**/meetings?asked=*');
			await asker.page.getByText('Terkirim. Jawaban ditunggu').waitFor();
			// A second request to the same person leads to the one that waits.
			await asker.page.goto(at.ask(1));
			await asker.page.getByText('Sudah ada permintaan antara Anda berdua').waitFor();

			const asked = await site.visit({ ...phone, accountId: s.people[1]!.accountId });
			await asked.page.goto(at.meetings);
			await asked.page
				.getByRole('heading', { level: 1, name: '1 orang menunggu jawaban Anda' })
				.waitFor();
			await asked.page.getByText('Cari distributor untuk Bandung').waitFor();
			await asked.page
				.getByRole('button', { name: /^Terima/ })
				.first()
				.click();
			await asked.page.getByText('Disepakati:').waitFor();

			await asker.page.goto(at.meetings);
			await asker.page.getByRole('link', { name: s.people[1]!.name }).click();
			await asker.page.getByText('Meja 1').waitFor();
			const { startsAt } = (await s.as(0).connect.meeting.listMine({ gatheringId: s.gathering.id }))
				.coming[0]!;
			site.clock.set(new Date(startsAt!.getTime() - 5 * 60_000));
			await asker.page.reload();
			await asker.page.getByRole('button', { name: 'Saya di sini' }).click();
			await asker.page.getByText('Anda sudah di sini').waitFor();
			site.clock.set(new Date(startsAt!.getTime() + 5 * 60_000));
			await asked.page.goto(at.meetings);
			await asked.page.getByRole('button', { name: 'Saya di sini' }).click();
			await asked.page.getByText('Anda berdua sudah di sini').waitFor();

			site.clock.set(new Date(startsAt!.getTime() + 25 * 60_000));
			await asker.page.reload();
			await asker.page.getByText('Berguna', { exact: true }).click();
			await asker.page.getByLabel('Satu janji Anda').fill('Kirim daftar harga');
			await asker.page.getByRole('button', { name: 'Simpan' }).click();
			await asker.page.getByText('Anda berjanji').waitFor();
			await asker.page.getByRole('button', { name: 'Sudah ditepati' }).click();
			await asker.page.getByText('Ditepati', { exact: true }).waitFor();
			await asker.context.close();
			await asked.context.close();
		}
	);

	journey(
		'with scripts: the other proposes, sees it change without a reload, and calls it off',
		async () => {
			const s = await scene(site);
			const at = addresses(s);
			const asker = await site.visit({ accountId: s.people[0]!.accountId });
			const asked = await site.visit({ accountId: s.people[1]!.accountId });
			await asked.page.goto(at.meetings);
			await asked.page.getByText('No meetings yet').waitFor();
			await asker.page.goto(at.ask(1));
			const send = asker.page.getByRole('button', { name: 'Send the request' });
			await asker.page.getByLabel('One line').fill('Warehouse in Bekasi');
			// A fourth time cannot be chosen; one less, and it can.
			expect(await asker.page.getByRole('checkbox', { disabled: true }).count()).toBe(4);
			await asker.page.getByRole('checkbox', { checked: true }).last().uncheck({ force: true });
			expect(await asker.page.getByRole('checkbox', { disabled: true }).count()).toBe(0);
			await send.click();
			await asker.page.waitForURL('**/meetings?asked=*');
			// Told live.
			await asked.page
				.getByRole('heading', { level: 1, name: 'Waiting for your answer: 1' })
				.waitFor();
			await asked.page.getByRole('link', { name: 'Another time' }).click();
			await asked.page.getByRole('button', { name: 'Propose' }).click();
			await asked.page.getByText('An answer is awaited until').waitFor();
			await asker.page
				.getByRole('button', { name: /^Accept/ })
				.last()
				.click();
			await asker.page.getByText('Agreed:').waitFor();
			await asked.page.getByText('Agreed', { exact: true }).waitFor();
			await asked.page.getByRole('button', { name: 'Call it off' }).first().click();
			await asked.page.getByRole('dialog').getByRole('button', { name: 'Call it off' }).click();
			await asked.page.getByText('You called it off.').waitFor();
			await asker.context.close();
			await asked.context.close();
		}
	);
});

journey('closed times are offered to nobody', async () => {
	const s = await scene(site);
	const at = addresses(s);
	const { page, context } = await site.visit({
		width: 360,
		locale: 'id',
		javaScript: false,
		accountId: s.people[1]!.accountId
	});
	await page.goto(`${at.meetings}/availability`);
	await page.getByRole('checkbox', { name: '09.00' }).uncheck();
	await page.getByRole('checkbox', { name: '09.25' }).uncheck();
	await page.getByRole('button', { name: 'Simpan' }).click();
	await page.getByText('Terbuka: 5').waitFor();
	const { times } = await s
		.as(0)
		.connect.meeting.options({ gatheringId: s.gathering.id, personId: s.people[1]!.id });
	expect(times.map(({ startsAt }) => startsAt)).toEqual([2, 3, 4, 5, 6].map((n) => s.slot(n)));
	await context.close();
});

journey('the agenda is a calendar at a private address, until it is turned off', async () => {
	const s = await scene(site, { tables: 1 });
	const at = addresses(s);
	const asked = await s.as(0).connect.meeting.ask({
		gatheringId: s.gathering.id,
		personId: s.people[1]!.id,
		line: 'Kenalan',
		times: [s.slot(2)]
	});
	await s.as(1).connect.meeting.accept({ meetingId: asked.id });
	const { page, context } = await site.visit({ accountId: s.people[0]!.accountId });
	await page.goto(`${at.base}/agenda`);
	await page.getByRole('link', { name: `Meet ${s.people[1]!.name}` }).waitFor();
	await page.getByRole('button', { name: 'Make a calendar address' }).click();
	const url = await page.getByLabel('Private address').inputValue();
	const answer = await fetch(url);
	expect(answer.headers.get('content-type')).toContain('text/calendar');
	const calendar = new ICAL.Component(ICAL.parse(await answer.text()));
	expect(calendar.getAllSubcomponents('vevent')).toHaveLength(2);
	const again = await fetch(url, { headers: { 'if-none-match': answer.headers.get('etag')! } });
	expect(again.status).toBe(304);
	await page.getByRole('button', { name: 'Turn off' }).first().click();
	await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
	await page.getByRole('button', { name: 'Make a calendar address' }).waitFor();
	expect((await fetch(url)).status).toBe(404);
	await context.close();
});

journey(
	'an organiser sees what a change does before it is saved, without scripts too',
	async () => {
		const s = await scene(site, { tables: 1 });
		const at = addresses(s);
		const asked = await s.as(0).connect.meeting.ask({
			gatheringId: s.gathering.id,
			personId: s.people[1]!.id,
			line: 'Kenalan',
			times: [s.slot(0)]
		});
		await s.as(1).connect.meeting.accept({ meetingId: asked.id });
		const { page, context } = await site.visit({
			javaScript: false,
			accountId: s.organiser.accountId
		});
		await page.goto(`${at.base}/manage/meetings/setting`);
		// More tables are named on from those there are; nothing is saved yet.
		await page.getByLabel('How many').fill('2');
		await page.getByRole('button', { name: 'Add tables' }).click();
		expect(await page.locator('input[name=tableName]').count()).toBe(3);
		await page.getByLabel('Remove').first().check();
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await page.getByRole('heading', { name: 'This is what saving does' }).waitFor();
		await page.getByText('moves to Table 1').waitFor();
		expect((await s.as(0).connect.meeting.find({ meetingId: asked.id })).tableName).toBe('Meja 1');
		await page.getByRole('button', { name: 'Save and tell them' }).click();
		await page.getByText('Saved').waitFor();
		expect((await s.as(0).connect.meeting.find({ meetingId: asked.id })).tableName).toBe('Table 1');
		await page.goto(`${at.base}/manage/meetings?q=${encodeURIComponent(s.people[0]!.name)}`);
		await page.getByText('1 of 1').waitFor();
		await context.close();
	}
);

for (const view of views) {
	journey(
		`every page of meetings is accessible at ${view.width} pixels in ${view.locale}`,
		async () => {
			const s = await scene(site, { people: 5, tables: 2, mode: 'hybrid' });
			const at = addresses(s);
			const ask = (from: number, to: number, slots: number[]) =>
				s.as(from).connect.meeting.ask({
					gatheringId: s.gathering.id,
					personId: s.people[to]!.id,
					line: 'Kenalan, dan tukar kabar',
					times: slots.map((n) => s.slot(n)),
					anyTime: !slots.length
				});
			const met = await ask(0, 1, [0]);
			await s.as(1).connect.meeting.accept({ meetingId: met.id });
			await ask(2, 0, [1, 2]);
			await ask(3, 0, []);
			const mine = await site.visit({ ...view, accountId: s.people[0]!.accountId });
			for (const path of [
				at.meetings,
				at.ask(4),
				`${at.meetings}/availability`,
				`${at.meetings}/${met.id}`,
				`${at.meetings}/${met.id}/times`,
				`${at.base}/agenda`,
				`${at.base}/agenda?of=all`
			]) {
				await mine.page.goto(path);
				await expectAccessible(mine.page);
			}
			await mine.context.close();
			const theirs = await site.visit({ ...view, accountId: s.organiser.accountId });
			for (const path of [`${at.base}/manage/meetings`, `${at.base}/manage/meetings/setting`]) {
				await theirs.page.goto(path);
				await expectAccessible(theirs.page);
			}
			await theirs.context.close();
		}
	);
}
