import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testProduct, type TestProduct } from '../database.ts';
import {
	makeGathering,
	makeHost,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeOrganisation,
	type MadePerson
} from '../factories.ts';
import { withoutRowLocks } from '../unlocked.ts';

const doors = 50;

let t: TestProduct;
let home: MadeOrganisation;
const keepers: MadePerson[] = [];
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
	for (let n = 0; n < 5; n++) keepers.push(await makePerson(t, home.id, { name: `Penjaga ${n}` }));
});
afterAll(() => t?.close());

/** A gathering with five doorkeepers, and somebody with a ticket. */
async function atTheDoor() {
	const { id, slug } = await makeGathering(t, home.id);
	for (const keeper of keepers) await makeHost(t, id, keeper.id, 'door');
	const guest = await makePerson(t, home.id, { name: 'Sari Dewi' });
	await makeRegistration(t, id, guest.id);
	const { qr } = await t.as(guest.accountId).gather.registration.ticket({ organisation: home.slug, gathering: slug });
	return { gatheringId: id, ticket: qr! };
}

const scan = (one: { gatheringId: string; ticket: string }) =>
	Promise.allSettled(
		Array.from({ length: doors }, (_, n) =>
			t.as(keepers[n % keepers.length]!.accountId).gather.door.checkIn({ ...one, key: crypto.randomUUID() })
		)
	);

const standing = async (gatheringId: string) => {
	const { rows } = await t.kernel.database.db.execute<{ count: number }>(sql`
		select count(*)::int from gather.check_in c join gather.registration r on r.id = c.registration_id
		where r.gathering_id = ${gatheringId} and c.undone_at is null`);
	return rows[0]!.count;
};

test(`${doors} doors scan one ticket at once: one lets in, ${doors - 1} say when and by whom`, async () => {
	const one = await atTheDoor();
	const answers = (await scan(one)).map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason));
	expect(answers.filter(({ reason, light }) => reason === 'in' && light === 'green')).toHaveLength(1);
	const others = answers.filter(({ reason }) => reason === 'already_in');
	expect(others).toHaveLength(doors - 1);
	for (const { light, checkIn, guest } of others) {
		expect(light).toBe('amber');
		expect(guest.name).toBe('Sari Dewi');
		expect(checkIn).toMatchObject({ at: expect.any(Date), by: expect.stringMatching(/^Penjaga/), via: 'scan' });
	}
	expect(await standing(one.gatheringId)).toBe(1);
});

test('one passing that is sent ten times (a phone on bad network) is one passing, and green each time', async () => {
	const one = await atTheDoor();
	const key = crypto.randomUUID();
	const answers = await Promise.all(
		Array.from({ length: 10 }, () => t.as(keepers[0]!.accountId).gather.door.checkIn({ ...one, key }))
	);
	expect(new Set(answers.map(({ reason }) => reason))).toEqual(new Set(['in']));
	expect(await standing(one.gatheringId)).toBe(1);
});

test('positive control: with the row lock off and the unique index gone, several doors let the same ticket in', async () => {
	const { db } = t.kernel.database;
	await db.execute(sql`drop index gather.check_in_once`);
	const one = await atTheDoor();
	await withoutRowLocks(() => scan(one));
	expect(await standing(one.gatheringId)).toBeGreaterThan(1);
});
