import type { CompanyChange } from '#server/gate/company/schema.ts';
import { readTags } from '#lib/ui/tags.ts';

const text = (data: FormData, name: string): string => String(data.get(name) ?? '').trim();

/** What a form with CompanyFields sent. */
export const readCompany = (data: FormData): CompanyChange & { name: string } => ({
	name: text(data, 'name'),
	city: text(data, 'city') || null,
	website: text(data, 'website') || null,
	about: text(data, 'about') || null,
	channelRoles: data.getAll('channelRoles').map(String),
	brandsCarried: readTags(data.get('brandsCarried')),
	brandsWanted: readTags(data.get('brandsWanted'))
});
