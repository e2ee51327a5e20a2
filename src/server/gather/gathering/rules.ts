import { Temporal } from 'temporal-polyfill';
import type { Question } from './tables.ts';

/** The state a gathering is in at a moment. */
export function stateOf(
	gathering: { publishedAt: Date | null; cancelledAt: Date | null; startsAt: Date; endsAt: Date },
	now: Date
): 'draft' | 'upcoming' | 'running' | 'past' | 'cancelled' {
	if (gathering.cancelledAt) return 'cancelled';
	if (!gathering.publishedAt) return 'draft';
	if (now < gathering.startsAt) return 'upcoming';
	return now < gathering.endsAt ? 'running' : 'past';
}

/** Whether seats may be asked for: published, not cancelled, not over. */
export const isOpen = (
	gathering: { publishedAt: Date | null; cancelledAt: Date | null; startsAt: Date; endsAt: Date },
	now: Date
): boolean => ['upcoming', 'running'].includes(stateOf(gathering, now));

export function isTimeZone(zone: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone });
		return /\//.test(zone) || zone === 'UTC';
	} catch {
		return false;
	}
}

/** The instant of a civil time at a venue. A time the clock skips is taken after the gap; a time it repeats, the first. */
export const instantAt = (local: string, timeZone: string): Date =>
	new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds);

/** The civil time of an instant at a venue, to the minute: `2026-03-14T09:00`. */
export const localAt = (instant: Date, timeZone: string): string =>
	Temporal.Instant.fromEpochMilliseconds(instant.getTime())
		.toZonedDateTimeISO(timeZone)
		.toPlainDateTime()
		.toString({ smallestUnit: 'minute' });

/** Words as an address: folded, dashes between, 60 letters at most. */
export function slugOf(title: string): string {
	const slug = title
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 60)
		.replace(/^-+|-+$/g, '');
	return slug || 'temu';
}

/** An http(s) address, or null. */
export function readLink(text: string | null | undefined): string | null {
	if (!text) return null;
	try {
		const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
		return /^https?:$/.test(url.protocol) && url.hostname.includes('.') ? url.href : null;
	} catch {
		return null;
	}
}

/** What people must be told of: the fields of time and place that differ. */
export function whatMatters(
	before: { startsAt: Date; endsAt: Date; timeZone: string; placeName: string | null; placeAddress: string | null; mode: string },
	after: { startsAt: Date; endsAt: Date; timeZone: string; placeName: string | null; placeAddress: string | null; mode: string }
): ('time' | 'place')[] {
	const time =
		before.startsAt.getTime() !== after.startsAt.getTime() ||
		before.endsAt.getTime() !== after.endsAt.getTime() ||
		before.timeZone !== after.timeZone;
	const place =
		before.placeName !== after.placeName ||
		before.placeAddress !== after.placeAddress ||
		before.mode !== after.mode;
	return [...(time ? ['time' as const] : []), ...(place ? ['place' as const] : [])];
}

/**
 * Answers to a gathering's questions, cleaned; or the id of the first required question without one, or with a
 * choice that was not offered.
 */
export function readAnswers(
	questions: Question[],
	given: Record<string, string | boolean>
): { answers: Record<string, string | boolean>; missing: Question | null } {
	const answers: Record<string, string | boolean> = {};
	let missing: Question | null = null;
	for (const question of questions) {
		const value = given[question.id];
		if (question.kind === 'check') {
			const checked = value === true || value === 'on' || value === 'true';
			if (checked) answers[question.id] = true;
			else if (question.required) missing ??= question;
			continue;
		}
		const said = typeof value === 'string' ? value.trim().slice(0, 1000) : '';
		const fits = question.kind === 'text' || question.options.includes(said);
		if (said && fits) answers[question.id] = said;
		else if (question.required || said) missing ??= question;
	}
	return { answers, missing };
}

const shapes = {
	day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
	clock: { hour: '2-digit', minute: '2-digit' },
	zone: { timeZoneName: 'short' }
} satisfies Record<string, Intl.DateTimeFormatOptions>;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Made once: in a rush of registrations making them costs more than the letters. */
function formatter(tag: string, timeZone: string, shape: keyof typeof shapes): Intl.DateTimeFormat {
	const key = `${tag} ${timeZone} ${shape}`;
	let made = formatters.get(key);
	if (!made) formatters.set(key, (made = new Intl.DateTimeFormat(tag, { ...shapes[shape], timeZone })));
	return made;
}

/** When and where, in one line for mails: "Sab, 14 Mar 2026 09.00–17.00 WIB". */
export function sayWhen(from: Date, to: Date, timeZone: string, locale: 'id' | 'en'): string {
	const tag = locale === 'id' ? 'id-ID' : 'en-GB';
	const day = (at: Date) => formatter(tag, timeZone, 'day').format(at);
	const time = (at: Date) => formatter(tag, timeZone, 'clock').format(at);
	// Indonesian formatting alone prints WIB, WITA and WIT.
	const zone =
		formatter('id-ID', timeZone, 'zone')
			.formatToParts(from)
			.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
	return day(from) === day(to)
		? `${day(from)} ${time(from)}–${time(to)} ${zone}`
		: `${day(from)} ${time(from)} – ${day(to)} ${time(to)} ${zone}`;
}
