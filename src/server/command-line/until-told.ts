import { starterDied } from './starter.ts';

/**
 * Waits for Ctrl-C or SIGTERM, or for the end of the npm that started this, then stops; a second signal, or half
 * a minute of stopping, ends the process at once.
 */
export async function untilTold(stop: () => Promise<void>): Promise<void> {
	const signal = await new Promise<NodeJS.Signals>((told) => {
		for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => told(name));
		void starterDied().then(() => told('SIGHUP'));
	});
	console.log(signal === 'SIGINT' ? '\nStopping…' : 'Stopping…');
	for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1));
	setTimeout(() => process.exit(1), 30_000).unref();
	await stop();
	process.exit(0);
}
