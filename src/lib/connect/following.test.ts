import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Following } from './following.ts';

interface One {
	sequence: number;
	text: string;
}
const all = (count: number): One[] => Array.from({ length: count }, (_, i) => ({ sequence: i + 1, text: `${i + 1}` }));

/** A thread on a server that may lose something, and what follows it. */
function follow(options: { loses?: (one: One) => boolean; breaks?: (limit: number) => boolean } = {}) {
	const thread = { messages: all(0), reads: 0 };
	const following = new Following<One>({
		async read(after, limit) {
			thread.reads++;
			if (options.breaks?.(limit)) throw new TypeError('fetch failed');
			const news = thread.messages.filter((one) => one.sequence > after && !options.loses?.(one));
			return { messages: news.slice(0, limit), lastSequence: thread.messages.length };
		},
		reload: async () => thread.messages.slice(-5),
		changed() {},
		isRefusal: (thrown) => (thrown as Error).message === 'gone',
		pause: 1
	});
	return { thread, following };
}
const numbers = (following: Following<One>) => following.messages.map(({ sequence }) => sequence);
async function until(holds: () => boolean) {
	for (let i = 0; i < 400 && !holds(); i++) await wait(5);
	expect(holds()).toBe(true);
}

test('reads on page by page to the end, and again as often as it hears of more', async () => {
	const { thread, following } = follow();
	thread.messages = all(250);
	following.hear();
	await until(() => following.last === 250);
	thread.messages = all(252);
	following.hear();
	following.hear();
	await until(() => following.last === 252);
	expect(numbers(following)).toEqual(all(252).map(({ sequence }) => sequence));
	expect(following.reloads).toBe(0);
});

test('tries again until the network is back', async () => {
	let left = 3;
	const { thread, following } = follow({ breaks: () => left-- > 0 });
	thread.messages = all(4);
	following.hear();
	await until(() => following.last === 4);
	expect(thread.reads).toBe(4);
});

test('reads in small pages where large ones do not come through', async () => {
	const { thread, following } = follow({ breaks: (limit) => limit > 20 });
	thread.messages = all(60);
	following.hear();
	await until(() => following.last === 60);
	expect(numbers(following)).toEqual(all(60).map(({ sequence }) => sequence));
});

test('reads everything anew where something is missing, and never shows a gap', async () => {
	const { thread, following } = follow({ loses: ({ sequence }) => sequence === 7 });
	following.take(all(3));
	thread.messages = all(20);
	following.hear();
	await until(() => following.reloads === 1);
	await until(() => following.last === 20);
	expect(numbers(following)).toEqual([16, 17, 18, 19, 20]);
});

test('reads everything anew where the server says there is more and gives nothing', async () => {
	const { thread, following } = follow({ loses: ({ sequence }) => sequence > 3 });
	following.take(all(3));
	thread.messages = all(6);
	following.hear();
	await until(() => following.last === 6);
	expect(following.reloads).toBe(1);
});

test('joins a page that was read elsewhere, takes what is newer in it, and drops what no longer joins', () => {
	const { following } = follow();
	const some = (from: number, to: number, text = '') =>
		all(to).slice(from - 1).map((one) => ({ ...one, text: text || one.text }));
	following.take(some(5, 9));
	following.take(some(2, 6, 'baru'));
	expect(following.messages.map(({ text }) => text)).toEqual(['baru', 'baru', 'baru', 'baru', 'baru', '7', '8', '9']);
	following.take(some(8, 11));
	expect(numbers(following)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
	following.take(some(20, 22));
	expect(numbers(following)).toEqual([20, 21, 22]);
	following.take(some(2, 6));
	expect(numbers(following)).toEqual([20, 21, 22]);
});

test('does not make a gap of what was just sent while the other wrote too', async () => {
	const { thread, following } = follow();
	following.take(all(3));
	thread.messages = all(8);
	// Numbers 4 and 6 are the other's.
	following.join([all(8)[4]!, all(8)[6]!]);
	expect(numbers(following)).toEqual([1, 2, 3]);
	await until(() => following.last === 8);
	expect(numbers(following)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
	thread.messages = all(9);
	following.join([all(9)[8]!]);
	expect(following.last).toBe(9);
});
