import { execFile } from 'node:child_process';
import {
	accessSync,
	constants,
	existsSync,
	readdirSync,
	readFileSync,
	statfsSync,
	statSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { ConfigRefusal, readConfig, type Config } from '../kernel/config.ts';
import { PostgresRefusal, reachPostgres } from '../kernel/postgres/postgres.ts';
import {
	judgeClock,
	judgeConfiguration,
	judgeDatabase,
	judgeDisk,
	judgeMail,
	judgeWeb,
	type DatabaseFacts,
	type Finding
} from './rules.ts';

export type { Finding } from './rules.ts';

const migrations = fileURLToPath(new URL('../../../migrations/', import.meta.url));

/** Connections one process opens beside its pool: jobs, live notices, a migration. */
const besidePool = 5;

/**
 * Looks at everything a running Gerbang needs and changes nothing: no migration, no mail, no setting.
 * An embedded database that stands still is started for the moment. Never throws for what it finds.
 */
export async function examine(environment: Record<string, string | undefined>): Promise<Finding[]> {
	let config: Config;
	try {
		config = readConfig(environment);
	} catch (error) {
		if (!(error instanceof ConfigRefusal)) throw error;
		return [
			{
				subject: 'configuration',
				state: 'bad',
				says: error.message,
				todo: 'Correct it; the rest is looked at then.'
			}
		];
	}
	const web = examineWeb(config);
	const smtp = askMailServer(config);
	const database = await examineDatabase(config);
	return [
		...judgeConfiguration(config, runsAsRoot(config)),
		...database.findings,
		judgeMail({ smtp: Boolean(config.smtpUrl), refusal: await smtp, outbox: database.outbox }),
		examineDisk(config, database.bytes),
		judgeClock({
			now: new Date(),
			offset: database.offset,
			synchronised: await isSynchronised(),
			newest: new Date(Math.max(...knownMigrations()))
		}),
		await web
	];
}

// Root who looks after another user's Gerbang is no sign that it runs as root.
const runsAsRoot = ({ dataDir }: Config): boolean =>
	process.getuid?.() === 0 && (statSync(dataDir, { throwIfNoEntry: false })?.uid ?? 0) === 0;

interface DatabaseReport {
	findings: Finding[];
	outbox: { waiting: number; failed: number; lastFailure: string | null } | null;
	bytes: number;
	offset: number;
}

async function examineDatabase(config: Config): Promise<DatabaseReport> {
	const nothing = { outbox: null, bytes: 0, offset: 0 };
	const dataDir = join(config.dataDir, 'postgres');
	if (!config.databaseUrl && !existsSync(join(dataDir, 'cluster'))) {
		const says = `There is no database in ${dataDir} yet: the first start makes it.`;
		return { ...nothing, findings: [{ subject: 'database', state: 'good', says }] };
	}
	try {
		const server = config.databaseUrl
			? { url: config.databaseUrl, stop: async () => {} }
			: await reachPostgres({ dataDir });
		try {
			return await askDatabase(server.url, config);
		} finally {
			await server.stop();
		}
	} catch (error) {
		const refused = error instanceof PostgresRefusal;
		const { message, code } = error as { message: string; code?: string };
		const finding: Finding = {
			subject: 'database',
			state: 'bad',
			says: refused
				? message
				: `The database at DATABASE_URL does not answer as it should: ${message || code}.`,
			...(!refused && { todo: todoFor(code) })
		};
		return { ...nothing, findings: [finding] };
	}
}

function todoFor(code: string | undefined): string {
	if (code === '28P01' || code === '28000') return 'Check user and password in DATABASE_URL.';
	if (code === '3D000') return 'Create the database DATABASE_URL names.';
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Check the host name in DATABASE_URL.';
	return 'Is it running, and may this machine reach it? Check DATABASE_URL.';
}

async function askDatabase(url: string, config: Config): Promise<DatabaseReport> {
	const client = new pg.Client({
		connectionString: url,
		application_name: 'gerbang doctor',
		connectionTimeoutMillis: 10_000,
		query_timeout: 10_000
	});
	await client.connect();
	try {
		const ask = async <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
			(await client.query(sql, values)).rows;
		const [server] = await ask<{
			number: number;
			name: string;
			encoding: string;
			used: number;
			most: number;
			off: string[];
			failures: number;
			bytes: string;
		}>(`
			select current_setting('server_version_num')::int as number, current_setting('server_version') as name,
				getdatabaseencoding() as encoding,
				(select count(*)::int from pg_stat_activity
					where datid is not null and pid <> pg_backend_pid()) as used,
				current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most,
				array(select name::text from unnest(array['fsync', 'full_page_writes', 'synchronous_commit']) as name
					where current_setting(name) = 'off') as off,
				(select coalesce(checksum_failures, 0)::int from pg_stat_database
					where datname = current_database()) as failures,
				pg_database_size(current_database()) as bytes`);
		const missing = await ask<{ name: string }>(
			`select wanted.name from unnest($1::text[]) as wanted (name)
			where not exists (select from pg_extension where extname = wanted.name)
				and not exists (select from pg_available_extension_versions as available
					where available.name = wanted.name
						and (available.trusted or (select rolsuper from pg_roles where rolname = current_user)))`,
			[neededExtensions()]
		);
		const before = Date.now();
		const [clock] = await ask<{ now: Date }>('select clock_timestamp() as now');
		const offset = clock!.now.getTime() - (before + Date.now()) / 2;
		const known = knownMigrations();
		const had = await havingNone(
			ask<{ at: string }>('select created_at as at from kernel_migration.__drizzle_migrations')
		);
		const [outbox] = await havingNone(
			ask<{ waiting: number; failed: number; lastFailure: string | null }>(
				`select count(*)::int as waiting, (count(*) filter (where failed_at is not null))::int as failed,
					(array_agg(failure order by failed_at desc) filter (where failed_at is not null))[1] as "lastFailure"
				from kernel.mail where sent_at is null`
			)
		);
		const done = new Set(had.map(({ at }) => Number(at)));
		const facts: DatabaseFacts = {
			embedded: !config.databaseUrl,
			version: { number: server!.number, name: server!.name.split(' ')[0]! },
			encoding: server!.encoding,
			missingExtensions: missing.map(({ name }) => name),
			waiting: known.filter((when) => !done.has(when)).length,
			unknown: [...done].filter((when) => !known.includes(when)).length,
			connections: { used: server!.used, most: server!.most },
			off: server!.off,
			checksumFailures: server!.failures,
			bytes: Number(server!.bytes)
		};
		return {
			findings: judgeDatabase(facts, config.databasePool + besidePool),
			outbox: outbox ?? null,
			bytes: config.databaseUrl ? 0 : facts.bytes,
			offset
		};
	} finally {
		await client.end();
	}
}

// Before the first migration the tables are not there; 42P01 says a table, 3F000 a schema is missing.
async function havingNone<Row>(asked: Promise<Row[]>): Promise<Row[]> {
	try {
		return await asked;
	} catch (error) {
		if (['42P01', '3F000'].includes((error as { code: string }).code)) return [];
		throw error;
	}
}

const knownMigrations = (): number[] =>
	(
		JSON.parse(readFileSync(join(migrations, 'meta/_journal.json'), 'utf8')) as {
			entries: { when: number }[];
		}
	).entries.map(({ when }) => when);

const neededExtensions = (): string[] => [
	...new Set(
		readdirSync(migrations)
			.filter((name) => name.endsWith('.sql'))
			.flatMap((name) => [
				...readFileSync(join(migrations, name), 'utf8').matchAll(
					/create extension (?:if not exists )?"?(\w+)/gi
				)
			])
			.map(([, name]) => name!)
	)
];

async function askMailServer(config: Config): Promise<string | null> {
	if (!config.smtpUrl) return null;
	const url = new URL(config.smtpUrl);
	for (const wait of ['connectionTimeout', 'greetingTimeout', 'socketTimeout']) {
		if (!url.searchParams.has(wait)) url.searchParams.set(wait, '8000');
	}
	const transport = createTransport(url.href);
	try {
		await transport.verify();
		return null;
	} catch (error) {
		return (error as Error).message;
	} finally {
		transport.close();
	}
}

function examineDisk(config: Config, used: number): Finding {
	let place = config.dataDir;
	while (!existsSync(place)) place = dirname(place);
	try {
		accessSync(place, constants.W_OK | constants.X_OK);
	} catch {
		return {
			subject: 'disk',
			state: 'bad',
			says: `${place} cannot be written by this user.`,
			todo: 'Give it to the user who runs Gerbang (chown), or set DATA_DIR to another directory.'
		};
	}
	const { bavail, blocks, bsize } = statfsSync(place);
	return judgeDisk({ dataDir: config.dataDir, free: bavail * bsize, total: blocks * bsize, used });
}

/** Whether the machine keeps its clock right by itself; null where it does not say. */
async function isSynchronised(): Promise<boolean | null> {
	try {
		const asked = promisify(execFile)('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], {
			timeout: 3000
		});
		const { stdout } = await asked;
		return stdout.trim() === 'yes' ? true : stdout.trim() === 'no' ? false : null;
	} catch {
		return null;
	}
}

async function examineWeb(config: Config): Promise<Finding> {
	const host = ['::', '0.0.0.0', ''].includes(config.host) ? 'localhost' : config.host;
	const began = performance.now();
	const here = await whoAnswers(`http://${host.includes(':') ? `[${host}]` : host}:${config.port}`);
	const milliseconds = Math.round(performance.now() - began);
	const asks = here === 'gerbang' && config.originIsGiven;
	return judgeWeb({
		port: config.port,
		here,
		origin: config.origin,
		there: asks ? await whoAnswers(config.origin) : null,
		milliseconds
	});
}

async function whoAnswers(origin: string): Promise<'gerbang' | 'ill' | 'another' | 'nobody'> {
	try {
		const response = await fetch(`${origin}/health`, {
			redirect: 'manual',
			signal: AbortSignal.timeout(8000)
		});
		const body = (await response.json().catch(() => null)) as {
			product?: unknown;
			database?: unknown;
		} | null;
		if (body?.product !== 'gerbang') return 'another';
		return body.database === true ? 'gerbang' : 'ill';
	} catch (error) {
		// Broken off, or answered in another protocol: somebody is there who is not Gerbang.
		const { code } = ((error as { cause?: unknown }).cause ?? {}) as { code?: string };
		return code && /^(UND_ERR_SOCKET|HPE_|ECONNRESET)/.test(code) ? 'another' : 'nobody';
	}
}
