import { expect, test } from 'vitest';
import { renewed } from './rules.ts';

const said = (over = {}) => ({ name: 'Sari', title: 'CTO', about: 'B', links: [{ label: 'x', url: 'https://x' }], ...over });
const stands = (over = {}) => ({ ...said(), accountId: null as string | null, ...over });

test('nothing new changes nothing, in whatever order a link’s fields are kept', () => {
	expect(renewed(stands({ links: [{ url: 'https://x', label: 'x' }] }), { ...said(), before: said() })).toBeNull();
});

test('somebody without an account follows the source while nobody else wrote', () => {
	expect(renewed(stands(), { ...said({ title: 'CEO' }), before: said() })).toMatchObject({ title: 'CEO', name: 'Sari' });
	expect(renewed(stands({ title: 'Ketua' }), { ...said({ title: 'CEO' }), before: said() })).toBeNull();
	expect(renewed(stands({ title: 'Ketua' }), { ...said({ title: 'CEO' }), before: null })).toBeNull();
});

test('somebody with an account keeps what they wrote, and what they took away', () => {
	const own = { accountId: 'a' };
	expect(renewed(stands(own), { ...said({ name: 'Sari W', title: 'CEO', about: 'C' }), before: said() })).toBeNull();
	expect(renewed(stands({ ...own, about: null }), { ...said(), before: said() })).toBeNull();
	expect(renewed(stands({ ...own, about: null }), { ...said({ about: 'Baru' }), before: said() })).toMatchObject({ about: 'Baru' });
});

test('what the source takes away stays', () => {
	expect(renewed(stands(), { ...said({ about: null, links: [] }), before: said() })).toBeNull();
});
