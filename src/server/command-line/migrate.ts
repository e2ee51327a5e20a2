import { defineCommand } from 'citty';
import { readConfig } from '../kernel/config.ts';
import { migrate } from '../kernel/database.ts';
import { reachDatabase } from '../start.ts';
import { refusing } from './refusing.ts';

export const migrateCommand = defineCommand({
	meta: { name: 'migrate', description: 'Bring the database up to date, and stop. (`start` does this too.)' },
	run: () =>
		refusing(async () => {
			const database = await reachDatabase(readConfig(process.env));
			try {
				await migrate(database.url);
				console.log('The database is up to date.');
			} finally {
				await database.stop();
			}
		})
});
