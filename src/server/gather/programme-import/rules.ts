import type { ProgrammeChange } from '../programme/reading/compare.ts';
import type { Programme } from '../programme/reading/programme.ts';
import { isHandMade } from '../programme/rules.ts';
import type { Counts } from './schema.ts';

const hour = 3_600_000;

/** Changes that matter to who starred the session, in few words per session: the first before, the last after. */
export interface ToldChange {
	guid: string;
	title: string;
	removed: boolean;
	/** `start/end` in ISO 8601. */
	moved: { before: string; after: string } | null;
	room: { before: string; after: string } | null;
}

export function changesToTell(changes: ProgrammeChange[]): ToldChange[] {
	const told = new Map<string, ToldChange>();
	for (const { noun, verb, guid, title, before, after } of changes) {
		if (noun !== 'session') continue;
		const known = told.get(guid) ?? { guid, title, removed: false, moved: null, room: null };
		if (verb === 'removed') known.removed = true;
		else if (verb === 'added') known.removed = false;
		else if (verb === 'moved') known.moved = { before: known.moved?.before ?? before ?? '', after: after ?? '' };
		else if (verb === 'room_changed') known.room = { before: known.room?.before ?? before ?? '', after: after ?? '' };
		known.title = title;
		told.set(guid, known);
	}
	for (const change of told.values()) {
		if (change.moved?.before === change.moved?.after) change.moved = null;
		if (change.room?.before === change.room?.after) change.room = null;
	}
	return [...told.values()].filter((change) => change.removed || change.moved || change.room);
}

/** What is odd about importing this here: sessions outside the gathering's days, or most of what stands gone. */
export function importWarnings(
	programme: Pick<Programme, 'sessions'>,
	present: { guid: string }[],
	gathering: { startsAt: Date; endsAt: Date }
): { outside: number; gone: number; of: number } {
	const margin = 12 * hour;
	const outside = programme.sessions.filter(
		({ startsAt }) =>
			startsAt &&
			(startsAt.getTime() < gathering.startsAt.getTime() - margin ||
				startsAt.getTime() > gathering.endsAt.getTime() + margin)
	).length;
	const guids = new Set(programme.sessions.map(({ guid }) => guid));
	const fromFiles = present.filter(({ guid }) => !isHandMade(guid));
	const gone = fromFiles.filter(({ guid }) => !guids.has(guid)).length;
	return { outside, gone: gone * 2 > fromFiles.length ? gone : 0, of: fromFiles.length };
}

/** What a file holds, in numbers. */
export const countsOf = (programme: Programme): Counts => ({
	sessions: programme.sessions.length,
	breaks: programme.sessions.filter(({ isService }) => isService).length,
	rooms: programme.rooms.length,
	tracks: programme.tracks.length,
	speakers: programme.speakers.length,
	days: programme.days.length
});

/** A programme without some of its speakers. */
export function withoutSpeakers(programme: Programme, gone: Set<string>): Programme {
	if (!gone.size) return programme;
	return {
		...programme,
		speakers: programme.speakers.filter(({ guid }) => !gone.has(guid)),
		sessions: programme.sessions.map((session) => ({
			...session,
			speakerGuids: session.speakerGuids.filter((guid) => !gone.has(guid))
		}))
	};
}

type Parts = Pick<Programme, 'rooms' | 'tracks' | 'sessions' | 'speakers'>;

/**
 * A file's programme with what an organiser made by hand beside it: those sessions, and the rooms, tracks and
 * speakers they were given, whether by hand or by an earlier file.
 */
export function mergeHandMade(programme: Programme, stored: Parts): Programme {
	const sessions = stored.sessions.filter(({ guid }) => isHandMade(guid));
	const used = (guids: (string | null)[]) => new Set(guids);
	const beside = <T extends { guid: string }>(read: T[], kept: T[], inUse: Set<string | null>): T[] => {
		const known = new Set(read.map(({ guid }) => guid));
		return [...read, ...kept.filter(({ guid }) => !known.has(guid) && (isHandMade(guid) || inUse.has(guid)))];
	};
	return {
		...programme,
		sessions: [...programme.sessions, ...sessions],
		rooms: beside(programme.rooms, stored.rooms, used(sessions.map(({ roomGuid }) => roomGuid))),
		tracks: beside(programme.tracks, stored.tracks, used(sessions.map(({ trackGuid }) => trackGuid))),
		speakers: beside(programme.speakers, stored.speakers, used(sessions.flatMap(({ speakerGuids }) => speakerGuids)))
	};
}
