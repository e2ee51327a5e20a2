import { sql } from 'drizzle-orm';
import { PgBoss, fromDrizzle } from 'pg-boss';
import { sendAhead, type Tx } from './database.ts';
import type { Log } from './log.ts';

declare const payload: unique symbol;

/** Where a job waits its turn: what waits for other people's servers, or computes for long, must not keep the rest waiting. */
export type Lane = 'own' | 'network' | 'long';

/** A kind of background job; its data is ids only, and it is safe to run twice. */
export interface Job<Data extends Record<string, string | number | null>> {
	readonly name: string;
	readonly retries: number;
	readonly lane: Lane;
	readonly [payload]?: Data;
}

/** Declares a kind of job, e.g. `defineJob<{ registrationId: string }>('registration.tell-status')`. */
export function defineJob<Data extends Record<string, string | number | null>>(
	name: string,
	options: { retries?: number; lane?: Lane } = {}
): Job<Data> {
	return { name, retries: options.retries ?? 5, lane: options.lane ?? 'own' };
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
	/** Names the function that runs a kind of job; `ending` says that this process stops. Wired in `app.ts` only. */
	handle<Data extends Record<string, string | number | null>>(
		job: Job<Data>,
		run: (data: Data, ending: AbortSignal) => Promise<void>
	): void;
	/** Begins to run jobs in this process. */
	work(): Promise<void>;
	/** Runs what is due, to the end, in this call; for tests and `gerbang demo`. With `until`, also what is due by then. Throws what a job throws. */
	drain(until?: Date): Promise<number>;
	stop(): Promise<void>;
}

const queues: Record<Lane, string> = { own: 'gerbang', network: 'gerbang-network', long: 'gerbang-long' };

/** How many jobs of a lane run in one process at once: `workers` take `batch` each, and go on at once while there are more. */
const pace: Record<Lane, { workers: number; batch: number }> = {
	own: { workers: 2, batch: 2 },
	network: { workers: 1, batch: 5 },
	long: { workers: 1, batch: 1 }
};

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
	for (const queue of Object.values(queues)) {
		await boss.createQueue(queue, { retryBackoff: true, retryDelay: 10, retryDelayMax: 7200, expireInSeconds: 600 });
	}
	const handlers = new Map<string, (data: never, ending: AbortSignal) => Promise<void>>();
	const ending = new AbortController();

	async function run({ job, data }: Envelope) {
		const handler = handlers.get(job);
		if (!handler) throw new Error(`No handler is wired for the job ${job}.`);
		await handler(data as never, ending.signal);
	}

	/** Whether a job with this key waits already; of two who ask at once the second sees the first's. */
	async function waits(tx: Tx, queue: string, key: string): Promise<boolean> {
		await tx.execute(sql`select pg_advisory_xact_lock(hashtext('gerbang job'), hashtext(${key}))`);
		const { rowCount } = await tx.execute(
			sql`select 1 from pgboss.job where name = ${queue} and state < 'active' and singleton_key = ${key} limit 1`
		);
		return Boolean(rowCount);
	}

	return {
		async enqueue(tx, job, data, { startAfter, once } = {}) {
			const queue = queues[job.lane];
			const key = once && `${job.name}:${once}`;
			if (key && (await waits(tx, queue, key))) return;
			const sent = boss.send(queue, { job: job.name, data } satisfies Envelope, {
				db: fromDrizzle(tx, sql),
				retryLimit: job.retries,
				...(startAfter && { startAfter }),
				...(key && { singletonKey: key })
			});
			// Whoever asks for the same job next must find this one.
			await (key ? sent : sendAhead(tx, sent));
		},
		handle(job, handler) {
			handlers.set(job.name, handler as (data: never, ending: AbortSignal) => Promise<void>);
		},
		async work() {
			for (const lane of Object.keys(queues) as Lane[]) {
				const { workers, batch } = pace[lane];
				await boss.work(
					queues[lane],
					{
						pollingIntervalSeconds: 1,
						localConcurrency: workers,
						batchSize: batch,
						burstWhenBatchFull: true,
						perJobResults: true
					},
					(jobs: { id: string; data: Envelope }[]) =>
						Promise.all(
							jobs.map(async ({ id, data }) => {
								try {
									await run(data);
									return { id, status: 'completed' as const };
								} catch (error) {
									options.log.error({ error, job: data.job, jobId: id }, 'a job failed');
									return { id, status: 'failed' as const, output: { message: (error as Error).message } };
								}
							})
						)
				);
			}
		},
		async drain(until) {
			let count = 0;
			const db = boss.getDb();
			for (;;) {
				let found = 0;
				for (const queue of Object.values(queues)) {
					if (until) {
						await db.executeSql(
							`update pgboss.job set start_after = now() where name = $1 and state < 'active' and start_after > now() and start_after <= $2`,
							[queue, until.toISOString()]
						);
					}
					const jobs = await boss.fetch<Envelope>(queue, { batchSize: 50 });
					for (const job of jobs) {
						await run(job.data);
						await boss.complete(queue, job.id);
					}
					found += jobs.length;
				}
				if (!found) return count;
				count += found;
			}
		},
		stop() {
			ending.abort();
			return boss.stop({ graceful: true, timeout: 5000 });
		}
	};
}
