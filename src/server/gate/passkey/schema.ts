import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	PASSKEY_LATE: {
		status: 422,
		id: 'Permintaan kunci sandi ini sudah kedaluwarsa. Coba sekali lagi.',
		en: 'This passkey request has expired. Try once more.'
	},
	PASSKEY_UNKNOWN: {
		status: 422,
		id: 'Kunci sandi ini tidak dikenal di sini. Masuk dengan kode, lalu tambahkan lagi.',
		en: 'This passkey is not known here. Sign in with a code, then add it again.'
	},
	PASSKEY_WRONG: {
		status: 422,
		id: 'Kunci sandi ini tidak dapat diperiksa. Coba lagi, atau masuk dengan kode.',
		en: 'This passkey could not be checked. Try again, or sign in with a code.'
	},
	PASSKEY_TAKEN: {
		status: 409,
		id: 'Kunci sandi ini sudah terdaftar.',
		en: 'This passkey is registered already.'
	}
});

/** What the browser's WebAuthn answers (the JSON form of the W3C specification, level 3). */
export const BrowserAnswer = z
	.looseObject({
		id: z.string().min(1).max(1500),
		rawId: z.string().max(1500),
		type: z.literal('public-key'),
		response: z.looseObject({ clientDataJSON: z.string().max(4000) })
	})
	.describe('The JSON of the PublicKeyCredential the browser made.');
export type BrowserAnswer = z.infer<typeof BrowserAnswer>;

export const BrowserOptions = z
	.looseObject({ challenge: z.string() })
	.describe('Options for navigator.credentials, in their JSON form.');

export const PasskeyName = z.string().trim().min(1).max(60).describe('What its owner calls it.');

export const PasskeyShape = z.object({
	id: z.string(),
	name: z.string(),
	createdAt: z.date(),
	lastUsedAt: z.date().nullable(),
	can: z.object({ remove: z.boolean() })
});
