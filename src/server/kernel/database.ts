import { fileURLToPath } from 'node:url';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate as migrateDrizzle } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

/** The database as queries read it. A transaction is one too. */
export type Db = Pick<
	NodePgDatabase,
	'select' | 'selectDistinct' | 'selectDistinctOn' | '$with' | 'with' | '$count' | 'execute'
>;

declare const open: unique symbol;

/**
 * An open transaction: what commands write through. Its type is demanded by `enqueue` and `notify`, so
 * that a job or a live notice can never leave before, or without, the row it speaks of.
 */
export type Tx = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0] & {
	readonly [open]?: true;
};

export interface Database {
	db: NodePgDatabase;
	pool: pg.Pool;
	/** Runs `work` in one transaction; serialization failures and deadlocks are tried again, up to three times. */
	transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
	close(): Promise<void>;
}

const afterCommit = new WeakMap<object, (() => void)[]>();

/** Runs `work` right after `tx` commits, and never if it does not. For live notices only: a crash in between loses it. */
export function onCommit(tx: Tx, work: () => void): void {
	const list = afterCommit.get(tx);
	if (!list) throw new Error('This transaction was not opened by the kernel.');
	list.push(work);
}

// 40001 serialization failure, 40P01 deadlock: PostgreSQL asks to try again.
const tryAgain = new Set(['40001', '40P01']);

/** The SQLSTATE of a database error, looked for under what the query builder wrapped around it. */
export function sqlState(error: unknown): { code: string; constraint: string | undefined } | null {
	for (let e = error as { code?: unknown; constraint?: string; cause?: unknown } | undefined; e; ) {
		if (typeof e.code === 'string' && /^[0-9A-Z]{5}$/.test(e.code)) {
			return { code: e.code, constraint: e.constraint };
		}
		e = e.cause as typeof e;
	}
	return null;
}

/** True if `error` is the breach of the named constraint (unique or exclusion). */
export const breaches = (error: unknown, constraint: string): boolean =>
	sqlState(error)?.constraint === constraint;

export function openDatabase(options: { url: string; pool: number }): Database {
	const pool = new pg.Pool({
		connectionString: options.url,
		max: options.pool,
		application_name: 'gerbang',
		idleTimeoutMillis: 30_000
	});
	// An idle connection that breaks must not end the process; the next query opens another.
	pool.on('error', () => {});
	// Nor one that breaks between two statements of a transaction: its next statement fails.
	pool.on('connect', (client) => client.on('error', () => {}));
	const db = drizzle(pool);
	return {
		db,
		pool,
		async transaction(work) {
			for (let attempt = 1; ; attempt++) {
				const committed: (() => void)[] = [];
				try {
					const result = await db.transaction((tx) => {
						afterCommit.set(tx, committed);
						return work(tx);
					});
					for (const run of committed) run();
					return result;
				} catch (error) {
					if (attempt < 3 && tryAgain.has(sqlState(error)?.code ?? '')) continue;
					throw error;
				}
			}
		},
		close: () => pool.end()
	};
}

const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** Brings the schema up to date. Two processes that start together wait for each other. */
export async function migrate(url: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		await client.query(`select pg_advisory_lock(hashtext('gerbang migrate'))`);
		await migrateDrizzle(drizzle(client), { migrationsFolder, migrationsSchema: 'kernel_migration' });
	} finally {
		await client.end();
	}
}
