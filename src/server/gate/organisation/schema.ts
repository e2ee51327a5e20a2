import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	SLUG_TAKEN: {
		status: 409,
		id: 'Alamat "{slug}" sudah dipakai. Pilih yang lain.',
		en: 'The address "{slug}" is taken. Choose another.'
	},
	TIME_ZONE_UNKNOWN: {
		status: 422,
		id: 'Zona waktu "{zone}" tidak dikenal. Pilih dari daftar, misalnya Asia/Jakarta.',
		en: 'The time zone "{zone}" is not known. Choose from the list, for example Asia/Jakarta.'
	},
	CHANNEL_ROLE_IN_USE: {
		status: 409,
		id: '"{role}" dipakai {count} perusahaan. Pilih peran lain untuk mereka dulu, lalu hapus.',
		en: '"{role}" is carried by {count} companies. Choose another role for them, then remove it.'
	},
	CHANNEL_ROLE_TWICE: {
		status: 422,
		id: 'Peran "{role}" ada dua kali. Beri nama yang berbeda.',
		en: 'The role "{role}" is there twice. Give it another name.'
	},
	CHANNEL_ROLE_NEEDED: {
		status: 422,
		id: 'Sisakan paling sedikit satu peran.',
		en: 'Keep at least one role.'
	},
	CLOSE_NOT_CONFIRMED: {
		status: 422,
		id: 'Ketik alamat organisasi ini, {slug}, untuk memastikan.',
		en: 'Type the address of this organisation, {slug}, to be sure.'
	},
	SETUP_LINK_NEEDED: {
		status: 403,
		id: 'Organisasi pertama dibuat lewat tautan yang dicetak server saat mulai. Buka tautan itu.',
		en: 'The first organisation is made through the link the server printed when it started. Open that link.'
	}
});

/** The slug in the path of everything below an organisation. */
export const Home = z.object({ organisation: z.string().describe("The organisation's slug.") });

export const ChannelRoleShape = z.object({
	key: z.string().regex(/^[a-z0-9-]{1,40}$/),
	id: z.string().trim().min(1).max(60),
	en: z.string().trim().min(1).max(60)
});

export const Slug = z
	.string()
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
	.min(2)
	.max(60);

export const TimeZone = z.string().max(60).describe('IANA time zone, such as `Asia/Jakarta`.');

export const Colour = z
	.string()
	.regex(/^#[0-9a-f]{6}$/)
	.describe('The accent, `#rrggbb` in lower case.');

/** What an organisation is made from. */
export const NewOrganisation = z.object({
	name: z.string().trim().min(2).max(120).describe('What people call it.'),
	slug: Slug.optional().describe('Its address on this site; made from the name when left out.'),
	about: z.string().trim().max(2000).nullish().describe('What it is, in a few sentences.'),
	locale: z.enum(['id', 'en']).describe('Language of its mails to people who chose none.'),
	timeZone: TimeZone,
	colour: Colour.nullish()
});
export type NewOrganisation = z.infer<typeof NewOrganisation> & {
	/** Only the demo sets this: there anybody may sign in as anybody. */
	isDemo?: boolean;
};

export const OrganisationShape = z.object({
	id: z.uuid(),
	slug: z.string(),
	name: z.string(),
	about: z.string().nullable(),
	colour: z.string().nullable(),
	logoFileId: z.uuid().nullable(),
	locale: z.enum(['id', 'en']),
	timeZone: z.string(),
	channelRoles: z.array(ChannelRoleShape),
	isDemo: z.boolean(),
	/** What this viewer is here. */
	standing: z.object({
		personId: z.uuid().nullable(),
		role: z.enum(['owner', 'organiser', 'member']).nullable()
	}),
	/** What this viewer may do next. */
	can: z.object({ organise: z.boolean(), own: z.boolean() })
});
export type OrganisationView = z.infer<typeof OrganisationShape>;

/** One organisation of the viewer's own. */
export const OwnOrganisationShape = z.object({
	id: z.uuid(),
	slug: z.string(),
	name: z.string(),
	colour: z.string().nullable(),
	logoFileId: z.uuid().nullable(),
	personId: z.uuid().describe('Who the viewer is there.'),
	role: z.enum(['owner', 'organiser', 'member']).nullable().describe('Null: a guest.')
});
export type OwnOrganisation = z.infer<typeof OwnOrganisationShape>;

/** What an owner may change; what is left out stays. */
export const OrganisationChange = z.object({
	name: z.string().trim().min(2).max(120).optional(),
	about: z.string().trim().max(2000).nullable().optional(),
	colour: Colour.nullable().optional(),
	locale: z.enum(['id', 'en']).optional(),
	timeZone: TimeZone.optional()
});
export type OrganisationChange = z.infer<typeof OrganisationChange>;

export const ChannelRoleUseShape = ChannelRoleShape.extend({
	companies: z.number().int().describe('How many companies carry it.')
});
export type ChannelRoleUse = z.infer<typeof ChannelRoleUseShape>;

export const ChannelRolesChange = z.object({
	roles: z
		.array(ChannelRoleShape.extend({ key: ChannelRoleShape.shape.key.optional() }))
		.max(30)
		.describe('The whole list, in order; an entry without a key is new.'),
	moves: z
		.record(z.string(), z.string())
		.default({})
		.describe('For each removed role that companies carry: the key of the role they get instead.')
});
export type ChannelRolesChange = z.infer<typeof ChannelRolesChange>;

export const Picture = z
	.file()
	.max(12_000_000)
	.describe('JPEG, PNG, WebP, AVIF or GIF, up to 12 MB. It is shrunk and its metadata removed.');
