import type { Sentence } from '#server/kernel/errors.ts';

export type ProgrammeFormat = 'frab-xml' | 'schedule-json' | 'sessionize';

export interface Link {
	label: string;
	url: string;
}

/** A room, track, session or speaker is recognised in a newer file by its `guid`. */
export interface ReadRoom {
	guid: string;
	name: string;
	capacity: number | null;
}

export interface ReadTrack {
	guid: string;
	name: string;
	/** `#rrggbb` */
	colour: string | null;
}

export interface ReadSpeaker {
	guid: string;
	/**
	 * By which the same human being is recognised at another gathering; null where the file says nothing but a
	 * name, which other people bear too.
	 */
	personKey: string | null;
	name: string;
	/** What they are, in a line. */
	title: string | null;
	/** Markdown. */
	biography: string | null;
	links: Link[];
	/** Never loaded: it lies on somebody else's server. */
	pictureUrl: string | null;
}

export interface ReadSession {
	guid: string;
	title: string;
	subtitle: string | null;
	/** Markdown. */
	abstract: string | null;
	/** Markdown. */
	description: string | null;
	language: string | null;
	kind: string | null;
	/** Both null: not yet placed in time. */
	startsAt: Date | null;
	endsAt: Date | null;
	roomGuid: string | null;
	trackGuid: string | null;
	links: Link[];
	/** A break, a meal, an opening of doors. */
	isService: boolean;
	/** In the order of the file. */
	speakerGuids: string[];
}

/** A programme as a file tells it. Pure data: what `compareProgrammes` compares and the import writes. */
export interface Programme {
	format: ProgrammeFormat;
	title: string | null;
	/** IANA zone in which the file's times were read. */
	timeZone: string;
	/** Whether the file itself says so; else it is the zone that was handed in. */
	timeZoneFromFile: boolean;
	city: string | null;
	placeName: string | null;
	/** Civil dates, in order. */
	days: string[];
	rooms: ReadRoom[];
	tracks: ReadTrack[];
	sessions: ReadSession[];
	speakers: ReadSpeaker[];
	/** What was odd in the file and how it was read, a sentence each. */
	warnings: Sentence[];
}

/** One file as it was uploaded. */
export interface ProgrammeFile {
	name: string;
	content: Uint8Array | string;
}
