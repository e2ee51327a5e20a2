import type { Link, Programme, ProgrammeFormat, ReadSession, ReadSpeaker } from './programme.ts';
import { nameInSentence, refuseProgramme } from './refusal.ts';
import { nameKey, safeUrl, toLine } from './text.ts';
import { dateIn } from './time.ts';
import { Warnings } from './warnings.ts';

const most = { sessions: 6000, speakers: 12_000, rooms: 600, tracks: 600, links: 30 };

/** An identifier as it is kept: on one line, not endless. */
const cleanGuid = (guid: string): string => (toLine(guid) ?? '-').slice(0, 400);

/** A break by what the file calls its kind, for formats that do not mark them. */
export const isServiceKind = (kind: string | null): boolean =>
	/^(coffee |lunch |tea )?(break|pause|lunch|meal|dinner|registration|check-?in|doors?|istirahat|makan siang|rehat( kopi)?|ishoma)$/i.test(
		kind ?? ''
	);

/** Collects what a reader finds, in the order of the file, each thing once. */
export class ProgrammeBuilder {
	readonly warnings = new Warnings();
	readonly #rooms = new Map<string, Programme['rooms'][number]>();
	readonly #tracks = new Map<string, Programme['tracks'][number]>();
	readonly #sessions = new Map<string, ReadSession>();
	readonly #speakers = new Map<string, ReadSpeaker>();
	readonly #file: string;

	constructor(fileName: string) {
		this.#file = nameInSentence(fileName);
	}

	#limit(map: Map<string, unknown>, max: number, noun: string): void {
		if (map.size >= max) refuseProgramme('PROGRAMME_TOO_LARGE', { file: this.#file, max: `${max} ${noun}` });
	}

	/** The room's guid. Rooms are told apart by name; a guid or capacity said once holds for all mentions. */
	room(name: string | null, guid: string | null = null, capacity: number | null = null): string | null {
		const said = toLine(name);
		if (!said) return null;
		let room = this.#rooms.get(said);
		if (!room) {
			this.#limit(this.#rooms, most.rooms, 'rooms');
			room = { guid: cleanGuid(guid ?? `name:${said}`), name: said, capacity };
			this.#rooms.set(said, room);
		}
		room.capacity ??= capacity;
		return room.guid;
	}

	track(name: string | null, guid: string | null = null, colour: string | null = null): string | null {
		const said = toLine(name);
		if (!said) return null;
		let track = this.#tracks.get(said);
		if (!track) {
			this.#limit(this.#tracks, most.tracks, 'tracks');
			const hex = /^#[0-9a-f]{6}$/i.test(colour ?? '') ? colour!.toLowerCase() : null;
			track = { guid: cleanGuid(guid ?? `name:${said}`), name: said, colour: hex };
			this.#tracks.set(said, track);
		}
		return track.guid;
	}

	/** The speaker's guid, or null for an entry without a name. What a later mention adds to empty fields is kept. */
	speaker(found: Partial<Omit<ReadSpeaker, 'name'>> & { guid: string; name: string | null }): string | null {
		const guid = cleanGuid(found.guid);
		const known = this.#speakers.get(guid);
		if (known) {
			known.title ??= found.title ?? null;
			known.biography ??= found.biography ?? null;
			known.pictureUrl ??= found.pictureUrl ?? null;
			if (!known.links.length && found.links) known.links = found.links;
			return known.guid;
		}
		const name = toLine(found.name);
		if (!name) {
			this.warnings.add('noName');
			return null;
		}
		this.#limit(this.#speakers, most.speakers, 'speakers');
		this.#speakers.set(guid, {
			guid,
			personKey: toLine(found.personKey ?? null),
			name,
			title: found.title ?? null,
			biography: found.biography ?? null,
			links: found.links ?? [],
			pictureUrl: found.pictureUrl ?? null
		});
		return guid;
	}

	hasSession(guid: string): boolean {
		return this.#sessions.has(guid);
	}

	/** Adds a session; an identifier already given to another is numbered (`#2`), so that none is lost. */
	session(found: Omit<ReadSession, 'title'> & { title: string | null }): void {
		this.#limit(this.#sessions, most.sessions, 'sessions');
		const title = found.title ?? '—';
		if (!found.title) this.warnings.add('noTitle');
		const given = cleanGuid(found.guid);
		let guid = given;
		if (this.#sessions.has(guid)) {
			this.warnings.add('guidTwice', { first: title });
			for (let n = 2; this.#sessions.has(guid); n++) guid = `${given}#${n}`;
		}
		if (!found.startsAt) this.warnings.add('noTime', { first: title });
		else if (!found.endsAt) this.warnings.add('noDuration', { first: title });
		this.#sessions.set(guid, {
			...found,
			guid,
			title,
			links: found.links.slice(0, most.links),
			speakerGuids: [...new Set(found.speakerGuids)]
		});
	}

	get speakerCount(): number {
		return this.#speakers.size;
	}

	finish(of: {
		format: ProgrammeFormat;
		title: string | null;
		timeZone: string;
		timeZoneFromFile: boolean;
		city?: string | null;
		placeName?: string | null;
		days: string[];
	}): Programme {
		if (!this.#sessions.size) refuseProgramme('PROGRAMME_NO_SESSIONS', { file: this.#file });
		const sessions = [...this.#sessions.values()];
		const days = new Set(of.days);
		if (!days.size) for (const { startsAt } of sessions) if (startsAt) days.add(dateIn(of.timeZone, startsAt));
		return {
			...of,
			city: of.city ?? null,
			placeName: of.placeName ?? null,
			days: [...days].sort(),
			rooms: [...this.#rooms.values()],
			tracks: [...this.#tracks.values()],
			sessions,
			speakers: [...this.#speakers.values()],
			warnings: this.warnings.list()
		};
	}
}

/** The link, if its address may stand behind one; without a label, the address's host is it. */
export function readLink(url: string | null, label: string | null): Link | null {
	const safe = url && safeUrl(url);
	if (!safe) return null;
	return { url: safe, label: toLine(label)?.slice(0, 200) ?? safe.replace(/^(https?:\/\/(www\.)?|mailto:)/, '').slice(0, 80) };
}

/** Links without those that say the same twice. */
export const onlyLinks = (links: (Link | null)[]): Link[] => [
	...new Map(links.filter((link) => link !== null).map((link) => [link.url, link])).values()
];

/** By which a person with this number and name is recognised at another gathering: both must agree. */
export const numberedPersonKey = (number: string, name: string): string | null => {
	const key = nameKey(name);
	return key ? `${number}:${key}`.slice(0, 300) : null;
};
