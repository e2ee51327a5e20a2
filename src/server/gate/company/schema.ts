import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	COMPANY_TAKEN: {
		status: 409,
		id: '"{name}" sudah ada dengan nama itu. Buka perusahaan itu, atau gabungkan keduanya.',
		en: '"{name}" already has that name. Open that company, or merge the two.'
	},
	CHANNEL_ROLE_UNKNOWN: {
		status: 422,
		id: 'Peran "{role}" tidak ada dalam daftar organisasi ini.',
		en: 'The role "{role}" is not in this organisation’s list.'
	},
	WEBSITE_UNREADABLE: {
		status: 422,
		id: 'Alamat situs ini tidak bisa dibaca. Tulis seperti contoh.co.id.',
		en: 'This web address cannot be read. Write it like example.com.'
	},
	SAME_COMPANY: {
		status: 422,
		id: 'Pilih dua perusahaan yang berbeda untuk digabungkan.',
		en: 'Choose two different companies to merge.'
	},
	COMPANY_HAS_PEOPLE: {
		status: 409,
		id: '{count} orang masih tercatat di perusahaan ini. Gabungkan dengan perusahaan lain.',
		en: '{count} people still belong to this company. Merge it into another one instead.'
	}
});

const Brands = z.array(z.string().trim().max(60)).max(60);

export const CompanyLineShape = z.object({
	id: z.uuid(),
	name: z.string(),
	city: z.string().nullable(),
	channelRoles: z.array(z.string()).describe('Keys of the organisation’s channel roles.'),
	brandsCarried: z.array(z.string()),
	brandsWanted: z.array(z.string()),
	people: z.number().int().describe('How many people work there.')
});
export type CompanyLine = z.infer<typeof CompanyLineShape>;

export const NearCompanyShape = CompanyLineShape.pick({
	id: true,
	name: true,
	city: true,
	people: true
}).extend({
	isSame: z
		.boolean()
		.describe('True: the same name in another spelling. False: a name much like it.')
});
export type NearCompany = z.infer<typeof NearCompanyShape>;

export const CompanyShape = CompanyLineShape.extend({
	about: z.string().nullable(),
	website: z.string().nullable(),
	near: z
		.array(NearCompanyShape)
		.describe('Companies with a name much like this one; for organisers, else empty.'),
	colleagues: z.array(
		z.object({
			id: z.uuid(),
			name: z.string(),
			title: z.string().nullable(),
			city: z.string().nullable(),
			photoFileId: z.uuid().nullable(),
			offers: z.array(z.string()),
			needs: z.array(z.string())
		})
	),
	can: z.object({
		edit: z.boolean(),
		merge: z.boolean(),
		remove: z.boolean().describe('Nobody works there and the caller organises.')
	})
});
export type CompanyView = z.infer<typeof CompanyShape>;

export const CompanyChange = z.object({
	name: z.string().trim().min(1).max(160).optional(),
	city: z.string().trim().max(80).nullable().optional(),
	about: z.string().trim().max(3000).nullable().optional(),
	website: z.string().trim().max(300).nullable().optional(),
	channelRoles: z
		.array(z.string())
		.max(10)
		.optional()
		.describe('Keys of the organisation’s channel roles.'),
	brandsCarried: Brands.optional(),
	brandsWanted: Brands.optional()
});
export type CompanyChange = z.infer<typeof CompanyChange>;

export const CompanySearch = z.object({
	search: z
		.string()
		.max(100)
		.default('')
		.describe('Words of name, city or brands; case and accents do not count.'),
	channelRole: z.string().optional().describe('Only companies that carry this role.'),
	city: z.string().max(80).optional().describe('Only companies of this city.'),
	limit: z.coerce.number().int().min(1).max(200).default(50),
	offset: z.coerce.number().int().min(0).max(100_000).default(0)
});
export type CompanySearch = z.infer<typeof CompanySearch>;

export const CompanyListShape = z.object({
	companies: z.array(CompanyLineShape),
	total: z.number().int(),
	cities: z
		.array(z.object({ city: z.string(), count: z.number().int() }))
		.describe('Where companies are, most first.')
});
export type CompanyList = z.infer<typeof CompanyListShape>;
