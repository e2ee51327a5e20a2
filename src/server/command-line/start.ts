import { defineCommand } from 'citty';
import { readConfig } from '../kernel/config.ts';
import { startProduct } from '../start.ts';
import { openWeb } from '../web.ts';
import { buildIfNeeded } from './build.ts';
import { refusing } from './refusing.ts';
import { untilTold } from './until-told.ts';

export const start = defineCommand({
	meta: { name: 'start', description: 'Start Gerbang: database, web server and background jobs.' },
	run: () =>
		refusing(async () => {
			const config = readConfig(process.env);
			// Not before the directory is claimed: a second start must not build under the pages the first one serves.
			const running = await startProduct({ config, worker: config.worker, prepare: buildIfNeeded });
			const web = await openWeb(running.product).catch(async (error) => {
				await running.stop();
				throw error;
			});
			console.log(`Gerbang is open at ${web.address}`);
			const ownerLink = await running.ownerLink();
			if (ownerLink) console.log(`Nobody owns it yet. Open this once to become its owner: ${ownerLink}`);
			await untilTold(async () => {
				await web.close();
				await running.stop();
			});
		})
});
