import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** One name field, as it is kept: outer and doubled spaces and invisible letters gone. Empty if nothing is left. */
export const readName = (typed: string): string =>
	typed
		.normalize('NFC')
		.replace(/[\p{Cc}\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/gu, ' ')
		.replace(/\s+/g, ' ')
		.trim();

/** A name for somebody of whom only the address is known: `budi.santoso@…` is "Budi Santoso". */
export function nameFromEmail(email: string): string {
	const words = email
		.split('@')[0]!
		.replace(/\+.*$/, '')
		.split(/[._\-\d]+/)
		.filter(Boolean);
	const name = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(' ');
	return name || email;
}

/**
 * A phone number as people here write it (`0812…`, `62812…`, `+62 812…`, `(021) 555…`, a number of another
 * country with its `+`) as E.164, or null if it cannot be one. What Excel leaves of one (`="0812…"`, a leading
 * apostrophe, a lost leading zero) is understood; `6.28E+11` has lost digits and is not.
 */
export function readPhone(typed: string): string | null {
	let text = typed.trim().replace(/^="?|"$|^'/g, '');
	if (/\d[eE][+]?\d/.test(text)) return null;
	text = text.replace(/\.0$/, '').replace(/^00/, '+');
	const digits = text.replace(/\D/g, '');
	if (!text.startsWith('+') && digits.startsWith('62') && digits.length >= 10) text = `+${digits}`;
	// "+62 0812…" and "+62 (0) 812…": the trunk zero written after the country.
	text = text.replace(/^(\+\s*62[\s\-.]*)\(?0\)?/, '$1');
	const phone = parsePhoneNumberFromString(text, 'ID');
	return phone?.isValid() ? phone.number : null;
}

/** A list of tags as it is kept: trimmed, without repeats (case does not count), at most `most`. */
export function readTags(tags: string[], most = 20): string[] {
	const seen = new Set<string>();
	const kept: string[] = [];
	for (const tag of tags.map(readName)) {
		const key = tag.toLowerCase();
		if (!tag || seen.has(key)) continue;
		seen.add(key);
		kept.push(tag.slice(0, 60));
	}
	return kept.slice(0, most);
}

/** A web address as it is kept, or null if it is none: `https://` is added, anything but http and https refused. */
export function readWebAddress(typed: string): string | null {
	const text = typed.trim();
	if (!text) return null;
	const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
	if (!url || !/^https?:$/.test(url.protocol) || !url.hostname.includes('.') || url.username)
		return null;
	return url.href.replace(/\/$/, '');
}

/** What a profile may lack, in the order in which it matters for being found and met. */
export const profileFields = ['photo', 'title', 'company', 'city', 'offers', 'needs'] as const;
export type ProfileField = (typeof profileFields)[number];

/** What is missing for others to find this person and know why to meet them. */
export function whatIsMissing(person: {
	photoFileId: string | null;
	title: string | null;
	companyId: string | null;
	city: string | null;
	offers: string[];
	needs: string[];
}): ProfileField[] {
	const has: Record<ProfileField, boolean> = {
		photo: person.photoFileId !== null,
		title: Boolean(person.title),
		company: person.companyId !== null,
		city: Boolean(person.city),
		offers: person.offers.length > 0,
		needs: person.needs.length > 0
	};
	return profileFields.filter((field) => !has[field]);
}
