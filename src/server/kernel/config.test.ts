import { describe, expect, test } from 'vitest';
import { ConfigRefusal, readConfig } from './config.ts';

describe('a wrong setting stops the start with one sentence that names it', () => {
	test.each([
		['PORT', 'abc'],
		['PORT', '70000'],
		['ORIGIN', 'temu.example.org'],
		['ORIGIN', 'https://temu.example.org/path'],
		['ORIGIN', 'ftp://temu.example.org'],
		['DATABASE_URL', 'mysql://localhost/gerbang'],
		['DATABASE_POOL', '1'],
		['SMTP_URL', 'https://mail.example.org'],
		['SMTP_URL', 'smtp://'],
		['MAIL_FROM', 'Gerbang'],
		['MAIL_FROM', 'a b@example.org'],
		['TRUSTED_PROXIES', '-1'],
		['WORKER', 'maybe'],
		['OIDC_ISSUER', 'accounts.example.org'],
		['LOG_LEVEL', 'loud']
	])('%s=%s', (name, value) => {
		const reading = () => readConfig({ [name]: value });
		expect(reading).toThrow(ConfigRefusal);
		expect(reading).toThrow(new RegExp(`^${name} cannot be used[^\\n]*See docs/operate\\.md\\.$`));
	});

	test('what belongs together comes together', () => {
		expect(() => readConfig({ OIDC_ISSUER: 'https://accounts.example.org' })).toThrow(ConfigRefusal);
	});

	test('a secret is not repeated in the sentence', () => {
		expect(() => readConfig({ SMTP_URL: 'x://user:hush@mail.example.org' })).toThrow(/^(?!.*hush)/);
	});
});

test.each(['temu@example.org', 'Asosiasi Mitra <temu@example.org>', 'Gerbang <gerbang@localhost>', '"A, B" <a@example.org>'])(
	'mail may be from %s',
	(sender) => expect(readConfig({ MAIL_FROM: sender }).mailFrom).toBe(sender)
);
