import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { sayClock, sayDay, sayHours, sayMoment, zoneLetters, type Instant } from '#lib/time.ts';

/** What these words need of a meeting as the server shows it. */
export interface Said {
	state: 'requested' | 'confirmed' | 'declined' | 'cancelled' | 'expired' | 'superseded';
	people: { id: string; name: string; callName: string | null }[];
	startsAt: Date | null;
	endsAt: Date | null;
	waitingFor: 'me' | 'them' | null;
	anyTime: boolean;
	proposals: { startsAt: Date }[];
	tableName: string | null;
	tableZone: string | null;
	placeName: string | null;
	roomUrl: string | null;
}

/** The other ones, by their full names. */
export const whoOf = (meeting: Pick<Said, 'people'>): string =>
	meeting.people.map(({ name }) => name).join(', ') || m.meeting_gone();

/** The other ones, as one calls them. */
export const nameOf = (meeting: Pick<Said, 'people'>): string =>
	meeting.people.map(({ name, callName }) => callName ?? name).join(', ') || m.meeting_gone();

/** "besok 09.00–09.20 WIB" */
export const sayMeetingTime = (from: Instant, to: Instant, zone: string, now: Instant): string =>
	`${sayDay(from, zone, getLocale(), now)} ${sayHours(from, to, zone, getLocale())}`;

/** Several starts, day by day: "besok 09.00, 09.25; Min, 15 Mar 2026 10.00 WIB" */
export function sayStarts(starts: Instant[], zone: string, now: Instant): string {
	const locale = getLocale();
	const days = new Map<string, string[]>();
	for (const start of starts) {
		const day = sayDay(start, zone, locale, now);
		days.set(day, [...(days.get(day) ?? []), sayClock(start, zone, locale)]);
	}
	const said = [...days].map(([day, clocks]) => `${day} ${clocks.join(', ')}`).join('; ');
	return starts.length ? `${said} ${zoneLetters(zone, locale, starts[0])}` : '';
}

export const sayUntil = (instant: Instant, zone: string, now: Instant): string =>
	sayMoment(instant, zone, getLocale(), now);

/** Where it is held, where anybody knows. A room's link is no words. */
export const placeOf = (meeting: Pick<Said, 'tableName' | 'tableZone' | 'placeName'>): string | null =>
	meeting.tableName
		? [meeting.tableName, meeting.tableZone].filter(Boolean).join(', ')
		: meeting.placeName;

/** A meeting's state in one word, and the badge it wears. */
export function stateOf(
	meeting: Said,
	now: Date
): { word: string; kind: 'plain' | 'accent' | 'go' | 'warm' | 'lost' | 'bare' } {
	const { state, startsAt, endsAt } = meeting;
	if (state === 'confirmed') {
		if (endsAt! <= now) return { word: m.meeting_state_over(), kind: 'bare' };
		if (startsAt! <= now) return { word: m.meeting_state_now(), kind: 'accent' };
		if (meeting.waitingFor) return { word: m.meeting_state_moving(), kind: 'warm' };
		return { word: m.meeting_state_confirmed(), kind: 'plain' };
	}
	switch (state) {
		case 'requested':
			return { word: m.meeting_state_requested(), kind: 'warm' };
		case 'declined':
			return { word: m.meeting_state_declined(), kind: 'bare' };
		case 'cancelled':
			return { word: m.meeting_state_cancelled(), kind: 'bare' };
		case 'expired':
			return { word: m.meeting_state_expired(), kind: 'bare' };
		case 'superseded':
			return { word: m.meeting_state_superseded(), kind: 'bare' };
	}
}

/** Days of a zone with what falls on each, in order. */
export function byDay<T>(items: T[], at: (item: T) => Instant, zone: string, now: Instant): { day: string; items: T[] }[] {
	const days = new Map<string, T[]>();
	for (const item of items) {
		const day = sayDay(at(item), zone, getLocale(), now);
		days.set(day, [...(days.get(day) ?? []), item]);
	}
	return [...days].map(([day, found]) => ({ day, items: found }));
}
