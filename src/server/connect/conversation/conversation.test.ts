import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testProduct, type TestProduct } from '../../../../tests/database.ts';
import {
	makeOrganisation,
	makePerson,
	type MadeOrganisation,
	type MadePerson
} from '../../../../tests/factories.ts';

let t: TestProduct;
let home: MadeOrganisation;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
});
afterAll(() => t?.close());

const as = (who: MadePerson) => t.as(who.accountId).connect;
const pair = (who: MadePerson) => ({ organisation: home.slug, personId: who.id });
const inbox = (who: MadePerson, q = '') =>
	as(who).conversation.list({ organisation: home.slug, q });
const send = (
	from: MadePerson,
	to: MadePerson,
	text: string,
	clientId = crypto.randomUUID() as string
) => as(from).conversation.send({ ...pair(to), clientId, text });
async function connected(names: [string, string] = ['Satu', 'Dua']) {
	const one = await makePerson(t, home.id, { name: names[0] });
	const other = await makePerson(t, home.id, { name: names[1] });
	await as(one).connection.ask({ ...pair(other), line: 'Halo' });
	await as(other).connection.accept(pair(one));
	return [one, other] as const;
}

describe('a thread', () => {
	test('keeps messages in the order they were taken in, each once', async () => {
		const [one, other] = await connected();
		const clientId = crypto.randomUUID();
		const first = await send(one, other, 'pertama', clientId);
		expect(await send(one, other, 'pertama, dikirim lagi', clientId)).toEqual(first);
		await send(other, one, 'kedua');
		const thread = await as(other).conversation.find(pair(one));
		expect(thread.messages).toMatchObject([
			{ sequence: 1, text: 'pertama', isMine: false },
			{ sequence: 2, text: 'kedua', isMine: true }
		]);
		expect(thread).toMatchObject({ lastSequence: 2, unread: 1, can: { write: true } });
	});

	test('takes what was written without a network all at once, in order, each once, all or none', async () => {
		const [one, other] = await connected();
		const [a, b, c] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()] as const;
		const sendAll = (from: MadePerson, to: MadePerson, ...messages: { clientId: string; text: string }[]) =>
			as(from).conversation.sendAll({ ...pair(to), messages });
		const heard: string[] = [];
		t.kernel.notices.listen(`person:${other.id}`, ({ kind }) => heard.push(kind));
		await sendAll(one, other, { clientId: a, text: 'a' }, { clientId: b, text: 'b' });
		const again = await sendAll(one, other, { clientId: b, text: 'b' }, { clientId: c, text: 'c' }, { clientId: c, text: 'c' });
		expect(again.map(({ sequence }) => sequence)).toEqual([2, 3, 3]);
		expect(heard).toEqual(['message', 'message']);
		await expect(sendAll(other, one, { clientId: a, text: 'milik orang lain' })).rejects.toMatchObject({ code: 'MESSAGE_OF_ANOTHER' });
		await expect(
			sendAll(one, other, { clientId: crypto.randomUUID(), text: 'd' }, { clientId: crypto.randomUUID(), text: ' ' })
		).rejects.toMatchObject({ status: 422 });
		const { messages } = await as(other).conversation.find(pair(one));
		expect(messages.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
	});

	test('shows emphasis, code and links, and no markup of the writer or of another host', async () => {
		const [one, other] = await connected();
		const shown = async (text: string) => (await send(one, other, text)).html;
		expect(await shown('*Kamis* di **Bandung**, `A-12`')).toBe(
			'<em>Kamis</em> di <strong>Bandung</strong>, <code>A-12</code>'
		);
		expect(await shown('baris satu\n# dua')).toBe('baris satu<br>\n# dua');
		expect(await shown('lihat https://contoh.id/a?b=1.')).toBe(
			'lihat <a href="https://contoh.id/a?b=1" rel="nofollow noopener ugc" target="_blank">https://contoh.id/a?b=1</a>.'
		);
		const attacks = [
			'<script>alert(1)</script>',
			'<img src=x onerror=alert(1)>',
			'[klik](javascript:alert(1))',
			'[klik](JaVaScRiPt&colon;alert(1))',
			'![x](https://jahat.example/lihat.png)',
			'[x](https://a.example/"onmouseover="alert(1))',
			'[x](data:text/html;base64,PHNjcmlwdD4=)'
		];
		for (const text of attacks) {
			const html = await shown(text);
			expect(html, text).not.toMatch(/<(?!\/?(a|em|strong|code|br|s)\b)/);
			expect(html, text).not.toMatch(/href="(?!https?:)/);
			expect(html, text).not.toMatch(/<a[^>]*\son/);
		}
		expect((await inbox(other)).threads[0]!.lastMessage!.text).not.toContain('<');
	});

	test('tells both live when something is written, with ids only', async () => {
		const [one, other] = await connected();
		const heard: string[] = [];
		t.kernel.notices.listen(`person:${other.id}`, (notice) => heard.push(JSON.stringify(notice)));
		await send(one, other, 'isi yang rahasia');
		expect(heard).toHaveLength(1);
		expect(heard[0]).toContain('"kind":"message"');
		expect(heard[0]).not.toContain('rahasia');
	});

	test('counts what is unread, and never marks backwards or past the end', async () => {
		const [one, other] = await connected();
		for (const text of ['a', 'b', 'c']) await send(one, other, text);
		const unread = async () => (await as(other).conversation.find(pair(one))).unread;
		const mark = (sequence: number) => as(other).conversation.markRead({ ...pair(one), sequence });
		expect(await unread()).toBe(3);
		await mark(2);
		expect(await unread()).toBe(1);
		await mark(1);
		expect(await unread()).toBe(1);
		await mark(99);
		await send(one, other, 'd');
		expect(await unread()).toBe(1);
		expect((await as(one).conversation.find(pair(other))).unread).toBe(0);
	});

	test('is read in pages, forwards and backwards', async () => {
		const [one, other] = await connected();
		for (let i = 1; i <= 7; i++) await send(one, other, `pesan ${i}`);
		const page = (by: object) =>
			as(other).conversation.listMessages({ ...pair(one), limit: 3, ...by });
		const last = await page({});
		expect(last.messages.map(({ sequence }) => sequence)).toEqual([5, 6, 7]);
		expect(last).toMatchObject({ hasOlder: true, lastSequence: 7 });
		expect((await page({ before: 3 })).messages.map(({ sequence }) => sequence)).toEqual([1, 2]);
		expect((await page({ before: 3 })).hasOlder).toBe(false);
		expect((await page({ after: 4 })).messages.map(({ sequence }) => sequence)).toEqual([5, 6, 7]);
	});

	test('is closed to who is not connected, and to an outsider it does not exist', async () => {
		const [one, other] = await connected();
		const third = await makePerson(t, home.id);
		await expect(send(third, one, 'x')).rejects.toMatchObject({ code: 'THREAD_CLOSED' });
		await as(one).connection.end(pair(other));
		await expect(send(other, one, 'x')).rejects.toMatchObject({ code: 'THREAD_CLOSED' });
		const foreign = await makePerson(t, (await makeOrganisation(t)).id);
		await expect(
			t
				.as(foreign.accountId)
				.connect.conversation.find({ organisation: home.slug, personId: one.id })
		).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('keeps what was written when the connection ends and begins anew', async () => {
		const [one, other] = await connected();
		await send(one, other, 'masih di sini');
		await as(one).connection.end(pair(other));
		await as(other).connection.ask({ ...pair(one), line: 'Lagi' });
		await as(one).connection.accept(pair(other));
		expect((await as(one).conversation.find(pair(other))).messages).toMatchObject([
			{ text: 'masih di sini' }
		]);
	});

	test('is not read by a third person, whoever they are', async () => {
		const [one, other] = await connected();
		await send(one, other, 'hanya untuk berdua');
		await as(one).connection.saveNote({ ...pair(other), text: 'catatan saya sendiri' });
		const organiser = await makePerson(t, home.id, { role: 'owner' });
		const seen = JSON.stringify([
			await as(organiser).conversation.find(pair(one)),
			await as(organiser).conversation.listMessages(pair(one)),
			await inbox(organiser),
			await as(organiser).profile.find(pair(other))
		]);
		expect(seen).not.toMatch(/hanya untuk|catatan saya/);
	});
});

describe('the inbox', () => {
	test('has asks that wait first, then threads by their last message', async () => {
		const [me, early] = await connected(['Saya', 'Awal']);
		const late = await makePerson(t, home.id, { name: 'Akhir' });
		const asks = await makePerson(t, home.id, { name: 'Penanya' });
		await as(late).connection.ask({ ...pair(me), line: 'Halo' });
		await as(me).connection.accept(pair(late));
		await send(early, me, 'lama');
		t.clock.advance(1000);
		await send(late, me, 'baru');
		await as(asks).connection.ask({ ...pair(me), line: 'Boleh kenalan?' });
		const found = await inbox(me);
		expect(found.waitingForMe).toMatchObject([
			{ person: { name: 'Penanya' }, line: 'Boleh kenalan?' }
		]);
		expect(found.threads.map(({ person }) => person.name)).toEqual(['Akhir', 'Awal']);
		expect(found.threads[0]).toMatchObject({
			unread: 1,
			lastMessage: { text: 'baru', isMine: false }
		});
		expect(found).toMatchObject({ total: 2, unread: 2 });
		t.clock.advance(1000);
		await send(me, early, 'balas');
		expect((await inbox(me)).threads.map(({ person }) => person.name)).toEqual(['Awal', 'Akhir']);
		expect(await as(me).conversation.waiting({ organisation: home.slug })).toMatchObject({
			askCount: 1,
			asks: [{ person: { name: 'Penanya' } }],
			unreadThreadCount: 2,
			unreadMessageCount: 2
		});
		expect((await inbox(asks)).waitingForThem).toMatchObject([{ person: { name: 'Saya' } }]);
	});

	test('is searched by name, accents forgiven, and by what was written', async () => {
		const [me, other] = await connected(['Pencari', 'Ény Kusuma']);
		await send(other, me, 'Kirim proposal 50% diskon');
		for (const q of ['eny', 'proposal', '50%']) expect((await inbox(me, q)).total).toBe(1);
		expect((await inbox(me, '60%')).total).toBe(0);
		expect((await inbox(me, 'kusuma')).threads).toHaveLength(1);
	});

	test('is paged without gaps or doubles', async () => {
		const me = await makePerson(t, home.id);
		for (let i = 0; i < 5; i++) {
			const other = await makePerson(t, home.id);
			await as(other).connection.ask({ ...pair(me), line: 'Halo' });
			await as(me).connection.accept(pair(other));
		}
		const seen: string[] = [];
		let cursor: string | null | undefined;
		do {
			const page = await as(me).conversation.list({
				organisation: home.slug,
				limit: 2,
				...(cursor && { cursor })
			});
			expect(page.total).toBe(5);
			seen.push(...page.threads.map(({ connectionId }) => connectionId));
			cursor = page.nextCursor;
		} while (cursor);
		expect(new Set(seen).size).toBe(5);
		expect(seen).toHaveLength(5);
	});
});
