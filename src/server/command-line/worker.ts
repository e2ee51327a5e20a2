import { defineCommand } from 'citty';
import { startProduct } from '../start.ts';
import { refusing } from './refusing.ts';
import { untilTold } from './until-told.ts';

export const worker = defineCommand({
	meta: {
		name: 'worker',
		description: 'Run background jobs alone, beside a web process started with WORKER=0. Needs DATABASE_URL.'
	},
	run: () =>
		refusing(async () => {
			const running = await startProduct({ worker: true });
			console.log('Gerbang works in the background.');
			await untilTold(() => running.stop());
		})
});
