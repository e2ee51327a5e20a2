import { createServer, type AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readConfig } from '#server/kernel/config.ts';
import { defineJob } from '#server/kernel/jobs.ts';
import { openKernel, type Kernel } from '#server/kernel/kernel.ts';
import { mail } from '#server/kernel/tables.ts';
import { testProduct, type TestProduct } from './database.ts';

let t: TestProduct;
let kernel: Kernel;
const closing: (() => unknown)[] = [];
beforeEach(async () => void (t = await testProduct()));
afterEach(async () => {
	await kernel?.close();
	for (const close of closing.splice(0)) close();
	await t?.close();
});

/** The kernel of a process that works, with a mail server at this port. */
async function openWith(port: number): Promise<Kernel> {
	kernel = await openKernel({
		config: readConfig({ LOG_LEVEL: 'silent', SMTP_URL: `smtp://localhost:${port}`, MAIL_FROM: 'Temu <temu@gerbang.test>' }),
		databaseUrl: t.url,
		serves: true
	});
	return kernel;
}

const post = (address: string) =>
	kernel.database.transaction((tx) =>
		kernel.mail.post(tx, {
			kind: 'invitation',
			organisationId: null,
			personId: null,
			locale: 'id',
			to: { address, name: 'Sari' },
			subject: 'Undangan',
			text: 'Mari bertemu.'
		})
	);
const letterTo = async (address: string) =>
	(await kernel.database.db.select().from(mail).where(eq(mail.toAddress, address)))[0]!;

test('a letter refused by a real mail server stays in the outbox with the reason, is tried again, and its address is in no log', async () => {
	let refuses = true;
	const taken: string[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onRcptTo: ({ address }, _, answer) =>
			answer(refuses ? Object.assign(new Error(`${address} is not known here`), { responseCode: 450 }) : null),
		onData(stream, _, answer) {
			let said = '';
			stream.on('data', (part) => (said += part));
			stream.on('end', () => (taken.push(said), answer()));
		}
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	closing.push(() => server.close());
	await openWith((server.server.address() as AddressInfo).port);
	const logged = vi.spyOn(kernel.log, 'error');
	await kernel.jobs.work();
	await post('sari@mitra.test');
	await vi.waitFor(async () => expect((await letterTo('sari@mitra.test')).failedAt).not.toBeNull(), 30_000);
	expect((await letterTo('sari@mitra.test')).failure).toContain('not known here');
	await vi.waitFor(() => expect(logged).toHaveBeenCalled(), 10_000);
	expect(logged.mock.calls.map(([what]) => String((what as { error: Error }).error.stack)).join()).not.toContain('sari@');
	refuses = false;
	await vi.waitFor(async () => expect((await letterTo('sari@mitra.test')).sentAt).not.toBeNull(), 50_000);
	expect((await letterTo('sari@mitra.test')).failure).toBeNull();
	expect(taken).toHaveLength(1);
	expect(taken[0]).toContain('Subject: Undangan');
}, 120_000);

test('a mail server that takes the call and says nothing keeps no other job waiting', async () => {
	const silent = createServer(() => {});
	await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
	closing.push(() => silent.close());
	await openWith((silent.address() as AddressInfo).port);
	const other = defineJob<{ number: number }>('test.other');
	const done = new Set<number>();
	kernel.jobs.handle(other, async ({ number }) => void done.add(number));
	for (let n = 0; n < 12; n++) await post(`nobody-${n}@mitra.test`);
	await kernel.jobs.work();
	await kernel.database.transaction(async (tx) => {
		for (let number = 0; number < 20; number++) await kernel.jobs.enqueue(tx, other, { number });
	});
	// The greeting is waited for 15 seconds.
	await vi.waitFor(() => expect(done.size).toBe(20), { timeout: 12_000, interval: 100 });
	expect((await letterTo('nobody-0@mitra.test')).failedAt).toBeNull();
}, 120_000);

test('a job with a key is left once while it waits, however many leave it at once', async () => {
	await openWith(9);
	const keyed = defineJob<{ number: number }>('test.keyed');
	const ran: number[] = [];
	kernel.jobs.handle(keyed, async ({ number }) => void ran.push(number));
	const leave = (number: number, once?: string) =>
		kernel.database.transaction((tx) => kernel.jobs.enqueue(tx, keyed, { number }, once ? { once } : {}));
	await Promise.all([1, 2, 3, 4, 5].map((number) => leave(number, 'same')));
	await leave(6, 'other');
	await Promise.all([leave(7), leave(8)]);
	expect(await kernel.jobs.drain()).toBe(4);
	await leave(9, 'same');
	expect(await kernel.jobs.drain()).toBe(1);
	expect(ran).toEqual(expect.arrayContaining([6, 7, 8, 9]));
}, 120_000);
