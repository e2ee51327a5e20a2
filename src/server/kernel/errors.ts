/** The two languages of the interface. */
export type Locale = 'id' | 'en';

export const isLocale = (value: unknown): value is Locale => value === 'id' || value === 'en';

/** A sentence in each language; `{name}` stands for a value given when it is said. */
export type Sentence = Record<Locale, string>;

export interface RefusalEntry extends Sentence {
	/** HTTP status. */
	status: number;
}

/** An expected refusal: what is wrong and what to do, said to a person. Anything else thrown is a bug. */
export class Refusal extends Error {
	readonly code: string;
	readonly entry: RefusalEntry;
	readonly values: Record<string, string | number>;
	/** The input field it is about, where it is about one. */
	readonly field: string | undefined;

	constructor(
		code: string,
		entry: RefusalEntry,
		values: Record<string, string | number>,
		field: string | undefined
	) {
		super(`${code}: ${entry.en}`);
		this.code = code;
		this.entry = entry;
		this.values = values;
		this.field = field;
	}

	say(locale: Locale): string {
		return say(this.entry, locale, this.values);
	}
}

/** Fills a sentence's `{name}` places. */
export function say(
	sentence: Sentence,
	locale: Locale,
	values: Record<string, string | number> = {}
): string {
	return sentence[locale].replace(/\{(\w+)\}/g, (place, name: string) =>
		name in values ? String(values[name]) : place
	);
}

/**
 * One noun's table of expected refusals. Returns `fail`, which throws one of them:
 * `fail('GATHERING_FULL')`, `fail('TOO_LONG', { max: 80 }, 'title')`. The compiler knows the codes.
 */
export function refusals<const Table extends Record<string, RefusalEntry>>(table: Table) {
	return function fail(
		code: keyof Table & string,
		values: Record<string, string | number> = {},
		field?: string
	): never {
		throw new Refusal(code, table[code]!, values, field);
	};
}

/** The refusals every noun shares. */
export const failCommon = refusals({
	NOT_FOUND: {
		status: 404,
		id: 'Ini tidak ada, atau tidak untuk Anda.',
		en: 'This does not exist, or is not for you.'
	},
	NOT_SIGNED_IN: {
		status: 401,
		id: 'Masuk dulu untuk melakukan ini.',
		en: 'Sign in first to do this.'
	},
	NOT_ALLOWED: {
		status: 403,
		id: 'Anda tidak boleh melakukan ini; tanyakan kepada penyelenggara.',
		en: 'You may not do this; ask an organiser.'
	},
	TOO_MANY: {
		status: 429,
		id: 'Terlalu sering. Coba lagi dalam {seconds} detik.',
		en: 'Too often. Try again in {seconds} seconds.'
	},
	WRONG_ORIGIN: {
		status: 403,
		id: 'Permintaan ini datang dari situs lain. Buka halaman ini langsung dan coba lagi.',
		en: 'This request came from another site. Open this page directly and try again.'
	}
});
