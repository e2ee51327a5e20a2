import { Temporal } from 'temporal-polyfill';

/** True if this is a zone the machine knows by name. */
export function isTimeZone(name: string): boolean {
	if (!/^[A-Za-z][\w+\-/]{1,60}$/.test(name)) return false;
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

/** `2026-03-14`, if it is a date of this era. */
export function readDate(text: string | null): string | null {
	const found = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]|$)/.exec(text ?? '');
	if (!found) return null;
	const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
	if (year < 1970 || year > 2200) return null;
	try {
		return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString();
	} catch {
		return null;
	}
}

/** Minutes since midnight of `9:00`, `09:00`, `09:00:00`; 24:00 and beyond count on into the next day. */
export function readClock(text: string | null): number | null {
	const found = /^\s*(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*$/.exec(text ?? '');
	if (!found) return null;
	const minutes = Number(found[1]) * 60 + Number(found[2]);
	return Number(found[2]) < 60 && minutes < 48 * 60 ? minutes : null;
}

/** Minutes of `00:45`, `1:30:00`, `90` or `PT45M`; up to four days. */
export function readDuration(text: string | null): number | null {
	const trimmed = (text ?? '').trim();
	const clock = /^(\d{1,3}):(\d{2})(?::\d{2})?$/.exec(trimmed);
	const iso = /^PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?$/.exec(trimmed);
	const minutes = clock
		? Number(clock[1]) * 60 + Number(clock[2])
		: iso && trimmed !== 'PT'
			? Number(iso[1] ?? 0) * 60 + Number(iso[2] ?? 0)
			: /^\d{1,4}$/.test(trimmed)
				? Number(trimmed)
				: null;
	return minutes === null || minutes > 4 * 1440 ? null : minutes;
}

/** What `2026-03-14T09:00:00+07:00` says: an instant where it bears an offset, a civil time where not. */
export type ReadMoment =
	| { instant: Date; offsetMinutes: number }
	| { date: string; minutes: number; instant?: undefined };

export function readMoment(text: string | null): ReadMoment | null {
	const found =
		/^\s*(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/.exec(text ?? '');
	const date = found && readDate(found[1]!);
	if (!found || !date) return null;
	const minutes = Number(found[2]) * 60 + Number(found[3]);
	if (minutes >= 1440 || Number(found[3]) > 59) return null;
	const offset = found[4];
	if (!offset) return { date, minutes };
	const sign = offset.startsWith('-') ? -1 : 1;
	const digits = offset.replace(/\D/g, '');
	const offsetMinutes = offset === 'Z' ? 0 : sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4)));
	if (Math.abs(offsetMinutes) > 18 * 60) return null;
	return { instant: new Date(Date.parse(`${date}T00:00:00Z`) + (minutes - offsetMinutes) * 60_000), offsetMinutes };
}

/** The instant of a civil time in a zone; `minutes` may count past midnight. A skipped hour moves on, a repeated one is its first. */
export function toInstant(date: string, minutes: number, timeZone: string): Date {
	const day = Temporal.PlainDate.from(date).add({ days: Math.floor(minutes / 1440) });
	const rest = minutes % 1440;
	const zoned = day.toZonedDateTime({
		timeZone,
		plainTime: new Temporal.PlainTime(Math.floor(rest / 60), rest % 60)
	});
	return new Date(zoned.epochMilliseconds);
}

/** Minutes a zone is ahead of UTC at an instant. */
export const offsetAt = (timeZone: string, instant: Date): number =>
	Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).offsetNanoseconds / 6e10;

const indonesia: Record<number, string> = { 420: 'Asia/Jakarta', 480: 'Asia/Makassar', 540: 'Asia/Jayapura' };

/**
 * A zone that shows these instants with these offsets: the preferred one where it does, Indonesia's where one
 * does, else a zone of that fixed offset (`Etc/GMT-1` is one hour ahead); null where offsets are not whole hours.
 */
export function zoneOfOffsets(moments: { instant: Date; offsetMinutes: number }[], preferred: string): string | null {
	const fits = (zone: string) => moments.every((m) => offsetAt(zone, m.instant) === m.offsetMinutes);
	if (fits(preferred)) return preferred;
	const offset = moments[0]!.offsetMinutes;
	const known = indonesia[offset];
	if (known && fits(known)) return known;
	if (offset % 60 !== 0) return null;
	const hours = offset / 60;
	const fixed = hours === 0 ? 'Etc/UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
	return isTimeZone(fixed) ? fixed : null;
}

/** The civil date of an instant in a zone. */
export const dateIn = (timeZone: string, instant: Date): string =>
	Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** Minutes since midnight of an instant in a zone. */
export function minutesOfDay(timeZone: string, instant: Date): number {
	const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
	return hour * 60 + minute;
}

export const addDays = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString();

export const daysBetween = (from: string, to: string): number =>
	Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;
