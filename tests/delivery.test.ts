import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { EventSource } from 'eventsource';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '#engine/random.ts';
import { Following } from '#lib/connect/following.ts';
import { Outbox } from '#lib/connect/outbox.ts';
import { openLive } from '#lib/live-stream.ts';
import type { Api } from '#server/app.ts';
import { signIn } from '#server/gate/account/tables.ts';
import { makeToken } from '#server/kernel/secrets.ts';
import { openCuttingProxy, type CuttingProxy } from './cutting-proxy.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeOrganisation, makePerson, type MadePerson } from './factories.ts';

const count = 5000;
const restarts = 5;
const seed = Number(process.env.SEED ?? 1);
const bin = fileURLToPath(new URL('../bin/gerbang.js', import.meta.url));

let t: TestProduct;
let proxy: CuttingProxy;
let server: ChildProcess;
let port = 0;
const clients: { close(): void }[] = [];

/** `gerbang start`, as an operator runs it. */
async function startServer(): Promise<void> {
	const { npm_lifecycle_script: _, VITEST: __, ...environment } = process.env;
	server = spawn(process.execPath, [bin, 'start'], {
		env: { ...environment, DATABASE_URL: t.url, HOST: '127.0.0.1', PORT: '0', ORIGIN: '', LOG_LEVEL: 'silent', NODE_ENV: 'production' },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	let said = '';
	const opened = new Promise<number>((found) =>
		server.stdout!.on('data', (part) => {
			said += part;
			const at = /open at \S+:(\d+)/.exec(said);
			if (at) found(Number(at[1]));
		})
	);
	port = await Promise.race([opened, once(server, 'exit').then(() => 0)]);
	if (!port) throw new Error(`The server did not start: ${said}`);
}

async function endServer(signal: NodeJS.Signals): Promise<void> {
	const ended = once(server, 'exit');
	server.kill(signal);
	await ended;
}

beforeAll(async () => {
	t = await testProduct();
	await startServer();
	proxy = await openCuttingProxy(() => port, new Random(seed));
});
afterAll(async () => {
	for (const client of clients) client.close();
	await proxy?.close();
	if (server?.exitCode === null) await endServer('SIGKILL');
	await t?.close();
});

interface Message {
	sequence: number;
	text: string;
	isMine: boolean;
}

/** One person's browser: its outbox, its live stream and what it holds of the thread, behind the bad network. */
async function openClient(organisation: string, me: MadePerson, them: MadePerson) {
	const { token, hash } = makeToken();
	await t.kernel.database.db.insert(signIn).values({
		accountId: me.accountId,
		tokenHash: hash,
		method: 'code',
		expiresAt: new Date(t.clock.now().getTime() + 86_400_000)
	});
	const headers = { cookie: `${t.product.cookie}=${token}` };
	const api: Api = createORPCClient(new RPCLink({ url: `${proxy.address}/rpc`, headers }));
	const pair = { organisation, personId: them.id };
	const patience = () => ({ signal: AbortSignal.timeout(5000) });
	const refusal = (thrown: unknown) => (thrown instanceof ORPCError && thrown.status < 500 ? thrown.message : null);

	const counted = { sends: 0, looks: 0 };
	/** Each message once, at the moment it was first shown. */
	const received: Message[] = [];
	let outbox: Outbox | undefined;
	const following = new Following<Message>({
		read: (after, limit) => api.connect.conversation.listMessages({ ...pair, after, limit }, patience()),
		reload: async () => (await api.connect.conversation.listMessages({ ...pair, limit: 100 }, patience())).messages,
		isRefusal: (thrown) => refusal(thrown) !== null,
		changed(messages) {
			const known = received.at(-1)?.sequence ?? 0;
			received.push(...messages.filter(({ sequence }) => sequence > known));
		}
	});
	const live = openLive({
		open: (address) =>
			new EventSource(proxy.address + address, {
				fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers } })
			}) as unknown as globalThis.EventSource,
		locks: null
	});
	live.listen((notice) => {
		if (!notice) {
			counted.looks++;
			outbox?.retry();
		}
		following.hear();
	});
	let kept = '';
	const openOutbox = () => {
		const made = new Outbox({
			async send(some) {
				counted.sends += some.length;
				const messages = some.map(({ clientId, text }) => ({ clientId, text }));
				const sent = await api.connect.conversation.sendAll({ ...pair, messages }, patience());
				following.join(sent);
			},
			refusal,
			read: () => kept,
			write: (text) => void (kept = text),
			changed() {}
		});
		made.open();
		return made;
	};
	outbox = openOutbox();
	const client = {
		counted,
		received,
		following,
		get waiting() {
			return outbox!.waiting;
		},
		write: (text: string) => outbox!.add({ clientId: crypto.randomUUID(), text }),
		/** As a page that is loaded again: only what was kept goes on. */
		reload() {
			outbox!.close();
			outbox = openOutbox();
		},
		close() {
			outbox!.close();
			following.close();
			live.close();
		}
	};
	clients.push(client);
	return client;
}

test('what two people write through a network that cuts and a server that restarts arrives whole, in order, once', async () => {
	const home = await makeOrganisation(t, { slug: 'mitra' });
	const one = await makePerson(t, home.id, { name: 'Budi' });
	const two = await makePerson(t, home.id, { name: 'Sari' });
	const pair = (person: MadePerson) => ({ organisation: 'mitra', personId: person.id });
	await t.as(one.accountId).connect.connection.ask({ ...pair(two), line: 'Senang bertemu.' });
	await t.as(two.accountId).connect.connection.accept(pair(one));

	const random = new Random(seed + 1);
	const sides = [await openClient('mitra', one, two), await openClient('mitra', two, one)];
	const sent: string[][] = [[], []];
	const total = () => Math.min(...sides.map(({ received }) => received.length));

	const writing = sides.map(async (side, at) => {
		const mine = sent[at]!;
		while (mine.length < count / 2) {
			if (side.waiting.length > 40) {
				await wait(5);
				continue;
			}
			const text = `${mine.length} ${'kabar dari Bandung, 50% — “é” 🙂 '.repeat(1 + random.below(8))}`.trim();
			mine.push(text);
			side.write(text);
		}
	});
	const restarting = (async () => {
		for (let round = 1; round <= restarts; round++) {
			while (total() < (count * round) / (restarts + 1)) await wait(10);
			await endServer(round % 2 ? 'SIGKILL' : 'SIGTERM');
			for (const side of sides) side.reload();
			await startServer();
		}
	})();
	await Promise.all([...writing, restarting]);
	const until = Date.now() + 60_000;
	while (total() < count && Date.now() < until) await wait(20);

	const found = sides.map((side, at) => ({
		sequences: side.received.map(({ sequence }) => sequence),
		mine: side.received.filter(({ isMine }) => isMine).map(({ text }) => text),
		theirs: side.received.filter(({ isMine }) => !isMine).map(({ text }) => text),
		at
	}));
	for (const { sequences, mine, theirs, at } of found) {
		expect(sequences).toEqual(Array.from({ length: count }, (_, i) => i + 1));
		expect(mine).toEqual(sent[at]);
		expect(theirs).toEqual(sent[1 - at]);
		expect(sides[at]!.following.messages.map(({ sequence }) => sequence)).toEqual(sequences);
		expect(sides[at]!.following.reloads).toBe(0);
		expect(sides[at]!.waiting).toEqual([]);
	}
	// The network was bad: streams were lost, and what was sent once would not have been enough.
	const seen = JSON.stringify({ cuts: proxy.cuts, counted: sides.map(({ counted }) => counted) });
	expect(proxy.cuts, seen).toBeGreaterThan(30);
	for (const { counted } of sides) {
		expect(counted.sends).toBeGreaterThan(count / 2);
		expect(counted.looks).toBeGreaterThanOrEqual(restarts);
	}
}, 600_000);
