import { sql } from 'drizzle-orm';
import { PgBoss, fromDrizzle } from 'pg-boss';
import type { Tx } from './database.ts';
import type { Log } from './log.ts';

declare const payload: unique symbol;

/** A kind of background job; its data is ids only, and it is safe to run twice. */
export interface Job<Data extends Record<string, string | number | null>> {
	readonly name: string;
	readonly retries: number;
	readonly [payload]?: Data;
}

/** Declares a kind of job, e.g. `defineJob<{ registrationId: string }>('registration.tell-status')`. */
export function defineJob<Data extends Record<string, string | number | null>>(
	name: string,
	options: { retries?: number } = {}
): Job<Data> {
	return { name, retries: options.retries ?? 5 };
}

interface Envelope {
	job: string;
	data: Record<string, string | number | null>;
}

export interface Jobs {
	/**
	 * Leaves a job for later, in the transaction: it exists if and only if the transaction commits.
	 * `startAfter`: not before this instant. `once`: while a job with this key waits, another is not added.
	 */
	enqueue<Data extends Record<string, string | number | null>>(
		tx: Tx,
		job: Job<Data>,
		data: Data,
		options?: { startAfter?: Date; once?: string }
	): Promise<void>;
	/** Names the function that runs a kind of job. Wired in `app.ts` only. */
	handle<Data extends Record<string, string | number | null>>(
		job: Job<Data>,
		run: (data: Data) => Promise<void>
	): void;
	/** Begins to run jobs in this process. */
	work(): Promise<void>;
	/** Runs what is due, to the end, in this call; for tests and `gerbang demo`. With `until`, also what is due by then. Throws what a job throws. */
	drain(until?: Date): Promise<number>;
	stop(): Promise<void>;
}

const queue = 'gerbang';

export async function openJobs(options: { url: string; log: Log; supervise: boolean }): Promise<Jobs> {
	const boss = new PgBoss({
		connectionString: options.url,
		max: 3,
		application_name: 'gerbang jobs',
		supervise: options.supervise,
		schedule: false
	});
	boss.on('error', (error) => options.log.error({ error }, 'jobs'));
	await boss.start();
	await boss.createQueue(queue, { retryBackoff: true, retryDelay: 10, expireInSeconds: 600 });
	const handlers = new Map<string, (data: never) => Promise<void>>();

	async function run({ job, data }: Envelope) {
		const handler = handlers.get(job);
		if (!handler) throw new Error(`No handler is wired for the job ${job}.`);
		await handler(data as never);
	}

	return {
		async enqueue(tx, job, data, { startAfter, once } = {}) {
			await boss.send(queue, { job: job.name, data } satisfies Envelope, {
				db: fromDrizzle(tx, sql),
				retryLimit: job.retries,
				...(startAfter && { startAfter }),
				...(once && { singletonKey: `${job.name}:${once}` })
			});
		},
		handle(job, handler) {
			handlers.set(job.name, handler as (data: never) => Promise<void>);
		},
		async work() {
			await boss.work<Envelope>(queue, { pollingIntervalSeconds: 1, batchSize: 1 }, async ([job]) => {
				try {
					await run(job!.data);
				} catch (error) {
					options.log.error({ error, job: job!.data.job, jobId: job!.id }, 'a job failed');
					throw error;
				}
			});
		},
		async drain(until) {
			let count = 0;
			const db = boss.getDb();
			for (;;) {
				if (until) {
					await db.executeSql(
						`update pgboss.job set start_after = now() where name = $1 and state < 'active' and start_after > now() and start_after <= $2`,
						[queue, until.toISOString()]
					);
				}
				const jobs = await boss.fetch<Envelope>(queue, { batchSize: 50 });
				if (!jobs.length) return count;
				for (const job of jobs) {
					await run(job.data);
					await boss.complete(queue, job.id);
					count++;
				}
			}
		},
		stop: () => boss.stop({ graceful: true, timeout: 5000 })
	};
}
