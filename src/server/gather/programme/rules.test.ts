import { expect, test } from 'vitest';
import { dayToShow, programmeDays, speakerImportKey } from './rules.ts';

const session = (id: string, startsAt: string | null, endsAt: string | null = null) => ({
	id,
	startsAt: startsAt === null ? null : new Date(startsAt),
	endsAt: endsAt === null ? null : new Date(endsAt)
});
const days = (sessions: ReturnType<typeof session>[], zone = 'Asia/Jakarta') =>
	Object.fromEntries(programmeDays(sessions, zone));

test('a session counts to its civil date at the venue', () => {
	expect(
		days([
			session('morning', '2026-03-14T09:00:00+07:00', '2026-03-14T10:00:00+07:00'),
			session('next', '2026-03-15T09:00:00+07:00'),
			session('unplaced', null)
		])
	).toEqual({ morning: '2026-03-14', next: '2026-03-15', unplaced: null });
	expect(days([session('a', '2026-03-14T22:30:00Z')], 'Asia/Jayapura')).toEqual({ a: '2026-03-15' });
});

test('what goes on past midnight counts to its evening', () => {
	expect(
		days([
			session('late', '2014-12-27T23:00:00+01:00', '2014-12-28T00:00:00+01:00'),
			session('later', '2014-12-28T00:45:00+01:00', '2014-12-28T01:45:00+01:00'),
			session('last', '2014-12-28T03:00:00+01:00', '2014-12-28T04:00:00+01:00')
		], 'Europe/Berlin')
	).toEqual({ late: '2014-12-27', later: '2014-12-27', last: '2014-12-27' });
});

test('an early walk after a quiet night counts to its own day', () => {
	expect(
		days([
			session('dinner', '2026-03-14T19:00:00+07:00', '2026-03-14T21:00:00+07:00'),
			session('sunrise', '2026-03-15T04:30:00+07:00', '2026-03-15T06:00:00+07:00')
		])
	).toEqual({ dinner: '2026-03-14', sunrise: '2026-03-15' });
});

test('an exhibition open for two days makes no night of the morning after', () => {
	expect(
		days([
			session('fair', '2026-03-14T09:00:00+07:00', '2026-03-15T17:00:00+07:00'),
			session('prayer', '2026-03-15T04:30:00+07:00', '2026-03-15T05:00:00+07:00')
		])
	).toEqual({ fair: '2026-03-14', prayer: '2026-03-15' });
});

test('the day shown first is today’s, until its night is over', () => {
	const all = ['2026-03-14', '2026-03-15'];
	const at = (now: string) => dayToShow(all, 'Asia/Jakarta', new Date(now));
	expect(at('2026-03-01T10:00:00+07:00')).toBe('2026-03-14');
	expect(at('2026-03-15T08:00:00+07:00')).toBe('2026-03-15');
	expect(at('2026-03-15T01:30:00+07:00')).toBe('2026-03-14');
	expect(dayToShow([], 'Asia/Jakarta', new Date())).toBeNull();
});

test('a speaker’s key holds no name', () => {
	expect(speakerImportKey('g1', { personKey: null, name: 'Budi' })).not.toContain('budi');
	expect(speakerImportKey('g1', { personKey: null, name: 'Budi' })).toBe(speakerImportKey('g1', { personKey: null, name: ' BUDI' }));
	expect(speakerImportKey('g1', { personKey: null, name: 'Budi' })).not.toBe(speakerImportKey('g2', { personKey: null, name: 'Budi' }));
	expect(speakerImportKey('g1', { personKey: '1544:erdgeist', name: 'erdgeist' })).toBe(speakerImportKey('g2', { personKey: '1544:erdgeist', name: 'erdgeist' }));
	expect(speakerImportKey('g1', { personKey: '3B1289FC-f706-4f8f-9061-c77e3e250223', name: 'x' })).toBe('speaker:3b1289fc-f706-4f8f-9061-c77e3e250223');
});
