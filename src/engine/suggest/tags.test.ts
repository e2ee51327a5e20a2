import { describe, expect, test } from 'vitest';
import { readTags } from './tags.ts';
import words from './words.json' with { type: 'json' };
import { fold, levelOf, readTag, stem } from './words.ts';

const strength = (need: string, offer: string, others: string[] = []) => {
	const space = readTags([[need], [offer], ...others.map((tag) => [tag])]);
	const of = space.numberOf(offer);
	return space.answersTo(space.numberOf(need)).with(of);
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
	expect([...readTag('SD-WAN').tokens.keys()]).toEqual([...readTag('sd wan').tokens.keys()]);
	expect([...readTag('Café').tokens.keys()]).toEqual(['cafe']);
	expect([...readTag('C++').tokens.keys()]).toEqual(['c++']);
});

test('the longest known phrase is taken first', () => {
	expect([...readTag('business continuity').tokens.keys()]).toEqual([
		'=disaster-recovery',
		'=backup'
	]);
	expect(readTag('').tokens.size).toBe(0);
	expect(readTag('— …').tokens.size).toBe(0);
});

test('a rare tag says more than one that everybody has', () => {
	const space = readTags([...Array.from({ length: 50 }, () => ['cloud']), ['cloud', 'mainframe']]);
	expect(space.rarity(space.numberOf('mainframe'))).toBeGreaterThan(0.9);
	expect(space.rarity(space.numberOf('cloud'))).toBeLessThan(0.25);
});

test('words bent by Indonesian and English affixes are one', () => {
	for (const [one, other] of [
		['pemasangan', 'memasang'],
		['dipasang', 'pemasangan'],
		['printers', 'printer'],
		['penyewaan', 'menyewakan'],
		['pelatihannya', 'pelatihan'],
		['consulting', 'consults']
	] as const) {
		expect(stem(one), `${one} / ${other}`).toBe(stem(other));
	}
	expect(strength('memantau jaringan', 'pemantauan jaringan')).toBe(1);
});

test('the initials of a long name, and what a vendor is known for, are found', () => {
	expect(strength('granular water treatment', 'GWT')).toBeGreaterThan(0.4);
	expect(strength('firewall', 'FortiGate')).toBeGreaterThan(0.4);
	expect(strength('CCTV', 'Hikvision')).toBeGreaterThan(0.4);
	expect(strength('firewall', 'Hikvision')).toBe(0);
});

test('a title says how senior one is, in both languages', () => {
	expect(
		['Direktur Utama', 'Sales Director', 'Manajer Produk', 'Presales Engineer', 'Mahasiswa'].map(
			levelOf
		)
	).toEqual([5, 4, 2, 1, 0]);
	expect([levelOf('Pejuang'), levelOf(null)]).toEqual([-1, -1]);
});

describe('the list of words', () => {
	test('has no phrase for two concepts, and every kind leads to a concept without going round', () => {
		const seen = new Map<string, string>();
		for (const [concept, { id, en }] of Object.entries(words.concepts)) {
			for (const phrase of [...id, ...en]) {
				expect(phrase, 'folded').toBe(fold(phrase));
				expect(seen.get(phrase), phrase).toBeUndefined();
				seen.set(phrase, concept);
			}
			const way = [concept];
			for (let at: string | undefined = concept; at;) {
				at = (words.concepts as Record<string, { kind_of?: string }>)[at]!.kind_of;
				if (at) expect(way).not.toContain(at);
				if (at) way.push(at);
			}
		}
		for (const means of [...Object.values(words.compounds), ...Object.values(words.vendors)]) {
			for (const concept of means) expect(Object.keys(words.concepts)).toContain(concept);
		}
	});
});
