import { afterAll, beforeAll, expect, test } from 'vitest';
import { testProduct, type TestProduct } from './database.ts';
import { makeOrganisation, makePerson } from './factories.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());

test('an organisation tells each viewer what they are in it', async () => {
	const here = await makeOrganisation(t);
	const there = await makeOrganisation(t);
	const owner = await makePerson(t, here.id, { role: 'owner' });
	const find = (accountId: string | null) => t.as(accountId).gate.organisation.find({ slug: here.slug });
	expect((await find(owner.accountId)).can).toEqual({ organise: true, own: true });
	const stranger = await makePerson(t, there.id, { role: 'owner' });
	expect((await find(stranger.accountId)).standing).toEqual({ personId: null, role: null });
	expect((await find(null)).can).toEqual({ organise: false, own: false });
});

test('an organisation that does not exist is not found', async () => {
	await expect(t.as(null).gate.organisation.find({ slug: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
});
