import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testProduct, type TestProduct } from './database.ts';
import { makeGathering, makeOrganisation } from './factories.ts';

let t: TestProduct;
beforeAll(async () => {
	t = await testProduct();
});
afterAll(() => t?.close());

test('a stranger whose spoken code is somebody’s already gets another one, and is registered once', async () => {
	const { db } = t.kernel.database;
	const home = await makeOrganisation(t);
	const { id } = await makeGathering(t, home.id, { capacity: 5 });
	// The next two codes that are drawn are the same.
	await db.execute(sql`create sequence drawn`);
	await db.execute(sql`
		create function draw() returns trigger language plpgsql as $$ begin
			if nextval('drawn') <= 2 then new.ticket_code := 'AAAAAA'; end if; return new;
		end $$`);
	await db.execute(sql`create trigger draw before insert on gather.registration for each row execute function draw()`);
	for (const phone of ['+6281200000001', '+6281200000002']) {
		const answer = await t.as(null).gather.registration.register({ gatheringId: id, name: 'Sri', phone });
		expect(answer.status).toBe('going');
	}
	const { rows } = await db.execute<{ ticket_code: string }>(
		sql`select ticket_code from gather.registration where gathering_id = ${id}`
	);
	expect(rows.map((row) => row.ticket_code === 'AAAAAA').sort()).toEqual([false, true]);
	expect((await db.execute(sql`select id from gate.person where organisation_id = ${home.id} and phone is not null`)).rows).toHaveLength(2);
	expect((await db.execute(sql`select last_value::int from drawn`)).rows).toEqual([{ last_value: 3 }]);
});
