import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { EventSource } from 'eventsource';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLive, type Live, type LiveOptions, type Notice } from '#lib/live-stream.ts';

/** A server of streams that can answer with an error, fall silent and cut; what it was asked for. */
let server: Server;
let address = '';
let status = 200;
const streams = new Set<ServerResponse>();
const asked: string[] = [];
const tabs: Live[] = [];

beforeEach(async () => {
	status = 200;
	asked.length = 0;
	streams.clear();
	server = createServer((request, response) => {
		asked.push(request.url!);
		response.writeHead(status, { 'content-type': 'text/event-stream' });
		if (status !== 200) return void response.end();
		response.write('retry: 20\n\n');
		streams.add(response);
		response.on('close', () => streams.delete(response));
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
	for (const tab of tabs.splice(0)) tab.close();
	server.closeAllConnections();
	await new Promise<void>((closed) => server.close(() => closed()));
});

const say = (notice: Notice) => {
	for (const stream of streams) stream.write(`data: ${JSON.stringify(notice)}\n\n`);
};
const message = (id: string): Notice => ({ topic: 'person:1', kind: 'message', id });

/** A tab, and what it heard: ids, and `null` where it was told to look again. */
function openTab(options: Partial<LiveOptions> = {}, gatheringId?: string) {
	const heard: (string | null)[] = [];
	const live = openLive({
		open: (path) => new EventSource(address + path) as unknown as globalThis.EventSource,
		locks: null,
		...options
	});
	tabs.push(live);
	live.listen((notice) => heard.push(notice ? notice.id! : null), gatheringId);
	return { live, heard };
}
async function until(holds: () => boolean, least = 4000) {
	for (const end = Date.now() + least; Date.now() < end && !holds(); ) await wait(5);
	expect(holds()).toBe(true);
}
const shared = (viewer: string) => ({ locks: navigator.locks as unknown as LockManager, viewer });

test('a stream that was cut comes back, and says to look again', async () => {
	const tab = openTab();
	await until(() => streams.size === 1);
	say(message('a'));
	await until(() => tab.heard.includes('a'));
	const before = tab.heard.filter((one) => one === null).length;
	for (const stream of streams) stream.destroy();
	await until(() => tab.heard.filter((one) => one === null).length === before + 1);
	say(message('b'));
	await until(() => tab.heard.includes('b'));
});

test('a stream that is answered with an error, which ends it for a browser, is opened again', async () => {
	status = 502;
	const tab = openTab();
	await until(() => asked.length === 1);
	status = 200;
	await until(() => streams.size === 1);
	await until(() => tab.heard.includes(null));
	say(message('a'));
	await until(() => tab.heard.includes('a'));
});

test('a stream that falls silent counts as lost', async () => {
	const tab = openTab({ silence: 150 });
	await until(() => asked.length >= 3);
	await until(() => tab.heard.filter((one) => one === null).length >= 2);
	// One that beats stays.
	const beats = setInterval(() => streams.forEach((stream) => stream.write('event: beat\ndata: {}\n\n')), 20);
	await wait(100);
	const { length } = asked;
	await wait(500);
	clearInterval(beats);
	expect(asked.length).toBe(length);
});

test('tabs of one viewer share a stream, those of another do not', async () => {
	const one = openTab(shared('budi'));
	await until(() => streams.size === 1);
	const two = openTab(shared('budi'));
	const other = openTab(shared('sari'));
	await until(() => streams.size === 2);
	await wait(50);
	say(message('a'));
	await until(() => one.heard.includes('a') && two.heard.includes('a') && other.heard.includes('a'));
	expect(asked).toHaveLength(2);
	expect(two.heard.filter((id) => id === 'a')).toHaveLength(1);
});

test('another tab takes over from one that goes, and all look again', async () => {
	const one = openTab(shared('dewi'));
	await until(() => streams.size === 1);
	const two = openTab(shared('dewi'));
	const three = openTab(shared('dewi'));
	await wait(50);
	const nulls = [two, three].map(({ heard }) => heard.filter((id) => id === null).length);
	one.live.close();
	await until(() => [two, three].every(({ heard }, at) => heard.filter((id) => id === null).length > nulls[at]!));
	say(message('b'));
	await until(() => two.heard.includes('b') && three.heard.includes('b'));
	expect(streams.size).toBe(1);
	expect(one.heard).not.toContain('b');
});

test('a gathering one tab asks for is heard by that tab alone, on the same stream', async () => {
	const one = openTab(shared('wayan'));
	await until(() => streams.size === 1);
	const two = openTab(shared('wayan'), 'temu');
	await until(() => asked.includes('/live?gathering=temu') && streams.size === 1);
	say({ topic: 'gathering:temu', kind: 'door', id: 'd' });
	say(message('m'));
	await until(() => one.heard.includes('m') && two.heard.includes('m'));
	expect(two.heard).toContain('d');
	expect(one.heard).not.toContain('d');
});

test('a tab whose leader sleeps takes the lead itself', async () => {
	// The sleeper holds the lock, and is never heard.
	let wake = () => {};
	void navigator.locks.request('gerbang-live:putu', () => new Promise<void>((done) => (wake = done))).catch(() => {});
	await wait(20);
	const tab = openTab({ ...shared('putu'), silence: 100 });
	await until(() => streams.size === 1);
	say(message('a'));
	await until(() => tab.heard.includes('a'));
	expect(tab.heard).toContain(null);
	wake();
});

test('who signs in after somebody else hears their own stream', async () => {
	const tab = openTab(shared('gede'));
	await until(() => streams.size === 1);
	tab.live.become('made');
	await until(() => asked.length === 2 && streams.size === 1);
	const { held } = await navigator.locks.query();
	expect(held!.map(({ name }) => name)).toContain('gerbang-live:made');
	expect(held!.map(({ name }) => name)).not.toContain('gerbang-live:gede');
});
