import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programmeImport, session, sessionSpeaker, speaker } from '#server/gather/programme/tables.ts';
import { testProduct, type TestProduct } from '../database.ts';
import { makeGathering, makeOrganisation, makePerson } from '../factories.ts';
import { withoutRowLocks } from '../unlocked.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());

const file = (title: string, sessions: number, startsAt: Date) =>
	new File(
		[
			JSON.stringify({
				schedule: {
					conference: {
						title: 'Temu',
						time_zone_name: 'Asia/Jakarta',
						days: [
							{
								date: startsAt.toISOString().slice(0, 10),
								rooms: {
									Aula: Array.from({ length: sessions }, (_, n) => ({
										guid: `s-${n}`,
										title: `${title} ${n}`,
										start: '09:00',
										duration: '00:30',
										persons: [{ guid: `p-${n % 7}`, name: `Pembicara ${n % 7}` }]
									}))
								}
							}
						]
					}
				}
			})
		],
		'schedule.json'
	);

/** Eight organisers press "import" at the same moment, four with an older file, four with a newer one. */
async function importAtOnce() {
	const home = await makeOrganisation(t);
	const gathering = await makeGathering(t, home.id);
	const organiser = await makePerson(t, home.id, { role: 'organiser' });
	const answers = await Promise.allSettled(
		Array.from({ length: 8 }, (_, n) =>
			t.as(organiser.accountId).gather.programme.import({
				organisation: home.slug,
				gathering: gathering.slug,
				files: [file(n % 2 ? 'Baru' : 'Lama', n % 2 ? 60 : 40, gathering.startsAt)]
			})
		)
	);
	const { db } = t.kernel.database;
	const imports = await db.select().from(programmeImport).where(eq(programmeImport.gatheringId, gathering.id));
	const rows = await db.select().from(session).where(eq(session.gatheringId, gathering.id));
	const speakers = await db.select().from(speaker).where(eq(speaker.gatheringId, gathering.id));
	const speaks = await db
		.select({ id: sessionSpeaker.sessionId })
		.from(sessionSpeaker)
		.innerJoin(session, eq(session.id, sessionSpeaker.sessionId))
		.where(eq(session.gatheringId, gathering.id));
	// The rooms, tracks and speakers of an empty programme are added once, by whoever came first.
	const firsts = imports.filter(({ changes }) =>
		(changes as { noun: string; verb: string }[]).some(({ noun, verb }) => noun === 'room' && verb === 'added')
	);
	return { answers, imports, rows, speakers, speaks, firsts };
}

describe('eight imports of two versions at once', () => {
	test('follow one another: each says what it changed, and the last one stands whole', async () => {
		const { answers, imports, rows, speakers, speaks, firsts } = await importAtOnce();
		expect(answers.filter(({ status }) => status === 'rejected')).toEqual([]);
		expect(imports).toHaveLength(8);
		expect(firsts).toHaveLength(1);
		const living = rows.filter(({ removedAt }) => !removedAt);
		expect(new Set(living.map(({ title }) => title.split(' ')[0])).size).toBe(1);
		expect([40, 60]).toContain(living.length);
		expect(speakers).toHaveLength(7);
		expect(speaks).toHaveLength(living.length);
	});

	test('with the lock off several believe they were first, or fail', async () => {
		let broken = 0;
		for (let round = 0; round < 3 && !broken; round++) {
			const { answers, firsts } = await withoutRowLocks(importAtOnce);
			if (firsts.length !== 1 || answers.some(({ status }) => status === 'rejected')) broken++;
		}
		expect(broken).toBeGreaterThan(0);
	});
});
