import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registration } from '#server/gather/registration/tables.ts';
import { testProduct, type TestProduct } from '../database.ts';
import {
	makeGathering,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeOrganisation,
	type MadePerson
} from '../factories.ts';
import { withoutRowLocks } from '../unlocked.ts';

let t: TestProduct;
let home: MadeOrganisation;
const people: MadePerson[] = [];
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
	for (let n = 0; n < 90; n++) people.push(await makePerson(t, home.id));
});
afterAll(() => t?.close());

/** Thirty going, thirty waiting; thirty newcomers. */
async function fullHouse() {
	const [going, waiting, newcomers] = [people.slice(0, 30), people.slice(30, 60), people.slice(60)];
	const { id } = await makeGathering(t, home.id, { capacity: 30 });
	for (const one of going) await makeRegistration(t, id, one.id, 'going');
	for (const one of waiting) await makeRegistration(t, id, one.id, 'waitlisted');
	return { id, going, waiting, newcomers };
}

const statusesOf = async (gatheringId: string) => {
	const rows = await t.kernel.database.db
		.select()
		.from(registration)
		.where(eq(registration.gatheringId, gatheringId))
		.orderBy(asc(registration.queue));
	return new Map(rows.map((row) => [row.personId, row.status]));
};

/** Twenty leave while thirty newcomers ask, all in one moment. */
async function comeAndGo({ id, going, newcomers }: Awaited<ReturnType<typeof fullHouse>>) {
	return Promise.allSettled([
		...going.slice(0, 20).map(({ accountId }) => t.as(accountId).gather.registration.cancel({ gatheringId: id })),
		...newcomers.map(({ accountId }) => t.as(accountId).gather.registration.register({ gatheringId: id }))
	]);
}

test('twenty leave while thirty newcomers ask: the seats go to the first twenty who waited, in their order, and to no newcomer', async () => {
	const house = await fullHouse();
	const answers = await comeAndGo(house);
	expect(answers.filter(({ status }) => status === 'rejected')).toEqual([]);
	const statuses = await statusesOf(house.id);
	expect(house.waiting.map(({ id }) => statuses.get(id))).toEqual([
		...Array(20).fill('going'),
		...Array(10).fill('waitlisted')
	]);
	expect(new Set(house.newcomers.map(({ id }) => statuses.get(id)))).toEqual(new Set(['waitlisted']));
	expect([...statuses.values()].filter((status) => status === 'going')).toHaveLength(30);
	await t.drain();
	const told = t.mails.filter(({ kind }) => kind === 'registration-seat-freed').map(({ toAddress }) => toAddress);
	expect(told.sort()).toEqual(house.waiting.slice(0, 20).map(({ email }) => email).sort());
});

/** A full house of thirty and an empty queue: some leave while others ask. How many are going and wait in the end. */
async function swap(asking: number, leaving: number): Promise<{ going: number; waitlisted: number }> {
	const { id } = await makeGathering(t, home.id, { capacity: 30 });
	const going = people.slice(0, 30);
	const newcomers = people.slice(30, 30 + asking);
	for (const one of going) await makeRegistration(t, id, one.id, 'going');
	const each = asking / leaving;
	await Promise.allSettled(
		newcomers.flatMap(({ accountId }, n) => [
			t.as(accountId).gather.registration.register({ gatheringId: id }),
			...(n % each === 0 ? [t.as(going[n / each]!.accountId).gather.registration.cancel({ gatheringId: id })] : [])
		])
	);
	const statuses = [...(await statusesOf(id)).values()];
	const count = (status: string) => statuses.filter((one) => one === status).length;
	return { going: count('going'), waitlisted: count('waitlisted') };
}

test('no seat stays free while somebody waits, however people come and go', async () => {
	expect(await swap(60, 15)).toEqual({ going: 30, waitlisted: 45 });
});

test('positive control: with the row lock off a seat stays free while somebody waits, or somebody meets a fault', async () => {
	const { db } = t.kernel.database;
	// Whoever is to wait takes a moment to be written, and all have a connection at once, so that nobody comes later
	// to take the seat: what the lock forbids has the time to happen.
	await db.execute(sql`
		create function gather.linger() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return new; end $$`);
	await db.execute(
		sql`create trigger linger before insert on gather.registration for each row when (new.status = 'waitlisted') execute function gather.linger()`
	);
	expect(await swap(9, 9)).toEqual({ going: 30, waitlisted: 0 });
	t.kernel.log.level = 'silent';
	// At the first time it shows, the proof is there.
	const whole = { going: 30, waitlisted: 0 };
	let end = whole;
	await withoutRowLocks(async () => {
		const until = Date.now() + 30_000;
		while (end.going === whole.going && end.waitlisted === whole.waitlisted && Date.now() < until) end = await swap(9, 9);
	});
	t.kernel.log.level = 'error';
	await db.execute(sql`drop trigger linger on gather.registration`);
	expect(end).not.toEqual(whole);
});

test('approving many at once from several browsers never oversells', async () => {
	const organiser = await makePerson(t, home.id, { role: 'organiser' });
	const { id } = await makeGathering(t, home.id, { capacity: 10, approvalRequired: true });
	const ids: string[] = [];
	for (const one of people.slice(0, 40)) ids.push((await makeRegistration(t, id, one.id, 'pending')).id);
	const api = t.as(organiser.accountId).gather.guestList;
	await Promise.all(
		[0, 1, 2, 3].map((n) =>
			api.answer({ gatheringId: id, registrationIds: ids.slice(n * 5, n * 5 + 25), answer: 'approve' })
		)
	);
	const { rows } = await t.kernel.database.db.execute(
		sql`select status, count(*)::int from gather.registration where gathering_id = ${id} group by 1 order by 1`
	);
	expect(rows).toEqual([
		{ status: 'going', count: 10 },
		{ status: 'waitlisted', count: 30 }
	]);
});
