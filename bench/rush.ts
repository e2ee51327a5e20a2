// Ten thousand callers for five hundred seats through the real HTTP door, beside the same rows written by bare SQL.
import { request as ask, Agent } from 'node:http';
import pg from 'pg';
import { startPostgres } from '#server/kernel/postgres/postgres.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import { join } from 'node:path';
import { cpuSeconds, databaseCpuSeconds, makeDataDir, removeDataDir, runGerbang, startServer } from './part-server.ts';

const callers = Number(process.env.BENCH_CALLERS ?? 10_000);
const seats = 500;
const atOnce = 64;
const dataDir = makeDataDir();
const environment = { DATA_DIR: dataDir, LOG_LEVEL: 'error' };

/** The database's url while no server runs: the embedded one, started by hand. */
const openDatabase = () => startPostgres({ dataDir: join(dataDir, 'postgres') });

await runGerbang(['migrate'], environment);
const gatheringId = uuidv7();
const organisationId = uuidv7();
{
	const database = await openDatabase();
	const client = new pg.Client({ connectionString: database.url });
	await client.connect();
	await client.query(
		`insert into gate.organisation (id, slug, name, locale, time_zone, channel_roles) values ($1, 'rush', 'Rush', 'id', 'Asia/Jakarta', '[]')`,
		[organisationId]
	);
	await client.query(
		`insert into gather.gathering (id, organisation_id, slug, title, mode, starts_at, ends_at, time_zone, place_name, audience, capacity, published_at)
		values ($1, $2, 'rush', 'Rush', 'onsite', now() + interval '1 day', now() + interval '2 days', 'Asia/Jakarta', 'Balai', 'public', $3, now())`,
		[gatheringId, organisationId, seats]
	);
	await client.end();
	await database.stop();
}

const server = await startServer({ dataDir, port: 3912, environment: { WORKER: '0', TRUSTED_PROXIES: '1' } });
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
const register = (number: number) =>
	new Promise<{ status: number; body: string }>((answered) => {
		const body = JSON.stringify({ name: `Pemanggil ${number}`, phone: `+62812${String(10_000_000 + number)}` });
		const call = ask(
			`${server.address}/api/v1/gatherings/${gatheringId}/registrations`,
			{ agent, method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), origin: server.address, 'x-forwarded-for': `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}` } },
			(answer) => {
				let text = '';
				answer.on('data', (part) => (text += part));
				answer.on('end', () => answered({ status: answer.statusCode!, body: text }));
			}
		);
		call.on('error', (error) => answered({ status: 0, body: error.message }));
		call.end(body);
	});

const outcomes = new Map<string, number>();
const times: number[] = [];
let next = 0;
const serverBefore = cpuSeconds(server.pid);
const databaseBefore = databaseCpuSeconds(dataDir);
const callersBefore = cpuSeconds(process.pid);
const began = performance.now();
await Promise.all(
	Array.from({ length: atOnce }, async () => {
		while (next < callers) {
			const asked = performance.now();
			const { status, body } = await register(next++);
			times.push(performance.now() - asked);
			const outcome = status === 200 ? (JSON.parse(body) as { status: string }).status : `${status} ${body.slice(0, 120)}`;
			outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
		}
	})
);
const took = (performance.now() - began) / 1000;
const used = {
	server: cpuSeconds(server.pid) - serverBefore,
	database: databaseCpuSeconds(dataDir) - databaseBefore,
	callers: cpuSeconds(process.pid) - callersBefore
};
agent.destroy();
await server.stop();

const database = await openDatabase();
const pool = new pg.Pool({ connectionString: database.url, max: 12 });
pool.on('error', () => {});
const count = async (sql: string) => Number((await pool.query(sql)).rows[0].count);
const going = await count(`select count(*) from gather.registration where gathering_id = '${gatheringId}' and status = 'going'`);
const kept = await count(`select count(*) from gather.registration where gathering_id = '${gatheringId}'`);
const answered = [...outcomes].reduce((sum, [outcome, n]) => (/^(going|waitlisted)$/.test(outcome) ? sum + n : sum), 0);

// The same rows, copied by bare SQL from one Node process with as many connections, one transaction a caller.
const rows = await pool.query(`
	select r.id, r.person_id, r.status, r.ticket_code, p.name, p.phone, p.account_id, s.token_hash
	from gather.registration r join gate.person p on p.id = r.person_id
	left join gate.sign_in s on s.account_id = p.account_id
	where r.gathering_id = '${gatheringId}' order by r.queue`);
const copyId = uuidv7();
await pool.query(
	`insert into gather.gathering (id, organisation_id, slug, title, mode, starts_at, ends_at, time_zone, place_name, audience, capacity, published_at)
	values ($1, $2, 'bare', 'Bare', 'onsite', now() + interval '1 day', now() + interval '2 days', 'Asia/Jakarta', 'Balai', 'public', $3, now())`,
	[copyId, organisationId, seats]
);
const job = (await pool.query(`select to_json(j) as job from pgboss.job_common j where name = 'gerbang' limit 1`)).rows[0]?.job as object | undefined;
let written = 0;
const bareBefore = { writer: cpuSeconds(process.pid), database: databaseCpuSeconds(dataDir) };
const bareBegan = performance.now();
await Promise.all(
	Array.from({ length: 12 }, async (_, worker) => {
		for (let index = worker; index < rows.rows.length; index += 12) {
			const row = rows.rows[index];
			const client = await pool.connect();
			const account = uuidv7();
			const person = uuidv7();
			const registration = uuidv7();
			await client.query('begin');
			await client.query('insert into gate.account (id, locale) values ($1, $2)', [account, 'id']);
			await client.query('insert into gate.person (id, organisation_id, account_id, name, phone) values ($1, $2, $3, $4, $5)', [person, organisationId, account, row.name, row.phone]);
			await client.query(
				`insert into gate.sign_in (id, token_hash, account_id, method, expires_at) values ($1, decode(replace($2::text, '-', ''), 'hex'), $3, 'registration', now() + interval '90 days')`,
				[uuidv7(), crypto.randomUUID(), account]
			);
			await client.query('select id from gather.gathering where id = $1 for no key update', [copyId]);
			await client.query(
				'insert into gather.registration (id, gathering_id, person_id, status, ticket_code) values ($1, $2, $3, $4, $5)',
				[registration, copyId, person, row.status, row.ticket_code]
			);
			await client.query(
				`insert into gate.history (id, organisation_id, by_person_id, noun, noun_id, verb, detail) values ($1, $2, $3, 'registration', $4, 'register', '{}')`,
				[uuidv7(), organisationId, person, registration]
			);
			if (job) {
				await client.query('insert into pgboss.job_common select * from json_populate_record(null::pgboss.job_common, $1)', [
					JSON.stringify({ ...job, id: crypto.randomUUID(), singleton_key: null })
				]);
			}
			await client.query('commit');
			client.release();
			written++;
		}
	})
);
const bareTook = (performance.now() - bareBegan) / 1000;
const bareUsed = {
	writer: cpuSeconds(process.pid) - bareBefore.writer,
	database: databaseCpuSeconds(dataDir) - bareBefore.database
};
await pool.end();
await database.stop();
removeDataDir(dataDir);

const ours = kept / took;
const bare = written / bareTook;
console.log(`${callers} callers, ${seats} seats, ${atOnce} at once: ${[...outcomes].map(([outcome, n]) => `${outcome} ${n}`).join(', ')}`);
console.log(`Seats sold: ${going} of ${seats}. Answers lost: ${callers - [...outcomes.values()].reduce((a, b) => a + b, 0)}; acknowledged ${answered}, in the database ${kept}.`);
console.log(`Throughput ${Math.round(ours)} a second through HTTP; the same rows by bare SQL ${Math.round(bare)} a second; ratio ${(ours / bare).toFixed(3)} (aim 0.5).`);
times.sort((a, b) => a - b);
const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]!);
const each = (seconds: number, count: number) => `${((seconds / count) * 1000).toFixed(2)} ms`;
console.log(`Answers after ${at(0.5)} ms (p50), ${at(0.99)} ms (p99), ${at(1)} ms (the last).`);
console.log(
	`Processor time a registration: web process ${each(used.server, callers)}, database ${each(used.database, callers)}, the callers themselves ${each(used.callers, callers)};` +
		` bare SQL: writer ${each(bareUsed.writer, written)}, database ${each(bareUsed.database, written)}.`
);
process.exit(going === seats && answered === kept && kept === callers ? 0 : 1);
