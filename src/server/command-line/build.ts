import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const mark = `${root}build/.made-from`;

/** What the faces are made from, as one hash: names, sizes and times of their files. */
function madeFrom(): string {
	const hash = createHash('sha256');
	const files = globSync(
		['src/routes/**', 'src/lib/**', 'src/*', 'messages/**', 'static/**', '*.ts', 'package-lock.json'],
		{ cwd: root, exclude: (name) => name.includes('paraglide') }
	).sort();
	for (const file of files) {
		const found = statSync(root + file);
		// A folder's time changes with what the build itself puts there.
		if (!found.isFile()) continue;
		const { size, mtimeMs } = found;
		hash.update(`${file} ${size} ${Math.round(mtimeMs)}\n`);
	}
	return hash.digest('hex');
}

/** Builds the faces if they are not built, or were built from something else. Prints what it does. */
export async function buildIfNeeded(): Promise<void> {
	const now = madeFrom();
	if (existsSync(`${root}build/handler.js`) && existsSync(mark) && readFileSync(mark, 'utf8') === now) return;
	process.stdout.write('Building the pages (once, under a minute)… ');
	let said = '';
	const code = await new Promise<number | null>((done, broke) => {
		const child = spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
			cwd: root,
			stdio: ['ignore', 'pipe', 'pipe'],
			env: { ...process.env, NODE_ENV: 'production' }
		});
		child.stdout.on('data', (part) => (said += part));
		child.stderr.on('data', (part) => (said += part));
		child.on('error', broke);
		child.on('exit', done);
	});
	if (code !== 0) {
		console.log('failed.');
		console.error(said);
		throw new Error('The pages could not be built; the lines above say why.');
	}
	writeFileSync(mark, now);
	console.log('done.');
}
