import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	chmodSync,
	closeSync,
	constants,
	existsSync,
	fchownSync,
	fstatSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	realpathSync,
	renameSync,
	rmSync,
	rmdirSync,
	statSync
} from 'node:fs';
import type { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { chooseAccount, handTo, type Account } from './account.ts';
import { usableBinaries, type PostgresBinaries } from './binaries.ts';
import { claimDirectory } from './claim.ts';
import { endLeftOver, endProcess, lives, readPidFile, replaceFile } from './postmaster.ts';
import { PostgresInUse, PostgresRefusal } from './refusal.ts';
import { chosen, forTests } from './settings.ts';
import { makeSocketDirectory, urlOf } from './socket.ts';

export { findPostgresBinaries } from './binaries.ts';
export { PostgresInUse, PostgresRefusal } from './refusal.ts';

export interface PostgresOptions {
	/** Holds the cluster, its log and the claim of the process that runs it. Made if absent. */
	dataDir: string;
	/** False: nothing is synced to disk. For tests alone. Default true. */
	durable?: boolean;
	/** Milliseconds to wait for another Gerbang on this directory that may be about to end. Default 2000. */
	patience?: number;
	/** Told in whole sentences what an operator may want to know. */
	log?: (line: string) => void;
	/** Settings of PostgreSQL over the ones chosen here. */
	settings?: Record<string, string>;
}

/** The embedded database as it runs. */
export interface RunningPostgres {
	/** For `pg`: a unix socket, the user and the database `gerbang`. */
	url: string;
	/** The postmaster's process id. */
	pid: number;
	dataDir: string;
	/** Ends connections, writes everything out, waits for the end. A second call waits for the first. */
	stop(): Promise<void>;
}

const silent = () => {};

/**
 * Starts the embedded PostgreSQL: makes the cluster the first time, ends what an earlier process left
 * running, recovers after a crash, and starts the database again should it die.
 * Errors: `PostgresInUse` if another living Gerbang holds the directory, `PostgresRefusal` for all an
 * operator can put right.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
	if (!process.getuid) {
		throw new PostgresRefusal(
			'There is no embedded database for Windows: use WSL, or set DATABASE_URL.'
		);
	}
	const dataDir = ownDirectory(resolve(options.dataDir));
	const claim = await claimDirectory(dataDir, options.patience ?? 2000);
	try {
		const server = await new Supervisor(dataDir, options).start();
		let stopped: Promise<void> | undefined;
		return {
			url: urlOf(server.socketDirectory),
			dataDir,
			get pid() {
				return server.pid;
			},
			stop: () => (stopped ??= server.stop().finally(() => claim.release()))
		};
	} catch (error) {
		claim.release();
		throw error;
	}
}

/**
 * The database in `dataDir` for a command beside the server: the one another Gerbang runs there, or else
 * one started here. `stop` ends only what was started here.
 */
export async function reachPostgres(options: PostgresOptions): Promise<RunningPostgres> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await startPostgres({ ...options, patience: 150 });
		} catch (error) {
			if (!(error instanceof PostgresInUse) || attempt === 25) throw error;
		}
		const running = findRunning(options.dataDir);
		if (running) return { ...running, stop: async () => {} };
		await wait(250);
	}
}

/** The database that runs in `dataDir` now, whoever started it, or null. */
export function findRunning(dataDir: string): Omit<RunningPostgres, 'stop'> | null {
	const file = readPidFile(join(dataDir, 'cluster'));
	if (!file?.ready || !lives(file.pid)) return null;
	return { url: urlOf(file.socketDirectory), pid: file.pid, dataDir: resolve(dataDir) };
}

function ownDirectory(path: string): string {
	try {
		const made = mkdirSync(path, { recursive: true });
		if (made) chmodSync(path, 0o700);
		return realpathSync(path);
	} catch (error) {
		throw new PostgresRefusal(
			`The data directory ${path} cannot be made (${(error as NodeJS.ErrnoException).code}): set DATA_DIR to a directory that ${process.getuid!() === 0 ? 'root' : 'this user'} may write.`
		);
	}
}

class Supervisor {
	readonly cluster: string;
	readonly name: string;
	readonly #dataDir: string;
	readonly #options: PostgresOptions;
	readonly #log: (line: string) => void;
	readonly #account: Account;
	readonly #binaries: PostgresBinaries;
	readonly #major: number;
	socketDirectory = '';
	#child: ChildProcess | undefined;
	#guard: ChildProcess | undefined;
	#stopping = false;
	#revival: Promise<void> | undefined;
	readonly #atExit = () => void this.#child?.kill('SIGINT');

	constructor(dataDir: string, options: PostgresOptions) {
		this.#dataDir = dataDir;
		this.#options = options;
		this.#log = options.log ?? silent;
		const cluster = join(dataDir, 'cluster');
		this.cluster = existsSync(cluster) ? realpathSync(cluster) : cluster;
		this.name = `gerbang-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
		this.#account = chooseAccount(this.cluster);
		({ binaries: this.#binaries, major: this.#major } = usableBinaries(this.#account));
	}

	get pid(): number {
		return this.#child?.pid ?? 0;
	}

	async start(): Promise<this> {
		this.#makeCluster();
		handTo(this.#account, this.cluster);
		chmodSync(this.cluster, 0o700);
		await endLeftOver(this.cluster, this.name, this.#log);
		this.socketDirectory = makeSocketDirectory(this.name, this.#account);
		this.#admit();
		await this.#launchUntilUp();
		process.once('exit', this.#atExit);
		try {
			await this.#prepareDatabase();
		} catch (error) {
			await this.stop();
			throw error;
		}
		return this;
	}

	async stop(): Promise<void> {
		this.#stopping = true;
		process.off('exit', this.#atExit);
		await this.#revival;
		this.#guard?.kill('SIGKILL');
		if (this.#child?.pid && this.#child.exitCode === null) await endProcess(this.#child.pid);
		try {
			rmdirSync(this.socketDirectory);
		} catch {
			// Something is left in it, or it is gone already; the next start uses it again.
		}
	}

	// Made beside its place and renamed, so that a cluster half made is never taken for one.
	#makeCluster(): void {
		if (existsSync(join(this.cluster, 'PG_VERSION'))) {
			const major = Number(readFileSync(join(this.cluster, 'PG_VERSION'), 'utf8'));
			if (major === this.#major) return;
			throw new PostgresRefusal(
				`The database in ${this.cluster} was made by PostgreSQL ${major} and this Gerbang brings ${this.#major}: go back to the version of Gerbang that made it, or move it to a PostgreSQL of your own as docs/operate.md describes.`
			);
		}
		if (lstatSync(this.cluster, { throwIfNoEntry: false })) {
			throw new PostgresRefusal(
				`${this.cluster} is there but holds no database: put back what belongs there, or remove it to begin anew.`
			);
		}
		const fresh = mkdtempSync(join(this.#dataDir, 'new-cluster-'));
		handTo(this.#account, fresh);
		const run = spawnSync(
			this.#binaries.initdb,
			[
				...['-D', this.#account.lowered ? '/proc/self/cwd' : fresh, '-U', 'gerbang'],
				...['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=und', '--locale=C'],
				...['--auth-local=peer', '--auth-host=reject', '--data-checksums', '--no-instructions'],
				...(this.#options.durable === false ? ['--no-sync'] : [])
			],
			{ ...this.#asAccount(fresh), encoding: 'utf8' }
		);
		if (run.status !== 0) {
			rmSync(fresh, { recursive: true, force: true });
			const said =
				run.error?.message ??
				lastComplaint(run.stderr) ??
				`it ended with ${run.signal ?? run.status}`;
			throw new PostgresRefusal(`The database could not be made in ${this.#dataDir}: ${said}.`);
		}
		renameSync(fresh, this.cluster);
		for (const name of readdirSync(this.#dataDir)) {
			if (name.startsWith('new-cluster-'))
				rmSync(join(this.#dataDir, name), { recursive: true, force: true });
		}
		const directory = openSync(this.#dataDir, 'r');
		fsyncSync(directory);
		closeSync(directory);
		this.#log(`Made a new database in ${this.cluster}.`);
	}

	// Where root hands the database to another account, that account may not enter the directories above the cluster.
	// The working directory is taken before the account changes, and every process of PostgreSQL stays in it: so
	// /proc/self/cwd names the cluster to them whatever lies above.
	#asAccount(cwd: string) {
		const { lowered, uid, gid } = this.#account;
		return {
			cwd,
			...(lowered && { uid, gid }),
			env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' }
		};
	}

	// The kernel tells PostgreSQL whose process calls: nobody else of this machine gets in, not even what runs as `nobody`.
	#admit(): void {
		const admitted = [...new Set([...this.#account.admits, 'root'])];
		replaceFile(
			join(this.cluster, 'pg_hba.conf'),
			'local all gerbang peer map=gerbang\nlocal replication gerbang peer map=gerbang\n'
		);
		replaceFile(
			join(this.cluster, 'pg_ident.conf'),
			admitted.map((name) => `gerbang "${name}" gerbang\n`).join('')
		);
	}

	// After a kill of everything, orphans of the old server hold its shared memory for a moment.
	async #launchUntilUp(): Promise<void> {
		for (const until = Date.now() + 20_000; ;) {
			const failure = await this.#launch();
			if (failure === null) return;
			const passing =
				/pre-existing shared memory block|lock file .* already exists|Is another postmaster/.test(
					failure
				);
			if (!passing || Date.now() > until || this.#stopping) {
				throw new PostgresRefusal(
					`The database did not start: ${lastComplaint(failure) ?? 'it said nothing'}. Its log is ${this.#logFile}.`
				);
			}
			await wait(200);
		}
	}

	get #logFile(): string {
		return join(this.#dataDir, 'postgres.log');
	}

	/** Null once it takes connections, or what it said before it ended. */
	async #launch(): Promise<string | null> {
		const settings = {
			...chosen,
			...(this.#options.durable === false && forTests),
			...this.#options.settings,
			unix_socket_directories: this.socketDirectory,
			cluster_name: this.name
		};
		if ((lstatSync(this.#logFile, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000) {
			renameSync(this.#logFile, `${this.#logFile}.1`);
		}
		const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
		const output = openSync(this.#logFile, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
		const begin = fstatSync(output).size;
		const owner = statSync(this.#dataDir);
		if (this.#account.lowered) fchownSync(output, owner.uid, owner.gid);
		const child = spawn(
			this.#binaries.postgres,
			[
				...['-D', this.#account.lowered ? '/proc/self/cwd' : this.cluster],
				...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
			],
			// A process group of its own: Ctrl-C in a terminal reaches Node, which ends the database last.
			{ ...this.#asAccount(this.cluster), detached: true, stdio: ['ignore', output, output] }
		);
		closeSync(output);
		child.unref();
		let ended = false;
		let failure = '';
		child.once('error', (error) => ((ended = true), (failure = `FATAL: ${error.message}`)));
		child.once('exit', () => (ended = true));
		const slow = setTimeout(
			() =>
				this.#log('The database is recovering after an unclean end; this can take some minutes.'),
			3000
		);
		try {
			for (;;) {
				if (ended) return failure + readFileSync(this.#logFile).subarray(begin).toString();
				const file = readPidFile(this.cluster);
				if (file?.ready && file.pid === child.pid) break;
				await wait(10);
			}
		} finally {
			clearTimeout(slow);
		}
		this.#child = child;
		if (this.#options.durable === false) this.#guardTests(child.pid!);
		child.once('exit', (code, signal) => {
			if (this.#stopping) return;
			this.#log(`The database ended by itself (${signal ?? code}); starting it again.`);
			this.#revival = this.#revive();
		});
		return null;
	}

	// A test run that is killed is not started again on the same directory: its database ends when the pipe does.
	#guardTests(pid: number): void {
		this.#guard?.kill('SIGKILL');
		this.#guard = spawn('sh', ['-c', 'read line; kill -INT $0', String(pid)], {
			...this.#asAccount('/'),
			detached: true,
			stdio: ['pipe', 'ignore', 'ignore']
		});
		this.#guard.on('error', silent).unref();
		(this.#guard.stdin as Socket).unref();
	}

	async #revive(): Promise<void> {
		for (let pause = 250; !this.#stopping; pause = Math.min(pause * 2, 8000)) {
			await wait(pause);
			if (this.#stopping) return;
			try {
				return await this.#launchUntilUp();
			} catch (error) {
				this.#log((error as Error).message);
			}
		}
	}

	async #prepareDatabase(): Promise<void> {
		const found = await connect(urlOf(this.socketDirectory), async (client) => {
			const { rows } = await client.query(
				`select datcollversion is distinct from pg_database_collation_actual_version(oid) as stale
				from pg_database where datname = current_database()`
			);
			if (!rows[0].stale) return;
			this.#log(
				'The order of letters has changed with the new version; building the indexes again.'
			);
			await client.query('reindex database');
			await client.query('alter database gerbang refresh collation version');
		}).catch((error: { code?: string }) => error);
		if (found === undefined) return;
		if ((found as { code?: string }).code !== '3D000') throw found;
		await connect(urlOf(this.socketDirectory, 'postgres'), (client) =>
			client.query('create database gerbang')
		);
	}
}

async function connect<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<void> {
	const client = new pg.Client({ connectionString: url, application_name: 'gerbang supervisor' });
	await client.connect();
	try {
		await work(client);
	} finally {
		await client.end();
	}
}

function lastComplaint(output: string): string | undefined {
	const lines = output.split('\n').filter((line) => /FATAL|PANIC|error:/.test(line));
	return lines
		.at(-1)
		?.replace(/^.*?(FATAL|PANIC|error):\s*/, '')
		.replace(/\.$/, '')
		.trim();
}
