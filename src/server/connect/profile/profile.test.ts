import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { speaker } from '#server/gather/programme/tables.ts';
import { testProduct, type TestProduct } from '../../../../tests/database.ts';
import {
	makeCompany,
	makeGathering,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeGathering,
	type MadeOrganisation,
	type MadePerson
} from '../../../../tests/factories.ts';

let t: TestProduct;
let home: MadeOrganisation;
let viewer: MadePerson;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t, {
		channelRoles: [
			{ key: 'reseller', id: 'Reseller', en: 'Reseller' },
			{ key: 'distributor', id: 'Distributor', en: 'Distributor' }
		]
	});
	viewer = await makePerson(t, home.id, { name: 'Zulkifli Pemirsa' });
});
afterAll(() => t?.close());

type Filter = Omit<
	Parameters<ReturnType<TestProduct['as']>['connect']['profile']['list']>[0],
	'organisation'
>;
const list = (who: MadePerson, filter: Filter = {}) =>
	t.as(who.accountId).connect.profile.list({ organisation: home.slug, ...filter });
const names = async (filter: Filter, who = viewer) =>
	(await list(who, filter)).people.map(({ name }) => name);
const find = (who: MadePerson, whom: MadePerson) =>
	t.as(who.accountId).connect.profile.find({ organisation: home.slug, personId: whom.id });

describe('searching people', () => {
	beforeAll(async () => {
		const company = await makeCompany(t, home.id, {
			name: 'PT Awan Nusantara',
			city: 'Bandung',
			channelRoles: ['reseller']
		});
		await makePerson(t, home.id, {
			name: 'José Santoso',
			companyId: company.id,
			city: 'Bandung',
			offers: ['Cloud Backup'],
			needs: ['lisensi']
		});
		await makePerson(t, home.id, { name: 'Bandiyah', city: 'Solo', needs: ['cloud backup'] });
		await makePerson(t, home.id, { name: 'Sri Bandung Lestari', city: 'Medan' });
		await makePerson(t, home.id, {
			name: 'Ahmad 100% _Teliti',
			city: 'Medan',
			offers: ['CLOUD backup']
		});
	});

	test('forgives accents and case', async () => {
		expect(await names({ q: 'jose' })).toEqual(['José Santoso']);
		expect(await names({ q: 'JOSÉ santoso' })).toEqual(['José Santoso']);
	});

	test('forgives spelling in names, cities and channel roles', async () => {
		expect(await names({ q: 'bandng' })).toEqual(
			expect.arrayContaining(['José Santoso', 'Sri Bandung Lestari'])
		);
		expect(await names({ q: 'resiler' })).toEqual(['José Santoso']);
		expect(await names({ q: 'santozo' })).toContain('José Santoso');
	});

	test('puts a name that begins so first, then a word of a name, then what stands elsewhere', async () => {
		expect((await names({ q: 'band' })).slice(0, 3)).toEqual([
			'Bandiyah',
			'Sri Bandung Lestari',
			'José Santoso'
		]);
	});

	test('needs every word, wherever it stands', async () => {
		expect(await names({ q: 'awan bandung' })).toEqual(['José Santoso']);
		expect(await names({ q: 'awan medan' })).toEqual([]);
	});

	test('takes % and _ as they are typed', async () => {
		expect(await names({ q: '100%' })).toEqual(['Ahmad 100% _Teliti']);
		expect(await names({ q: '%' })).toEqual(['Ahmad 100% _Teliti']);
	});

	test('filters by role, city, offer and need, and counts each under the others', async () => {
		expect(await names({ city: ['bandung'] })).toEqual(['José Santoso']);
		expect(await names({ offer: ['cloud backup'] })).toEqual([
			'Ahmad 100% _Teliti',
			'José Santoso'
		]);
		expect(await names({ offer: ['cloud backup'], role: ['reseller'] })).toEqual(['José Santoso']);
		expect(await names({ need: ['Cloud Backup'] })).toEqual(['Bandiyah']);
		const facets = await t.as(viewer.accountId).connect.profile.facets({
			organisation: home.slug,
			offer: ['cloud backup'],
			city: ['Bandung']
		});
		expect(facets.city).toEqual([
			{ value: 'Bandung', count: 1 },
			{ value: 'Medan', count: 1 }
		]);
		expect(facets.offer).toEqual([{ value: 'Cloud Backup', count: 1 }]);
		expect(facets.role).toEqual([{ value: 'reseller', count: 1 }]);
	});

	test('pages without gaps or doubles, and says how many', async () => {
		const all = await list(viewer, { limit: 100 });
		const paged: string[] = [];
		let cursor: string | null | undefined;
		do {
			const page = await list(viewer, { limit: 2, ...(cursor && { cursor }) });
			expect(page.total).toBe(all.total);
			paged.push(...page.people.map(({ id }) => id));
			cursor = page.nextCursor;
		} while (cursor);
		expect(paged).toEqual(all.people.map(({ id }) => id));
		expect(new Set(paged).size).toBe(all.total);
	});

	test('costs the same number of queries for one person and for many', async () => {
		const count = async (filter: Filter) => {
			let queries = 0;
			const { pool } = t.kernel.database;
			const query = pool.query.bind(pool);
			pool.query = ((...args: Parameters<typeof query>) => {
				queries++;
				return query(...args);
			}) as never;
			await list(viewer, filter);
			pool.query = query as never;
			return queries;
		};
		const one = await count({ q: 'jose' });
		expect(one).toBeGreaterThan(0);
		expect(await count({ limit: 100 })).toBe(one);
	});
});

describe('who may see a person', () => {
	let summit: MadeGathering;
	const people: Record<string, MadePerson> = {};
	beforeAll(async () => {
		summit = await makeGathering(t, home.id);
		const draft = await makeGathering(t, home.id, { publishedAt: null });
		for (const name of [
			'guest',
			'fellow',
			'cancelled',
			'pending',
			'elsewhere',
			'speaking',
			'drafted'
		]) {
			people[name] = await makePerson(t, home.id, { role: null, name: `Tamu ${name}` });
		}
		const { guest, fellow, cancelled, pending, drafted } = people;
		await makeRegistration(t, summit.id, guest!.id);
		await makeRegistration(t, summit.id, fellow!.id);
		await makeRegistration(t, summit.id, cancelled!.id, 'cancelled');
		await makeRegistration(t, summit.id, pending!.id, 'pending');
		await makeRegistration(t, draft.id, drafted!.id);
		await makeRegistration(t, draft.id, guest!.id);
		await t.kernel.database.db.insert(speaker).values({
			gatheringId: summit.id,
			guid: 's1',
			name: people.speaking!.name,
			personId: people.speaking!.id
		});
	});

	test('a guest sees themself and those of a same published gathering, nobody else', async () => {
		const { guest, fellow, speaking } = people;
		expect((await list(guest!)).people.map(({ id }) => id).sort()).toEqual(
			[guest!.id, fellow!.id, speaking!.id].sort()
		);
		expect(await find(guest!, fellow!)).toMatchObject({
			together: [{ id: summit.id }],
			isMember: false
		});
		for (const name of ['cancelled', 'pending', 'elsewhere', 'drafted']) {
			await expect(find(guest!, people[name]!)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		}
		await expect(find(guest!, viewer)).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('who only asked for a seat, or gave it back, sees nobody of the gathering', async () => {
		for (const name of ['cancelled', 'pending']) {
			expect((await list(people[name]!)).total).toBe(1);
			await expect(list(people[name]!, { gathering: summit.slug })).rejects.toMatchObject({
				code: 'NOT_FOUND'
			});
		}
	});

	test('a member sees the members, and guests only where they go together', async () => {
		expect((await find(viewer, await makePerson(t, home.id))).isMember).toBe(true);
		await expect(find(viewer, people.fellow!)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		await makeRegistration(t, summit.id, viewer.id);
		expect((await find(viewer, people.fellow!)).name).toBe('Tamu fellow');
	});

	test('an organiser sees everybody', async () => {
		const organiser = await makePerson(t, home.id, { role: 'organiser' });
		for (const whom of Object.values(people))
			expect((await find(organiser, whom)).id).toBe(whom.id);
	});

	test('who is connected sees the other, though nothing else joins them', async () => {
		const [one, other] = [people.elsewhere!, people.drafted!];
		const organiser = await makePerson(t, home.id, { role: 'organiser' });
		const { code } = await t
			.as(one.accountId)
			.connect.personalCode.make({ organisation: home.slug });
		await t.as(other.accountId).connect.personalCode.scan({ organisation: home.slug, code });
		expect((await find(one, other)).tie).toBe('connected');
		await t
			.as(one.accountId)
			.connect.connection.end({ organisation: home.slug, personId: other.id });
		await expect(find(one, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		expect((await find(organiser, one)).tie).toBe('none');
	});

	test('nobody sees a person of another organisation, nor what is private of one they do see', async () => {
		const elsewhere = await makeOrganisation(t);
		const foreign = await makePerson(t, elsewhere.id, { role: 'owner' });
		await expect(find(foreign, viewer)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		await expect(find(viewer, foreign)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		const private_ = await makePerson(t, home.id, {
			email: 'pribadi@rahasia.example',
			phone: '+628999888777',
			links: [{ label: 'x', url: 'https://rahasia.example/x' }],
			importKey: 'kunci-rahasia'
		});
		const seen = JSON.stringify([await find(viewer, private_), await list(viewer, { limit: 100 })]);
		expect(seen).toContain(private_.id);
		for (const secret of ['rahasia', '999888777', private_.accountId])
			expect(seen).not.toContain(secret);
	});

	test('the people of a gathering are those who go and who speak', async () => {
		const found = (await list(people.guest!, { gathering: summit.slug })).people.map(
			({ id }) => id
		);
		expect(found.sort()).toEqual(
			[people.guest!.id, people.fellow!.id, people.speaking!.id, viewer.id].sort()
		);
	});
});
