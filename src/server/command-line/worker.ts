import { defineCommand } from 'citty';
import { ConfigRefusal, readConfig } from '../kernel/config.ts';
import { startProduct } from '../start.ts';
import { refusing } from './refusing.ts';
import { untilTold } from './until-told.ts';

export const worker = defineCommand({
	meta: {
		name: 'worker',
		description:
			'Run background jobs alone, beside a web process started with WORKER=0. Needs DATABASE_URL.'
	},
	run: () =>
		refusing(async () => {
			const config = readConfig(process.env);
			if (!config.databaseUrl) {
				throw new ConfigRefusal(
					'A worker of its own needs DATABASE_URL: the embedded database belongs to the process that serves the pages. Without it, "npm start" runs the jobs too.'
				);
			}
			const running = await startProduct({ config, worker: true });
			console.log('Gerbang works in the background.');
			await untilTold(() => running.stop());
		})
});
