import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	SLUG_TAKEN: {
		status: 409,
		id: 'Alamat "{slug}" sudah dipakai. Pilih yang lain.',
		en: 'The address "{slug}" is taken. Choose another.'
	},
	SETUP_LINK_NEEDED: {
		status: 403,
		id: 'Organisasi pertama dibuat lewat tautan yang dicetak server saat mulai. Buka tautan itu.',
		en: 'The first organisation is made through the link the server printed when it started. Open that link.'
	}
});

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
