import { expect, test } from 'vitest';
import { hideLinks, letterState } from './rules.ts';

test('a letter that has left shows no link that opens something', () => {
	const text = 'Buka https://g.id/link/AbC_d-123456.x9y8z7w6 lalu https://g.id/akti/g/summit';
	expect(hideLinks(text)).toBe('Buka https://g.id/link/… lalu https://g.id/akti/g/summit');
});

test('a letter that failed and then left is sent', () => {
	const now = new Date();
	expect(letterState({ sentAt: now, failedAt: now })).toBe('sent');
	expect(letterState({ sentAt: null, failedAt: now })).toBe('failed');
	expect(letterState({ sentAt: null, failedAt: null })).toBe('waiting');
});
