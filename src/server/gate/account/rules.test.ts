import { describe, expect, test } from 'vitest';
import { judgeGuess, maskAddress, namesAgree, readDevice, settleAddress, staysReachable, type Claimed } from './rules.ts';

const now = new Date('2026-03-14T02:00:00Z');
const later = new Date(now.getTime() + 1);

describe('a guess at a code', () => {
	const code = { tries: 0, expiresAt: later, usedAt: null };
	test('counts only while the code lives and has tries left', () => {
		expect(judgeGuess(code, true, now)).toBe('right');
		expect(judgeGuess(code, false, now)).toBe('wrong');
		expect(judgeGuess({ ...code, tries: 4 }, true, now)).toBe('right');
		expect(judgeGuess({ ...code, tries: 5 }, true, now)).toBe('spent');
		expect(judgeGuess({ ...code, usedAt: now }, true, now)).toBe('ended');
		expect(judgeGuess({ ...code, expiresAt: now }, true, now)).toBe('ended');
		expect(judgeGuess(null, true, now)).toBe('ended');
	});
});

describe('whose a proved address is', () => {
	const one = (id: string, more: Partial<Claimed> = {}): Claimed => ({
		id,
		organisationId: 'o1',
		name: 'Budi',
		accountId: null,
		isMember: false,
		isKept: false,
		createdAt: now,
		...more
	});
	const settle = (known: Partial<Parameters<typeof settleAddress>[0]>) =>
		settleAddress({
			callerAccountId: null,
			ownerAccountId: null,
			claimantAccountIds: [],
			people: [],
			heldBy: () => [],
			...known
		});

	test('its owner’s, before the caller’s and a new account', () => {
		expect(settle({}).accountId).toBe('new');
		expect(settle({ callerAccountId: 'c' }).accountId).toBe('new');
		expect(settle({ callerAccountId: 'c', claimantAccountIds: ['c'] }).accountId).toBe('c');
		expect(settle({ callerAccountId: 'c', claimantAccountIds: ['c'], ownerAccountId: 'o' }).accountId).toBe('o');
	});

	test('members come before the unheld, and the unheld before guests', () => {
		const people = [
			one('guest', { accountId: 'g' }),
			one('unheld', { createdAt: later }),
			one('member', { accountId: 'h', isMember: true })
		];
		const settled = settle({ people, claimantAccountIds: ['g', 'h'] });
		expect(settled.attach).toEqual(['member']);
		expect(settled.merge).toEqual([
			{ fromId: 'unheld', intoId: 'member' },
			{ fromId: 'guest', intoId: 'member' }
		]);
	});

	test('people held by accounts that never said the address stay, and so do proven owners', () => {
		const people = [one('contact', { accountId: 'x' }), one('owner', { accountId: 'g', isKept: true })];
		expect(settle({ people, claimantAccountIds: ['g'] })).toMatchObject({ attach: [], merge: [], release: [] });
	});

	test('each organisation is settled by itself', () => {
		const people = [one('a'), one('b', { organisationId: 'o2' })];
		expect(settle({ people }).attach).toEqual(['a', 'b']);
		const held = [{ organisationId: 'o1', personId: 'mine', name: 'Ani' }];
		const settled = settle({ people, ownerAccountId: 'o', heldBy: () => held });
		expect(settled).toMatchObject({ attach: ['b'], merge: [], release: [] });
	});
});

test('names agree when one is part of the other, whatever the case and the accents', () => {
	expect(namesAgree('Budi', 'budi santoso')).toBe(true);
	expect(namesAgree('Santoso, Budi', 'Budi Santoso')).toBe(true);
	expect(namesAgree('José', 'Jose Ramos-Horta')).toBe(true);
	expect(namesAgree('Budi', 'Budiman')).toBe(false);
	expect(namesAgree('Budi Hartono', 'Budi Santoso')).toBe(false);
	expect(namesAgree('—', 'Budi')).toBe(false);
});

test('the last way in is the last of any kind', () => {
	expect(staysReachable({ verifiedAddresses: 0, passkeys: 0, identities: 0 })).toBe(false);
	expect(staysReachable({ verifiedAddresses: 0, passkeys: 0, identities: 1 })).toBe(true);
});

test('a hidden address shows its first letter and its house', () => {
	expect(maskAddress('budi.santoso@mitra.co.id')).toBe('b•••@mitra.co.id');
	expect(maskAddress('x@y.id')).toBe('x•••@y.id');
});

test('devices are called as people call them', () => {
	const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0';
	expect(readDevice(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/130.0`)).toEqual({ browser: 'Edge', system: 'Windows' });
	expect(readDevice(`Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A536E) AppleWebKit/537.36 SamsungBrowser/26.0 ${chrome} Mobile Safari/537.36`)).toEqual({ browser: 'Samsung Internet', system: 'Android' });
	expect(readDevice('Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile/15E148 Safari/604.1')).toEqual({ browser: 'Chrome', system: 'iPhone' });
	expect(readDevice('Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0')).toEqual({ browser: 'Firefox', system: 'Linux' });
	expect(readDevice(null)).toEqual({ browser: null, system: null });
});
