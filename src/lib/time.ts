/**
 * How a moment is said: in the venue's own zone with its letters, as Indonesians and English readers write it.
 * Pure: the clock is handed in as `now`, the zone as an IANA name. Nothing here touches the network or the page.
 */
export type Locale = 'id' | 'en';
export type Instant = Date | string | number;

const tags: Record<Locale, string> = { id: 'id-ID', en: 'en-GB' };
const letters: Record<string, string> = {
	'Asia/Jakarta': 'WIB',
	'Asia/Pontianak': 'WIB',
	'Asia/Makassar': 'WITA',
	'Asia/Ujung_Pandang': 'WITA',
	'Asia/Jayapura': 'WIT'
};

const made = new Map<string, Intl.DateTimeFormat>();
function format(locale: Locale | 'numbers', zone: string, options: Intl.DateTimeFormatOptions) {
	const key = locale + zone + JSON.stringify(options);
	let formatter = made.get(key);
	if (!formatter) {
		const tag = locale === 'numbers' ? 'en-US-u-nu-latn-ca-gregory' : tags[locale];
		formatter = new Intl.DateTimeFormat(tag, { ...options, timeZone: zone });
		made.set(key, formatter);
	}
	return formatter;
}

const at = (instant: Instant): Date => (instant instanceof Date ? instant : new Date(instant));

interface Clock {
	year: number;
	month: number;
	day: number;
	hour: number;
	minute: number;
	second: number;
}

function read(instant: Instant, zone: string): Clock {
	const parts = format('numbers', zone, {
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
		hourCycle: 'h23'
	}).formatToParts(at(instant));
	const of = (type: Intl.DateTimeFormatPartTypes) =>
		Number(parts.find((part) => part.type === type)?.value ?? 0);
	return {
		year: of('year'),
		month: of('month'),
		day: of('day'),
		hour: of('hour'),
		minute: of('minute'),
		second: of('second')
	};
}

/** Days since 1970 of the civil date a zone's calendar shows at an instant. */
function dayNumber(instant: Instant, zone: string): number {
	const { year, month, day } = read(instant, zone);
	return Date.UTC(year, month - 1, day) / 86_400_000;
}

const two = (number: number): string => String(number).padStart(2, '0');

function clock(instant: Instant, zone: string, locale: Locale): string {
	const { hour, minute } = read(instant, zone);
	return two(hour) + (locale === 'id' ? '.' : ':') + two(minute);
}

function pieces(instant: Instant, zone: string, locale: Locale) {
	const parts = format(locale, zone, {
		weekday: 'short',
		day: 'numeric',
		month: 'short',
		year: 'numeric'
	}).formatToParts(at(instant));
	const of = (type: Intl.DateTimeFormatPartTypes) =>
		parts.find((part) => part.type === type)?.value ?? '';
	return { weekday: of('weekday'), day: of('day'), month: of('month'), year: of('year') };
}

const relativeDays: Record<Locale, Record<number, string>> = {
	id: { [-1]: 'kemarin', 0: 'hari ini', 1: 'besok' },
	en: { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' }
};

/** The letters of a zone at an instant: WIB, WITA, WIT for Indonesian zones in both languages, else the short name. */
export function zoneLetters(zone: string, locale: Locale, instant: Instant = Date.now()): string {
	const known = letters[zone];
	if (known) return known;
	const parts = format(locale, zone, { timeZoneName: 'short' }).formatToParts(at(instant));
	return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** The time of day: "09.00", "09:00". */
export const sayClock = clock;

/** The day: "Sab, 14 Mar 2026"; with `now`, "hari ini", "besok", "kemarin" where it is one of them. */
export function sayDay(instant: Instant, zone: string, locale: Locale, now?: Instant): string {
	if (now !== undefined) {
		const near = relativeDays[locale][dayNumber(instant, zone) - dayNumber(now, zone)];
		if (near) return near;
	}
	const { weekday, day, month, year } = pieces(instant, zone, locale);
	return `${weekday}, ${day} ${month} ${year}`;
}

/** The day in full words: "Sabtu, 14 Maret 2026". */
export function sayFullDay(instant: Instant, zone: string, locale: Locale): string {
	return format(locale, zone, {
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		year: 'numeric'
	}).format(at(instant));
}

/** One moment: "Sab, 14 Mar 2026 09.00 WIB"; with `now`, "besok 09.00 WIB". */
export function sayMoment(instant: Instant, zone: string, locale: Locale, now?: Instant): string {
	const day = sayDay(instant, zone, locale, now);
	return `${day} ${clock(instant, zone, locale)} ${zoneLetters(zone, locale, instant)}`;
}

/** The days of a span, without hours: "Sab, 14 Mar 2026", "Sab, 14 – Min, 15 Mar 2026". */
export function sayDays(
	from: Instant,
	to: Instant,
	zone: string,
	locale: Locale,
	now?: Instant
): string {
	if (overnightOrSameDay(from, to, zone)) return sayDay(from, zone, locale, now);
	const a = pieces(from, zone, locale);
	const b = pieces(to, zone, locale);
	const year = a.year === b.year ? '' : ` ${a.year}`;
	const month = a.month === b.month && !year ? '' : ` ${a.month}`;
	return `${a.weekday}, ${a.day}${month}${year} – ${b.weekday}, ${b.day} ${b.month} ${b.year}`;
}

/** A dinner that ends at one in the morning is still one evening; a summit of two days is not. */
function overnightOrSameDay(from: Instant, to: Instant, zone: string): boolean {
	const days = dayNumber(to, zone) - dayNumber(from, zone);
	return days <= 0 || (days === 1 && at(to).getTime() - at(from).getTime() <= 12 * 3_600_000);
}

/** The hours of a span with the zone's letters: "09.00–17.00 WIB"; past midnight "20.00 – Min 02.00 WIB". */
export function sayHours(from: Instant, to: Instant, zone: string, locale: Locale): string {
	const end = clock(to, zone, locale);
	const sameDay = dayNumber(from, zone) === dayNumber(to, zone);
	const ending = sameDay ? `–${end}` : ` – ${pieces(to, zone, locale).weekday} ${end}`;
	return `${clock(from, zone, locale)}${ending} ${zoneLetters(zone, locale, from)}`;
}

/**
 * A span: "Sab, 14 Mar 2026 · 09.00–17.00 WIB", "besok · 09.00–17.00 WIB" (with `now`),
 * "Sab, 14 Mar 2026 · 20.00 – Min 02.00 WIB", "Sab, 14 Mar 09.00 – Min, 15 Mar 2026 17.00 WIB".
 */
export function sayRange(
	from: Instant,
	to: Instant,
	zone: string,
	locale: Locale,
	now?: Instant
): string {
	if (overnightOrSameDay(from, to, zone)) {
		return `${sayDay(from, zone, locale, now)}\u00a0· ${sayHours(from, to, zone, locale)}`;
	}
	const a = pieces(from, zone, locale);
	const b = pieces(to, zone, locale);
	const year = a.year === b.year ? '' : ` ${a.year}`;
	const start = `${a.weekday}, ${a.day} ${a.month}${year} ${clock(from, zone, locale)}`;
	const end = `${b.weekday}, ${b.day} ${b.month} ${b.year} ${clock(to, zone, locale)}`;
	return `${start} – ${end} ${zoneLetters(zone, locale, from)}`;
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
	['year', 31_557_600],
	['month', 2_629_800],
	['week', 604_800],
	['day', 86_400],
	['hour', 3_600],
	['minute', 60]
];

// To make one costs a hundred times what it costs to use it.
const relative: { [kind in `${Locale} ${'auto' | 'always'}`]?: Intl.RelativeTimeFormat } = {};
const grouped: { [locale in Locale]?: Intl.NumberFormat } = {};

/**
 * How far off: "3 menit yang lalu", "dalam 2 jam"; under a minute "baru saja", "just now". Days are counted on the
 * calendar of `zone`, "besok", "kemarin"; without one by 24 hours, "dalam 1 hari".
 */
export function sayRelative(instant: Instant, locale: Locale, now: Instant = Date.now(), zone?: string): string {
	const seconds = (at(instant).getTime() - at(now).getTime()) / 1000;
	const step = steps.find(([, size]) => Math.abs(seconds) >= size);
	if (!step) return locale === 'id' ? 'baru saja' : 'just now';
	const isDays = step[0] === 'day';
	const numeric = isDays && !zone ? 'always' : 'auto';
	const words = (relative[`${locale} ${numeric}`] ??= new Intl.RelativeTimeFormat(tags[locale], { numeric }));
	const count = isDays && zone ? dayNumber(instant, zone) - dayNumber(now, zone) : Math.trunc(seconds / step[1]);
	return words.format(count, step[0]);
}

/** A length of time in minutes: "20 menit", "1 jam 30 menit", "20 min". */
export function sayMinutes(minutes: number, locale: Locale): string {
	const unit = (unit: 'hour' | 'minute', value: number) =>
		new Intl.NumberFormat(tags[locale], {
			style: 'unit',
			unit,
			unitDisplay: locale === 'id' ? 'long' : 'short'
		}).format(value);
	const hours = Math.floor(minutes / 60);
	const rest = minutes % 60;
	if (!hours) return unit('minute', rest);
	return rest ? `${unit('hour', hours)} ${unit('minute', rest)}` : unit('hour', hours);
}

/** Minutes a zone is ahead of UTC at an instant. */
export function offsetMinutes(zone: string, instant: Instant): number {
	const c = read(instant, zone);
	const shown = Date.UTC(c.year, c.month - 1, c.day, c.hour, c.minute, c.second);
	return Math.round((shown - Math.floor(at(instant).getTime() / 1000) * 1000) / 60_000);
}

/** True if clocks in the two zones show different times at an instant: only then is the viewer's own said too. */
export const differsFrom = (zone: string, viewerZone: string | null, instant: Instant): boolean =>
	viewerZone !== null && offsetMinutes(zone, instant) !== offsetMinutes(viewerZone, instant);

/** What a `datetime-local` field shows for an instant: "2026-03-14T09:00". */
export function toLocalInput(instant: Instant | null | undefined, zone: string): string {
	if (instant === null || instant === undefined || instant === '') return '';
	const c = read(instant, zone);
	const year = String(c.year).padStart(4, '0');
	return `${year}-${two(c.month)}-${two(c.day)}T${two(c.hour)}:${two(c.minute)}`;
}

/**
 * The instant behind what somebody typed into a `datetime-local` field of a zone; null if it is no date.
 * A time that the clocks skip moves on by the skipped hour; one that they show twice is the first of the two.
 */
export function fromLocalInput(text: string | null | undefined, zone: string): Date | null {
	const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text ?? '');
	if (!found) return null;
	const [year, month, day, hour, minute] = found.slice(1).map(Number) as [
		number,
		number,
		number,
		number,
		number
	];
	const shown = Date.UTC(year, month - 1, day, hour, minute);
	const check = new Date(shown);
	if (check.getUTCDate() !== day || check.getUTCMonth() !== month - 1 || hour > 23) return null;
	const before = offsetMinutes(zone, shown - 86_400_000);
	const after = offsetMinutes(zone, shown + 86_400_000);
	const first = shown - before * 60_000;
	const second = shown - after * 60_000;
	const right = [first, second]
		.sort((a, b) => a - b)
		.find((instant) => instant + offsetMinutes(zone, instant) * 60_000 === shown);
	return new Date(right ?? first);
}

/** A number as the language groups it: "12.500", "12,500". */
export const sayNumber = (number: number, locale: Locale): string =>
	(grouped[locale] ??= new Intl.NumberFormat(tags[locale])).format(number);

/** Rupiah, without decimals: "Rp150.000". */
export const sayRupiah = (amount: number, locale: Locale): string =>
	`${amount < 0 ? '-' : ''}Rp${sayNumber(Math.abs(Math.round(amount)), locale)}`;

/** The first letter as a capital, for a sentence's start: "Besok 09.00 WIB". */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
