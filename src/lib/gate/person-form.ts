import type { PersonChange } from '#server/gate/person/schema.ts';
import { readTags } from '#lib/ui/tags.ts';

/** Languages a form offers; codes of ISO 639, those people here speak first. */
export const offeredLanguages = [
	'id',
	'en',
	'jv',
	'su',
	'ban',
	'min',
	'bug',
	'btk',
	'ms',
	'zh',
	'ja',
	'ko',
	'ar',
	'nl',
	'de',
	'fr'
];

const localNames: Record<string, Record<string, string>> = {
	id: { btk: 'Batak', bug: 'Bugis', ban: 'Bali', min: 'Minangkabau' },
	en: { btk: 'Batak', bug: 'Buginese', ban: 'Balinese', min: 'Minangkabau' }
};

/** What a language is called: "Indonesia", "Indonesian". */
export function languageName(code: string, locale: 'id' | 'en'): string {
	return (
		localNames[locale]![code] ??
		new Intl.DisplayNames([locale], { type: 'language' }).of(code) ??
		code
	);
}

const text = (data: FormData, name: string): string => String(data.get(name) ?? '').trim();

/**
 * What a form with PersonFields sent. A company chosen from the near ones comes as `companyId`. Links keep the label
 * they had.
 */
export function readPerson(
	data: FormData,
	kept: { label: string; url: string }[] = []
): PersonChange & { name: string } {
	const labels = new Map(kept.map(({ label, url }) => [url, label]));
	const field = (name: string) => text(data, name) || null;
	return {
		name: text(data, 'name'),
		callName: field('callName'),
		title: field('title'),
		companyName: field('companyName'),
		city: field('city'),
		about: field('about'),
		phone: field('phone'),
		email: field('email'),
		offers: readTags(data.get('offers')),
		needs: readTags(data.get('needs')),
		interests: readTags(data.get('interests')),
		languages: data.getAll('languages').map(String),
		links: text(data, 'links')
			.split(/\s+/)
			.filter(Boolean)
			.map((url) => ({ label: labels.get(url) ?? '', url }))
	};
}

export const visibilities = ['nobody', 'connections', 'members'] as const;
export type Visibility = (typeof visibilities)[number];
const asVisibility = (value: FormDataEntryValue | null): Visibility =>
	visibilities.find((one) => one === value) ?? 'nobody';

/** Who sees each contact field, as a form with `visibility` sent it. */
export const readVisibility = (data: FormData) => ({
	email: asVisibility(data.get('emailVisibility')),
	phone: asVisibility(data.get('phoneVisibility')),
	links: asVisibility(data.get('linksVisibility'))
});
