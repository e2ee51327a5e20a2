import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';

const module = JSON.stringify(join(import.meta.dirname, '../src/server/command-line/starter.ts'));
const gerbang = `import { starterDied } from ${module};
	console.log(process.pid); setInterval(() => {}, 1000);
	starterDied().then(() => { console.log('ends'); process.exit(); });`;
const running: ChildProcess[] = [];
const left: number[] = [];

afterEach(() => {
	for (const child of running.splice(0)) child.kill('SIGKILL');
	for (const pid of left.splice(0)) {
		try {
			process.kill(pid, 'SIGKILL');
		} catch {
			// It has ended, as it should.
		}
	}
});

/** A starter that runs Gerbang directly or through a shell, as npm does; `said` grows with what Gerbang prints. */
async function startThrough(shell: boolean, environment: Record<string, string>) {
	const program = shell
		? `spawn('sh', ['-c', '"$NODE" --input-type=module -e "$GERBANG"; true'], { stdio: 'inherit' })`
		: `spawn(process.env.NODE, ['--input-type=module', '-e', process.env.GERBANG], { stdio: 'inherit' })`;
	const starter = spawn(process.execPath, ['-e', `require('node:child_process').${program}`], {
		env: { PATH: process.env.PATH, NODE: process.execPath, GERBANG: gerbang, ...environment },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	running.push(starter);
	const said: string[] = [];
	starter.stdout.on('data', (part) => said.push(String(part)));
	while (!said.length) await wait(20);
	left.push(Number(said[0]));
	await wait(300);
	expect(said).toHaveLength(1);
	starter.kill('SIGKILL');
	await once(starter, 'exit');
	await wait(700);
	return said.join('').includes('ends');
}

test('Gerbang ends when the npm that started it is killed, though a shell stands between', async () => {
	// Without /proc only the direct parent can be watched.
	if (process.platform === 'linux') {
		expect(await startThrough(true, { npm_lifecycle_script: 'node bin/gerbang.js start' })).toBe(
			true
		);
	}
	expect(await startThrough(false, { npm_lifecycle_script: 'node bin/gerbang.js start' })).toBe(
		true
	);
});

test('Gerbang ends when the older Node that handed over is killed', async () => {
	expect(await startThrough(false, { GERBANG_HANDED_OVER: '1' })).toBe(true);
});

test('Gerbang goes on when a shell that started it ends', async () => {
	expect(await startThrough(false, {})).toBe(false);
	expect(await startThrough(true, { npm_lifecycle_script: './deploy.sh' })).toBe(false);
});
