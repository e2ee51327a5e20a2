// `npm run bench [name…]`: what is claimed about speed, each measured beside a peer in the same run.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';

const here = import.meta.dirname;
const all = globSync('*.ts', { cwd: here })
	.map((file) => basename(file, '.ts'))
	.filter((name) => name !== 'main' && !name.startsWith('part-'))
	.sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !existsSync(join(here, `${name}.ts`)));
if (unknown.length) {
	console.error(`There is no bench "${unknown[0]}". There are: ${all.join(', ')}.`);
	process.exit(1);
}
console.log(`Node ${process.version} on ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}. Read ratios, not times: machines differ.\n`);
let failed = 0;
for (const name of wanted.length ? wanted : all) {
	console.log(`── ${name}`);
	const { status } = spawnSync(process.execPath, [join(here, `${name}.ts`)], { stdio: 'inherit' });
	if (status !== 0) failed++;
	console.log();
}
process.exit(failed ? 1 : 0);
