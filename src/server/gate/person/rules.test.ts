import { describe, expect, test } from 'vitest';
import {
	nameFromEmail,
	readName,
	readPhone,
	readTags,
	readWebAddress,
	whatIsMissing
} from './rules.ts';

describe('a phone number is kept as E.164, however it is written', () => {
	test.each([
		['0812-3456-7890', '+6281234567890'],
		['6281234567890', '+6281234567890'],
		['+62 812 3456 7890', '+6281234567890'],
		['+62 0812 3456 7890', '+6281234567890'],
		['+62 (0) 812 3456 7890', '+6281234567890'],
		['0062 812 3456 7890', '+6281234567890'],
		['81234567890', '+6281234567890'],
		['="081234567890"', '+6281234567890'],
		["'081234567890", '+6281234567890'],
		['(021) 555 1234', '+62215551234'],
		['+65 9123 4567', '+6591234567'],
		['62 21 5551234', '+62215551234']
	])('%s', (typed, kept) => {
		expect(readPhone(typed)).toBe(kept);
	});

	test.each(['', '0812', 'belum ada', '6.28123E+11', '+62', '999999999999999999'])(
		'%s is none',
		(typed) => {
			expect(readPhone(typed)).toBeNull();
		}
	);
});

test('a name of one word is a whole name', () => {
	expect(readName('  Sukarno ')).toBe('Sukarno');
	expect(readName('Ni\u200b Luh\tPutu')).toBe('Ni Luh Putu');
});

test('an address gives a name to begin with', () => {
	expect(nameFromEmail('budi.santoso@contoh.id')).toBe('Budi Santoso');
	expect(nameFromEmail('dewi+rapat@contoh.id')).toBe('Dewi');
	expect(nameFromEmail('123@contoh.id')).toBe('123@contoh.id');
});

test('tags lose repeats and empty ones', () => {
	expect(readTags(['Cloud backup', ' cloud  Backup', '', 'Wi-Fi'])).toEqual([
		'Cloud backup',
		'Wi-Fi'
	]);
});

test('only web addresses are links', () => {
	expect(readWebAddress('linkedin.com/in/budi')).toBe('https://linkedin.com/in/budi');
	expect(readWebAddress('http://contoh.id/')).toBe('http://contoh.id');
	expect(readWebAddress('javascript:alert(1)')).toBeNull();
	expect(readWebAddress('budi')).toBeNull();
});

test('a profile says what it lacks, most telling first', () => {
	const empty = {
		photoFileId: null,
		title: null,
		companyId: null,
		city: null,
		offers: [],
		needs: []
	};
	expect(whatIsMissing(empty)).toEqual(['photo', 'title', 'company', 'city', 'offers', 'needs']);
	expect(whatIsMissing({ ...empty, offers: ['x'], city: 'Ambon' })).toEqual([
		'photo',
		'title',
		'company',
		'needs'
	]);
});
