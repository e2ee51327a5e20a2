import { existsSync, readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importProgrammeFiles } from '#server/command-line/import-programme.ts';
import { account } from '#server/gate/account/tables.ts';
import { organisation } from '#server/gate/organisation/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { gathering } from '#server/gather/gathering/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeOrganisation, makePerson } from './factories.ts';

const folder = new URL('../../shared/data/programmes/', import.meta.url);
const hasSamples = existsSync(folder);
if (!hasSamples) console.warn(`SKIPPED: real programmes are not at ${folder.pathname}`);

let t: TestProduct;
beforeEach(async () => void (t = await testProduct()));
afterEach(() => t?.close());

const schedule = {
	name: 'temu.schedule.json',
	content: Buffer.from(
		JSON.stringify({
			schedule: {
				conference: {
					title: 'Temu Kanal',
					time_zone_name: 'Asia/Makassar',
					days: [
						{
							date: '2025-03-14',
							rooms: {
								Aula: [
									{ guid: 'a', title: 'Buka', start: '09:00', duration: '00:30', persons: [{ name: 'Sari' }] },
									{ guid: 'b', title: 'Malam', date: '2025-03-15T00:30:00+08:00', duration: '01:00', persons: [] }
								]
							}
						}
					]
				}
			}
		})
	)
};

test('on an empty machine a programme makes an organisation whose owner comes by the printed link', async () => {
	const done = await importProgrammeFiles(t.kernel, [schedule], {});
	expect(done).toMatchObject({ isNew: true, isDraft: true, title: 'Temu Kanal', counts: { sessions: 2, speakers: 1, rooms: 1 } });
	expect(done.address).toBe('http://gerbang.test/organisasi/g/temu-kanal/programme');
	const { db } = t.kernel.database;
	expect(await db.select().from(account)).toEqual([]);
	const [made] = await db.select().from(gathering);
	expect(made).toMatchObject({
		timeZone: 'Asia/Makassar',
		startsAt: new Date('2025-03-14T01:00:00Z'),
		endsAt: new Date('2025-03-14T17:30:00Z'),
		mode: 'onsite'
	});
	await t.as(null).gate.link.open({ token: done.ownerLink!.split('/link/')[1]! });
	const [owner] = await db.select().from(person).where(eq(person.name, 'Pemilik'));
	const find = await t.as(owner!.accountId).gather.programme.find({ organisation: 'organisasi', gathering: 'temu-kanal' });
	expect(find).toMatchObject({ total: 2, can: { manage: true } });
	const [home] = await db.select().from(organisation);
	expect((await t.as(owner!.accountId).gate.organisation.find({ slug: home!.slug })).can.own).toBe(true);
});

test('a file that is refused leaves nothing behind', async () => {
	await expect(importProgrammeFiles(t.kernel, [{ name: 'x', content: Buffer.from('{}') }], {})).rejects.toMatchObject({ code: 'PROGRAMME_UNKNOWN' });
	expect(await t.kernel.database.db.select().from(organisation)).toEqual([]);
});

test('a newer file goes into the gathering that is named, and moved days stay moved', async () => {
	const options = { startsOn: '2027-06-02', publish: true, place: 'Balai' };
	await importProgrammeFiles(t.kernel, [schedule], options);
	const again = await importProgrammeFiles(t.kernel, [schedule], { gathering: 'temu-kanal', startsOn: '2027-06-02' });
	expect(again).toMatchObject({ isNew: false, isDraft: false, changes: [] });
	const { sessions, days } = await t.as(null).gather.programme.find({ organisation: 'organisasi', gathering: 'temu-kanal' });
	expect(sessions.map(({ startsAt }) => startsAt!.toISOString())).toEqual(['2027-06-02T01:00:00.000Z', '2027-06-02T16:30:00.000Z']);
	expect(days.map(({ date }) => date)).toEqual(['2027-06-02', '2027-06-03']);
});

test('with several organisations one must be named, and the demo’s is not meant unless alone', async () => {
	const demo = await makeOrganisation(t, { slug: 'demo', demoAt: new Date() });
	await makePerson(t, demo.id, { role: 'owner' });
	expect((await importProgrammeFiles(t.kernel, [schedule], {})).address).toContain('/demo/');
	const real = await makeOrganisation(t, { slug: 'asosiasi' });
	await makePerson(t, real.id, { role: 'owner' });
	expect((await importProgrammeFiles(t.kernel, [schedule], {})).address).toContain('/asosiasi/');
	const other = await makeOrganisation(t, { slug: 'lain' });
	await makePerson(t, other.id, { role: 'owner' });
	await expect(importProgrammeFiles(t.kernel, [schedule], {})).rejects.toMatchObject({ code: 'WHICH_ORGANISATION' });
	await expect(importProgrammeFiles(t.kernel, [schedule], { organisation: 'x' })).rejects.toMatchObject({ code: 'NO_SUCH_ORGANISATION' });
	await expect(importProgrammeFiles(t.kernel, [schedule], { organisation: 'lain', gathering: 'x' })).rejects.toMatchObject({ code: 'NO_SUCH_GATHERING' });
	expect((await importProgrammeFiles(t.kernel, [schedule], { organisation: 'lain' })).address).toContain('/lain/');
});

describe.runIf(hasSamples)('each real programme', () => {
	test('makes a gathering whose counts are the file’s', async () => {
		const files = (...names: string[]) => names.map((name) => ({ name, content: readFileSync(new URL(name, folder)) }));
		const counts = async (names: string[]) => {
			const { counts: found, tracks } = await importProgrammeFiles(t.kernel, files(...names), {});
			return { ...found, tracks };
		};
		expect(await counts(['frab-xml/fosdem-2025.xml'])).toEqual({ sessions: 943, rooms: 40, speakers: 992, tracks: 69 });
		expect(await counts(['frab-xml/fosdem-2008.xml'])).toEqual({ sessions: 258, rooms: 19, speakers: 338, tracks: 27 });
		expect(await counts(['frab-xml/31c3-2014.xml'])).toEqual({ sessions: 138, rooms: 4, speakers: 198, tracks: 8 });
		expect(await counts(['sessionize/droidcon-london-2024.schedule.json', 'sessionize/droidcon-london-2024.speakers.json'])).toMatchObject({ sessions: 137, rooms: 7, speakers: 117 });
		expect(await counts(['sessionize/droidcon-sf-2022-before.schedule.json'])).toMatchObject({ sessions: 84, speakers: 78 });
		expect(await counts(['sessionize/droidcon-sf-2022-after.schedule.json'])).toMatchObject({ sessions: 84, speakers: 79 });
		await expect(counts(['odd/pyconfr-2025.site-own-shape.json'])).rejects.toMatchObject({ code: 'PROGRAMME_UNKNOWN' });
	});
});
