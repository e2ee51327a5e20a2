#!/usr/bin/env node
// Runs under whatever Node is there, and hands over to the Node 24 that came with `npm ci`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
	const brought = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
	if (!existsSync(brought)) {
		console.error(`Gerbang needs Node 24, and this is ${process.version}. Run "npm ci" here: it brings its own.`);
		process.exit(1);
	}
	const child = spawn(brought, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
		stdio: 'inherit',
		env: { ...process.env, GERBANG_HANDED_OVER: '1' }
	});
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
	child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
} else if (process.execve && !process.execArgv.length && process.platform !== 'win32') {
	// A small server has little memory: a smaller nursery halves what stays resident and costs no speed.
	const self = fileURLToPath(import.meta.url);
	process.execve(process.execPath, [process.execPath, '--max-semi-space-size=4', self, ...process.argv.slice(2)]);
} else {
	const { enableCompileCache } = await import('node:module');
	enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/gerbang', import.meta.url)));
	const { main } = await import('../src/server/command-line/main.ts');
	await main();
}
