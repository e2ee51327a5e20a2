import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { person } from '#server/gate/person/tables.ts';
import { speaker, session, sessionSpeaker, star } from '#server/gather/programme/tables.ts';
import { registration } from '#server/gather/registration/tables.ts';
import { testProduct, type TestProduct } from '../../../../tests/database.ts';
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
} from '../../../../tests/factories.ts';

let t: TestProduct;
let home: MadeOrganisation;
let summit: MadeGathering;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
});
beforeEach(async () => {
	summit = await makeGathering(t, home.id);
});
afterAll(() => t?.close());

const as = (who: MadePerson) => t.as(who.accountId).connect;
const here = () => ({ organisation: home.slug, gathering: summit.slug });
const list = (who: MadePerson) => as(who).suggestion.list(here());
const ids = async (who: MadePerson) => (await list(who)).suggestions.map((one) => one.person.id);
const pair = (who: MadePerson) => ({ organisation: home.slug, personId: who.id });

async function goes(values: Parameters<typeof makePerson>[2] & { channelRole?: string } = {}) {
	const { channelRole, ...rest } = values;
	const company = channelRole
		? await makeCompany(t, home.id, { channelRoles: [channelRole] })
		: null;
	const made = await makePerson(t, home.id, { companyId: company?.id ?? null, ...rest });
	await makeRegistration(t, summit.id, made.id);
	return made;
}

describe('suggestions', () => {
	test('are people of the gathering with reasons in their own words', async () => {
		const me = await goes({ needs: ['komputasi awan'], channelRole: 'reseller', city: 'Bandung' });
		const match = await goes({
			offers: ['Cloud computing'],
			channelRole: 'distributor',
			city: 'Bandung'
		});
		const elsewhere = await makePerson(t, home.id, { offers: ['cloud'] });
		const found = await list(me);
		expect(found.state).toBe('open');
		expect(found.suggestions[0]).toMatchObject({
			person: { id: match.id, channelRoles: ['distributor'] },
			reasons: [
				{ kind: 'brings', tags: ['Cloud computing'] },
				{ kind: 'role', role: 'distributor' },
				{ kind: 'city', city: 'Bandung' }
			],
			tie: 'none',
			can: { ask: true, wish: true }
		});
		expect(JSON.stringify(found)).not.toContain(elsewhere.id);
	});

	test('count speakers by what they speak about, also without an account', async () => {
		const me = await goes({ needs: ['zero trust'] });
		const { db } = t.kernel.database;
		const [speaks] = await db
			.insert(person)
			.values({ organisationId: home.id, name: 'Pembicara Tanpa Akun' })
			.returning();
		const [talk] = await db
			.insert(session)
			.values({ gatheringId: summit.id, guid: 'a', title: 'Zero Trust untuk UKM' })
			.returning();
		const [slot] = await db
			.insert(speaker)
			.values({ gatheringId: summit.id, guid: 'b', name: 'P', personId: speaks!.id })
			.returning();
		await db.insert(sessionSpeaker).values({ sessionId: talk!.id, speakerId: slot!.id });
		expect((await list(me)).suggestions).toMatchObject([
			{
				person: { id: speaks!.id, hasAccount: false },
				reasons: [{ kind: 'speaks', tags: ['Zero Trust untuk UKM'] }]
			}
		]);
	});

	test('say so when the caller’s own page is too empty to go by', async () => {
		const me = await goes({ channelRole: 'reseller' });
		await goes({ channelRole: 'distributor' });
		const found = await list(me);
		expect(found.state).toBe('empty');
		expect(found.suggestions).toHaveLength(1);
	});

	test('are not there for who turned profiling off, nor of them, while search finds them', async () => {
		const me = await goes({ needs: ['wifi'] });
		const off = await goes({ offers: ['wifi'], needs: ['wifi'], profilingOffAt: t.clock.now() });
		const open = await goes({ offers: ['wifi'] });
		expect(await ids(me)).toEqual([open.id]);
		expect(await list(off)).toMatchObject({ state: 'off', suggestions: [] });
		const found = await as(me).profile.list({ ...here(), q: 'wifi' });
		expect(found.people.map(({ id }) => id)).toContain(off.id);
	});

	test('follow at once when somebody changes, leaves, pauses or is blocked', async () => {
		const me = await goes({ needs: ['ERP'] });
		const one = await goes({ offers: ['CCTV'] });
		const two = await goes({ offers: ['ERP'] });
		const set = (values: Partial<typeof person.$inferInsert>, who: MadePerson) =>
			t.kernel.database.db.update(person).set(values).where(eq(person.id, who.id));
		expect(await ids(me)).toEqual([two.id]);
		await set({ offers: ['ERP'] }, one);
		expect((await ids(me)).sort()).toEqual([one.id, two.id].sort());
		await set({ pausedAt: t.clock.now() }, two);
		expect(await ids(me)).toEqual([one.id]);
		await as(one).connection.block(pair(me));
		expect(await ids(me)).toEqual([]);
	});

	test('put who is already connected below the others', async () => {
		const me = await goes({ needs: ['ERP', 'CCTV'] });
		const known = await goes({ offers: ['ERP', 'CCTV'] });
		const fresh = await goes({ offers: ['ERP'] });
		expect((await ids(me))[0]).toBe(known.id);
		await as(me).connection.ask({ ...pair(known), line: 'Halo' });
		await as(known).connection.accept(pair(me));
		const found = await list(me);
		expect(found.suggestions.map((one) => one.person.id)).toEqual([fresh.id, known.id]);
		expect(found.suggestions[1]).toMatchObject({ tie: 'connected', can: { ask: false } });
	});

	test('say how many sessions both starred, never which, and how many both are connected to, from two on', async () => {
		const me = await goes();
		const other = await goes({ title: 'Sales Director' });
		const [one, two] = [await goes(), await goes()];
		const { db } = t.kernel.database;
		const [talk] = await db
			.insert(session)
			.values({ gatheringId: summit.id, guid: 's', title: 'Sesi rahasia' })
			.returning();
		await db
			.insert(star)
			.values([me, other].map(({ id }) => ({ personId: id, sessionId: talk!.id })));
		const connect = async (a: MadePerson, b: MadePerson) => {
			await as(a).connection.ask({ ...pair(b), line: 'Halo' });
			await as(b).connection.accept(pair(a));
		};
		await connect(me, one);
		await connect(other, one);
		const found = (await list(me)).suggestions.find(({ person }) => person.id === other.id)!;
		expect(found.reasons).toEqual([{ kind: 'together', sessions: 1 }]);
		expect(JSON.stringify(await list(me))).not.toContain(talk!.id);
		await connect(me, two);
		await connect(other, two);
		// What happens around a crowd is followed within a minute.
		t.clock.advance(61_000);
		const again = (await list(me)).suggestions.find(({ person }) => person.id === other.id)!;
		expect(again.reasons).toContainEqual({ kind: 'common', people: 2 });
	});

	test('put who turned the caller down last, and follow who leaves and comes back', async () => {
		const me = await goes({ needs: ['CCTV'] });
		const no = await goes({ offers: ['CCTV'] });
		const other = await goes({ offers: ['kamera pengawas'], city: 'Ambon' });
		await as(me).connection.ask({ ...pair(no), line: 'Halo' });
		await as(no).connection.decline(pair(me));
		expect(await ids(me)).toEqual([other.id, no.id]);
		const status = (value: 'cancelled' | 'going') =>
			t.kernel.database.db
				.update(registration)
				.set({ status: value })
				.where(eq(registration.personId, other.id));
		await status('cancelled');
		expect(await ids(me)).toEqual([no.id]);
		await status('going');
		expect(await ids(me)).toEqual([other.id, no.id]);
	});

	test('are for those who take part, an organiser included', async () => {
		const match = await goes({ offers: ['ERP'] });
		const member = await makePerson(t, home.id, { needs: ['ERP'] });
		await expect(list(member)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		const organiser = await makePerson(t, home.id, { needs: ['ERP'], role: 'organiser' });
		expect(await ids(organiser)).toEqual([match.id]);
		expect(await ids(match)).not.toContain(organiser.id);
	});
});

describe('a wish', () => {
	test('lasts across gatherings, and nobody else sees it', async () => {
		const me = await goes({ name: 'Saya' });
		const wished = await goes({ name: 'Dicari' });
		const unwanted = await goes({ name: 'Ditolak', offers: ['ERP'] });
		await t.kernel.database.db
			.update(person)
			.set({ needs: ['ERP'] })
			.where(eq(person.id, me.id));
		await as(me).suggestion.setWish({ ...pair(wished), wish: 'must_meet' });
		await as(me).suggestion.setWish({ ...pair(unwanted), wish: 'no_thanks' });
		expect(await ids(me)).toEqual([wished.id]);
		const next = await makeGathering(t, home.id);
		for (const who of [me, wished, unwanted]) await makeRegistration(t, next.id, who.id);
		const found = await as(me).suggestion.list({ organisation: home.slug, gathering: next.slug });
		expect(found.suggestions).toMatchObject([{ person: { id: wished.id }, wish: 'must_meet' }]);
		for (const who of [wished, unwanted]) {
			const seen = JSON.stringify([
				await as(who).profile.find(pair(me)),
				await as(who).profile.list(here()),
				await list(who)
			]);
			expect(seen).not.toMatch(/must_meet|no_thanks|both_wish/);
		}
		expect(await ids(unwanted)).not.toContain(me.id);
		await as(me).suggestion.setWish({ ...pair(unwanted), wish: null });
		expect(await ids(me)).toContain(unwanted.id);
	});

	test('of both is told to both', async () => {
		const [one, other] = [await goes(), await goes()];
		await as(one).suggestion.setWish({ ...pair(other), wish: 'meet' });
		await as(other).suggestion.setWish({ ...pair(one), wish: 'must_meet' });
		for (const who of [one, other]) {
			expect((await list(who)).suggestions[0]!.reasons[0]).toEqual({ kind: 'both_wish' });
		}
	});
});

test('a muted reason is neither counted nor said until it is unmuted', async () => {
	const me = await goes({ city: 'Medan' });
	const near = await goes({ city: 'Medan' });
	expect(await ids(me)).toEqual([near.id]);
	const mute = { organisation: home.slug, reason: 'city' as const };
	await as(me).suggestion.mute(mute);
	await as(me).suggestion.mute(mute);
	expect(await list(me)).toMatchObject({ suggestions: [], muted: ['city'] });
	await as(me).suggestion.unmute(mute);
	expect(await ids(me)).toEqual([near.id]);
});

describe('the table of channel roles', () => {
	test('is the organiser’s: a role set to nothing is hidden, and the usual table comes back', async () => {
		const host = await makePerson(t, home.id);
		await makeHost(t, summit.id, host.id);
		const me = await goes({ needs: ['ERP'], channelRole: 'reseller' });
		const match = await goes({ offers: ['ERP'], channelRole: 'customer' });
		expect(await ids(me)).toContain(match.id);
		const usual = await as(host).suggestion.findRoleWeights(here());
		expect(usual).toMatchObject({
			isDefault: true,
			weights: { reseller: { distributor: 3, reseller: 1 } }
		});
		const weights = structuredClone(usual.weights);
		weights.reseller!.customer = 0;
		const saved = await as(host).suggestion.saveRoleWeights({ ...here(), weights });
		expect(saved).toMatchObject({ isDefault: false, weights: { reseller: { customer: 0 } } });
		expect(await ids(me)).not.toContain(match.id);
		expect(
			(await as(host).suggestion.saveRoleWeights({ ...here(), weights: null })).isDefault
		).toBe(true);
		expect(await ids(me)).toContain(match.id);
		await expect(
			as(host).suggestion.saveRoleWeights({ ...here(), weights: { alien: { reseller: 1 } } })
		).rejects.toMatchObject({ code: 'ROLE_UNKNOWN' });
		await expect(as(me).suggestion.findRoleWeights(here())).rejects.toMatchObject({
			code: 'NOT_FOUND'
		});
	});
});
