// Pages beside a bare node:http server that sends the same bytes: requests per server core-second, and their ratio.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import autocannon from 'autocannon';
import {
	cpuSeconds,
	databaseCpuSeconds,
	makeDataDir,
	removeDataDir,
	residentMegabytes,
	runGerbang,
	startServer
} from './part-server.ts';

const seconds = Number(process.env.BENCH_SECONDS ?? 8);
const dataDir = makeDataDir();
const port = 3911;

interface Load {
	requests: number;
	cpu: number;
	failed: number;
}

async function load(url: string, headers: Record<string, string>, cpu: () => number): Promise<Load> {
	const run = (duration: number) => autocannon({ url, headers, connections: 16, duration, workers: 0 });
	await run(2);
	const before = cpu();
	const result = await run(seconds);
	return {
		requests: result['2xx'],
		cpu: cpu() - before,
		failed: result.non2xx + result.errors + result.timeouts
	};
}

console.log('Making the demo summit…');
await runGerbang(['demo'], { DATA_DIR: dataDir, LOG_LEVEL: 'error' });
const began = performance.now();
const server = await startServer({ dataDir, port });
console.log(`Start to first answer on an existing database: ${((performance.now() - began) / 1000).toFixed(2)} s (limit 3)`);
let failed = 0;
try {
	console.log(`Resident memory of web and worker with the demo loaded: ${Math.round(residentMegabytes(server.pid))} MB (limit 250)`);
	const home = `${server.address}/demo-temu-kanal`;
	// As a member, for the list of people.
	const { people } = (await (await fetch(`${server.address}/api/v1/demo`)).json()) as { people: { personId: string; part: string }[] };
	const member = people.find(({ part }) => part === 'member')!;
	const entered = await fetch(`${server.address}/demo?/enter`, {
		method: 'POST',
		redirect: 'manual',
		headers: { origin: server.address, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
		body: new URLSearchParams({ personId: member.personId, part: 'member' })
	});
	const cookie = entered.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
	const pages: [string, string, Record<string, string>][] = [
		['public gathering page, a stranger', `${home}/g/temu-kanal-nusantara`, {}],
		['people list, a member', `${home}/people`, { cookie }]
	];
	for (const [name, url, extra] of pages) {
		const headers = { accept: 'text/html', 'accept-encoding': 'gzip', 'accept-language': 'id', ...extra };
		const one = await fetch(url, { headers, redirect: 'manual' });
		if (one.status !== 200) throw new Error(`${url} answers ${one.status}.`);
		// What goes over the wire, compressed as it was sent.
		const text = Buffer.from(await one.arrayBuffer());
		const { gzipSync } = await import('node:zlib');
		const bytes = one.headers.get('content-encoding') === 'gzip' ? gzipSync(text) : text;
		const file = join(dataDir, 'bare.bin');
		writeFileSync(file, bytes);
		const bareHeaders = JSON.stringify(Object.fromEntries([...one.headers].filter(([key]) => !/^(date|connection|keep-alive|transfer-encoding|content-length|set-cookie)$/.test(key))));
		const bare = spawn(process.execPath, [join(import.meta.dirname, 'part-bare.ts'), file, bareHeaders], { stdio: ['ignore', 'pipe', 'inherit'] });
		const barePort = await new Promise<number>((told) => bare.stdout!.once('data', (line) => told(Number(line))));
		const limit = await load(`http://127.0.0.1:${barePort}/`, headers, () => cpuSeconds(bare.pid!));
		bare.kill();
		const ours = await load(url, headers, () => cpuSeconds(server.pid));
		const database = databaseCpuSeconds(dataDir);
		const again = await load(url, headers, () => cpuSeconds(server.pid) + databaseCpuSeconds(dataDir));
		void database;
		const rate = (one: Load) => one.requests / one.cpu;
		console.log(
			`${name}: ${bytes.length} bytes, ${Math.round(rate(ours))} requests per core-second of the web process; bare server ${Math.round(rate(limit))}; ratio ${(rate(ours) / rate(limit)).toFixed(3)}` +
				` (with the database's time ${(rate(again) / rate(limit)).toFixed(3)}); refused or lost ${ours.failed + again.failed}`
		);
		failed += ours.failed + again.failed;
	}
	console.log(`Resident memory of web and worker after that: ${Math.round(residentMegabytes(server.pid))} MB`);
} finally {
	await server.stop();
	removeDataDir(dataDir);
}
process.exit(failed ? 1 : 0);
