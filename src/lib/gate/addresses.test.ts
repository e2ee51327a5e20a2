import { expect, test } from 'vitest';
import { readAddresses } from './addresses.ts';

test('addresses are read as people paste them', () => {
	const text = `ani@contoh.id, "Budi Santoso" <budi@contoh.id>
		Made <made@contoh.id>; ANI@contoh.id
		bukan alamat`;
	expect(readAddresses(text)).toEqual([
		{ email: 'ani@contoh.id' },
		{ email: 'budi@contoh.id', name: 'Budi Santoso' },
		{ email: 'made@contoh.id', name: 'Made' },
		{ email: 'bukan alamat' }
	]);
});
