import { expect, test } from 'vitest';
import { uuidv7 } from './ids.ts';

test('ids of one process sort in the order they were made, within a millisecond too', () => {
	const ids = Array.from({ length: 20_000 }, () => uuidv7());
	expect([...ids].sort()).toEqual(ids);
	expect(new Set(ids).size).toBe(ids.length);
	for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
