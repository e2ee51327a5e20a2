import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { CodeSent } from '../account/schema.ts';

export const fail = refusals({
	LINK_ENDED: {
		status: 410,
		id: 'Tautan ini sudah dipakai atau tidak berlaku lagi. Pernah bergabung? Masuk dengan surel Anda. Kalau belum, minta tautan baru kepada penyelenggara.',
		en: 'This link was used or is no longer valid. Joined before? Sign in with your email. If not, ask an organiser for a new link.'
	},
	LINK_USED: {
		status: 409,
		id: 'Tautan ini sudah pernah dipakai. Buka lagi tautannya dan konfirmasi dengan kode.',
		en: 'This link was used before. Open it again and confirm with a code.'
	},
	LINK_NO_ADDRESS: {
		status: 409,
		id: 'Tautan ini sudah pernah dipakai dan kami tidak punya alamat surel Anda. Minta tautan baru kepada penyelenggara.',
		en: 'This link was used before and we have no address of yours. Ask an organiser for a new link.'
	}
});

export const Token = z.string().min(8).max(100).describe('What stands after `/link/` in the address.');

const organisation = z.object({
	slug: z.string(),
	name: z.string(),
	colour: z.string().nullable(),
	logoFileId: z.uuid().nullable()
});

export const LinkShape = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('personal'),
		purpose: z.enum(['ticket', 'invitation', 'speaker', 'owner']),
		organisation,
		person: z.object({ name: z.string(), callName: z.string() }),
		path: z.string().describe('Where it leads.'),
		step: z
			.enum(['go', 'press', 'code', 'ask'])
			.describe(
				'What opens it: nothing (already signed in as this person), one press (first use), a code to the address on file, or asking an organiser for a new link.'
			),
		address: z.string().nullable().describe('Where the code goes, most of it hidden.')
	}),
	z.object({
		kind: z.literal('invitation'),
		organisation,
		role: z.enum(['owner', 'organiser', 'member']),
		person: z
			.object({ name: z.string(), callName: z.string() })
			.nullable()
			.describe('Whom it waits for; null: whoever holds the link.'),
		step: z
			.enum(['go', 'press', 'name', 'sign-in', 'sign-out'])
			.describe(
				'What accepts it: nothing (already a member), one press, a name, signing in first (the invited person has an account), or signing out first (the caller is somebody else).'
			),
		invitedBy: z.string().nullable(),
		email: z.string().nullable().describe('The address it went to, most of it hidden.')
	}),
	z.object({ kind: z.literal('owner') })
]);
export type LinkView = z.infer<typeof LinkShape>;

export const LinkCodeSent = CodeSent.omit({ email: true }).extend({
	address: z.string().describe('Where it went, most of it hidden.')
});
export const OpenedShape = z.object({ path: z.string().describe('Where to go now.') });
