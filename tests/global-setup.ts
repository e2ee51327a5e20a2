import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { readConfig } from '#server/kernel/config.ts';
import { migrate } from '#server/kernel/database.ts';
import { openKernel } from '#server/kernel/kernel.ts';
import { startPostgres } from '#server/kernel/postgres/postgres.ts';

declare module 'vitest' {
	interface ProvidedContext {
		/** Address of the database every test's own database is cloned from. */
		template: string;
	}
}

/** One real PostgreSQL without fsync for the whole run, migrated once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const dataDir = mkdtempSync(join(tmpdir(), 'gerbang-test-'));
	const server = await startPostgres({ dataDir: join(dataDir, 'postgres'), durable: false, settings: { max_connections: '200' } });
	await migrate(server.url);
	// The job queue's own tables belong to the template too.
	const kernel = await openKernel({ config: readConfig({ LOG_LEVEL: 'error' }), databaseUrl: server.url, serves: false });
	await kernel.close();
	project.provide('template', server.url);
	return async () => {
		await server.stop();
		rmSync(dataDir, { recursive: true, force: true });
	};
}
