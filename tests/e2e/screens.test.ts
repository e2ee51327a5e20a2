import { globSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eq } from 'drizzle-orm';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issuePersonalLink } from '#server/gate/link/commands.ts';
import { organisation } from '#server/gate/organisation/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { makeAccessWorld, type AccessWorld } from '../access/world.ts';
import { makeGathering } from '../factories.ts';
import { expectAccessible, journey, openSite, type Site, type Visit } from './browser.ts';

type Who = 'stranger' | 'going' | 'owner';
/** A page: who looks at it, and where it is (null: it is left out, and why stands beside it). */
type Screen = [Who, (world: AccessWorld) => string | Promise<string>] | null;

const at = (path: string, of: (world: AccessWorld) => string = () => '') => (world: AccessWorld) =>
	`/${world.organisation.slug}${path}${of(world)}`;
const here = (path: string, of: (world: AccessWorld) => string = () => '') => (world: AccessWorld) =>
	`/${world.organisation.slug}/g/${world.gathering.slug}${path}${of(world)}`;
const other = ({ other }: AccessWorld) => other.id;

let site: Site;

/** What the QR code of somebody else leads to, good for three minutes. */
async function scan({ people, organisation }: AccessWorld): Promise<string> {
	const { code } = await site.as(people.guest.accountId).connect.personalCode.make({ organisation: organisation.slug });
	return `/${organisation.slug}/people/scan?code=${encodeURIComponent(code)}`;
}

/** Every page of the product by its folder under `src/routes`, the groups left out. */
const screens: Record<string, Screen> = {
	'': ['stranger', () => '/'],
	api: ['stranger', () => '/api'],
	demo: ['stranger', () => '/demo'],
	'link/[token]': ['stranger', () => '/link/'],
	setup: ['stranger', () => '/setup'],
	'sign-in': ['stranger', () => '/sign-in'],
	// Where a provider is configured; `oidc.test.ts` walks through them.
	'sign-in/oidc': null,
	'sign-in/oidc/start': null,
	// The style sheet of the house, in one language.
	style: null,
	'[organisation]': ['going', at('')],
	'[organisation]/admin': ['owner', at('/admin')],
	'[organisation]/admin/history': ['owner', at('/admin/history')],
	'[organisation]/admin/invitations': ['owner', at('/admin/invitations')],
	'[organisation]/admin/members': ['owner', at('/admin/members')],
	'[organisation]/admin/members/[person]': ['owner', at('/admin/members/', ({ home }) => home.unclaimedId)],
	'[organisation]/admin/members/new': ['owner', at('/admin/members/new')],
	'[organisation]/admin/outbox': ['owner', at('/admin/outbox')],
	'[organisation]/admin/outbox/[letter]': ['owner', at('/admin/outbox/', ({ office }) => office.letterId)],
	'[organisation]/admin/people-import': ['owner', at('/admin/people-import')],
	'[organisation]/admin/people-import/[id]': ['owner', at('/admin/people-import/', ({ home }) => home.importId)],
	'[organisation]/admin/settings': ['owner', at('/admin/settings')],
	'[organisation]/admin/suggestions': ['owner', at('/admin/suggestions')],
	'[organisation]/companies': ['going', at('/companies')],
	'[organisation]/companies/new': ['owner', at('/companies/new')],
	'[organisation]/companies/[company]/edit': ['owner', at('/companies/', ({ home }) => `${home.companyId}/edit`)],
	'[organisation]/companies/[company]': ['going', at('/companies/', ({ home }) => home.companyId)],
	'[organisation]/gatherings': ['going', at('/gatherings')],
	'[organisation]/gatherings/new': ['owner', at('/gatherings/new')],
	'[organisation]/inbox': ['going', at('/inbox')],
	'[organisation]/inbox/[person]': ['going', at('/inbox/', other)],
	'[organisation]/me': ['going', at('/me')],
	'[organisation]/me/privacy': ['going', at('/me/privacy')],
	'[organisation]/me/sign-ins': ['going', at('/me/sign-ins')],
	'[organisation]/people': ['going', at('/people')],
	'[organisation]/people/[person]': ['going', at('/people/', other)],
	'[organisation]/people/code': ['going', at('/people/code')],
	'[organisation]/people/scan': ['going', (world) => scan(world)],
	'[organisation]/people/shared': ['going', at('/people/shared')],
	'[organisation]/g/[gathering]': ['going', here('')],
	'[organisation]/g/[gathering]/agenda': ['going', here('/agenda')],
	'[organisation]/g/[gathering]/meetings': ['going', here('/meetings')],
	'[organisation]/g/[gathering]/meetings/[meeting]': ['going', here('/meetings/', ({ meetings }) => meetings.meetingId)],
	'[organisation]/g/[gathering]/meetings/[meeting]/times': [
		'going',
		here('/meetings/', ({ meetings }) => `${meetings.requestId}/times`)
	],
	'[organisation]/g/[gathering]/meetings/ask': ['going', here('/meetings/ask?person=', ({ people }) => people.guest.id)],
	'[organisation]/g/[gathering]/meetings/availability': ['going', here('/meetings/availability')],
	'[organisation]/g/[gathering]/people': ['going', here('/people')],
	'[organisation]/g/[gathering]/programme': ['going', here('/programme')],
	'[organisation]/g/[gathering]/programme/sessions/[session]': [
		'going',
		here('/programme/sessions/', ({ programme }) => programme.sessionId)
	],
	'[organisation]/g/[gathering]/programme/speakers/[speaker]': [
		'going',
		here('/programme/speakers/', ({ programme }) => programme.speakerId)
	],
	'[organisation]/g/[gathering]/register': ['stranger', at('/g/temu-terbuka/register')],
	'[organisation]/g/[gathering]/ticket': ['going', here('/ticket')],
	'[organisation]/g/[gathering]/manage': ['owner', here('/manage')],
	'[organisation]/g/[gathering]/manage/door': ['owner', here('/manage/door')],
	'[organisation]/g/[gathering]/manage/meetings': ['owner', here('/manage/meetings')],
	'[organisation]/g/[gathering]/manage/meetings/runs': ['owner', here('/manage/meetings/runs')],
	'[organisation]/g/[gathering]/manage/meetings/runs/[number]': ['owner', here('/manage/meetings/runs/1')],
	'[organisation]/g/[gathering]/manage/meetings/runs/[number]/publish': ['owner', here('/manage/meetings/runs/1/publish')],
	'[organisation]/g/[gathering]/manage/meetings/runs/[number]/roll-back': ['owner', here('/manage/meetings/runs/2/roll-back')],
	'[organisation]/g/[gathering]/manage/meetings/runs/compare': ['owner', here('/manage/meetings/runs/compare?first=1&second=2')],
	'[organisation]/g/[gathering]/manage/meetings/setting': ['owner', here('/manage/meetings/setting')],
	'[organisation]/g/[gathering]/manage/people': ['owner', here('/manage/people')],
	'[organisation]/g/[gathering]/manage/people/add': ['owner', here('/manage/people/add')],
	'[organisation]/g/[gathering]/manage/people/import': ['owner', here('/manage/people/import')],
	'[organisation]/g/[gathering]/manage/people/import/[import]': [
		'owner',
		here('/manage/people/import/', ({ guestListId }) => guestListId)
	],
	'[organisation]/g/[gathering]/manage/programme': ['owner', here('/manage/programme')],
	'[organisation]/g/[gathering]/manage/programme/import': ['owner', here('/manage/programme/import')],
	'[organisation]/g/[gathering]/manage/programme/places': ['owner', here('/manage/programme/places')],
	'[organisation]/g/[gathering]/manage/programme/sessions/[session]': [
		'owner',
		here('/manage/programme/sessions/', ({ programme }) => programme.sessionId)
	],
	'[organisation]/g/[gathering]/manage/programme/sessions/new': ['owner', here('/manage/programme/sessions/new')],
	'[organisation]/g/[gathering]/manage/programme/speakers': ['owner', here('/manage/programme/speakers')],
	'[organisation]/g/[gathering]/manage/settings': ['owner', here('/manage/settings')],
	'[organisation]/g/[gathering]/manage/suggestions': ['owner', here('/manage/suggestions')]
};

const routes = fileURLToPath(new URL('../../src/routes/', import.meta.url));
const folders = globSync('**/+page.svelte', { cwd: routes })
	.map((file) => file.replace(/\/?\+page\.svelte$/, '').replace(/\([^)]*\)\/?/g, '').replace(/\/$/, ''))
	.sort();

test('every page of the product is looked at, or says why not', () => {
	expect(folders.filter((folder) => !(folder in screens))).toEqual([]);
});

/** `SCREENS=directory` keeps a picture of each. */
const views = [
	{ width: 360, locale: 'id', dark: false },
	{ width: 1280, locale: 'en', dark: false },
	{ width: 360, locale: 'en', dark: true },
	{ width: 1280, locale: 'id', dark: false }
] as const satisfies Visit[];

describe('each page is readable by everybody, at 360 and 1280 px, in both languages, once in the dark', () => {
	let world: AccessWorld;
	let token: string;
	const open = new Map<string, Promise<{ page: Page; context: BrowserContext }>>();

	beforeAll(async () => {
		site = await openSite();
		world = await makeAccessWorld(site);
		const { db } = site.kernel.database;
		// The longest names there are, and words in two directions of a thread.
		const name = 'Raden Mas Haryo Suryokusumo Wirjodiningrat Purwokartohadiprawiro';
		await db.update(person).set({ name, title: 'Direktur Utama', offers: ['cloud backup'], city: 'Bandung' }).where(eq(person.id, world.other.id));
		await db.update(person).set({ needs: ['cloud backup'] }).where(eq(person.id, world.people.going.id));
		await db.update(organisation).set({ colour: '#7a4a21' }).where(eq(organisation.id, world.organisation.id));
		await makeGathering(site, world.organisation.id, { slug: 'temu-terbuka', title: 'Temu Terbuka' });
		const pair = (personId: string) => ({ organisation: world.organisation.slug, personId, clientId: crypto.randomUUID() });
		await site.as(world.other.accountId).connect.conversation.send({ ...pair(world.people.going.id), text: 'Kapan ke Bandung?' });
		await site.as(world.people.going.accountId).connect.conversation.send({ ...pair(world.other.id), text: 'Hari Kamis.' });
		token = await site.kernel.database.transaction(
			async (tx) =>
				(
					await issuePersonalLink(
						{ kernel: site.kernel, db: tx, now: site.clock.now() },
						{
							personId: world.home.unclaimedId,
							purpose: 'ticket',
							path: `/${world.organisation.slug}`,
							expiresAt: new Date(site.clock.now().getTime() + 86_400_000)
						}
					)
				).token
		);
	});
	afterAll(() => site?.close());

	for (const folder of folders) {
		const screen = screens[folder];
		if (!screen) continue;
		journey(`/${folder}`, async () => {
			const [who, path] = screen;
			const address = folder === 'link/[token]' ? `/link/${token}` : await path(world);
			for (const view of views) {
				const key = `${who} ${JSON.stringify(view)}`;
				const accountId = who === 'stranger' ? null : world.people[who].accountId;
				if (!open.has(key)) open.set(key, site.visit({ ...view, accountId }));
				const { page } = await open.get(key)!;
				const answer = await page.goto(address);
				expect(answer?.status(), `${address} for ${who}`).toBe(200);
				await page.locator('main h1').first().waitFor();
				if (process.env.SCREENS) {
					mkdirSync(process.env.SCREENS, { recursive: true });
					const file = `${folder.replaceAll('/', '_') || 'front'}-${view.width}-${view.locale}${view.dark ? '-dark' : ''}.png`;
					await page.screenshot({ path: `${process.env.SCREENS}/${file}`, fullPage: true });
				}
				expect.soft(await page.locator('main h1').count(), `first headings at ${address}`).toBe(1);
				await expectAccessible(page);
			}
		});
	}
});
