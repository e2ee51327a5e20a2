import type { Programme } from './programme.ts';
import { addDays, dateIn, daysBetween, minutesOfDay, toInstant } from './time.ts';

/** From the first session's beginning to the last one's end; null for a programme without times. */
export function spanOf(programme: Pick<Programme, 'sessions'>): { startsAt: Date; endsAt: Date } | null {
	let [first, last] = [Infinity, -Infinity];
	for (const { startsAt, endsAt } of programme.sessions) {
		if (!startsAt) continue;
		first = Math.min(first, startsAt.getTime());
		last = Math.max(last, (endsAt ?? startsAt).getTime());
	}
	return first === Infinity ? null : { startsAt: new Date(first), endsAt: new Date(Math.max(last, first + 60_000)) };
}

/** A programme on other days, beginning on `startsOn` (`YYYY-MM-DD`): hours at the venue stay as they are. */
export function shiftProgramme(programme: Programme, startsOn: string): Programme {
	const span = spanOf(programme);
	if (!span) return programme;
	const { timeZone } = programme;
	const days = daysBetween(dateIn(timeZone, span.startsAt), startsOn);
	const shift = (moment: Date | null) =>
		moment && toInstant(addDays(dateIn(timeZone, moment), days), minutesOfDay(timeZone, moment), timeZone);
	return {
		...programme,
		days: programme.days.map((day) => addDays(day, days)),
		sessions: programme.sessions.map((session) => ({
			...session,
			startsAt: shift(session.startsAt),
			endsAt: shift(session.endsAt)
		}))
	};
}
