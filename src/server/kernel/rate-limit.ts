import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import pg from 'pg';
import { failCommon } from './errors.ts';

/** How often something may be done: `points` times in `seconds`. */
export interface Limit {
	name: string;
	points: number;
	seconds: number;
}

export interface RateLimits {
	/** Counts one use by `key`. Refuses with TOO_MANY past the limit. Kept in the database: holds across processes and restarts. */
	use(limit: Limit, key: string): Promise<void>;
	/** Forgets what `key` used, after a success. */
	forget(limit: Limit, key: string): Promise<void>;
	close(): Promise<void>;
}

/**
 * Counts on connections of their own, which do not wait for the disk: every process sees a use at once, a restart
 * forgets none, and a machine that loses its power forgets those of the last second.
 */
export function openRateLimits(url: string): RateLimits {
	const pool = new pg.Pool({
		connectionString: url,
		max: 2,
		application_name: 'gerbang limits',
		options: '-c synchronous_commit=off',
		idleTimeoutMillis: 10_000
	});
	pool.on('error', () => {});
	const limiters = new Map<string, RateLimiterPostgres>();
	const limiter = (limit: Limit) => {
		let made = limiters.get(limit.name);
		if (!made) {
			made = new RateLimiterPostgres({
				storeClient: pool,
				storeType: 'pool',
				schemaName: 'kernel',
				tableName: 'rate_limit',
				tableCreated: true,
				keyPrefix: limit.name,
				points: limit.points,
				duration: limit.seconds,
				clearExpiredByTimeout: false
			});
			limiters.set(limit.name, made);
		}
		return made;
	};
	return {
		async use(limit, key) {
			try {
				await limiter(limit).consume(key);
			} catch (refused) {
				if (!(refused instanceof RateLimiterRes)) throw refused;
				failCommon('TOO_MANY', { seconds: Math.ceil(refused.msBeforeNext / 1000) });
			}
		},
		async forget(limit, key) {
			await limiter(limit).delete(key);
		},
		close: () => pool.end()
	};
}
