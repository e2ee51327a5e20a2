import { describe, expect, test } from 'vitest';
import { canOf, orderPair, pendingLimit, tieOf, whatAskingDoes, type ConnectionState } from './rules.ts';

const row = (state: ConnectionState, askedBy: string, open = false) => ({
	state,
	askedByPersonId: askedBy,
	threadOpenedAt: open ? new Date() : null
});

test('a pair is the same from both sides', () => {
	expect(orderPair('a', 'b')).toEqual(orderPair('b', 'a'));
});

test('more asks may wait the more were accepted, up to thirty', () => {
	expect([0, 5, 20, 500].map(pendingLimit)).toEqual([10, 15, 30, 30]);
});

describe('asking', () => {
	test('begins, answers, or changes nothing', () => {
		expect(whatAskingDoes(null, 'me')).toBe('new');
		expect(whatAskingDoes(row('asked', 'me'), 'me')).toBe('same');
		expect(whatAskingDoes(row('asked', 'them'), 'me')).toBe('accept');
		expect(whatAskingDoes(row('accepted', 'me', true), 'me')).toBe('same');
		expect(whatAskingDoes(row('ended', 'me'), 'me')).toBe('new');
	});

	test('after a no is for who said it, unless they left the thread open', () => {
		expect(whatAskingDoes(row('declined', 'me'), 'me')).toBe('refuse');
		expect(whatAskingDoes(row('declined', 'me', true), 'me')).toBe('new');
		expect(whatAskingDoes(row('declined', 'them'), 'me')).toBe('new');
	});
});

test('each of the two may do what their side of it allows', () => {
	expect(tieOf(row('asked', 'them'), 'me')).toBe('asked_by_them');
	expect(canOf(row('asked', 'them'), 'me')).toMatchObject({ accept: true, decline: true, withdraw: false, write: false });
	expect(canOf(row('asked', 'me'), 'me')).toMatchObject({ accept: false, withdraw: true, shareContact: true });
	expect(canOf(row('accepted', 'me', true), 'me')).toMatchObject({ end: true, write: true, downloadCard: true, ask: false });
	expect(canOf(row('declined', 'them', true), 'me')).toMatchObject({ write: true, downloadCard: false, shareContact: false });
	expect(canOf(null, 'me')).toMatchObject({ ask: true, write: false, note: false });
});
