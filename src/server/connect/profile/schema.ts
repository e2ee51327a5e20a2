import { z } from 'zod';

export const PersonLineShape = z.object({
	id: z.uuid(),
	name: z.string(),
	callName: z.string().nullable(),
	title: z.string().nullable(),
	companyName: z.string().nullable(),
	city: z.string().nullable(),
	photoFileId: z.uuid().nullable()
});

export const InOrganisation = z.object({ organisation: z.string().describe('Slug.') });

export const Pair = z.object({
	organisation: z.string().describe('Slug.'),
	personId: z.uuid().describe('The other one.')
});
export type Pair = z.infer<typeof Pair>;

export const Tie = z
	.enum(['none', 'asked_by_me', 'asked_by_them', 'connected', 'declined', 'ended'])
	.describe('What the two are to each other, as the caller sees it.');
export const Wish = z.enum(['must_meet', 'meet', 'no_thanks']);

const several = z
	.union([z.string(), z.array(z.string())])
	.default([])
	.transform((value) => (Array.isArray(value) ? value : [value]).filter(Boolean).slice(0, 20));

export const DirectoryFilter = z.object({
	organisation: z.string().describe('Slug.'),
	gathering: z.string().optional().describe('Slug: only people who take part in this gathering.'),
	q: z
		.string()
		.trim()
		.max(120)
		.default('')
		.describe('Words of a name, company, city, offer, need or channel role; spelling is forgiven.'),
	role: several.describe('Keys of channel roles; any of them.'),
	city: several.describe('Cities; any of them.'),
	offer: several.describe('Offers; any of them.'),
	need: several.describe('Needs; any of them.')
});
export type DirectoryFilter = z.infer<typeof DirectoryFilter>;

export const DirectoryRequest = DirectoryFilter.extend({
	cursor: z.string().max(1000).optional(),
	limit: z.coerce.number().int().min(1).max(100).default(30)
});
export type DirectoryRequest = z.infer<typeof DirectoryRequest>;

export const DirectoryRowShape = PersonLineShape.extend({
	channelRoles: z.array(z.string()),
	offers: z.array(z.string()),
	needs: z.array(z.string()),
	isMe: z.boolean(),
	tie: Tie,
	wish: Wish.nullable().describe('What the caller said about meeting them.')
});

export const DirectoryShape = z.object({
	people: z.array(DirectoryRowShape),
	total: z.number().int(),
	nextCursor: z.string().nullable()
});
export type DirectoryView = z.infer<typeof DirectoryShape>;

const Facet = z.array(z.object({ value: z.string(), count: z.number().int() }));
export const FacetsShape = z.object({
	role: Facet.describe('By key of the channel role.'),
	city: Facet,
	offer: Facet,
	need: Facet
});
export type FacetsView = z.infer<typeof FacetsShape>;

export const ProfileShape = PersonLineShape.extend({
	isMe: z.boolean(),
	hasAccount: z.boolean().describe('False: they have not signed in yet and cannot answer.'),
	isMember: z.boolean(),
	companyId: z.uuid().nullable(),
	channelRoles: z.array(z.string()),
	brandsCarried: z.array(z.string()),
	brandsWanted: z.array(z.string()),
	about: z.string().nullable(),
	languages: z.array(z.string()),
	offers: z.array(z.string()),
	needs: z.array(z.string()),
	interests: z.array(z.string()),
	contact: z
		.object({
			email: z.string().nullable(),
			phone: z.string().nullable(),
			links: z.array(z.object({ label: z.string(), url: z.string() }))
		})
		.describe('What the caller may see of it: shown to members, or given by connection.'),
	tie: Tie,
	line: z.string().nullable().describe('The line an ask that waits was made with.'),
	wish: Wish.nullable(),
	together: z
		.array(
			z.object({
				id: z.uuid(),
				slug: z.string(),
				title: z.string(),
				startsAt: z.date(),
				timeZone: z.string()
			})
		)
		.describe('The gatherings in which both take part, the newest first.'),
	mine: z
		.array(
			z.object({
				field: z.enum(['email', 'phone', 'links']),
				value: z.string(),
				visibility: z.enum(['nobody', 'connections', 'members'])
			})
		)
		.describe("The caller's own contact fields that an ask or an answer may give."),
	can: z.object({
		ask: z.boolean(),
		accept: z.boolean(),
		decline: z.boolean(),
		withdraw: z.boolean(),
		write: z.boolean(),
		openThread: z.boolean().describe('There is something between the two to be read.'),
		downloadCard: z.boolean(),
		wish: z.boolean(),
		block: z.boolean(),
		edit: z.boolean().describe('It is the caller.')
	})
});
export type ProfileView = z.infer<typeof ProfileShape>;
