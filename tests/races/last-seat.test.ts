import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gathering } from '#server/gather/gathering/tables.ts';
import { testProduct, type TestProduct } from '../database.ts';
import { makeGathering, makeOrganisation, makePerson, type MadeOrganisation, type MadePerson } from '../factories.ts';
import { withoutRowLocks } from '../unlocked.ts';

const callers = 100;
const capacity = 3;

let t: TestProduct;
let home: MadeOrganisation;
const people: MadePerson[] = [];
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
	for (let n = 0; n < callers; n++) people.push(await makePerson(t, home.id));
});
afterAll(() => t?.close());

const countGoing = async (gatheringId: string) => {
	const { rows } = await t.kernel.database.db.execute<{ going: number; waitlisted: number; counted: number }>(sql`
		select count(*) filter (where status = 'going')::int as going,
			count(*) filter (where status = 'waitlisted')::int as waitlisted,
			(select going_count from gather.gathering where id = ${gatheringId}) as counted
		from gather.registration where gathering_id = ${gatheringId}`);
	return rows[0]!;
};

/** Everybody asks in the same moment. What each was answered, or the code of the refusal. */
async function rush(gatheringId: string): Promise<string[]> {
	const asked = await Promise.allSettled(
		people.map(({ accountId }) => t.as(accountId).gather.registration.register({ gatheringId }))
	);
	return asked.map((one) => (one.status === 'fulfilled' ? one.value.status! : one.reason.code));
}

test(`${callers} ask at once for ${capacity} seats: ${capacity} have one, everybody else waits, nobody is turned away by a fault`, async () => {
	const { id } = await makeGathering(t, home.id, { capacity });
	const answers = await rush(id);
	expect(answers.filter((answer) => answer === 'going')).toHaveLength(capacity);
	expect(answers.filter((answer) => answer === 'waitlisted')).toHaveLength(callers - capacity);
	expect(await countGoing(id)).toEqual({ going: capacity, waitlisted: callers - capacity, counted: capacity });
});

test('positive control: with the row lock off some are turned away by a fault, for the database refuses to oversell', async () => {
	const { id } = await makeGathering(t, home.id, { capacity });
	t.kernel.log.level = 'silent';
	const answers = await withoutRowLocks(() => rush(id));
	t.kernel.log.level = 'error';
	expect(answers).toContain('INTERNAL');
	expect((await countGoing(id)).going).toBe(capacity);
});

test('positive control: with the lock and the constraint off, seats are sold that are not there', async () => {
	const { db } = t.kernel.database;
	await db.execute(sql`alter table gather.gathering drop constraint gathering_not_oversold`);
	const { id } = await makeGathering(t, home.id, { capacity });
	await withoutRowLocks(() => rush(id));
	expect((await countGoing(id)).going).toBeGreaterThan(capacity);
	await db.delete(gathering).where(eq(gathering.id, id));
	await db.execute(
		sql`alter table gather.gathering add constraint gathering_not_oversold check (going_count <= capacity)`
	);
});

test('strangers who type the same address at once are one person with one seat', async () => {
	const { id } = await makeGathering(t, home.id, { capacity: 50 });
	await Promise.all(
		Array.from({ length: 30 }, (_, n) =>
			t.as(null).gather.registration.register({ gatheringId: id, name: `Wulan ${n}`, email: 'Wulan@Example.com' })
		)
	);
	const { rows } = await t.kernel.database.db.execute(sql`select id from gate.person where email = 'wulan@example.com'`);
	expect(rows).toHaveLength(1);
	expect((await countGoing(id)).going).toBe(1);
});

test('one person who asks twenty times at once has one seat', async () => {
	const { id } = await makeGathering(t, home.id, { capacity: 5 });
	const one = people[0]!;
	const answers = await Promise.all(
		Array.from({ length: 20 }, () => t.as(one.accountId).gather.registration.register({ gatheringId: id }))
	);
	expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['going']));
	expect((await countGoing(id)).going).toBe(1);
});
