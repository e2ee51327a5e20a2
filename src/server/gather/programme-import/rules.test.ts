import { expect, test } from 'vitest';
import type { ProgrammeChange } from '../programme/reading/compare.ts';
import { changesToTell, importWarnings } from './rules.ts';

const change = (verb: ProgrammeChange['verb'], before: string | null = null, after: string | null = null, guid = 'a'): ProgrammeChange => ({
	noun: 'session',
	verb,
	guid,
	title: 'Awan',
	before,
	after
});

test('only what moves, changes room or goes is told to who starred it', () => {
	const told = changesToTell([
		change('retitled', 'x', 'y'),
		change('text_changed'),
		change('speakers_changed', 'a', 'b'),
		change('moved', '1/2', '3/4', 'b'),
		change('room_changed', 'Aula', 'Kecil', 'b'),
		change('removed', '1/2', null, 'c'),
		{ ...change('removed', null, null, 'd'), noun: 'room' }
	]);
	expect(told).toEqual([
		{ guid: 'b', title: 'Awan', removed: false, moved: { before: '1/2', after: '3/4' }, room: { before: 'Aula', after: 'Kecil' } },
		{ guid: 'c', title: 'Awan', removed: true, moved: null, room: null }
	]);
});

test('edits that end where they began are not told', () => {
	expect(
		changesToTell([
			change('moved', '1/2', '3/4'),
			change('moved', '3/4', '1/2'),
			change('removed', null, null, 'b'),
			change('added', null, null, 'b')
		])
	).toEqual([]);
	expect(changesToTell([change('moved', '1/2', '3/4'), change('moved', '3/4', '5/6')])[0]!.moved).toEqual({ before: '1/2', after: '5/6' });
});

test('a file that would empty the programme, or lies on other days, is warned of', () => {
	const gathering = { startsAt: new Date('2026-03-14T02:00:00Z'), endsAt: new Date('2026-03-15T10:00:00Z') };
	const session = (guid: string, startsAt = '2026-03-14T03:00:00Z') => ({ guid, startsAt: new Date(startsAt) }) as never;
	const present = ['a', 'b', 'c', 'hand:x'].map((guid) => ({ guid }));
	expect(importWarnings({ sessions: [session('a'), session('z', '2025-03-14T03:00:00Z')] }, present, gathering)).toEqual({ outside: 1, gone: 2, of: 3 });
	expect(importWarnings({ sessions: [session('a'), session('b')] }, present, gathering)).toEqual({ outside: 0, gone: 0, of: 3 });
	expect(importWarnings({ sessions: [session('a')] }, [], gathering)).toEqual({ outside: 0, gone: 0, of: 0 });
});
