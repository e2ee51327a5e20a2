import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { NearCompanyShape } from '../company/schema.ts';
import { profileFields } from './rules.ts';

export const fail = refusals({
	NAME_NEEDED: {
		status: 422,
		id: 'Tulis nama. Satu kata pun cukup.',
		en: 'Write a name. One word is enough.'
	},
	PHONE_UNREADABLE: {
		status: 422,
		id: 'Nomor ini tidak bisa dibaca. Tulis seperti 0812 3456 7890, atau dengan + untuk nomor luar negeri.',
		en: 'This number cannot be read. Write it like 0812 3456 7890, or with + for a number abroad.'
	},
	LINK_UNREADABLE: {
		status: 422,
		id: 'Tautan ini tidak bisa dibaca. Tulis seperti linkedin.com/in/nama.',
		en: 'This link cannot be read. Write it like linkedin.com/in/name.'
	},
	COMPANY_UNKNOWN: {
		status: 422,
		id: 'Perusahaan ini sudah tidak ada. Tulis namanya.',
		en: 'This company is no longer there. Write its name.'
	},
	PERSON_IS_THEIR_OWN: {
		status: 409,
		id: 'Orang ini mengurus datanya sendiri. Minta ia mengubahnya.',
		en: 'This person keeps their data themselves. Ask them to change it.'
	}
});

const Tags = z.array(z.string().trim().max(80)).max(30);
export const VisibilityShape = z
	.enum(['nobody', 'connections', 'members'])
	.describe(
		'nobody; connections: people they are connected with; members: every member of the organisation.'
	);
const LinkShape = z.object({ label: z.string().trim().max(40), url: z.string().trim().max(300) });

/** What may be said of a person; what is left out stays, null or an empty list takes away. */
export const PersonChange = z.object({
	name: z.string().max(120).optional().describe('One field; one word is a whole name.'),
	callName: z.string().trim().max(60).nullable().optional().describe('What to call them.'),
	title: z
		.string()
		.trim()
		.max(120)
		.nullable()
		.optional()
		.describe('The title of "title at company".'),
	companyName: z
		.string()
		.trim()
		.max(160)
		.nullable()
		.optional()
		.describe('The company by its name; one that is there in another spelling is that one.'),
	companyId: z
		.uuid()
		.optional()
		.describe('The company itself, where it was chosen from an offer; wins over the name.'),
	city: z.string().trim().max(80).nullable().optional(),
	about: z.string().trim().max(2000).nullable().optional(),
	languages: z
		.array(z.string().regex(/^[a-z]{2,3}$/))
		.max(12)
		.optional()
		.describe('ISO 639 codes.'),
	offers: Tags.optional().describe('What they bring.'),
	needs: Tags.optional().describe('What they look for.'),
	interests: Tags.optional(),
	links: z.array(LinkShape).max(8).optional(),
	email: z.email().max(200).nullable().optional(),
	phone: z
		.string()
		.max(40)
		.nullable()
		.optional()
		.describe('As people write it: `0812…`, `62812…`, `+62 812…`.')
});
export type PersonChange = z.infer<typeof PersonChange>;

export const RecordShape = z.object({
	id: z.uuid(),
	name: z.string(),
	callName: z.string().nullable(),
	title: z.string().nullable(),
	company: z.object({ id: z.uuid(), name: z.string() }).nullable(),
	city: z.string().nullable(),
	about: z.string().nullable(),
	photoFileId: z.uuid().nullable(),
	languages: z.array(z.string()),
	offers: z.array(z.string()),
	needs: z.array(z.string()),
	interests: z.array(z.string()),
	links: z.array(LinkShape),
	email: z.string().nullable(),
	phone: z.string().nullable(),
	missing: z
		.array(z.enum(profileFields))
		.describe('What is not said yet and would help, most telling first.'),
	role: z.enum(['owner', 'organiser', 'member']).nullable().describe('Null: a guest.')
});
export type PersonRecord = z.infer<typeof RecordShape>;

export const OwnProfileShape = RecordShape.extend({
	visibility: z.object({ email: VisibilityShape, phone: VisibilityShape, links: VisibilityShape }),
	pausedAt: z.date().nullable(),
	/** Only in the answer to a change that made a company. */
	nearCompanies: z
		.array(NearCompanyShape)
		.describe(
			'After a new company was written: those with a name much like it. One of them may be meant.'
		)
});
export type OwnProfile = z.infer<typeof OwnProfileShape>;

export const OwnProfileChange = PersonChange.extend({
	visibility: z
		.object({ email: VisibilityShape, phone: VisibilityShape, links: VisibilityShape })
		.partial()
		.optional()
});
export type OwnProfileChange = z.infer<typeof OwnProfileChange>;
