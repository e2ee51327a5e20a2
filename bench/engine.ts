// `npm run bench:engine [family…] [-- --data DIR --only PATTERN --limit S --peers clingo,highs]`: the engine on
// instances nobody here made, beside reference solvers in the same run. Times are processor seconds.
import { parseArgs } from 'node:util';

const families: Record<string, () => Promise<{ bench: (options: EngineBenchOptions) => Promise<void> }>> = {
	schedule: () => import('./part-schedule.ts'),
	suggest: () => import('./part-suggest.ts')
};

export interface EngineBenchOptions {
	/** Folder of the published instances of the family. */
	data: string | undefined;
	/** Only instances whose name matches. */
	only: RegExp;
	/** Seconds for ours and for each peer. */
	limit: number;
	peerLimit: number;
	peers: string[];
	seed: number;
}

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		data: { type: 'string' },
		only: { type: 'string', default: '.' },
		limit: { type: 'string', default: '60' },
		'peer-limit': { type: 'string', default: '20' },
		peers: { type: 'string', default: 'clingo,highs' },
		seed: { type: 'string', default: '1' }
	}
});
for (const name of positionals.length ? positionals : Object.keys(families)) {
	const load = families[name];
	if (!load) {
		console.error(`The engine has no family "${name}". There are: ${Object.keys(families).join(', ')}.`);
		process.exit(1);
	}
	console.log(`== ${name}`);
	const { bench } = await load();
	await bench({
		data: values.data,
		only: new RegExp(values.only),
		limit: Number(values.limit),
		peerLimit: Number(values['peer-limit']),
		peers: values.peers.split(',').filter(Boolean),
		seed: Number(values.seed)
	});
}
process.exit(process.exitCode ?? 0);
