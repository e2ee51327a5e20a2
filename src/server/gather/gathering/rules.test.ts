import { expect, test } from 'vitest';
import { instantAt, localAt, readAnswers, readLink, sayWhen, slugOf, stateOf, whatMatters } from './rules.ts';

const at = (text: string) => new Date(text);

test('a gathering is a draft until it is published, and over when it has ended', () => {
	const gathering = { publishedAt: null, cancelledAt: null, startsAt: at('2026-03-14T02:00Z'), endsAt: at('2026-03-14T10:00Z') };
	expect(stateOf(gathering, at('2026-03-14T03:00Z'))).toBe('draft');
	const published = { ...gathering, publishedAt: at('2026-01-01T00:00Z') };
	expect(stateOf(published, at('2026-03-14T01:59Z'))).toBe('upcoming');
	expect(stateOf(published, at('2026-03-14T02:00Z'))).toBe('running');
	expect(stateOf(published, at('2026-03-14T10:00Z'))).toBe('past');
	expect(stateOf({ ...published, cancelledAt: at('2026-02-01T00:00Z') }, at('2026-03-14T03:00Z'))).toBe('cancelled');
});

test('times are those of the venue, across changes of the clock', () => {
	expect(instantAt('2026-03-14T09:00', 'Asia/Makassar').toISOString()).toBe('2026-03-14T01:00:00.000Z');
	expect(localAt(at('2026-03-14T01:00Z'), 'Asia/Makassar')).toBe('2026-03-14T09:00');
	// Berlin skips 02:30 that night, and has it twice in autumn.
	expect(instantAt('2026-03-29T02:30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:30:00.000Z');
	expect(instantAt('2026-10-25T02:30', 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z');
});

test('people are told of time and place, and of nothing else', () => {
	const before = { startsAt: at('2026-03-14T02:00Z'), endsAt: at('2026-03-14T10:00Z'), timeZone: 'Asia/Jakarta', placeName: 'Balai', placeAddress: null, mode: 'onsite' };
	expect(whatMatters(before, { ...before })).toEqual([]);
	expect(whatMatters(before, { ...before, endsAt: at('2026-03-14T11:00Z') })).toEqual(['time']);
	expect(whatMatters(before, { ...before, startsAt: at('2026-03-14T01:00Z'), placeName: 'Gedung' })).toEqual(['time', 'place']);
});

test('a slug has only letters, digits and dashes, whatever the title', () => {
	expect(slugOf('Temu Kanal 2026: «Élan» & Kopi!')).toBe('temu-kanal-2026-elan-kopi');
	expect(slugOf('☕☕☕')).toBe('temu');
});

test('a link is an address of the web, or none', () => {
	expect(readLink('meet.example.com/abc')).toBe('https://meet.example.com/abc');
	expect(readLink('javascript:alert(1)')).toBeNull();
	expect(readLink('not a link')).toBeNull();
});

test('a required question needs an answer that was offered', () => {
	const questions = [
		{ id: 'shirt', label: 'Kaus', kind: 'choice' as const, required: true, options: ['S', 'M'] },
		{ id: 'food', label: 'Vegetarian', kind: 'check' as const, required: false, options: [] },
		{ id: 'note', label: 'Catatan', kind: 'text' as const, required: false, options: [] }
	];
	expect(readAnswers(questions, { shirt: 'M', food: 'on', other: 'x' })).toEqual({ answers: { shirt: 'M', food: true }, missing: null });
	expect(readAnswers(questions, {}).missing?.id).toBe('shirt');
	expect(readAnswers(questions, { shirt: 'XXL' }).missing?.id).toBe('shirt');
});

test('when a gathering is held is said with the letters of its zone', () => {
	expect(sayWhen(at('2026-03-14T01:00Z'), at('2026-03-14T09:00Z'), 'Asia/Makassar', 'id')).toMatch(/Sab, 14 Mar 2026 09.00–17.00 WITA/);
	expect(sayWhen(at('2026-03-14T02:00Z'), at('2026-03-15T09:00Z'), 'Asia/Jakarta', 'en')).toMatch(/14 Mar 2026 09:00 – Sun,? 15 Mar 2026 16:00 WIB/);
});
