import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connection } from '#server/connect/connection/tables.ts';
import { conversation, message } from '#server/connect/conversation/tables.ts';
import { testProduct, type TestProduct } from '../database.ts';
import { makeOrganisation, makePerson, type MadeOrganisation, type MadePerson } from '../factories.ts';
import { withoutHolds } from '../unlocked.ts';

let t: TestProduct;
let home: MadeOrganisation;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
});
afterAll(() => t?.close());

const as = (who: MadePerson) => t.as(who.accountId).connect;
const pair = (who: MadePerson) => ({ organisation: home.slug, personId: who.id });
const two = async () => [await makePerson(t, home.id), await makePerson(t, home.id)] as const;

const pairsOf = (one: MadePerson) =>
	t.kernel.database.db
		.select()
		.from(connection)
		.where(sql`${one.id} in (${connection.lowPersonId}, ${connection.highPersonId})`);

describe('forty asks of two people for each other at once', () => {
	const askAll = async () => {
		const [one, other] = await two();
		const answers = await Promise.allSettled(
			Array.from({ length: 40 }, (_, i) =>
				i % 2
					? as(one).connection.ask({ ...pair(other), line: 'Halo' })
					: as(other).connection.ask({ ...pair(one), line: 'Halo' })
			)
		);
		return { one, answers };
	};

	test('are one connection, accepted, with one thread and one mail each way at most', async () => {
		const { one, answers } = await askAll();
		expect(answers.filter(({ status }) => status === 'rejected')).toEqual([]);
		const pairs = await pairsOf(one);
		expect(pairs).toHaveLength(1);
		expect(pairs[0]!.state).toBe('accepted');
		const threads = await t.kernel.database.db
			.select()
			.from(conversation)
			.where(eq(conversation.connectionId, pairs[0]!.id));
		expect(threads).toHaveLength(1);
	});

	test('are many connections where the database does not hold the pair to one', async () => {
		const { db } = t.kernel.database;
		await db.execute(sql`alter table connect.connection drop constraint connection_pair`);
		try {
			const { one } = await askAll();
			expect((await pairsOf(one)).length).toBeGreaterThan(1);
		} finally {
			await db.execute(sql`truncate connect.connection cascade`);
			await db.execute(
				sql`alter table connect.connection add constraint connection_pair unique (low_person_id, high_person_id)`
			);
		}
	});
});

describe('thirty asks at once by one person', () => {
	const askThirty = async (t: TestProduct) => {
		const home = await makeOrganisation(t);
		const one = await makePerson(t, home.id);
		const others = await Promise.all(Array.from({ length: 30 }, () => makePerson(t, home.id)));
		await Promise.allSettled(
			others.map((other) =>
				t.as(one.accountId).connect.connection.ask({ organisation: home.slug, personId: other.id, line: 'Halo' })
			)
		);
		const waiting = await t.kernel.database.db.select().from(connection).where(eq(connection.askedByPersonId, one.id));
		return waiting.length;
	};

	test('leave only as many waiting as may', async () => {
		expect(await askThirty(t)).toBe(10);
	});

	test('positive control: without the hold on the asker more wait than may', async () => {
		const unheld = await testProduct();
		try {
			await withoutHolds(unheld);
			expect(await askThirty(unheld)).toBeGreaterThan(10);
		} finally {
			await unheld.close();
		}
	});
});

test('twenty scans and twenty answers at once leave one connection', async () => {
	const [one, other] = await two();
	await as(one).connection.ask({ ...pair(other), line: 'Halo' });
	const { code } = await as(one).personalCode.make({ organisation: home.slug });
	const answers = await Promise.allSettled(
		Array.from({ length: 40 }, (_, i) =>
			i % 2
				? as(other).personalCode.scan({ organisation: home.slug, code })
				: as(other).connection.accept(pair(one))
		)
	);
	expect(answers.filter(({ status }) => status === 'rejected')).toEqual([]);
	expect(await pairsOf(one)).toHaveLength(1);
});

describe('a hundred messages at once', () => {
	const connected = async () => {
		const [one, other] = await two();
		await as(one).connection.ask({ ...pair(other), line: 'Halo' });
		await as(other).connection.accept(pair(one));
		return [one, other] as const;
	};

	test('are numbered without gaps, none lost, none twice, though each is sent twice', async () => {
		const [one, other] = await connected();
		const wrote = Array.from({ length: 100 }, (_, i) => ({
			from: i % 2 ? one : other,
			to: i % 2 ? other : one,
			clientId: crypto.randomUUID() as string,
			text: `pesan ${i}`
		}));
		const send = ({ from, to, ...words }: (typeof wrote)[number]) =>
			as(from).conversation.send({ ...pair(to), ...words });
		const answers = await Promise.all([...wrote, ...wrote].map(send));
		const seen: { sequence: number; text: string }[] = [];
		for (let after = 0; ; after = seen.at(-1)!.sequence) {
			const { messages } = await as(one).conversation.listMessages({ ...pair(other), after, limit: 40 });
			if (!messages.length) break;
			seen.push(...messages);
		}
		expect(seen.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
		expect(seen.map(({ text }) => text).sort()).toEqual(wrote.map(({ text }) => text).sort());
		answers.forEach((answer, i) => expect(answer.text).toBe(wrote[i % 100]!.text));
	});

	test('take each other’s numbers where the conversation is not locked', async () => {
		const [one] = await connected();
		const { db, transaction } = t.kernel.database;
		const [held] = await pairsOf(one);
		const [thread] = await db.select().from(conversation).where(eq(conversation.connectionId, held!.id));
		const answers = await Promise.allSettled(
			Array.from({ length: 100 }, () =>
				transaction(async (tx) => {
					const [row] = await tx.select().from(conversation).where(eq(conversation.id, thread!.id));
					await tx.insert(message).values({
						conversationId: thread!.id,
						sequence: row!.lastSequence + 1,
						personId: one.id,
						clientId: crypto.randomUUID(),
						text: 'x'
					});
					await tx
						.update(conversation)
						.set({ lastSequence: row!.lastSequence + 1 })
						.where(eq(conversation.id, thread!.id));
				})
			)
		);
		expect(answers.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
	});
});
