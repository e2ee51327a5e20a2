import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cloneDatabase } from '../../../tests/database.ts';
import { startPostgres } from '../kernel/postgres/postgres.ts';
import { examine, type Finding } from './doctor.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'gerbang-doctor-'));
let database: { url: string; drop(): Promise<void> };
let environment: Record<string, string>;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
	database = await cloneDatabase();
	environment = { DATA_DIR: dataDir, DATABASE_URL: database.url, PORT: '9' };
});
afterEach(async () => {
	for (const end of ends.splice(0)) await end();
});
afterAll(async () => {
	await database.drop();
	rmSync(dataDir, { recursive: true, force: true });
});

const on = (findings: Finding[], subject: Finding['subject']) =>
	findings.filter((finding) => finding.subject === subject);

async function listen(handler: RequestListener): Promise<string> {
	const server = createServer(handler);
	await new Promise<void>((listening) => server.listen(0, listening));
	ends.push(() => server.close());
	return String((server.address() as AddressInfo).port);
}

async function change(sql: string): Promise<void> {
	const client = new pg.Client({ connectionString: database.url });
	await client.connect();
	await client.query(sql);
	await client.end();
}

test('every subject is looked at, each bad or doubtful one with what to do', async () => {
	const findings = await examine(environment);
	expect(new Set(findings.map(({ subject }) => subject))).toEqual(
		new Set(['configuration', 'database', 'mail', 'disk', 'clock', 'web'])
	);
	for (const { state, todo } of findings) if (state !== 'good') expect(todo).toMatch(/\w/);
});

test('a wrong setting is the one thing said', async () => {
	expect(await examine({ PORT: 'three thousand' })).toEqual([
		expect.objectContaining({
			subject: 'configuration',
			state: 'bad',
			says: expect.stringContaining('PORT')
		})
	]);
});

test('the test database is bad for one thing alone: it does not sync', async () => {
	expect(on(await examine(environment), 'database')).toEqual([
		expect.objectContaining({
			state: 'bad',
			says: expect.stringMatching(/^fsync, full_page_writes, synchronous_commit are off/)
		})
	]);
});

test('migrations that wait and migrations of a newer version are told apart', async () => {
	const says = async () =>
		on(await examine(environment), 'database')
			.map((finding) => finding.says)
			.join('\n');
	await change(
		`update kernel_migration.__drizzle_migrations set created_at = created_at + 1
		where id = (select max(id) from kernel_migration.__drizzle_migrations)`
	);
	expect(await says()).toMatch(/has 1 migration this version does not know[^]*1 migration waits/);
	await change(
		`delete from kernel_migration.__drizzle_migrations
		where id = (select max(id) from kernel_migration.__drizzle_migrations)`
	);
	expect(await says()).not.toContain('does not know');
	expect(await says()).toContain('1 migration waits');
});

test('a database that does not answer is bad, and its password is not shown', async () => {
	const [finding] = on(
		await examine({
			...environment,
			DATABASE_URL: 'postgres://gerbang:rahasia@127.0.0.1:9/gerbang'
		}),
		'database'
	);
	expect(finding).toMatchObject({ state: 'bad', says: expect.stringContaining('ECONNREFUSED') });
	expect(JSON.stringify(finding)).not.toContain('rahasia');
});

test('the embedded database is looked at whether it runs or not, and left as it was', async () => {
	const own = { DATA_DIR: join(dataDir, 'own'), PORT: '9' };
	expect(on(await examine(own), 'database')[0]).toMatchObject({
		state: 'good',
		says: expect.stringContaining('the first start makes it')
	});
	const place = { dataDir: join(dataDir, 'own', 'postgres') };
	const server = await startPostgres(place);
	ends.push(() => server.stop());
	const findings = on(await examine(own), 'database');
	expect(findings).toEqual([
		expect.objectContaining({
			state: 'warning',
			says: expect.stringMatching(/^\d+ migrations wait\.$/)
		})
	]);
	await server.stop();
	expect(on(await examine(own), 'database')).toEqual(findings);
	const again = await startPostgres(place);
	ends.push(() => again.stop());
});

test('a mail server that takes mail is good, one that refuses the password is bad', async () => {
	const smtp = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		allowInsecureAuth: true,
		onAuth: ({ password }, _, done) =>
			password === 'benar'
				? done(null, { user: 'temu' })
				: done(new Error('Wrong password, friend'))
	});
	await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', listening));
	ends.push(() => new Promise<void>((closed) => smtp.close(closed)));
	const { port } = smtp.server.address() as AddressInfo;
	const asked = async (password: string) =>
		on(
			await examine({ ...environment, SMTP_URL: `smtp://temu:${password}@127.0.0.1:${port}` }),
			'mail'
		)[0];
	expect(await asked('benar')).toMatchObject({ state: 'good' });
	const refused = await asked('keliru');
	expect(refused).toMatchObject({
		state: 'bad',
		says: expect.stringContaining('Wrong password, friend')
	});
	expect(JSON.stringify(refused)).not.toContain('keliru');
});

test('letters that could not be sent are named', async () => {
	await change(`insert into kernel.mail (id, kind, locale, to_address, subject, text, created_at, failed_at, failure)
		values (gen_random_uuid(), 'invitation', 'id', 'sri@example.org', 'Undangan', '…', now(), now(), 'mailbox full')`);
	const [finding] = on(await examine(environment), 'mail');
	expect(finding).toMatchObject({
		state: 'warning',
		says: expect.stringContaining('1 letter waits')
	});
	expect(JSON.stringify(finding)).not.toContain('sri@');
	await change('delete from kernel.mail');
});

test('on the port are told apart: Gerbang, Gerbang without its database, another program, nobody', async () => {
	const answering = async (handler: RequestListener) => {
		const PORT = await listen(handler);
		return on(await examine({ ...environment, PORT }), 'web')[0];
	};
	const health =
		(database: boolean): RequestListener =>
		(request, response) =>
			request.url === '/health'
				? response
						.writeHead(database ? 200 : 503)
						.end(JSON.stringify({ product: 'gerbang', database }))
				: response.writeHead(404).end();
	expect(await answering(health(true))).toMatchObject({ state: 'good' });
	expect(await answering(health(false))).toMatchObject({
		state: 'bad',
		says: expect.stringContaining('cannot reach its database')
	});
	expect(await answering((_, response) => response.end('<h1>It works!</h1>'))).toMatchObject({
		state: 'bad',
		says: expect.stringContaining('Another program')
	});
	expect(on(await examine(environment), 'web')[0]).toMatchObject({
		state: 'warning',
		todo: 'Start it: npm start.'
	});
});

test('a public address that leads elsewhere is a warning', async () => {
	const PORT = await listen((_, response) =>
		response.end(JSON.stringify({ product: 'gerbang', database: true }))
	);
	const elsewhere = await listen((_, response) => response.end('parked'));
	const [finding] = on(
		await examine({ ...environment, PORT, ORIGIN: `http://localhost:${elsewhere}` }),
		'web'
	);
	expect(finding).toMatchObject({
		state: 'warning',
		says: expect.stringContaining('leads elsewhere')
	});
});
