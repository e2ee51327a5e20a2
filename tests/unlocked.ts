import { sql } from 'drizzle-orm';
import { PgSelectQueryBuilderBase } from 'drizzle-orm/pg-core';
import type { TestProduct } from './database.ts';

/**
 * Runs `work` with every `select … for update` of this process turned into a plain select: the positive control
 * of a race test. What the test forbids must then happen, or the test proves nothing.
 */
export async function withoutRowLocks<T>(work: () => Promise<T>): Promise<T> {
	const queries = PgSelectQueryBuilderBase.prototype as unknown as { for: unknown };
	const lock = queries.for;
	queries.for = function (this: unknown) {
		return this;
	};
	try {
		return await work();
	} finally {
		queries.for = lock;
	}
}

/** Holding a name does nothing any more in this database. What then locks in circles is let go at once instead of after a second. */
export async function withoutHolds(t: TestProduct): Promise<void> {
	const { db } = t.kernel.database;
	await db.execute(
		sql`create or replace function connect.hold(names text[]) returns void language sql as 'select'`
	);
	await db.execute(
		sql.raw(
			`do $$ begin execute format('alter database %I set deadlock_timeout = %L', current_database(), '10ms'); end $$`
		)
	);
}
