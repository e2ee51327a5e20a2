import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { fieldsGiven, writeCard, type Card } from './rules.ts';

const fields = (visibility: 'nobody' | 'connections' | 'members') => ({
	email: 'a@b.example',
	phone: '+628123',
	links: [],
	visibility: { email: visibility, phone: visibility, links: visibility }
});
const at = new Date('2026-03-14T02:00:00Z');

describe('which contact fields a connected person gets', () => {
	test('follows the setting where nothing was said for them', () => {
		expect(fieldsGiven(fields('nobody'), [], true)).toEqual([]);
		expect(fieldsGiven(fields('connections'), [], false)).toMatchObject([
			{ field: 'email', by: 'setting' },
			{ field: 'phone', by: 'setting' }
		]);
		expect(fieldsGiven(fields('members'), [], true)).toMatchObject([
			{ field: 'email', by: 'members' },
			{ field: 'phone', by: 'members' }
		]);
	});

	test('follows what was chosen for them before any setting', () => {
		const chosen = [
			{ field: 'email' as const, givenAt: at, revokedAt: null },
			{ field: 'phone' as const, givenAt: at, revokedAt: at }
		];
		expect(fieldsGiven(fields('nobody'), chosen, false)).toEqual([
			{ field: 'email', by: 'choice', givenAt: at }
		]);
		expect(fieldsGiven(fields('connections'), chosen, false)).toMatchObject([{ field: 'email', by: 'choice' }]);
	});

	test('never has an empty field', () => {
		const row = { field: 'links' as const, givenAt: at, revokedAt: null };
		expect(fieldsGiven(fields('nobody'), [row], true)).toEqual([]);
	});
});

describe('a vCard', () => {
	const card: Card = {
		uid: '01a20bb9-aa05-758c-bce3-e665424ffdaa',
		name: 'Suharti',
		callName: null,
		title: null,
		companyName: null,
		city: null,
		email: null,
		phone: null,
		links: [],
		note: null,
		revisedAt: at
	};

	test('keeps a mononym whole', () => {
		const text = writeCard(card, '4.0');
		expect(text).toContain('FN:Suharti\r\n');
		expect(text).toContain('N:Suharti;;;;\r\n');
	});

	test('is read back by a calendar library as it was written, whatever stands in it, in short lines', () => {
		const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }).filter((text) => !/[\r\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/.test(text) && text.trim() === text);
		fc.assert(
			fc.property(words, words, words, fc.constantFrom('4.0', '3.0'), (name, title, note, version) => {
				const text = writeCard({ ...card, name, title, note, email: 'a@b.example' }, version as '4.0');
				for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(76);
				const read = new ICAL.Component(ICAL.parse(text));
				expect(read.getFirstPropertyValue('fn')).toBe(name);
				expect(read.getFirstPropertyValue('title')).toBe(title);
				expect(read.getFirstPropertyValue('note')).toBe(note);
				expect(read.getFirstPropertyValue('version')).toBe(version);
			}),
			{ numRuns: 300 }
		);
	});
});
