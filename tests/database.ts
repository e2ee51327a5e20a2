import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { apiFor, wireJobs, type Api } from '#server/app.ts';
import { readConfig, type Config } from '#server/kernel/config.ts';
import { openKernel, type Kernel } from '#server/kernel/kernel.ts';
import type { Context, Viewer } from '#server/kernel/procedures.ts';
import { mail } from '#server/kernel/tables.ts';
import { openProduct, type Product } from '#server/transport.ts';

const withDatabase = (url: string, name: string) => url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);

async function administer(statement: string): Promise<void> {
	const client = new pg.Client({ connectionString: withDatabase(inject('template'), 'postgres') });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}

/** A database of a test's own, cloned from the migrated template. */
export async function cloneDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
	const name = `t_${randomBytes(6).toString('hex')}`;
	const template = /\/([^/?]*)(\?|$)/.exec(inject('template').replace(/^\w+:\/\//, ''))![1]!;
	await administer(`create database ${name} template ${template} strategy file_copy`);
	return {
		url: withDatabase(inject('template'), name),
		drop: () => administer(`drop database if exists ${name} with (force)`)
	};
}

export type SentMail = typeof mail.$inferSelect;

/** The product on a database of its own, with a clock that can be moved and mail that can be read. */
export interface TestProduct {
	kernel: Kernel;
	product: Product;
	url: string;
	/** Mails that have left, oldest first; `drain()` sends what waits. */
	mails: SentMail[];
	clock: { now(): Date; set(to: Date | string): void; advance(milliseconds: number): void };
	/** The procedures as this account sees them; null: a stranger. */
	as(accountId: string | null, viewer?: Partial<Viewer>): Api;
	/** As `as`, with the context, where what a procedure replies (a cookie) matters. */
	contextAs(accountId: string | null, viewer?: Partial<Viewer>): Context;
	/** Runs the jobs that are due (with `until`: due by then), to the end. */
	drain(until?: Date): Promise<number>;
	close(): Promise<void>;
}

/**
 * Opens the product for tests: `const t = await testProduct()` in `beforeAll`, `await t.close()` in `afterAll`.
 * Everything is real but the clock and the network behind the mail.
 */
export async function testProduct(options: {
	environment?: Record<string, string>;
	/** False: no mail server is configured, letters stay in the outbox. */
	mailLeaves?: boolean;
	/** True where a web server and a worker are to run on it. */
	serves?: boolean;
} = {}): Promise<TestProduct> {
	const database = await cloneDatabase();
	const config: Config = readConfig({
		LOG_LEVEL: 'error',
		ORIGIN: 'http://gerbang.test',
		DATABASE_POOL: '20',
		...options.environment
	});
	let offset = 0;
	const clock = {
		now: () => new Date(Date.now() + offset),
		set: (to: Date | string) => void (offset = new Date(to).getTime() - Date.now()),
		advance: (milliseconds: number) => void (offset += milliseconds)
	};
	const mails: SentMail[] = [];
	const kernel = await openKernel({
		config,
		databaseUrl: database.url,
		clock,
		...((options.mailLeaves ?? true) && {
			mailTransport: { send: async (letter: SentMail) => void mails.push(letter) }
		}),
		serves: options.serves ?? false
	});
	wireJobs(kernel);
	const contextAs = (accountId: string | null, viewer: Partial<Viewer> = {}): Context => ({
		kernel,
		viewer: { accountId, signInId: null, locale: 'en', address: '127.0.0.1', userAgent: null, ...viewer },
		reply: {}
	});
	return {
		kernel,
		product: openProduct(kernel),
		url: database.url,
		mails,
		clock,
		contextAs,
		as: (accountId, viewer) => apiFor(contextAs(accountId, viewer)),
		drain: (until) => kernel.jobs.drain(until),
		async close() {
			await kernel.close();
			await database.drop();
		}
	};
}
