import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { account } from '#server/gate/account/tables.ts';
import { onCommit, sendAhead, sqlState } from '#server/kernel/database.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import { testProduct, type TestProduct } from './database.ts';

let t: TestProduct;
beforeAll(async () => {
	t = await testProduct();
});
afterAll(() => t?.close());

const count = async (id: string) => t.kernel.database.db.$count(account, sql`${account.id} = ${id}`);

test('what was sent ahead is there after the commit, in the order in which it was sent', async () => {
	const id = uuidv7();
	const seen = await t.kernel.database.transaction(async (tx) => {
		await sendAhead(tx, tx.insert(account).values({ id, locale: 'id' }));
		await sendAhead(tx, tx.update(account).set({ locale: 'en' }).where(sql`${account.id} = ${id}`));
		const [row] = await tx.select().from(account).where(sql`${account.id} = ${id}`);
		return row?.locale;
	});
	expect(seen).toBe('en');
	expect(await count(id)).toBe(1);
});

test('a write sent ahead that fails undoes everything, says why itself, and no notice leaves', async () => {
	const id = uuidv7();
	const told = vi.fn();
	const failing = t.kernel.database.transaction(async (tx) => {
		onCommit(tx, told);
		await sendAhead(tx, tx.insert(account).values({ id }));
		await sendAhead(tx, tx.insert(account).values({ id }));
		// Answered "the transaction is aborted", which is not the reason.
		await tx.select().from(account).limit(1);
	});
	const error = await failing.then(() => null, sqlState);
	expect(error).toEqual({ code: '23505', constraint: 'account_pkey' });
	expect(told).not.toHaveBeenCalled();
	expect(await count(id)).toBe(0);
});

test('the last write sent ahead is answered before the caller is', async () => {
	const id = uuidv7();
	const failing = t.kernel.database.transaction(async (tx) => {
		await sendAhead(tx, tx.insert(account).values({ id }));
		await sendAhead(tx, tx.execute(sql`select 1 / 0`));
		return 'acknowledged';
	});
	expect(await failing.then(String, (error) => sqlState(error)?.code)).toBe('22012');
	expect(await count(id)).toBe(0);
});

test('in a transaction within a transaction nothing is sent ahead: its error is expected there', async () => {
	const id = uuidv7();
	await t.kernel.database.transaction(async (tx) => {
		await sendAhead(tx, tx.insert(account).values({ id }));
		await tx
			.transaction((inner) => sendAhead(inner, inner.insert(account).values({ id })))
			.catch((error) => expect(sqlState(error)?.code).toBe('23505'));
	});
	expect(await count(id)).toBe(1);
});

test('a connection is whole again after a transaction that failed', async () => {
	for (let n = 0; n < 30; n++) {
		const id = uuidv7();
		await t.kernel.database
			.transaction(async (tx) => {
				await sendAhead(tx, tx.insert(account).values({ id }));
				throw new Error('no');
			})
			.catch(() => {});
		expect(await count(id)).toBe(0);
	}
	const { rows } = await t.kernel.database.db.execute<{ n: number }>(sql`
		select count(*)::int as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`);
	expect(rows[0]!.n).toBe(0);
});
