import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { RoleShape } from '../membership/schema.ts';

export const fail = refusals({
	INVITATION_ENDED: {
		status: 410,
		id: 'Undangan ini tidak berlaku lagi. Minta undangan baru kepada penyelenggara.',
		en: 'This invitation is no longer valid. Ask an organiser for a new one.'
	},
	INVITATION_SIGN_IN: {
		status: 409,
		id: 'Undangan ini untuk seseorang yang sudah punya akun. Masuk dulu, lalu buka lagi tautannya.',
		en: 'This invitation is for somebody who has an account already. Sign in first, then open the link again.'
	},
	INVITATION_NOT_YOURS: {
		status: 403,
		id: 'Undangan ini untuk orang lain, dan Anda sedang masuk sebagai diri Anda. Keluar dulu jika ini memang untuk Anda.',
		en: 'This invitation is for somebody else, and you are signed in as yourself. Sign out first if it is meant for you.'
	},
	NAME_NEEDED: { status: 422, id: 'Tulis nama Anda.', en: 'Write your name.' },
	ADDRESS_NEEDED: {
		status: 422,
		id: 'Tulis paling sedikit satu alamat surel.',
		en: 'Write at least one e-mail address.'
	}
});

export const InvitationShape = z.object({
	id: z.uuid(),
	role: RoleShape,
	person: z
		.object({ id: z.uuid(), name: z.string(), photoFileId: z.uuid().nullable() })
		.nullable()
		.describe('Whom it waits for; null: an open link.'),
	email: z.string().nullable(),
	state: z.enum(['waiting', 'accepted', 'used_up', 'expired', 'revoked']),
	usesLeft: z.number().int().nullable().describe('Of an open link; null is without end.'),
	createdAt: z.date(),
	expiresAt: z.date(),
	acceptedAt: z.date().nullable(),
	invitedBy: z.string().nullable(),
	link: z
		.string()
		.nullable()
		.describe('The link itself, while it waits and the caller may give this role; else null.'),
	message: z.string().nullable().describe('A text with the link, made to be sent by WhatsApp.'),
	whatsApp: z.string().nullable().describe('A link that opens WhatsApp with that text.'),
	can: z.object({ renew: z.boolean(), revoke: z.boolean() })
});
export type InvitationView = z.infer<typeof InvitationShape>;

export const InvitationListShape = z.object({
	invitations: z.array(InvitationShape),
	total: z.number().int(),
	can: z.object({ give: z.array(RoleShape) })
});
export type InvitationList = z.infer<typeof InvitationListShape>;

export const NewInvitations = z.object({
	role: RoleShape,
	people: z
		.array(
			z.object({
				email: z.email().max(200),
				name: z.string().trim().max(120).optional().describe('Made from the address when left out.')
			})
		)
		.min(1)
		.max(200)
});

export const InvitedShape = z.object({
	email: z.string(),
	outcome: z
		.enum(['invited', 'renewed', 'already_member'])
		.describe(
			'renewed: an invitation was waiting already; its link is new and the mail was sent again.'
		),
	invitation: InvitationShape.nullable()
});
export type Invited = z.infer<typeof InvitedShape>;

export const NewOpenInvitation = z.object({
	role: RoleShape.exclude(['owner']),
	uses: z
		.number()
		.int()
		.min(1)
		.max(100_000)
		.nullable()
		.default(null)
		.describe('How many people; null is without end.'),
	days: z.number().int().min(1).max(365).default(30)
});
