import { join } from 'node:path';
import { wireJobs } from './app.ts';
import { handOver } from './handover.ts';
import { ensureOwnerLink } from './gate/setup/commands.ts';
import { readConfig, type Config } from './kernel/config.ts';
import { migrate } from './kernel/database.ts';
import { openKernel, type Kernel } from './kernel/kernel.ts';
import { reachPostgres, startPostgres } from './kernel/postgres/postgres.ts';
import { openProduct, type Product } from './transport.ts';

/** A product that runs in this process. */
export interface Running {
	config: Config;
	kernel: Kernel;
	product: Product;
	/** While nobody owns this installation: a fresh one-time link that makes its holder the owner; else null. */
	ownerLink(): Promise<string | null>;
	/** Ends jobs, connections, and the embedded database where there is one. */
	stop(): Promise<void>;
}

/** The database this configuration means: the operator's, or the embedded one, started here. */
export async function startDatabase(config: Config): Promise<{ url: string; stop(): Promise<void> }> {
	if (config.databaseUrl) return { url: config.databaseUrl, stop: async () => {} };
	return startPostgres({ dataDir: join(config.dataDir, 'postgres'), log: console.error });
}

/** The database for a command that may run beside a running Gerbang: that one's, or else one started for the moment. */
export async function reachDatabase(config: Config): Promise<{ url: string; stop(): Promise<void> }> {
	if (config.databaseUrl) return { url: config.databaseUrl, stop: async () => {} };
	return reachPostgres({ dataDir: join(config.dataDir, 'postgres'), log: console.error });
}

/**
 * Starts everything behind the web server: database, migrations, jobs; hands the product to the faces.
 * Errors: `ConfigRefusal` and `PostgresRefusal`, whose message is one sentence for the operator.
 */
export async function startProduct(options: {
	config?: Config;
	/** Whether background jobs run in this process. */
	worker: boolean;
	/** True for a command that may run beside a running Gerbang, on its database. */
	beside?: boolean;
	/** Done once the database is this process's, before anything runs on it. */
	prepare?: () => Promise<void>;
}): Promise<Running> {
	const config = options.config ?? readConfig(process.env);
	const database = await (options.beside ? reachDatabase : startDatabase)(config);
	try {
		await options.prepare?.();
		await migrate(database.url);
		const kernel = await openKernel({ config, databaseUrl: database.url });
		wireJobs(kernel);
		if (options.worker) await kernel.jobs.work();
		const product = openProduct(kernel);
		handOver(product);
		return {
			config,
			kernel,
			product,
			ownerLink: () => kernel.database.transaction((tx) => ensureOwnerLink({ kernel, db: tx, now: kernel.clock.now() })),
			async stop() {
				await kernel.close();
				await database.stop();
			}
		};
	} catch (error) {
		await database.stop();
		throw error;
	}
}
