import { defineCommand } from 'citty';
import { SingleBar, Presets } from 'cli-progress';
import { loadDemo, removeDemo } from '../demo/load.ts';
import { startProduct } from '../start.ts';
import { refusing } from './refusing.ts';

export const demo = defineCommand({
	meta: {
		name: 'demo',
		description: 'Make the demo summit: 600 invented people in 140 companies, two days, from a seed.'
	},
	args: {
		seed: { type: 'string', default: '2026', description: 'Another number, another summit.' },
		remove: { type: 'boolean', default: false, description: 'Remove the demo instead.' }
	},
	run: ({ args }) =>
		refusing(async () => {
			const seed = Number(args.seed);
			if (!Number.isSafeInteger(seed)) {
				console.error(`--seed wants a whole number; ${JSON.stringify(args.seed)} is none.`);
				process.exit(1);
			}
			const running = await startProduct({ worker: false, beside: true });
			try {
				if (args.remove) {
					await removeDemo(running.kernel);
					console.log('The demo is gone.');
					return;
				}
				const bar = new SingleBar({ format: 'The demo {bar} {percentage}%  {eta_formatted} left', hideCursor: true }, Presets.shades_classic);
				let begun = false;
				const made = await loadDemo(running.kernel, {
					seed,
					onProgress(done, of) {
						if (!begun && process.stderr.isTTY) bar.start(of, 0);
						else if (!begun) console.log('Making the demo…');
						begun = true;
						bar.update(done);
					}
				});
				if (begun) bar.stop();
				console.log(
					made.isNew
						? `The demo is at ${running.config.origin}/${made.slug}. Go in at ${running.config.origin}/demo.`
						: `The demo is there already: ${running.config.origin}/demo. Remove it with "gerbang demo --remove".`
				);
			} finally {
				await running.stop();
			}
		})
});
