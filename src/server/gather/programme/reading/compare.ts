import type { Programme, ReadSession } from './programme.ts';

export type ChangeVerb =
	| 'added'
	| 'removed'
	| 'moved'
	| 'room_changed'
	| 'track_changed'
	| 'retitled'
	| 'speakers_changed'
	| 'text_changed';

/**
 * One thing that differs between two versions. `before` and `after` hold: for `moved`, `start/end` in ISO 8601
 * (empty: not placed); for `room_changed` and `track_changed`, names; for `retitled`, titles or names; for
 * `speakers_changed`, guids separated by newlines. Speakers are never named here, only by guid: what is kept of
 * a change must not outlive a person's wish to be forgotten.
 */
export interface ProgrammeChange {
	noun: 'session' | 'room' | 'track' | 'speaker';
	verb: ChangeVerb;
	guid: string;
	/** The session's title or the room's or track's name now (before, where it is gone); empty for speakers. */
	title: string;
	before: string | null;
	after: string | null;
}

type Compared = Pick<Programme, 'rooms' | 'tracks' | 'sessions' | 'speakers'>;

const byGuid = <T extends { guid: string }>(things: T[]) => new Map(things.map((thing) => [thing.guid, thing]));

const interval = ({ startsAt, endsAt }: Pick<ReadSession, 'startsAt' | 'endsAt'>): string =>
	startsAt ? `${startsAt.toISOString()}/${endsAt?.toISOString() ?? ''}` : '';

const linksKey = (links: { label: string; url: string }[]) => links.map(({ label, url }) => `${label} ${url}`).join('\n');

/**
 * What changed from one version of a programme to the next, things recognised by guid: rooms, tracks and
 * speakers first, then sessions in the order of the newer version, the removed last. No clock, no database;
 * comparing a programme with itself gives nothing.
 */
export function compareProgrammes(before: Compared, after: Compared): ProgrammeChange[] {
	const changes: ProgrammeChange[] = [];
	const say = (
		noun: ProgrammeChange['noun'],
		verb: ChangeVerb,
		thing: { guid: string; title?: string },
		was: string | null = null,
		is: string | null = null
	) => changes.push({ noun, verb, guid: thing.guid, title: thing.title ?? '', before: was, after: is });

	for (const [noun, old, now] of [
		['room', byGuid(before.rooms), byGuid(after.rooms)],
		['track', byGuid(before.tracks), byGuid(after.tracks)]
	] as const) {
		for (const { guid, name } of now.values()) {
			const was = old.get(guid);
			if (!was) say(noun, 'added', { guid, title: name });
			else if (was.name !== name) say(noun, 'retitled', { guid, title: name }, was.name, name);
		}
		for (const { guid, name } of old.values()) if (!now.has(guid)) say(noun, 'removed', { guid, title: name });
	}

	const oldSpeakers = byGuid(before.speakers);
	const newSpeakers = byGuid(after.speakers);
	for (const now of after.speakers) {
		const was = oldSpeakers.get(now.guid);
		if (!was) say('speaker', 'added', { guid: now.guid });
		else if (was.name !== now.name) say('speaker', 'retitled', { guid: now.guid });
		else if (
			was.title !== now.title ||
			was.biography !== now.biography ||
			linksKey(was.links) !== linksKey(now.links)
		) {
			say('speaker', 'text_changed', { guid: now.guid });
		}
	}
	for (const { guid } of before.speakers) if (!newSpeakers.has(guid)) say('speaker', 'removed', { guid });

	const oldSessions = byGuid(before.sessions);
	const newSessions = byGuid(after.sessions);
	const oldRooms = byGuid(before.rooms);
	const newRooms = byGuid(after.rooms);
	const oldTracks = byGuid(before.tracks);
	const newTracks = byGuid(after.tracks);
	const nameIn = (map: Map<string, { name: string }>, guid: string | null) => (guid ? (map.get(guid)?.name ?? '') : '');
	for (const now of after.sessions) {
		const was = oldSessions.get(now.guid);
		if (!was) {
			say('session', 'added', now, null, interval(now));
			continue;
		}
		if (was.title !== now.title) say('session', 'retitled', now, was.title, now.title);
		if (interval(was) !== interval(now)) say('session', 'moved', now, interval(was), interval(now));
		if (was.roomGuid !== now.roomGuid) {
			say('session', 'room_changed', now, nameIn(oldRooms, was.roomGuid), nameIn(newRooms, now.roomGuid));
		}
		if (was.trackGuid !== now.trackGuid) {
			say('session', 'track_changed', now, nameIn(oldTracks, was.trackGuid), nameIn(newTracks, now.trackGuid));
		}
		const [wasBy, nowBy] = [was.speakerGuids.join('\n'), now.speakerGuids.join('\n')];
		if (wasBy !== nowBy) say('session', 'speakers_changed', now, wasBy, nowBy);
		if (
			was.subtitle !== now.subtitle ||
			was.abstract !== now.abstract ||
			was.description !== now.description ||
			was.language !== now.language ||
			was.kind !== now.kind ||
			was.isService !== now.isService ||
			linksKey(was.links) !== linksKey(now.links)
		) {
			say('session', 'text_changed', now);
		}
	}
	for (const was of before.sessions) {
		if (!newSessions.has(was.guid)) say('session', 'removed', was, interval(was), null);
	}
	return changes;
}
