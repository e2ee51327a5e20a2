import { expect, test } from 'vitest';
import { likeness, readCursor, rolesMeant, wordsOf, writeCursor } from './rules.ts';

const roles = [
	{ key: 'reseller', id: 'Reseller', en: 'Reseller' },
	{ key: 'system-integrator', id: 'Integrator sistem', en: 'System integrator' },
	{ key: 'customer', id: 'Pelanggan', en: 'Customer' }
];

test('a misspelt word means the channel role it resembles, in either language', () => {
	expect(rolesMeant('resiler', roles)).toEqual(['reseller']);
	expect(rolesMeant('Integrator', roles)).toEqual(['system-integrator']);
	expect(rolesMeant('pelangan', roles)).toEqual(['customer']);
	expect(rolesMeant('bandung', roles)).toEqual([]);
	expect(rolesMeant('re', roles)).toEqual([]);
});

test('likeness is one for the same word whatever its accents, and none for another', () => {
	expect(likeness('José', 'jose')).toBe(1);
	expect(likeness('bandung', 'bandng')).toBeGreaterThan(0.4);
	expect(likeness('budi', 'xyz')).toBe(0);
});

test('a search reads at most six words', () => {
	expect(wordsOf('  Budi,  Bandung; cloud ')).toEqual(['Budi', 'Bandung', 'cloud']);
	expect(wordsOf('a b c d e f g h')).toHaveLength(6);
	expect(wordsOf('')).toEqual([]);
});

test('a cursor comes back as it was written, and a forged one is the first page', () => {
	const last = { rank: 3000, sortName: 'ény', id: '01a20bb9-aa05-758c-bce3-e665424ffdaa' };
	expect(readCursor(writeCursor(last))).toEqual(last);
	for (const forged of ['', 'x', Buffer.from('[1,2,3]').toString('base64url'), undefined]) {
		expect(readCursor(forged)).toBeNull();
	}
});
