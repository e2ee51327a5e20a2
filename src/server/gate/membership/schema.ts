import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	LAST_OWNER: {
		status: 409,
		id: 'Ini pemilik terakhir. Jadikan orang lain pemilik dulu di halaman Anggota, lalu ulangi.',
		en: 'This is the last owner. Make somebody else an owner first, on the Members page, then do this again.'
	},
	ROLE_NOT_YOURS: {
		status: 403,
		id: 'Hanya pemilik yang boleh memberi atau mengambil peran ini.',
		en: 'Only an owner may give or take this role.'
	}
});

export const RoleShape = z.enum(['owner', 'organiser', 'member']);

export const MemberShape = z.object({
	personId: z.uuid(),
	name: z.string(),
	title: z.string().nullable(),
	companyName: z.string().nullable(),
	city: z.string().nullable(),
	photoFileId: z.uuid().nullable(),
	role: RoleShape,
	joinedAt: z.date(),
	email: z
		.string()
		.nullable()
		.describe('Only where organisers wrote it themselves, or its owner shows it to members.'),
	phone: z.string().nullable().describe('E.164; as for the e-mail address.'),
	state: z
		.enum(['here', 'invited', 'uninvited'])
		.describe(
			'here: they sign in themselves. invited: an invitation waits. uninvited: added, not asked yet.'
		),
	can: z.object({
		changeRole: z.boolean(),
		remove: z.boolean(),
		edit: z.boolean().describe('Nobody signs in as them yet: organisers keep their data.')
	})
});
export type Member = z.infer<typeof MemberShape>;

export const MemberSearch = z.object({
	search: z
		.string()
		.max(100)
		.default('')
		.describe('Words of name, company, city, offers or needs.'),
	role: RoleShape.optional(),
	state: z.enum(['here', 'invited', 'uninvited']).optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50),
	offset: z.coerce.number().int().min(0).max(1_000_000).default(0)
});
export type MemberSearch = z.infer<typeof MemberSearch>;

export const MemberListShape = z.object({
	members: z.array(MemberShape),
	total: z.number().int().describe('How many match.'),
	counts: z.object({
		all: z.number().int(),
		owner: z.number().int(),
		organiser: z.number().int(),
		member: z.number().int(),
		here: z.number().int(),
		invited: z.number().int(),
		uninvited: z.number().int()
	}),
	can: z.object({ give: z.array(RoleShape).describe('The roles the caller may give.') })
});
export type MemberList = z.infer<typeof MemberListShape>;

/** One person as organisers look after them: a member, or a guest. */
export const KnownPersonShape = MemberShape.omit({ role: true, joinedAt: true, can: true }).extend({
	role: RoleShape.nullable().describe('Null: a guest.'),
	joinedAt: z.date().nullable(),
	invitationId: z.uuid().nullable().describe('The invitation that waits for them.'),
	can: z.object({
		changeRole: z.boolean(),
		remove: z.boolean(),
		edit: z
			.boolean()
			.describe('Nobody signs in as them yet: organisers keep, and may erase, their data.'),
		invite: z.array(RoleShape).describe('The roles they can be invited to.')
	})
});
export type KnownPerson = z.infer<typeof KnownPersonShape>;
