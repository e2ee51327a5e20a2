import { m } from '#lib/paraglide/messages.js';
import { sayMoment, sayNumber, type Locale } from '#lib/time.ts';

type Noun = 'session' | 'room' | 'track' | 'speaker';
type Verb =
	| 'added'
	| 'removed'
	| 'moved'
	| 'room_changed'
	| 'track_changed'
	| 'retitled'
	| 'speakers_changed'
	| 'text_changed';

const kinds: Partial<Record<`${Noun}_${Verb}`, (values: { count: string }) => string>> = {
	session_added: m.programme_change_session_added,
	session_removed: m.programme_change_session_removed,
	session_moved: m.programme_change_session_moved,
	session_room_changed: m.programme_change_session_room,
	session_track_changed: m.programme_change_session_track,
	session_retitled: m.programme_change_session_retitled,
	session_speakers_changed: m.programme_change_session_speakers,
	session_text_changed: m.programme_change_session_text,
	room_added: m.programme_change_room_added,
	room_removed: m.programme_change_room_removed,
	room_retitled: m.programme_change_room_retitled,
	track_added: m.programme_change_track_added,
	track_removed: m.programme_change_track_removed,
	track_retitled: m.programme_change_track_retitled,
	speaker_added: m.programme_change_speaker_added,
	speaker_removed: m.programme_change_speaker_removed,
	speaker_retitled: m.programme_change_speaker_retitled,
	speaker_text_changed: m.programme_change_speaker_text
};

/** "6 sesi pindah ruang" */
export const sayChangeCount = (
	{ noun, verb, count }: { noun: Noun; verb: Verb; count: number },
	locale: Locale
): string => kinds[`${noun}_${verb}`]?.({ count: sayNumber(count, locale) }) ?? '';

const order: Verb[] = ['removed', 'moved', 'room_changed', 'added', 'retitled', 'speakers_changed', 'track_changed', 'text_changed'];
const nouns: Noun[] = ['session', 'speaker', 'room', 'track'];

/** Kinds of change, what people must know first. */
export const inOrder = <T extends { noun: Noun; verb: Verb }>(counts: T[]): T[] =>
	[...counts].sort(
		(a, b) => nouns.indexOf(a.noun) - nouns.indexOf(b.noun) || order.indexOf(a.verb) - order.indexOf(b.verb)
	);

const sayInterval = (interval: string | null, zone: string, locale: Locale): string => {
	const start = interval?.split('/')[0];
	return start ? sayMoment(start, zone, locale) : m.programme_no_time();
};

/** What stood before and what stands now, where that can be said in a line. */
export function sayDifference(
	change: { verb: Verb; before: string | null; after: string | null },
	zone: string,
	locale: Locale
): { before: string; after: string } | null {
	const { verb, before, after } = change;
	if (verb === 'moved') return { before: sayInterval(before, zone, locale), after: sayInterval(after, zone, locale) };
	if (verb === 'room_changed' || verb === 'track_changed' || verb === 'retitled' || verb === 'speakers_changed') {
		if (before === null && after === null) return null;
		return { before: before || '—', after: after || '—' };
	}
	return null;
}

const formats = {
	'frab-xml': 'schedule.xml',
	'schedule-json': 'schedule.json',
	sessionize: 'Sessionize'
} as const;

export const sayFormat = (format: keyof typeof formats | 'hand'): string =>
	format === 'hand' ? m.programme_format_hand() : formats[format];
