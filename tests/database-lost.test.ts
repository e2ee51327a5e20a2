import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openNotices, type Notice } from '#server/kernel/notices.ts';
import { testProduct, type TestProduct } from './database.ts';

let t: TestProduct;
beforeEach(async () => void (t = await testProduct({ serves: true })));
afterEach(() => t?.close());

/** Ends the connections of this name from outside, as the death of the database does. */
async function cut(name: string): Promise<number> {
	const client = new pg.Client({ connectionString: t.url });
	await client.connect();
	try {
		const { rows } = await client.query(
			`select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database() and pid <> pg_backend_pid()`,
			[name]
		);
		return rows.length;
	} finally {
		await client.end();
	}
}

test('a connection lost between two statements of a transaction fails that transaction, and nothing else', async () => {
	const { database } = t.kernel;
	await expect(
		database.transaction(async (tx) => {
			await tx.execute(sql`select 1`);
			expect(await cut('gerbang')).toBeGreaterThan(0);
			await new Promise((passed) => setTimeout(passed, 200));
			await tx.execute(sql`select 1`);
		})
	).rejects.toThrow();
	expect((await database.db.execute(sql`select 2 as n`)).rows).toEqual([{ n: 2 }]);
});

test('a process that only listens hears the notices of others again after its connection was lost', async () => {
	const heard: Notice[] = [];
	t.kernel.notices.listen('person:x', (notice) => heard.push(notice));
	const other = await openNotices(t.url, true);
	try {
		const say = (id: string) =>
			t.kernel.database.transaction(async (tx) => other.notify(tx, { topic: 'person:x', kind: 'meeting', id }));
		await say('before');
		await vi.waitFor(() => expect(heard.map(({ id }) => id)).toEqual(['before']), 5000);
		expect(await cut('gerbang notices')).toBe(2);
		await vi.waitFor(
			async () => {
				await say('after');
				await new Promise((passed) => setTimeout(passed, 200));
				expect(heard.map(({ id }) => id)).toContain('after');
			},
			{ timeout: 15_000, interval: 300 }
		);
	} finally {
		await other.close();
	}
});
