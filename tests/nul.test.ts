import { afterAll, beforeAll, expect, test } from 'vitest';
import { testProduct, type TestProduct } from './database.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());

test('a text with a NUL in it is refused, and is no fault of ours', async () => {
	await expect(t.as(null).gate.organisation.find({ slug: 'a\0b' })).rejects.toMatchObject({
		code: 'INPUT_INVALID',
		status: 422
	});
});
