import { describe, expect, test } from 'vitest';
import { readTag, readTags } from './tags.ts';

const strength = (need: string, offer: string, others: string[] = []) => {
	const space = readTags([[need], [offer], ...others.map((tag) => [tag])]);
	const of = space.numberOf(offer);
	return space.answersTo(space.numberOf(need)).find((match) => match.of === of)?.strength ?? 0;
};

describe('two tags', () => {
	test('mean the same in Indonesian and in English', () => {
		for (const [one, other] of [
			['cloud computing', 'Komputasi Awan'],
			['backup', 'pencadangan data'],
			['cyber security', 'Keamanan Siber'],
			['networking', 'jaringan'],
			['data centre', 'pusat data'],
			['Wi-Fi', 'nirkabel'],
			['e-signature', 'tanda tangan elektronik'],
			['artificial intelligence', 'kecerdasan buatan'],
			['cloud backup', 'cadangan awan']
		] as const) {
			expect(strength(one, other), `${one} / ${other}`).toBe(1);
		}
	});

	test('match in part when one is part of the other, more so when the need is covered', () => {
		const wide = strength('cloud', 'cloud backup');
		const narrow = strength('cloud backup', 'cloud');
		expect(wide).toBeGreaterThan(0.5);
		expect(narrow).toBeGreaterThan(0.3);
		expect(wide).toBeGreaterThan(narrow);
	});

	test('match a little when one is a kind of the other', () => {
		const found = strength('keamanan siber', 'firewall');
		expect(found).toBeGreaterThan(0.34);
		expect(found).toBeLessThan(0.9);
	});

	test('match though one is misspelt', () => {
		expect(strength('virtualizaton', 'virtualisasi')).toBeGreaterThan(0.4);
		expect(strength('blokchain', 'blockchain')).toBeGreaterThan(0.4);
		expect(strength('kopi arabikaa', 'kopi arabika')).toBeGreaterThan(0.4);
	});

	test('do not match for a word that says little', () => {
		expect(strength('solusi ERP', 'solusi CCTV')).toBe(0);
		expect(strength('jasa pengiriman', 'jasa pelatihan')).toBe(0);
		expect(strength('laptop', 'wifi')).toBe(0);
	});
});

test('case, accents and hyphens make no difference', () => {
	expect([...readTag('SD-WAN').keys()]).toEqual([...readTag('sd wan').keys()]);
	expect([...readTag('Café').keys()]).toEqual(['cafe']);
	expect([...readTag('C++').keys()]).toEqual(['c++']);
});

test('the longest known phrase is taken first', () => {
	expect([...readTag('business continuity').keys()]).toEqual(['=disaster-recovery', '=backup']);
	expect(readTag('').size).toBe(0);
	expect(readTag('— …').size).toBe(0);
});

test('a rare tag says more than one that everybody has', () => {
	const space = readTags([...Array.from({ length: 50 }, () => ['cloud']), ['cloud', 'mainframe']]);
	expect(space.rarity(space.numberOf('mainframe'))).toBeGreaterThan(0.9);
	expect(space.rarity(space.numberOf('cloud'))).toBeLessThan(0.25);
});
