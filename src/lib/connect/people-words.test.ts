import { describe, expect, test } from 'vitest';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { askAddress, type Reason } from './people-words.ts';

const lineOf = (reasons: Reason[]) =>
	new URL(askAddress('/asosiasi/g/temu', 'p1', reasons), 'http://localhost').searchParams.get('line');

describe('asking a suggested person for a meeting', () => {
	test('brings a line along from the first reason that says something', () => {
		overwriteGetLocale(() => 'id');
		expect(lineOf([{ kind: 'brings', tags: ['cloud backup', 'Wi-Fi'] }])).toBe('Saya mencari cloud backup dan Wi-Fi, yang Anda tawarkan.');
		overwriteGetLocale(() => 'en');
		expect(lineOf([{ kind: 'role', role: 'reseller' }, { kind: 'looks_for', tags: ['storage'] }])).toBe(
			'You are looking for storage, and I bring it.'
		);
	});

	test('tells nobody of a wish, and says hello where there is nothing else to say', () => {
		overwriteGetLocale(() => 'en');
		expect(lineOf([{ kind: 'both_wish' }, { kind: 'city', city: 'Medan' }])).toBe('I would like to meet you.');
		expect(lineOf([{ kind: 'interest', tags: ['x'.repeat(220)] }])).toBe('I would like to meet you.');
	});
});
