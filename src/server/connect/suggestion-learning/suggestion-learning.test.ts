import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { connection } from '../connection/tables.ts';
import { runLearnSuggestions } from './jobs.ts';
import { suggestionLearning } from './tables.ts';

let t: TestProduct;
let home: MadeOrganisation;
let organiser: MadePerson;
let people: MadePerson[];
const size = 24;

/** Everybody asked many: those in the same city said yes, the others no; what they bring made no difference. */
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
	organiser = await makePerson(t, home.id, { role: 'organiser' });
	people = [];
	for (let i = 0; i < size; i++) {
		people.push(
			await makePerson(t, home.id, {
				city: i % 2 ? 'Bandung' : 'Medan',
				offers: i % 3 ? ['firewall'] : ['kopi'],
				needs: i % 3 ? ['kopi'] : ['firewall']
			})
		);
	}
	const rows = people.flatMap((a, i) =>
		people.slice(i + 1).map((b, j) => {
			const [low, high] = a.id < b.id ? [a, b] : [b, a];
			const same = i % 2 === (i + 1 + j) % 2;
			return {
				organisationId: home.id,
				lowPersonId: low.id,
				highPersonId: high.id,
				state: same ? ('accepted' as const) : ('declined' as const),
				askedByPersonId: a.id,
				via: 'ask' as const,
				line: 'Rahasia sekali',
				answeredAt: t.clock.now(),
				threadOpenedAt: same ? t.clock.now() : null
			};
		})
	);
	await t.kernel.database.db.insert(connection).values(rows);
});
afterAll(() => t?.close());

const as = (who: MadePerson) => t.as(who.accountId).connect.suggestionLearning;
const here = () => ({ organisation: home.slug });
const learn = () => runLearnSuggestions(t.kernel, { organisationId: home.id });
const countsOf = async (signal: string) =>
	(await as(organiser).find(here())).signals.find((one) => one.signal === signal)!;

describe('what suggestions learn from answers', () => {
	test('is nothing before, and then what people go by, in words', async () => {
		expect(await as(organiser).find(here())).toMatchObject({
			on: true,
			answers: 0,
			learnedAt: null
		});
		expect((await countsOf('city')).counts).toBe('usual');
		await learn();
		const found = await as(organiser).find(here());
		expect(found.answers).toBe((size * (size - 1)) / 2);
		expect(await countsOf('city')).toMatchObject({ counts: 'more' });
		expect((await countsOf('city')).times).toBeGreaterThan(2);
		expect((await countsOf('brings')).times).toBeLessThan(1);
		const kept = await t.kernel.database.db.select().from(suggestionLearning);
		expect(JSON.stringify(kept)).not.toContain('Rahasia');
		for (const { id } of people) expect(JSON.stringify(kept)).not.toContain(id);
	});

	test('counts in suggestions at once', async () => {
		const summit = await makeGathering(t, home.id);
		const me = await makePerson(t, home.id, { city: 'Ambon', needs: ['server'] });
		const near = await makePerson(t, home.id, { city: 'Ambon', interests: ['golf'] });
		const brings = await makePerson(t, home.id, { offers: ['peladen'] });
		for (const { id } of [me, near, brings]) await makeRegistration(t, summit.id, id);
		const order = async () =>
			(
				await t.as(me.accountId).connect.suggestion.list({ ...here(), gathering: summit.slug })
			).suggestions.map((one) => one.person.id);
		await as(organiser).set({ ...here(), on: false });
		expect(await order()).toEqual([brings.id, near.id]);
		await as(organiser).set({ ...here(), on: true });
		await t.kernel.database.db
			.update(suggestionLearning)
			.set({ changes: [{ signal: 'city', before: 0.25, after: 9, error: 0.1 }] })
			.where(eq(suggestionLearning.organisationId, home.id));
		expect(await order()).toEqual([near.id, brings.id]);
	});

	test('leaves out who turned profiling off, whichever of the two', async () => {
		await learn();
		const before = (await as(organiser).find(here())).answers;
		const set = (at: Date | null) =>
			t.kernel.database.db
				.update(person)
				.set({ profilingOffAt: at })
				.where(eq(person.id, people[3]!.id));
		await set(t.clock.now());
		await learn();
		expect((await as(organiser).find(here())).answers).toBe(before - (size - 1));
		await set(null);
	});

	test('is forgotten when it is turned off, and is not learnt until it is on again', async () => {
		await learn();
		expect(await as(organiser).set({ ...here(), on: false })).toMatchObject({
			on: false,
			answers: 0,
			learnedAt: null
		});
		await learn();
		expect(await as(organiser).find(here())).toMatchObject({ on: false, answers: 0 });
		expect((await countsOf('city')).times).toBe(1);
		await as(organiser).set({ ...here(), on: true });
		await t.kernel.jobs.drain(new Date(t.clock.now().getTime() + 1000));
		expect((await as(organiser).find(here())).answers).toBeGreaterThan(100);
	});

	test('stays off however many learn at the same moment', async () => {
		await as(organiser).set({ ...here(), on: true });
		await Promise.all([
			...Array.from({ length: 6 }, () => learn()),
			as(organiser).set({ ...here(), on: false }),
			learn()
		]);
		expect(await as(organiser).find(here())).toMatchObject({ on: false, answers: 0 });
		await as(organiser).set({ ...here(), on: true });
	});

	test('is learnt anew an hour after an answer, once for all of them', async () => {
		const [one, two] = [await makePerson(t, home.id), await makePerson(t, home.id)];
		const pair = (who: MadePerson) => ({ organisation: home.slug, personId: who.id });
		await t.kernel.jobs.drain(new Date(t.clock.now().getTime() + 1000));
		const before = (await as(organiser).find(here())).answers;
		await t.as(one.accountId).connect.connection.ask({ ...pair(two), line: 'Halo' });
		await t.as(two.accountId).connect.connection.accept(pair(one));
		expect((await as(organiser).find(here())).answers).toBe(before);
		await t.kernel.jobs.drain(new Date(t.clock.now().getTime() + 3_700_000));
		expect((await as(organiser).find(here())).answers).toBe(before + 1);
	});
});
