import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { block, connection, contactShare, privateNote } from '#server/connect/connection/tables.ts';
import { conversation, conversationMember, message } from '#server/connect/conversation/tables.ts';
import { promise } from '#server/connect/follow-up/tables.ts';
import { meeting, meetingPerson } from '#server/connect/meeting/tables.ts';
import { preference } from '#server/connect/suggestion/tables.ts';
import { account, accountEmail, signIn, signInCode } from '#server/gate/account/tables.ts';
import { consent } from '#server/gate/privacy/tables.ts';
import { personalData } from '#server/gate/privacy/rules.ts';
import { person } from '#server/gate/person/tables.ts';
import { speaker } from '#server/gather/programme/tables.ts';
import { registration } from '#server/gather/registration/tables.ts';
import { gathering as gatheringTable } from '#server/gather/gathering/tables.ts';
import { file, mail } from '#server/kernel/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import {
	makeCompany,
	makeGathering,
	makeHost,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeGathering,
	type MadeOrganisation,
	type MadePerson
} from './factories.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());

/** Every column of the database that points at a person or an account, by key or by name. */
async function pointingColumns(): Promise<string[]> {
	const { rows } = await t.kernel.database.db.execute<{ column: string }>(sql`
		select n.nspname || '.' || c.relname || '.' || a.attname as column
		from pg_attribute a
		join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
		join pg_namespace n on n.oid = c.relnamespace
		where a.attnum > 0 and not a.attisdropped
			and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss', 'kernel_migration')
			and (
				a.attname ~ '(^|_)(person|account)_ids?$'
				or exists (
					select 1 from pg_constraint k
					where k.contype = 'f' and k.conrelid = c.oid and a.attnum = any (k.conkey)
						and k.confrelid in ('gate.person'::regclass, 'gate.account'::regclass)
				)
			)`);
	return rows.map((row) => row.column).sort();
}

describe('what is kept about people', () => {
	test('every column that points at a person is taken and erased, or says why not', async () => {
		const registered = personalData().map(({ table, column }) => `${table}.${column}`);
		expect([...registered].sort()).toEqual(await pointingColumns());
		for (const { table, column, take, erase } of personalData()) {
			const reasons = [
				'not' in take ? take.not : null,
				typeof erase === 'object' && 'keep' in erase ? erase.keep : null
			];
			for (const reason of reasons)
				if (reason !== null) expect(reason.length, `${table}.${column}`).toBeGreaterThan(15);
		}
	});

	test('control: a new column that points at a person is noticed', async () => {
		const { db } = t.kernel.database;
		await db.execute(
			sql`create table connect.circle_guess (seen_by uuid references gate.person (id), likes_person_id uuid)`
		);
		try {
			const known = new Set(personalData().map(({ table, column }) => `${table}.${column}`));
			expect((await pointingColumns()).filter((column) => !known.has(column))).toEqual([
				'connect.circle_guess.likes_person_id',
				'connect.circle_guess.seen_by'
			]);
		} finally {
			await db.execute(sql`drop table connect.circle_guess`);
		}
	});

	test('what erasing sets, and what taking leaves out, are columns that exist', async () => {
		for (const { table, take, erase } of personalData()) {
			const named = [
				...('as' in take ? (take.without ?? []) : []),
				...(typeof erase === 'object' && 'set' in erase ? Object.keys(erase.set) : [])
			];
			for (const column of named)
				await t.kernel.database.db.execute(sql.raw(`select ${column} from ${table} limit 0`));
		}
	});
});

/** The tables in which a word stands anywhere, in any column. */
async function tablesThatHold(word: string): Promise<string[]> {
	const { db } = t.kernel.database;
	const { rows: tables } = await db.execute<{ name: string }>(sql`
		select n.nspname || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`);
	const found: string[] = [];
	for (const { name } of tables) {
		const { rows } = await db.execute<{ count: number }>(
			sql`select count(*)::int as count from ${sql.raw(name)} t where t::text ilike ${`%${word}%`}`
		);
		if (rows[0]!.count) found.push(name);
	}
	return found.sort();
}

describe('a person who leaves', () => {
	let home: MadeOrganisation;
	let leaver: MadePerson;
	let other: MadePerson;
	let gathering: MadeGathering;
	let meetingId: string;
	const words = [
		'Zubaedah',
		'zubaedah@rahasia.example',
		'+6281299988877',
		'ziekenhuis',
		'zeerover',
		'zonnebloem'
	];

	beforeAll(async () => {
		const { db } = t.kernel.database;
		home = await makeOrganisation(t);
		await makePerson(t, home.id, { role: 'owner' });
		const company = await makeCompany(t, home.id, { name: 'PT Tempat Kerja' });
		leaver = await makePerson(t, home.id, {
			name: 'Zubaedah',
			email: 'zubaedah@rahasia.example',
			phone: '+6281299988877',
			title: 'ziekenhuis',
			about: 'zeerover',
			offers: ['zonnebloem'],
			companyId: company.id
		});
		other = await makePerson(t, home.id, { name: 'Penerima' });
		gathering = await makeGathering(t, home.id, { capacity: 10 });
		for (const who of [leaver, other]) await makeRegistration(t, gathering.id, who.id);
		await db
			.update(registration)
			.set({ answers: { q1: 'zeerover' } })
			.where(eq(registration.personId, leaver.id));
		await makeHost(t, gathering.id, leaver.id);
		await db
			.insert(speaker)
			.values({
				gatheringId: gathering.id,
				guid: 's1',
				personId: leaver.id,
				name: 'Zubaedah',
				biography: 'ziekenhuis'
			});
		const [low, high] = [leaver.id, other.id].sort() as [string, string];
		const [pair] = await db
			.insert(connection)
			.values({
				organisationId: home.id,
				lowPersonId: low,
				highPersonId: high,
				state: 'accepted',
				askedByPersonId: leaver.id,
				line: 'zeerover',
				via: 'ask',
				threadOpenedAt: t.clock.now()
			})
			.returning();
		await db.insert(contactShare).values([
			{ connectionId: pair!.id, fromPersonId: leaver.id, toPersonId: other.id, field: 'phone' },
			{ connectionId: pair!.id, fromPersonId: other.id, toPersonId: leaver.id, field: 'email' }
		]);
		await db.insert(privateNote).values([
			{ connectionId: pair!.id, personId: leaver.id, text: 'zonnebloem' },
			{ connectionId: pair!.id, personId: other.id, text: 'catatan milik penerima' }
		]);
		const [thread] = await db
			.insert(conversation)
			.values({ organisationId: home.id, kind: 'direct', connectionId: pair!.id, lastSequence: 2 })
			.returning();
		for (const who of [leaver, other]) {
			await db.insert(conversationMember).values({ conversationId: thread!.id, personId: who.id });
		}
		await db.insert(message).values([
			{
				conversationId: thread!.id,
				sequence: 1,
				personId: leaver.id,
				clientId: crypto.randomUUID(),
				text: 'zeerover'
			},
			{
				conversationId: thread!.id,
				sequence: 2,
				personId: other.id,
				clientId: crypto.randomUUID(),
				text: 'balasan penerima'
			}
		]);
		const from = new Date(gathering.startsAt.getTime() + 3_600_000);
		const during = { from, to: new Date(from.getTime() + 1_200_000) };
		const [met] = await db
			.insert(meeting)
			.values({
				organisationId: home.id,
				gatheringId: gathering.id,
				connectionId: pair!.id,
				state: 'confirmed',
				mode: 'onsite',
				askedByPersonId: leaver.id,
				line: 'zonnebloem',
				during
			})
			.returning();
		meetingId = met!.id;
		for (const who of [leaver, other])
			await db.insert(meetingPerson).values({ meetingId, personId: who.id, during });
		await db
			.insert(promise)
			.values([
				{
					connectionId: pair!.id,
					byPersonId: leaver.id,
					toPersonId: other.id,
					text: 'zeerover',
					dueOn: '2027-01-01'
				}
			]);
		await db.insert(preference).values([
			{ byPersonId: leaver.id, personId: other.id, wish: 'meet' },
			{ byPersonId: other.id, personId: leaver.id, wish: 'no_thanks' }
		]);
		const blocker = await makePerson(t, home.id, { name: 'Pemblokir Diam' });
		await db.insert(block).values({ byPersonId: blocker.id, personId: leaver.id });
		await db
			.insert(consent)
			.values({
				personId: leaver.id,
				purpose: 'news',
				textVersion: '1',
				locale: 'id',
				channel: 'privacy-page'
			});
		await db
			.insert(signIn)
			.values({
				tokenHash: Buffer.from('x'),
				accountId: leaver.accountId,
				method: 'code',
				expiresAt: new Date(Date.now() + 1e9),
				userAgent: 'zeerover'
			});
		await db
			.insert(signInCode)
			.values({
				email: 'zubaedah@rahasia.example',
				codeHash: Buffer.from('y'),
				expiresAt: new Date(Date.now() + 1e6)
			});
		const letter = { locale: 'id', organisationId: home.id, subject: 'Halo', kind: 'x' };
		await db.insert(mail).values([
			{
				...letter,
				personId: leaver.id,
				toAddress: 'zubaedah@rahasia.example',
				text: 'untuk Zubaedah'
			},
			{
				...letter,
				personId: other.id,
				toAddress: 'penerima@example.com',
				text: 'Zubaedah mengajak: zeerover',
				sentAt: new Date()
			},
			{
				...letter,
				personId: other.id,
				toAddress: 'penerima@example.com',
				text: 'Zubaedah, menunggu jawaban'
			},
			{
				...letter,
				organisationId: null,
				personId: null,
				toAddress: 'Zubaedah@rahasia.example',
				text: 'kode'
			}
		]);
		const [picture] = await db
			.insert(file)
			.values({
				organisationId: home.id,
				personId: leaver.id,
				mediaType: 'image/webp',
				bytes: Buffer.from('zonnebloem')
			})
			.returning();
		await db.update(person).set({ photoFileId: picture!.id }).where(eq(person.id, leaver.id));
	});

	const me = () => t.as(leaver.accountId).gate.privacy;

	test('takes everything: each list that has rows of theirs, without secrets and without what is others’', async () => {
		const taken = await me().takeEverything({ organisation: home.slug });
		const all = JSON.stringify(taken);
		for (const word of words) expect(all).toContain(word);
		const filled = taken.lists.filter(({ rows }) => rows.length).map(({ name }) => name);
		expect(filled).toEqual(
			expect.arrayContaining(
				'membership consents files mails signInAddresses signIns registrations duties speaking connections contactsGiven contactsReceived privateNotes conversations messages promises meetings preferences'.split(
					' '
				)
			)
		);
		expect(taken.person).toMatchObject({ name: 'Zubaedah', company_name: 'PT Tempat Kerja' });
		const [pair] = taken.lists.find(({ name }) => name === 'connections')!.rows;
		expect(Object.values(pair!)).toContain('Penerima');
		expect(taken.lists.find(({ name }) => name === 'files')!.rows[0]).toMatchObject({
			bytes: Buffer.from('zonnebloem').toString('base64')
		});
		for (const theirs of [
			'catatan milik penerima',
			'balasan penerima',
			'Pemblokir Diam',
			'no_thanks',
			'token_hash'
		]) {
			expect(all).not.toContain(theirs);
		}
	});

	test('is not erased without the word', async () => {
		await expect(me().erase({ organisation: home.slug, confirm: 'ya' })).rejects.toMatchObject({
			code: 'ERASE_NOT_CONFIRMED'
		});
	});

	test('leaves no word of theirs in any table', async () => {
		// What could be left is there before.
		for (const word of words) expect((await tablesThatHold(word)).length, word).toBeGreaterThan(0);
		const context = t.contextAs(leaver.accountId);
		const { apiFor } = await import('#server/app.ts');
		await apiFor(context).gate.privacy.erase({ organisation: home.slug, confirm: ' Hapus ' });
		expect(context.reply.signInToken).toBeNull();
		for (const word of words) expect(await tablesThatHold(word), word).toEqual([]);
		expect(await tablesThatHold(leaver.accountId)).toEqual([]);
	});

	test('leaves the others what is theirs', async () => {
		const { db } = t.kernel.database;
		const texts = await db
			.select({ text: message.text, personId: message.personId })
			.from(message)
			.orderBy(message.sequence);
		expect(texts).toEqual([
			{ text: '', personId: null },
			{ text: 'balasan penerima', personId: other.id }
		]);
		expect(await tablesThatHold('catatan milik penerima')).toEqual(['connect.private_note']);
		const [row] = await db.select().from(meeting).where(eq(meeting.id, meetingId));
		expect(row).toMatchObject({ state: 'cancelled', during: null, line: '' });
		const [seats] = await db
			.select()
			.from(gatheringTable)
			.where(eq(gatheringTable.id, gathering.id));
		expect(seats!.goingCount).toBe(1);
	});

	test('is nobody any more', async () => {
		const { db } = t.kernel.database;
		expect(await db.select().from(account).where(eq(account.id, leaver.accountId))).toEqual([]);
		expect(
			await db.select().from(accountEmail).where(eq(accountEmail.accountId, leaver.accountId))
		).toEqual([]);
		await expect(me().find({ organisation: home.slug })).rejects.toMatchObject({
			code: 'NOT_FOUND'
		});
	});
});

test('the last owner is not erased, and told the way out; with a second owner they are', async () => {
	const home = await makeOrganisation(t);
	const owner = await makePerson(t, home.id, { role: 'owner' });
	const erase = () =>
		t.as(owner.accountId).gate.privacy.erase({ organisation: home.slug, confirm: 'ERASE' });
	expect(
		(await t.as(owner.accountId).gate.privacy.find({ organisation: home.slug })).can.erase
	).toBe(false);
	await expect(erase()).rejects.toMatchObject({ code: 'ERASE_LAST_OWNER' });
	await makePerson(t, home.id, { role: 'owner' });
	await erase();
});

test('who is somebody in another organisation keeps that, their account and their sign-ins', async () => {
	const here = await makeOrganisation(t);
	const there = await makeOrganisation(t);
	const person1 = await makePerson(t, here.id);
	const { db } = t.kernel.database;
	await db
		.insert(person)
		.values({ organisationId: there.id, accountId: person1.accountId, name: 'Tetap Ada' });
	await t.as(person1.accountId).gate.privacy.erase({ organisation: here.slug, confirm: 'hapus' });
	expect(await t.as(person1.accountId).gate.organisation.listOwn()).toMatchObject([
		{ slug: there.slug }
	]);
});

test('pause, profiling and consents are the person’s own switches, and a withdrawn consent stays provable', async () => {
	const home = await makeOrganisation(t);
	const member = await makePerson(t, home.id);
	const me = t.as(member.accountId, { locale: 'id' }).gate.privacy;
	const organisation = home.slug;
	const before = await me.find({ organisation });
	expect(before.consents.every(({ given }) => given === null)).toBe(true);
	expect(await me.update({ organisation, paused: true })).toMatchObject({
		pausedAt: expect.any(Date),
		profilingOffAt: null
	});
	expect(await me.update({ organisation, profilingOff: true })).toMatchObject({
		pausedAt: expect.any(Date),
		profilingOffAt: expect.any(Date)
	});
	expect(await me.update({ organisation, paused: false })).toMatchObject({ pausedAt: null });
	await me.setConsent({ organisation, purpose: 'news', given: true });
	const given = await me.setConsent({ organisation, purpose: 'news', given: true });
	expect(given.consents.find(({ purpose }) => purpose === 'news')!.given).toMatchObject({
		channel: 'privacy-page',
		locale: 'id'
	});
	expect(given.consents.filter((one) => one.given)).toHaveLength(1);
	const withdrawn = await me.setConsent({ organisation, purpose: 'news', given: false });
	expect(withdrawn.consents.find(({ purpose }) => purpose === 'news')).toMatchObject({
		given: null,
		withdrawnAt: expect.any(Date)
	});
	const rows = await t.kernel.database.db
		.select()
		.from(consent)
		.where(eq(consent.personId, member.id));
	expect(rows).toHaveLength(1);
});

test('an organiser erases somebody without an account who asks; who has one does it themselves', async () => {
	const home = await makeOrganisation(t);
	const organiser = await makePerson(t, home.id, { role: 'organiser' });
	const member = await makePerson(t, home.id);
	const { db } = t.kernel.database;
	const [listed] = await db
		.insert(person)
		.values({ organisationId: home.id, name: 'Terdaftar Saja', email: 'terdaftar@example.com' })
		.returning();
	const erase = (personId: string) =>
		t.as(organiser.accountId).gate.privacy.erasePerson({ organisation: home.slug, personId });
	await expect(erase(member.id)).rejects.toMatchObject({ code: 'PERSON_HAS_ACCOUNT' });
	await erase(listed!.id);
	expect(await tablesThatHold('terdaftar@example.com')).toEqual([]);
	await expect(erase(listed!.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('an invited name and the guest who accepts it become one person, with what both had', async () => {
	const home = await makeOrganisation(t);
	const owner = await makePerson(t, home.id, { role: 'owner' });
	const guest = await makePerson(t, home.id, {
		role: null,
		name: 'Sinta',
		email: 'sinta@pribadi.example'
	});
	const both = await makeGathering(t, home.id);
	const onlyListed = await makeGathering(t, home.id);
	const { db } = t.kernel.database;
	const [made] = await t
		.as(owner.accountId)
		.gate.invitation.invite({
			organisation: home.slug,
			role: 'member',
			people: [{ email: 'sinta@kantor.example' }]
		});
	const listed = made!.invitation!.person!.id;
	await db
		.update(person)
		.set({ title: 'Manajer', name: 'Sinta K.', importKey: 'guid-7' })
		.where(eq(person.id, listed));
	await makeRegistration(t, both.id, guest.id, 'going');
	await makeRegistration(t, both.id, listed, 'waitlisted');
	await makeRegistration(t, onlyListed.id, listed, 'going');
	await t
		.as(guest.accountId)
		.gate.invitation.accept({ token: made!.invitation!.link!.split('/link/')[1]! });
	const [row] = await db.select().from(person).where(eq(person.id, guest.id));
	expect(row).toMatchObject({
		name: 'Sinta',
		title: 'Manajer',
		email: 'sinta@pribadi.example',
		importKey: 'guid-7'
	});
	expect(await db.select().from(person).where(eq(person.id, listed))).toEqual([]);
	const seats = await db.select().from(registration).where(eq(registration.personId, guest.id));
	expect(seats.map(({ gatheringId, status }) => ({ gatheringId, status }))).toEqual(
		expect.arrayContaining([
			{ gatheringId: both.id, status: 'going' },
			{ gatheringId: onlyListed.id, status: 'going' }
		])
	);
	expect(
		(await t.as(guest.accountId).gate.organisation.find({ slug: home.slug })).standing.role
	).toBe('member');
});

test('the seat of who erases themselves goes to the first who waits', async () => {
	const home = await makeOrganisation(t);
	const gathering = await makeGathering(t, home.id, { capacity: 1 });
	const seated = await makePerson(t, home.id);
	const waiting = await makePerson(t, home.id);
	await makeRegistration(t, gathering.id, seated.id, 'going');
	await makeRegistration(t, gathering.id, waiting.id, 'waitlisted');
	await t.as(seated.accountId).gate.privacy.erase({ organisation: home.slug, confirm: 'ERASE' });
	await t.drain();
	const { db } = t.kernel.database;
	const [row] = await db.select().from(registration).where(eq(registration.personId, waiting.id));
	expect(row!.status).toBe('going');
});
