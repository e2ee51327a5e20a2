import { dayIn, type Span } from '../availability/rules.ts';
import type { MeetingState } from './tables.ts';

const minute = 60_000;
const hour = 60 * minute;

/** How long an answer is awaited: hours before the day of the first proposed time, and hours on it. */
export const answerWithinHours = { before: 24, onTheDay: 2 };

/**
 * When a request sent at `now` for these times (starts, at least one) expires: 24 hours later, or 2 hours later
 * on the venue's civil day of the first of them, and never after the last of them begins.
 */
export function expiryOf(options: { now: Date; times: readonly Date[]; timeZone: string }): Date {
	const starts = options.times.map((time) => time.getTime());
	const first = new Date(Math.min(...starts));
	const onTheDay = dayIn(options.timeZone, options.now) >= dayIn(options.timeZone, first);
	const wait = onTheDay ? answerWithinHours.onTheDay : answerWithinHours.before;
	return new Date(Math.min(options.now.getTime() + wait * hour, Math.max(...starts)));
}

/** How many requests may wait at once: the gathering's limit, one more for each meeting kept, up to ten. */
export const pendingAllowed = (limit: number, kept: number): number =>
	Math.max(limit, Math.min(10, limit + kept));

export interface MeetingNow {
	state: MeetingState;
	during: Span | null;
	/** Whose answer is awaited. */
	waitingForPersonId: string | null;
	expiresAt: Date | null;
}

/** True while somebody's answer is awaited: to a request, or to another time for a confirmed meeting. */
export const isOpen = (meeting: MeetingNow, now: Date): boolean =>
	(meeting.state === 'requested' ||
		(meeting.state === 'confirmed' && meeting.waitingForPersonId !== null)) &&
	(meeting.expiresAt === null || meeting.expiresAt > now);

/** The state as it is said at `now`: a request past its time is expired, whether or not the job has run. */
export const stateAt = (meeting: MeetingNow, now: Date): MeetingState =>
	meeting.state === 'requested' && !isOpen(meeting, now) ? 'expired' : meeting.state;

/** "I'm here" is open from ten minutes before the start to the end. */
export const mayBeHere = (meeting: MeetingNow, now: Date): boolean =>
	meeting.state === 'confirmed' &&
	meeting.during !== null &&
	now.getTime() >= meeting.during.from.getTime() - 10 * minute &&
	now < meeting.during.to;

/** An outcome may be written once the meeting has begun. */
export const mayTellOutcome = (meeting: MeetingNow, now: Date): boolean =>
	meeting.state === 'confirmed' && meeting.during !== null && now >= meeting.during.from;

/** True if another time may be proposed: for an open request by whose turn it is, for a confirmed one by either, before it begins. */
export const mayPropose = (meeting: MeetingNow, personId: string, now: Date): boolean =>
	meeting.state === 'requested'
		? isOpen(meeting, now) && meeting.waitingForPersonId === personId
		: meeting.state === 'confirmed' && meeting.during !== null && meeting.during.from > now;

/** True if it may be called off: an open request, or a confirmed meeting that has not begun. */
export const mayCancel = (meeting: MeetingNow, now: Date): boolean =>
	meeting.state === 'requested'
		? isOpen(meeting, now)
		: meeting.state === 'confirmed' && meeting.during !== null && meeting.during.from > now;

/** How long one who is there alone waits before they are offered something else, in minutes. */
export const standbyAfterMinutes = 4;

/**
 * True if one waits at the table and the other has not come: four minutes after the start, or after one's own
 * coming where that was later, while the meeting's time lasts.
 */
export function waitsAlone(options: {
	during: Span;
	hereAt: Date | null;
	othersHere: boolean;
	now: Date;
}): boolean {
	const { during, hereAt, othersHere, now } = options;
	if (!hereAt || othersHere || now >= during.to) return false;
	const since = Math.max(during.from.getTime(), hereAt.getTime());
	return now.getTime() >= since + standbyAfterMinutes * minute;
}

/** A table as the choice sees it; `meetings` is how many it has been given so far. */
export interface TableChoice {
	id: string;
	zone: string | null;
	seats: number;
	position: number;
	meetings: number;
}

/**
 * The table for a meeting among those free at its time: the smallest that seats everybody, in the least used
 * zone, then the least used table, then the organiser's order. Null: none is free.
 */
export function chooseTable(
	free: readonly TableChoice[],
	people: number,
	all: readonly TableChoice[]
): TableChoice | null {
	const used = new Map<string, { meetings: number; tables: number }>();
	for (const table of all) {
		const zone = used.get(table.zone ?? '') ?? { meetings: 0, tables: 0 };
		zone.meetings += table.meetings;
		zone.tables++;
		used.set(table.zone ?? '', zone);
	}
	const load = (table: TableChoice) => {
		const zone = used.get(table.zone ?? '');
		return zone ? zone.meetings / zone.tables : 0;
	};
	return (
		free
			.filter(({ seats }) => seats >= people)
			.sort(
				(a, b) =>
					a.seats - b.seats ||
					load(a) - load(b) ||
					a.meetings - b.meetings ||
					a.position - b.position ||
					(a.id < b.id ? -1 : 1)
			)[0] ?? null
	);
}

/** A room's address for one meeting: the gathering's template with `{code}` filled, else the gathering's own room. */
export const roomFor = (
	template: string | null,
	code: string,
	roomUrl: string | null
): string | null => (template ? template.replaceAll('{code}', encodeURIComponent(code)) : roomUrl);
