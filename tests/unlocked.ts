import { PgSelectQueryBuilderBase } from 'drizzle-orm/pg-core';

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
