import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { codeMinutes, codeTries } from './rules.ts';

export const fail = refusals({
	CODE_WRONG: {
		status: 422,
		id: 'Kode ini tidak cocok. Periksa lagi; sisa {left} percobaan.',
		en: 'This code does not match. Check it again; {left} tries are left.'
	},
	CODE_SPENT: {
		status: 422,
		id: 'Kode ini sudah dicoba terlalu sering. Minta kode baru.',
		en: 'This code was tried too often. Ask for a new one.'
	},
	CODE_ENDED: {
		status: 422,
		id: 'Tidak ada kode yang berlaku untuk alamat ini. Minta kode baru.',
		en: 'No code is valid for this address any more. Ask for a new one.'
	},
	ADDRESS_TAKEN: {
		status: 409,
		id: 'Alamat ini sudah dipakai untuk masuk ke akun lain. Keluar, lalu masuk dengan alamat itu.',
		en: 'This address already signs in to another account. Sign out, then sign in with that address.'
	},
	LAST_WAY_IN: {
		status: 409,
		id: 'Ini satu-satunya cara Anda masuk. Tambahkan cara lain dulu, lalu hapus yang ini.',
		en: 'This is your only way in. Add another one first, then remove this one.'
	}
});

/** An e-mail address as typed: trimmed. */
export const Email = z
	.string()
	.trim()
	.max(254)
	.pipe(z.email())
	.describe('An e-mail address.');

/** A six-digit code as typed: spaces and dashes do not matter. */
export const Code = z
	.string()
	.max(20)
	.transform((typed) => typed.replace(/[\s.\-–]/g, ''))
	.pipe(z.string().regex(/^\d{6}$/))
	.describe('The six digits from the mail; spaces do not matter.');

export const CodeSent = z.object({
	/** The address as it was understood. */
	email: z.string(),
	minutes: z.literal(codeMinutes).describe('How long the code is valid.'),
	tries: z.literal(codeTries).describe('How often it may be tried.'),
	mailLeaves: z
		.boolean()
		.describe('False: this installation sends no mail; the letter waits in the outbox an owner reads.')
});
export type CodeSent = z.infer<typeof CodeSent>;

export const SignInShape = z.object({
	id: z.uuid(),
	isThis: z.boolean().describe('The browser that asks.'),
	method: z.enum(['code', 'passkey', 'link', 'oidc', 'registration', 'demo']),
	browser: z.string().nullable(),
	system: z.string().nullable(),
	createdAt: z.date(),
	lastUsedAt: z.date()
});

export const AddressShape = z.object({
	id: z.uuid(),
	email: z.string(),
	verifiedAt: z.date().nullable(),
	can: z.object({ remove: z.boolean(), prove: z.boolean() })
});

export const Locale = z.enum(['id', 'en']);

export const AccountShape = z.object({
	/** Null: not signed in. */
	id: z.uuid().nullable(),
	email: z.string().nullable().describe('The address proved first, or null.'),
	locale: Locale.nullable().describe('The language chosen, or null: as the browser asks.'),
	timeZone: z.string().nullable(),
	isProven: z.boolean().describe('False: a guest, who loses this account with this browser.'),
	people: z
		.array(
			z.object({
				personId: z.uuid(),
				name: z.string(),
				role: z.enum(['owner', 'organiser', 'member']).nullable(),
				organisation: z.object({
					id: z.uuid(),
					slug: z.string(),
					name: z.string(),
					colour: z.string().nullable(),
					logoFileId: z.uuid().nullable(),
					isDemo: z.boolean()
				})
			})
		)
		.describe('Who this account is, one person an organisation.'),
	can: z.object({ createOrganisation: z.boolean() })
});

export const WaysShape = z.object({
	mailLeaves: z.boolean().describe('False: codes wait in the outbox; ask an owner.'),
	oidc: z.object({ name: z.string() }).nullable().describe('The configured OpenID provider.'),
	passkeys: z.boolean().describe('Whether the address of this site allows passkeys.')
});
