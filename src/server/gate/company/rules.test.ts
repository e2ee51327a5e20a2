import { describe, expect, test } from 'vitest';
import { nameKey } from './rules.ts';

describe('two spellings of one company share a key', () => {
	test.each([
		['PT Sinar Jaya Abadi', 'Sinar Jaya Abadi, PT'],
		['PT. SINAR JAYA ABADI', 'P.T. Sinar  Jaya Abadi Tbk.'],
		['PT Telekomunikasi Indonesia (Persero) Tbk', 'Telekomunikasi Indonesia'],
		['CV Maju & Makmur', 'Maju dan Makmur, CV'],
		['Müller GmbH', 'Muller'],
		['Acme Co., Ltd.', 'ACME'],
		['Fujitsu Pte. Ltd.', 'fujitsu'],
		["Syafi'i Komputer", 'Syafii Komputer, UD'],
		['Straße AG', 'Strasse']
	])('%s is %s', (a, b) => {
		expect(nameKey(a)).toBe(nameKey(b));
	});
});

test('different companies keep different keys', () => {
	const names = [
		'Sinar Jaya',
		'Sinar Jaya Abadi',
		'Jaya Sinar',
		'Sinar Raya',
		'CV',
		'PT',
		'株式会社テスト',
		'Kopi Co Working'
	];
	expect(new Set(names.map(nameKey)).size).toBe(names.length);
});

test('a name of nothing but legal forms keeps them', () => {
	expect(nameKey('PT')).toBe('pt');
	expect(nameKey('Limited')).toBe('limited');
});
