import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin/gerbang.js');

/** The product as an operator runs it, on a data directory of its own. */
export interface BenchServer {
	address: string;
	pid: number;
	dataDir: string;
	stop(): Promise<void>;
}

const ended = (child: ChildProcess) => new Promise<void>((done) => child.once('exit', () => done()));

/** Runs one `gerbang` command to its end; its output is returned, and thrown where it fails. */
export async function runGerbang(args: string[], environment: Record<string, string>): Promise<string> {
	const child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, ...environment }, cwd: root });
	let said = '';
	child.stdout.on('data', (part) => (said += part));
	child.stderr.on('data', (part) => (said += part));
	await ended(child);
	if (child.exitCode !== 0) throw new Error(`gerbang ${args.join(' ')} failed:\n${said}`);
	return said;
}

export const makeDataDir = (): string => mkdtempSync(join(tmpdir(), 'gerbang-bench-'));
export const removeDataDir = (dataDir: string): void => rmSync(dataDir, { recursive: true, force: true });

/** Starts the product and waits for its first answer. */
export async function startServer(options: { dataDir: string; port: number; environment?: Record<string, string> }): Promise<BenchServer> {
	const child = spawn(process.execPath, ['--max-semi-space-size=4', bin, 'start'], {
		cwd: root,
		env: { ...process.env, DATA_DIR: options.dataDir, PORT: String(options.port), LOG_LEVEL: 'error', ...options.environment }
	});
	let said = '';
	child.stderr.on('data', (part) => (said += part));
	child.stdout.on('data', (part) => (said += part));
	const address = `http://localhost:${options.port}`;
	for (let tries = 0; ; tries++) {
		if (child.exitCode !== null) throw new Error(`The server ended: ${said}`);
		const up = await fetch(`${address}/api/v1/setup`).then((answer) => answer.ok, () => false);
		if (up) break;
		if (tries > 2400) {
			child.kill('SIGTERM');
			throw new Error(`The server does not answer: ${said}`);
		}
		await new Promise((tick) => setTimeout(tick, 50));
	}
	return {
		address,
		pid: child.pid!,
		dataDir: options.dataDir,
		async stop() {
			child.kill('SIGTERM');
			await ended(child);
		}
	};
}

/** Seconds of processor time a process has used; with `children`, all processes below it too. */
export function cpuSeconds(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Processor time of every PostgreSQL process that serves a data directory. */
export function databaseCpuSeconds(dataDir: string): number {
	let seconds = 0;
	const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	const parent = new Map<number, number>();
	const mains: number[] = [];
	for (const pid of pids) {
		try {
			const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
			parent.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
			// As a lowered user it is told its directory as the one it stands in.
			const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
			const stands = /\bpostgres\b/.test(words) && readlinkSync(`/proc/${pid}/cwd`).startsWith(realpathSync(dataDir));
			if (stands || words.includes(dataDir)) mains.push(Number(pid));
		} catch {
			// It ended while we looked.
		}
	}
	for (const [pid, above] of parent) {
		if (mains.includes(pid) || mains.includes(above)) {
			try {
				seconds += cpuSeconds(pid);
			} catch {
				// It ended while we looked.
			}
		}
	}
	return seconds;
}

/** Resident memory in megabytes. */
export const residentMegabytes = (pid: number): number =>
	Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
