import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { person } from '#server/gate/person/tables.ts';
import { testProduct, type TestProduct } from '../../../../tests/database.ts';
import {
	makeGathering,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeOrganisation,
	type MadePerson
} from '../../../../tests/factories.ts';

let t: TestProduct;
let home: MadeOrganisation;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t, { name: 'Asosiasi TIK' });
});
afterAll(() => t?.close());

const as = (who: MadePerson) => t.as(who.accountId).connect;
const pair = (who: MadePerson) => ({ organisation: home.slug, personId: who.id });
const member = (values: Parameters<typeof makePerson>[2] = {}) => makePerson(t, home.id, values);
const ask = (from: MadePerson, to: MadePerson, line = 'Kita bahas backup') =>
	as(from).connection.ask({ ...pair(to), line });
async function connected(
	values: Parameters<typeof makePerson>[2] = {},
	others: Parameters<typeof makePerson>[2] = {}
) {
	const [one, other] = [await member(values), await member(others)];
	await ask(one, other);
	await as(other).connection.accept(pair(one));
	return [one, other] as const;
}

describe('asking', () => {
	test('is told to the other by mail in their language, with the line and where to answer', async () => {
		const [budi, sari] = [
			await member({ name: 'Budi', title: 'Direktur' }),
			await member({ name: 'Sari' })
		];
		const asked = await ask(budi, sari, 'Minta waktu 10 menit soal lisensi');
		expect(asked).toMatchObject({
			tie: 'asked_by_me',
			can: { ask: false, withdraw: true, write: false }
		});
		await t.drain();
		const mail = t.mails.find(({ personId }) => personId === sari.id)!;
		expect(mail.subject).toBe('Budi ingin tetap terhubung dengan Anda');
		expect(mail.text).toContain('Minta waktu 10 menit soal lisensi');
		expect(mail.text).toContain(`/${home.slug}/inbox/${budi.id}`);
		expect(mail.text).not.toContain(budi.email);
		expect(await as(sari).connection.find(pair(budi))).toMatchObject({
			tie: 'asked_by_them',
			line: 'Minta waktu 10 menit soal lisensi',
			can: { accept: true, decline: true }
		});
	});

	test('twice is harmless, and writes one mail', async () => {
		const [one, other] = [await member(), await member()];
		await ask(one, other, 'pertama');
		expect(await ask(one, other, 'kedua')).toMatchObject({ tie: 'asked_by_me', line: 'pertama' });
		await t.drain();
		expect(t.mails.filter(({ personId }) => personId === other.id)).toHaveLength(1);
	});

	test('back is saying yes', async () => {
		const [one, other] = [await member(), await member()];
		await ask(one, other);
		expect(await ask(other, one)).toMatchObject({ tie: 'connected', can: { write: true } });
	});

	test('oneself, or without a line, is refused', async () => {
		const one = await member();
		await expect(ask(one, one)).rejects.toMatchObject({ code: 'ASKING_ONESELF' });
		await expect(ask(one, await member(), '  ')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
	});

	test('has a limit of asks that wait, which grows with those accepted', async () => {
		const one = await member();
		for (let i = 0; i < 10; i++) await ask(one, await member());
		const late = await member();
		await expect(ask(one, late)).rejects.toMatchObject({ code: 'TOO_MANY_ASKS' });
		const early = await member();
		const waiting = (await as(one).conversation.list({ organisation: home.slug }))
			.waitingForThem[0]!;
		await as(one).connection.end({ organisation: home.slug, personId: waiting.person.id });
		await ask(one, early);
		await as(early).connection.accept(pair(one));
		await ask(one, late);
		await ask(one, await member());
	});

	test('keeps the gathering where they met, only if both take part in it', async () => {
		const [one, other] = [await member(), await member()];
		const summit = await makeGathering(t, home.id, { title: 'Temu Kanal' });
		await makeRegistration(t, summit.id, one.id);
		const first = await as(one).connection.ask({
			...pair(other),
			line: 'Halo',
			gatheringId: summit.id
		});
		expect(first.metAt).toBeNull();
		await makeRegistration(t, summit.id, other.id);
		await as(one).connection.end(pair(other));
		const second = await as(one).connection.ask({
			...pair(other),
			line: 'Halo',
			gatheringId: summit.id
		});
		expect(second.metAt).toMatchObject({ title: 'Temu Kanal' });
	});
});

describe('declining', () => {
	test('is final for who asked, while the other may still ask', async () => {
		const [one, other] = [await member(), await member()];
		await ask(one, other);
		await as(other).connection.decline(pair(one));
		await as(other).connection.decline(pair(one));
		await expect(ask(one, other)).rejects.toMatchObject({ code: 'THEY_DECLINED' });
		expect(await ask(other, one)).toMatchObject({ tie: 'asked_by_me' });
	});

	test('with the thread open lets them write, shares nothing, and leaves asking open', async () => {
		const [one, other] = [
			await member(),
			await member({ phone: '+6281234567890', phoneVisibility: 'connections' })
		];
		await ask(one, other);
		await as(other).connection.decline({ ...pair(one), openThread: true });
		const seen = await as(one).connection.find(pair(other));
		expect(seen).toMatchObject({ tie: 'declined', can: { write: true, ask: true } });
		expect(JSON.stringify(seen)).not.toContain('81234567890');
		await as(one).conversation.send({
			...pair(other),
			clientId: crypto.randomUUID(),
			text: 'Baik'
		});
	});

	test('or accepting what nobody asked is refused', async () => {
		const [one, other] = [await member(), await member()];
		await expect(as(one).connection.accept(pair(other))).rejects.toMatchObject({
			code: 'NOTHING_ASKED'
		});
		await expect(as(one).connection.decline(pair(other))).rejects.toMatchObject({
			code: 'NOTHING_ASKED'
		});
		await ask(one, other);
		await expect(as(one).connection.accept(pair(other))).rejects.toMatchObject({
			code: 'NOTHING_ASKED'
		});
	});
});

describe('contact fields', () => {
	const secrets = {
		phone: '+6281200001111',
		links: [{ label: 'Situs', url: 'https://rahasia.example' }]
	};
	const all = ['email', 'phone', 'links'] as const;

	test('are seen by nobody before they are connected, whatever the settings for connections', async () => {
		const one = await member();
		const other = await member({
			...secrets,
			email: 'rahasia@example.com',
			emailVisibility: 'connections',
			phoneVisibility: 'connections',
			linksVisibility: 'nobody'
		});
		await as(other).connection.ask({ ...pair(one), line: 'Halo', share: [...all] });
		const answers = JSON.stringify([
			await as(one).profile.find(pair(other)),
			await as(one).connection.find(pair(other)),
			await as(one).conversation.find(pair(other)),
			await as(one).profile.list({ organisation: home.slug, limit: 100 }),
			await as(one).conversation.list({ organisation: home.slug })
		]);
		expect(answers).toContain(other.id);
		for (const secret of ['rahasia', '81200001111']) expect(answers).not.toContain(secret);
		await expect(as(one).contact.card(pair(other))).rejects.toMatchObject({
			code: 'NOT_CONNECTED'
		});
	});

	test('travel as each side chose, and both see who holds what', async () => {
		const [one, other] = [await member(secrets), await member(secrets)];
		await as(one).connection.ask({ ...pair(other), line: 'Halo', share: ['email'] });
		const view = await as(other).connection.accept({ ...pair(one), share: ['phone'] });
		expect(view.theirs).toEqual({ email: one.email, phone: null, links: [] });
		expect(view.given).toMatchObject([{ field: 'phone', by: 'choice' }]);
		const holders = await as(one).contact.listHolders({ organisation: home.slug });
		expect(holders.holders).toMatchObject([
			{ person: { id: other.id }, fields: [{ field: 'email', by: 'choice' }] }
		]);
		expect((await as(one).connection.find(pair(other))).theirs).toEqual({
			email: null,
			phone: '+6281200001111',
			links: []
		});
	});

	test('follow the setting for connections where nothing was chosen, and can be taken back from one person', async () => {
		const [one, other] = await connected({ ...secrets, phoneVisibility: 'connections' });
		const [, third] = [one, await member()];
		await ask(third, one);
		await as(one).connection.accept(pair(third));
		expect((await as(other).profile.find(pair(one))).contact.phone).toBe('+6281200001111');
		await as(one).contact.withdraw({ ...pair(other), field: 'phone' });
		expect((await as(other).profile.find(pair(one))).contact.phone).toBeNull();
		expect((await as(third).profile.find(pair(one))).contact.phone).toBe('+6281200001111');
		await as(one).contact.share({ ...pair(other), field: 'email' });
		await as(one).contact.share({ ...pair(other), field: 'email' });
		expect((await as(other).profile.find(pair(one))).contact).toMatchObject({
			email: one.email,
			phone: null
		});
	});

	test('are gone when the connection ends, and stay gone when it begins anew without them', async () => {
		const [one, other] = await connected({ ...secrets });
		await as(one).contact.share({ ...pair(other), field: 'phone' });
		await as(other).connection.end(pair(one));
		expect((await as(other).profile.find(pair(one))).contact.phone).toBeNull();
		await ask(one, other);
		await as(other).connection.accept(pair(one));
		expect((await as(other).profile.find(pair(one))).contact.phone).toBeNull();
	});

	test('shown to members are seen by members, not by a guest of the same gathering', async () => {
		const one = await member({ ...secrets, phoneVisibility: 'members' });
		const [other, guest] = [await member(), await member({ role: null })];
		const summit = await makeGathering(t, home.id);
		for (const who of [one, guest]) await makeRegistration(t, summit.id, who.id);
		expect((await as(other).profile.find(pair(one))).contact.phone).toBe('+6281200001111');
		expect((await as(guest).profile.find(pair(one))).contact.phone).toBeNull();
	});
});

describe('a vCard', () => {
	test('holds what was given and nothing else, in both versions', async () => {
		const [one, other] = await connected(
			{},
			{
				name: 'Sukarnoputri, Ény; Dr',
				title: 'Direktur',
				city: 'Bandung',
				email: 'a@b.example',
				phone: '+6281311112222'
			}
		);
		await as(other).contact.share({ ...pair(one), field: 'phone' });
		const { text, fileName } = await as(one).contact.card(pair(other));
		expect(fileName).toBe('Sukarnoputri-Eny-Dr.vcf');
		expect(text).toContain('FN:Sukarnoputri\\, Ény\\; Dr\r\n');
		expect(text).toContain('TEL;VALUE=uri;TYPE=cell:tel:+6281311112222\r\n');
		expect(text).not.toContain('a@b.example');
		const old = await as(one).contact.card({ ...pair(other), version: '3.0' });
		expect(old.text).toContain('VERSION:3.0\r\n');
		expect(old.text).toContain('TEL;TYPE=CELL:+6281311112222\r\n');
	});
});

describe('scanning', () => {
	test('connects both at once, says where they met, and tells both live', async () => {
		const one = await member({ phone: '+6281999990000', phoneVisibility: 'connections' });
		const other = await member();
		const summit = await makeGathering(t, home.id, {
			title: 'Temu Hari Ini',
			startsAt: new Date(t.clock.now().getTime() - 3_600_000)
		});
		for (const who of [one, other]) await makeRegistration(t, summit.id, who.id);
		const heard: string[] = [];
		for (const who of [one, other]) {
			t.kernel.notices.listen(`person:${who.id}`, ({ kind }) => heard.push(`${who.id} ${kind}`));
		}
		const code = await as(one).personalCode.make({ organisation: home.slug });
		expect(
			await as(other).personalCode.read({ organisation: home.slug, code: code.code })
		).toMatchObject({
			id: one.id,
			tie: 'none'
		});
		const scanned = await as(other).personalCode.scan({ organisation: home.slug, code: code.url });
		expect(scanned).toMatchObject({
			personId: one.id,
			connection: {
				tie: 'connected',
				via: 'scan',
				metAt: { title: 'Temu Hari Ini' },
				theirs: { phone: '+6281999990000' }
			}
		});
		expect(heard).toEqual(
			expect.arrayContaining([`${one.id} connection`, `${other.id} connection`])
		);
		expect((await as(one).contact.listHolders({ organisation: home.slug })).holders).toHaveLength(
			1
		);
		await as(other).personalCode.scan({ organisation: home.slug, code: code.code });
	});

	test('a code that is old, forged, one’s own or of somebody who blocked is refused', async () => {
		const [one, other] = [await member(), await member()];
		const scan = (who: MadePerson, code: string) =>
			as(who).personalCode.scan({ organisation: home.slug, code });
		const { code } = await as(one).personalCode.make({ organisation: home.slug });
		await expect(scan(one, code)).rejects.toMatchObject({ code: 'OWN_CODE' });
		await expect(scan(other, `A${code}`)).rejects.toMatchObject({ code: 'CODE_OLD' });
		await as(one).connection.block(pair(other));
		await expect(scan(other, code)).rejects.toMatchObject({ code: 'CODE_OLD' });
		await as(one).connection.unblock(pair(other));
		t.clock.advance(181_000);
		await expect(scan(other, code)).rejects.toMatchObject({ code: 'CODE_OLD' });
	});
});

describe('a block', () => {
	test('hides both from each other everywhere, tells nobody, and gives all back when it ends', async () => {
		const [one, other] = await connected(
			{
				name: 'Penghalang',
				offers: ['cloud'],
				phone: '+6281777770000',
				phoneVisibility: 'connections'
			},
			{ name: 'Terhalang', needs: ['cloud'] }
		);
		const summit = await makeGathering(t, home.id);
		for (const who of [one, other]) await makeRegistration(t, summit.id, who.id);
		await as(one).conversation.send({
			...pair(other),
			clientId: crypto.randomUUID(),
			text: 'Pesan lama'
		});
		const everything = async (viewer: MadePerson) =>
			JSON.stringify([
				await as(viewer).profile.list({ organisation: home.slug, limit: 100, q: 'halang' }),
				await as(viewer).profile.list({ organisation: home.slug, gathering: summit.slug }),
				await as(viewer).suggestion.list({ organisation: home.slug, gathering: summit.slug }),
				await as(viewer).conversation.list({ organisation: home.slug }),
				await as(viewer).conversation.waiting({ organisation: home.slug }),
				await as(viewer).contact.listHolders({ organisation: home.slug })
			]);
		expect(await everything(one)).toContain(other.id);
		expect(await everything(other)).toContain(one.id);
		await t.drain();
		const mails = t.mails.length;
		await as(one).connection.block(pair(other));
		await t.drain();
		expect(t.mails).toHaveLength(mails);
		expect(await everything(one)).not.toContain(other.id);
		expect(await everything(other)).not.toContain(one.id);
		for (const [viewer, hidden] of [
			[one, other],
			[other, one]
		] as const) {
			for (const call of [
				() => as(viewer).profile.find(pair(hidden)),
				() => as(viewer).conversation.find(pair(hidden)),
				() => as(viewer).contact.card(pair(hidden)),
				() =>
					as(viewer).conversation.send({
						...pair(hidden),
						clientId: crypto.randomUUID(),
						text: 'x'
					})
			]) {
				await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' });
			}
		}
		expect(await as(one).connection.listBlocked({ organisation: home.slug })).toMatchObject([
			{ id: other.id }
		]);
		expect(await as(other).connection.listBlocked({ organisation: home.slug })).toEqual([]);
		await as(one).connection.unblock(pair(other));
		expect((await as(other).conversation.find(pair(one))).messages).toMatchObject([
			{ text: 'Pesan lama' }
		]);
	});
});

describe('a private note', () => {
	test('is read by who wrote it alone', async () => {
		const [one, other] = await connected();
		await as(one).connection.saveNote({ ...pair(other), text: 'suka kopi tubruk' });
		expect((await as(one).conversation.find(pair(other))).note).toBe('suka kopi tubruk');
		expect(JSON.stringify(await as(other).conversation.find(pair(one)))).not.toContain('tubruk');
		await as(one).connection.saveNote({ ...pair(other), text: ' ' });
		expect((await as(one).conversation.find(pair(other))).note).toBe('');
	});
});

test('a person who is paused is gone for the other until they come back', async () => {
	const [one, other] = await connected();
	const pause = (pausedAt: Date | null) =>
		t.kernel.database.db.update(person).set({ pausedAt }).where(eq(person.id, one.id));
	await pause(t.clock.now());
	await expect(as(other).conversation.find(pair(one))).rejects.toMatchObject({ code: 'NOT_FOUND' });
	expect((await as(other).conversation.list({ organisation: home.slug })).threads).toEqual([]);
	await pause(null);
	expect((await as(other).conversation.list({ organisation: home.slug })).total).toBe(1);
});
