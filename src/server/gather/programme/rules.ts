import { createHash } from 'node:crypto';
import { nameKey } from './reading/text.ts';
import { dateIn, toInstant } from './reading/time.ts';

const hour = 3_600_000;

/**
 * Which day of the programme each session belongs to: its civil date at the venue, except that a session that
 * begins before six in the morning and no more than three hours after something of the evening before belongs to
 * that evening. Null for sessions without a time.
 */
export function programmeDays(
	sessions: { id: string; startsAt: Date | null; endsAt: Date | null }[],
	timeZone: string
): Map<string, string | null> {
	const days = new Map<string, string | null>();
	const ends = new Map<string, number>();
	const placed = sessions.filter((session) => session.startsAt !== null);
	placed.sort((a, b) => a.startsAt!.getTime() - b.startsAt!.getTime());
	let date = '';
	let evening = '';
	let midnight = 0;
	let nextMidnight = -Infinity;
	for (const { id, startsAt, endsAt } of placed) {
		const starts = startsAt!.getTime();
		// In order of time a day is looked up once, not once a session.
		if (starts >= nextMidnight) {
			date = dateIn(timeZone, startsAt!);
			midnight = toInstant(date, 0, timeZone).getTime();
			nextMidnight = toInstant(date, 1440, timeZone).getTime();
			evening = dateIn(timeZone, new Date(midnight - hour));
		}
		const isNight = starts - midnight < 6 * hour && starts - (ends.get(evening) ?? -Infinity) <= 3 * hour;
		const day = isNight ? evening : date;
		days.set(id, day);
		const end = endsAt?.getTime() ?? starts;
		// An exhibition open for days makes no night of what follows it.
		if (end - starts <= 12 * hour) ends.set(day, Math.max(ends.get(day) ?? 0, end));
	}
	for (const { id, startsAt } of sessions) if (!startsAt) days.set(id, null);
	return days;
}

/** The day to show first: today's where the programme has it, else the first. */
export function dayToShow(days: string[], timeZone: string, now: Date): string | null {
	// Past midnight, the evening before is still going on.
	const today = dateIn(timeZone, new Date(now.getTime() - 3 * hour));
	return days.includes(today) ? today : (days[0] ?? null);
}

/** The guid of what an organiser made by hand begins so: an import leaves those alone. */
export const handMade = 'hand:';
export const isHandMade = (guid: string): boolean => guid.startsWith(handMade);

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/**
 * By which a speaker's person is found again at a newer import, and, where the file says who they are, at other
 * gatherings. Only an identifier stands in it in clear: the key outlives somebody who erases themselves.
 */
export const speakerImportKey = (
	gatheringId: string,
	speaker: { personKey: string | null; name: string }
): string => {
	const { personKey, name } = speaker;
	if (personKey && /^[\da-f-]{32,36}$/i.test(personKey)) return `speaker:${personKey.toLowerCase()}`;
	return `speaker:${digest(personKey ?? `${gatheringId} ${nameKey(name) || name}`)}`;
};
