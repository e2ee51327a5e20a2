import { z } from 'zod';
import type { Locale } from './errors.ts';

/** Says what is wrong with one field as a person would, in their language; what is rare is left to zod's own words. */
export function sayIssue(issue: z.core.$ZodIssue, locale: Locale): string {
	const said = own(issue);
	if (said) return said[locale];
	const words = (locale === 'id' ? z.locales.id() : z.locales.en()).localeError(issue as never);
	return (typeof words === 'string' ? words : words?.message) ?? issue.message ?? '';
}

function own(issue: z.core.$ZodIssue): Record<Locale, string> | null {
	switch (issue.code) {
		case 'custom':
			return { id: issue.message, en: issue.message };
		case 'too_small': {
			const least = Number(issue.minimum);
			if (issue.origin === 'string') {
				return least <= 1
					? { id: 'Isi dulu.', en: 'Fill this in.' }
					: { id: `Paling sedikit ${least} huruf.`, en: `At least ${least} characters.` };
			}
			if (issue.origin === 'number' || issue.origin === 'int') return { id: `Paling sedikit ${least}.`, en: `At least ${least}.` };
			if (issue.origin === 'array') return { id: `Pilih paling sedikit ${least}.`, en: `Choose at least ${least}.` };
			return null;
		}
		case 'too_big': {
			const most = Number(issue.maximum);
			if (issue.origin === 'string') return { id: `Terlalu panjang: paling banyak ${most} huruf.`, en: `Too long: at most ${most} characters.` };
			if (issue.origin === 'number' || issue.origin === 'int') return { id: `Paling banyak ${most}.`, en: `At most ${most}.` };
			if (issue.origin === 'array') return { id: `Terlalu banyak: paling banyak ${most}.`, en: `Too many: at most ${most}.` };
			return null;
		}
		case 'invalid_format':
			if (issue.format === 'email') return { id: 'Ini bukan alamat email.', en: 'This is no e-mail address.' };
			if (issue.format === 'url') return { id: 'Ini bukan alamat web.', en: 'This is no web address.' };
			if (issue.format === 'datetime' || issue.format === 'date') return { id: 'Tanggal ini tidak terbaca.', en: 'This date cannot be read.' };
			return null;
		case 'invalid_value':
			return { id: 'Pilih salah satu.', en: 'Choose one of these.' };
		case 'invalid_type':
			if (/received (NaN|undefined)$/.test(issue.message) && (issue.expected === 'number' || issue.expected === 'int')) {
				return { id: 'Tulis sebuah angka.', en: 'Write a number.' };
			}
			if (issue.expected === 'date') return { id: 'Tanggal ini tidak terbaca.', en: 'This date cannot be read.' };
			if (/received (undefined|null)$/.test(issue.message)) return { id: 'Isi dulu.', en: 'Fill this in.' };
			return null;
		default:
			return null;
	}
}
