import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	chownSync,
	readFileSync,
	readlinkSync,
	renameSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PostgresRefusal } from './refusal.ts';

/** What a PostgreSQL writes about itself into its data directory. */
export interface PidFile {
	pid: number;
	socketDirectory: string;
	ready: boolean;
}

export function readPidFile(cluster: string): PidFile | null {
	let lines: string[];
	try {
		lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
	} catch {
		return null;
	}
	const pid = Number(lines[0]);
	if (!Number.isInteger(pid) || pid < 2) return null;
	return { pid, socketDirectory: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' };
}

/** Whether the process runs. One that has ended and only waits for its parent to notice does not. */
export function lives(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
	if (process.platform !== 'linux') return true;
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
	} catch {
		return false;
	}
}

/** Whether that process is a PostgreSQL on this very cluster: by its owner, its program, and its directory or name. */
export function isPostmasterOf(pid: number, cluster: string, clusterName: string): boolean {
	const mark = `cluster_name=${clusterName}`;
	try {
		if (process.platform !== 'linux') {
			const command = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
				stdio: 'pipe'
			});
			return /(^|\/)postgres /.test(command.toString()) && command.toString().includes(mark);
		}
		if (statSync(`/proc/${pid}`).uid !== statSync(cluster).uid) return false;
		const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
		const program = link(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '') ?? command[0] ?? '';
		if (basename(program) !== 'postgres') return false;
		return command.includes(mark) || link(`/proc/${pid}/cwd`) === cluster;
	} catch {
		return false;
	}
}

// Root inside a container may not read these of another user's process.
function link(path: string): string | null {
	try {
		return readlinkSync(path);
	} catch {
		return null;
	}
}

/** Ends what an earlier Gerbang left running on this cluster. The caller holds the directory's claim. */
export async function endLeftOver(
	cluster: string,
	clusterName: string,
	log: (line: string) => void
): Promise<void> {
	const file = readPidFile(cluster);
	if (!file || !lives(file.pid)) return;
	if (isPostmasterOf(file.pid, cluster, clusterName)) {
		log(`Ending the database an earlier start left running (process ${file.pid}).`);
		if (await endProcess(file.pid)) return;
		throw new PostgresRefusal(
			`An earlier database on ${cluster} (process ${file.pid}) does not end: restart the machine, or end that process.`
		);
	}
	// The number belongs to a stranger now. PostgreSQL passes over its parent's number, and then still checks the
	// shared memory named in the other lines; removing the file would skip that check.
	const path = join(cluster, 'postmaster.pid');
	const rest = readFileSync(path, 'utf8').split('\n').slice(1);
	replaceFile(path, [String(process.pid), ...rest].join('\n'));
}

/** Fast shutdown, then immediate. True once the process has ended. */
export async function endProcess(pid: number): Promise<boolean> {
	for (const [signal, seconds] of [
		['SIGINT', 30],
		['SIGQUIT', 10]
	] as const) {
		try {
			process.kill(pid, signal);
		} catch {
			return !lives(pid);
		}
		for (const until = Date.now() + seconds * 1000; Date.now() < until; await wait(15)) {
			if (!lives(pid)) return true;
		}
	}
	return false;
}

/** Puts a file in place as one step, never through a link; it gets the owner of its directory. */
export function replaceFile(path: string, content: string): void {
	const fresh = `${path}.${randomBytes(4).toString('hex')}`;
	writeFileSync(fresh, content, { mode: 0o600, flag: 'wx' });
	const { uid, gid } = statSync(dirname(path));
	if (process.getuid!() === 0) chownSync(fresh, uid, gid);
	renameSync(fresh, path);
}
