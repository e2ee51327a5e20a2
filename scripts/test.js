// `npm test`: builds the pages where they are not built, then runs every test (arguments go to vitest).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(chromium)) {
	console.log('\n*** NO CHROMIUM: THE BROWSER JOURNEYS ARE SKIPPED. ***');
	console.log(`*** None at ${chromium}; install chromium, or set CHROMIUM to one. ***\n`);
}
const { buildIfNeeded } = await import('../src/server/command-line/build.ts');
await buildIfNeeded();
const { status } = spawnSync(
	process.execPath,
	['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)],
	{ stdio: 'inherit' }
);
process.exit(status ?? 1);
