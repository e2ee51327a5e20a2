import { describe, expect, test } from 'vitest';
import { readConfig } from '../kernel/config.ts';
import {
	judgeClock,
	judgeConfiguration,
	judgeDatabase,
	judgeDisk,
	judgeMail,
	judgeWeb,
	sizeOf,
	type DatabaseFacts
} from './rules.ts';

const configuration = (environment: Record<string, string>, isRoot = false) =>
	judgeConfiguration(readConfig(environment), isRoot);
const states = (found: { state: string }[]) => found.map(({ state }) => state);

describe('configuration', () => {
	test('a public address behind one proxy is good', () => {
		expect(
			states(configuration({ ORIGIN: 'https://temu.example.org', TRUSTED_PROXIES: '1' }))
		).toEqual(['good']);
	});
	test('no address warns that links open on this machine alone', () => {
		expect(configuration({})).toMatchObject([
			{ state: 'warning', says: expect.stringContaining('ORIGIN is not set') }
		]);
	});
	test('a public address without encryption warns of the camera', () => {
		expect(configuration({ ORIGIN: 'http://temu.example.org' })[0]!.says).toContain('camera');
		expect(states(configuration({ ORIGIN: 'http://localhost:3000' }))).toEqual(['good']);
	});
	test('an encrypted address without a trusted proxy warns that all visitors share one rate limit', () => {
		expect(configuration({ ORIGIN: 'https://temu.example.org' })[0]!.todo).toContain(
			'TRUSTED_PROXIES'
		);
	});
	test('mail from localhost and root are warned of', () => {
		const found = configuration(
			{
				ORIGIN: 'https://temu.example.org',
				TRUSTED_PROXIES: '1',
				SMTP_URL: 'smtp://mail.example.org'
			},
			true
		);
		expect(found.map(({ says }) => says.split(' ')[0])).toEqual(['MAIL_FROM', 'This']);
	});
});

describe('the database', () => {
	const facts: DatabaseFacts = {
		embedded: true,
		version: { number: 180004, name: '18.4' },
		encoding: 'UTF8',
		missingExtensions: [],
		waiting: 0,
		unknown: 0,
		connections: { used: 9, most: 57 },
		off: [],
		checksumFailures: 0,
		bytes: 31_000_000
	};
	test('that is well is one good line', () => {
		expect(judgeDatabase(facts, 17)).toEqual([
			{
				subject: 'database',
				state: 'good',
				says: 'The embedded PostgreSQL 18.4 answers, holds 31 MB, and 9 of 57 connections are taken.'
			}
		]);
	});
	test.each<[string, Partial<DatabaseFacts>, 'warning' | 'bad', RegExp]>([
		['older than 15', { version: { number: 140011, name: '14.11' } }, 'bad', /14\.11/],
		['that is not in UTF-8', { encoding: 'SQL_ASCII' }, 'bad', /SQL_ASCII/],
		['without an extension', { missingExtensions: ['btree_gist'] }, 'bad', /btree_gist/],
		['behind this version', { waiting: 2 }, 'warning', /2 migrations wait/],
		['ahead of this version', { unknown: 1 }, 'bad', /newer Gerbang/],
		['that does not sync', { off: ['fsync'] }, 'bad', /fsync is off/],
		['with damaged pages', { checksumFailures: 3 }, 'bad', /3 damaged pages/],
		[
			'with too few connections',
			{ connections: { used: 1, most: 10 } },
			'bad',
			/allows 10 .* may open 17/
		],
		['that is nearly taken up', { connections: { used: 50, most: 57 } }, 'warning', /50 of 57/]
	])('%s is named, with what to do', (_, differs, state, says) => {
		const found = judgeDatabase({ ...facts, ...differs }, 17);
		expect(found).toHaveLength(1);
		expect(found[0]).toMatchObject({
			state,
			says: expect.stringMatching(says),
			todo: expect.stringMatching(/\w/)
		});
	});
});

test('the disk is good with room, a warning below what the database would need again, bad when nearly full', () => {
	const disk = { dataDir: '/var/lib/gerbang', total: 40e9, used: 1e9 };
	expect(judgeDisk({ ...disk, free: 20e9 }).state).toBe('good');
	expect(judgeDisk({ ...disk, free: 1.2e9 }).state).toBe('warning');
	expect(judgeDisk({ ...disk, free: 5e9, used: 6e9 }).state).toBe('warning');
	expect(judgeDisk({ ...disk, free: 0.2e9 }).state).toBe('bad');
});

test('the clock is bad before this version was made, or far from the database, and a warning when nothing keeps it', () => {
	const clock = {
		now: new Date('2027-01-01'),
		newest: new Date('2026-11-24'),
		offset: 3,
		synchronised: true
	};
	expect(judgeClock(clock).state).toBe('good');
	expect(judgeClock({ ...clock, synchronised: null }).state).toBe('good');
	expect(judgeClock({ ...clock, synchronised: false }).state).toBe('warning');
	expect(judgeClock({ ...clock, offset: -5000 })).toMatchObject({
		state: 'warning',
		says: expect.stringContaining('5.0 s')
	});
	expect(judgeClock({ ...clock, offset: 60_000 }).state).toBe('bad');
	expect(judgeClock({ ...clock, now: new Date('1970-01-02') }).state).toBe('bad');
});

test('mail is a warning without a server, bad when it refuses, and names letters that could not be sent', () => {
	const outbox = { waiting: 0, failed: 0, lastFailure: null };
	expect(judgeMail({ smtp: true, refusal: null, outbox }).state).toBe('good');
	expect(judgeMail({ smtp: true, refusal: null, outbox: null }).state).toBe('good');
	expect(
		judgeMail({ smtp: false, refusal: null, outbox: { ...outbox, waiting: 1 } })
	).toMatchObject({
		state: 'warning',
		says: expect.stringContaining('1 letter waits')
	});
	expect(judgeMail({ smtp: true, refusal: 'Invalid login.', outbox })).toMatchObject({
		state: 'bad',
		says: 'The mail server refuses: Invalid login.'
	});
	expect(
		judgeMail({
			smtp: true,
			refusal: null,
			outbox: { waiting: 2, failed: 2, lastFailure: 'mailbox full' }
		})
	).toMatchObject({ state: 'warning', says: expect.stringContaining('mailbox full') });
});

test('the web is good when Gerbang answers here and at its address', () => {
	const web = { port: 3000, origin: 'https://temu.example.org', milliseconds: 4 };
	expect(judgeWeb({ ...web, here: 'gerbang', there: 'gerbang' }).state).toBe('good');
	expect(judgeWeb({ ...web, here: 'gerbang', there: null }).state).toBe('good');
	expect(judgeWeb({ ...web, here: 'gerbang', there: 'nobody' })).toMatchObject({
		state: 'warning',
		says: expect.stringContaining('leads nowhere')
	});
	expect(judgeWeb({ ...web, here: 'nobody', there: null }).state).toBe('warning');
	expect(judgeWeb({ ...web, here: 'ill', there: null }).state).toBe('bad');
	expect(judgeWeb({ ...web, here: 'another', there: null }).state).toBe('bad');
});

test('sizes are written as people read them', () => {
	expect([0, 999, 1500, 31_000_000, 1.5e9, 2e12].map(sizeOf)).toEqual([
		'0 bytes',
		'999 bytes',
		'1.5 kB',
		'31 MB',
		'1.5 GB',
		'2.0 TB'
	]);
});
