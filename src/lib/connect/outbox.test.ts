import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Outbox, type Unsent } from './outbox.ts';

/** What one browser keeps, a server that takes or does not, and the outboxes of its tabs. */
function browser() {
	const kept = { text: '' };
	const server = { taken: [] as string[], answer: (_: Unsent): void => {} };
	const open = () => {
		const outbox = new Outbox({
			async send(some) {
				await wait(1);
				for (const one of some) server.answer(one);
				for (const { clientId } of some) if (!server.taken.includes(clientId)) server.taken.push(clientId);
			},
			refusal: (thrown) => ((thrown as Error).message === 'broken' ? null : (thrown as Error).message),
			read: () => kept.text,
			write: (text) => void (kept.text = text),
			changed() {}
		});
		outbox.open();
		return outbox;
	};
	const keptIds = () => (JSON.parse(kept.text || '[]') as Unsent[]).map(({ clientId }) => clientId);
	return { kept, server, open, keptIds };
}
const write = (outbox: Outbox, ...ids: string[]) => {
	for (const clientId of ids) outbox.add({ clientId, text: clientId });
};
async function until(holds: () => boolean) {
	for (let i = 0; i < 400 && !holds(); i++) await wait(5);
	expect(holds()).toBe(true);
}

test('what was written without a network is sent when it is back, in the order it was written', async () => {
	const { server, open, keptIds } = browser();
	server.answer = () => {
		throw new Error('broken');
	};
	const outbox = open();
	write(outbox, 'a', 'b', 'c');
	await until(() => outbox.lost);
	expect(keptIds()).toEqual(['a', 'b', 'c']);
	server.answer = () => {};
	await until(() => outbox.waiting.length === 0);
	expect(server.taken).toEqual(['a', 'b', 'c']);
	expect(outbox.lost).toBe(false);
	expect(keptIds()).toEqual([]);
});

test('what is left when a page is closed goes on with the next', async () => {
	const { server, open } = browser();
	server.answer = () => {
		throw new Error('broken');
	};
	const before = open();
	write(before, 'a', 'b');
	before.close();
	server.answer = () => {};
	const after = open();
	await until(() => after.waiting.length === 0);
	expect(server.taken).toEqual(['a', 'b']);
});

test('a refused one says why, is kept, and lets those behind it pass', async () => {
	const { server, open, keptIds } = browser();
	server.answer = ({ clientId }) => {
		if (clientId === 'b') throw new Error('Terlalu panjang.');
	};
	const outbox = open();
	write(outbox, 'a', 'b', 'c');
	await until(() => server.taken.length === 2);
	expect(server.taken).toEqual(['a', 'c']);
	await until(() => outbox.waiting.length === 1);
	expect(outbox.waiting).toMatchObject([{ clientId: 'b', refused: 'Terlalu panjang.' }]);
	expect(keptIds()).toEqual(['b']);
	server.answer = () => {};
	outbox.retry('b');
	await until(() => server.taken.length === 3);
});

test('two tabs do not forget what the other one keeps, nor bring back what has gone', async () => {
	const { server, open, keptIds } = browser();
	server.answer = () => {
		throw new Error('broken');
	};
	const one = open();
	const two = open();
	write(one, 'a');
	write(two, 'b');
	write(one, 'c');
	expect(keptIds().sort()).toEqual(['a', 'b', 'c']);
	one.takeBack('a');
	// One that is under way when it is taken back may still arrive.
	await wait(30);
	expect(keptIds().sort()).toEqual(['b', 'c']);
	server.answer = () => {};
	await until(() => !one.waiting.length && !two.waiting.length);
	expect(server.taken.sort()).toEqual(['b', 'c']);
	expect(keptIds()).toEqual([]);
});
