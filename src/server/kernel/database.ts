import type { Socket } from 'node:net';
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
const underWay = new WeakMap<object, Promise<unknown>[]>();

/**
 * Sends a write whose answer its command does not need, without waiting for it: statements of one transaction are
 * answered in the order in which they were sent, the commit is sent only when all are answered, and one that failed
 * fails the transaction. Waits all the same in a transaction within a transaction, whose errors somebody may expect.
 * Not for a write that may be refused by a constraint the command knows.
 */
export async function sendAhead(tx: Tx, write: PromiseLike<unknown>): Promise<void> {
	const list = underWay.get(tx);
	if (!list) return void (await write);
	const sent = Promise.resolve(write);
	sent.catch(() => {});
	list.push(sent);
}

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

/** What transactions ask again and again, by its text: the name under which each connection keeps it parsed. */
const kept = new Map<string, string>();
const mostKept = 120;

/**
 * Connections that send what is asked in one turn of the event loop in one write, and wait for no answer in between.
 * `begin` is one of those: its answer is awaited with that of the first statement behind it, which by rule reads
 * (a command begins with its access call). What is asked inside a transaction is parsed once a connection. Not so
 * outside: there are the searches, whose best plan hangs on what is sought.
 */
function pipelined(pool: pg.Pool): pg.Pool {
	pool.on('connect', (client) => {
		const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
		const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
		let begun: Promise<unknown> | null = null;
		let isInside = false;
		client.query = ((...args: unknown[]) => {
			stream.cork();
			process.nextTick(() => stream.uncork());
			const asked = args[0] as string | { text?: string; name?: string };
			const text = typeof asked === 'string' ? asked : asked.text;
			if (text === 'begin') {
				isInside = true;
				begun = query(...args);
				begun.catch(() => {});
				return Promise.resolve(nothing);
			}
			if (text === 'commit' || text === 'rollback') isInside = false;
			if (isInside && typeof asked === 'object' && text && !asked.name && args[1] !== undefined) {
				let name = kept.get(text);
				if (!name && kept.size < mostKept && /^\s*(insert|update|select)/i.test(text)) {
					kept.set(text, (name = `k${kept.size}`));
				}
				if (name) args[0] = { ...asked, name };
			}
			const answer = query(...args);
			if (!begun) return answer;
			const both = Promise.all([answer, begun]).then(([answered]) => answered);
			begun = null;
			return both;
		}) as typeof client.query;
	});
	return pool;
}

const nothing = { command: 'BEGIN', rowCount: null, oid: 0, fields: [], rows: [] };

export function openDatabase(options: { url: string; pool: number }): Database {
	const pool = pipelined(
		new pg.Pool({
			connectionString: options.url,
			max: options.pool,
			application_name: 'gerbang',
			idleTimeoutMillis: 30_000,
			pipeline: true
		} as pg.PoolConfig)
	);
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
				const sent: Promise<unknown>[] = [];
				try {
					const result = await db.transaction(async (tx) => {
						afterCommit.set(tx, committed);
						underWay.set(tx, sent);
						try {
							const done = await work(tx);
							await Promise.all(sent);
							return done;
						} catch (error) {
							// What was sent ahead and failed is why what came behind it did.
							for (const one of await Promise.allSettled(sent)) if (one.status === 'rejected') throw one.reason;
							throw error;
						}
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
