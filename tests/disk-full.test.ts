import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registration } from '#server/gather/registration/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeGathering, makeOrganisation } from './factories.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());

test('where the disk is full nothing is half-written, and the caller hears what to do', async () => {
	const { db } = t.kernel.database;
	const home = await makeOrganisation(t);
	const gathering = await makeGathering(t, home.id, {});
	const register = () =>
		t.as(null).gather.registration.register({ gatheringId: gathering.id, name: 'Penuh', email: 'penuh@contoh.id' });
	// What PostgreSQL says when it cannot extend a table.
	await db.execute(sql`create function full_disk() returns trigger language plpgsql as
		$$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`);
	await db.execute(sql`create trigger full_disk before insert on gather.registration for each row execute function full_disk()`);
	t.kernel.log.level = 'silent';
	await expect(register()).rejects.toMatchObject({ code: 'DISK_FULL', status: 503, message: expect.stringContaining('no room left') });
	t.kernel.log.level = 'error';
	const { rows } = await db.execute(sql`select 1 from gate.person where email = 'penuh@contoh.id'`);
	expect(rows).toEqual([]);
	await db.execute(sql`drop trigger full_disk on gather.registration`);
	await register();
	expect(await db.select().from(registration)).toMatchObject([{ status: 'going' }]);
});
