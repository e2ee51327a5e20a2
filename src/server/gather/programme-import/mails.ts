import type { Addressee } from '#server/gate/public.ts';
import { say, type Locale, type Sentence } from '#server/kernel/errors.ts';
import type { Letter } from '#server/kernel/mail.ts';
import type { ToldChange } from './rules.ts';

const subject: Sentence = { id: 'Program Anda di {title} berubah', en: 'Your programme at {title} changed' };

const text: Sentence = {
	id: `Halo {name},

Sesi yang Anda tandai di {title} berubah:

{changes}

Program Anda selengkapnya: {link}`,
	en: `Hello {name},

Sessions you starred at {title} changed:

{changes}

Your programme: {link}`
};

const words = {
	removed: { id: '{title}: tidak jadi diadakan.', en: '{title}: taken off the programme.' },
	moved: { id: '{title}: pindah ke {after} (sebelumnya {before}).', en: '{title}: moved to {after} (was {before}).' },
	room: { id: '{title}: pindah ke {after} (sebelumnya {before}).', en: '{title}: now in {after} (was {before}).' },
	unplaced: { id: 'waktu yang belum ditentukan', en: 'a time not yet set' },
	noRoom: { id: 'ruang yang belum ditentukan', en: 'a room not yet set' }
} satisfies Record<string, Sentence>;

const zones: Record<string, string> = {
	'Asia/Jakarta': 'WIB',
	'Asia/Pontianak': 'WIB',
	'Asia/Makassar': 'WITA',
	'Asia/Jayapura': 'WIT'
};

/** "Sab, 14 Mar 2026 09.00 WIB" */
function sayMoment(interval: string, timeZone: string, locale: Locale): string {
	const start = interval.split('/')[0];
	if (!start) return words.unplaced[locale];
	const at = new Date(start);
	const tag = locale === 'id' ? 'id-ID' : 'en-GB';
	const day = new Intl.DateTimeFormat(tag, { timeZone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
	const clock = new Intl.DateTimeFormat(tag, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
	const letters =
		zones[timeZone] ??
		new Intl.DateTimeFormat(tag, { timeZone, timeZoneName: 'short' }).formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
	return `${day.format(at)} ${clock.format(at)} ${letters}`;
}

/** One letter with everything that changed in what somebody starred. */
export function programmeChangedLetter(letter: {
	to: Addressee & { email: string };
	gathering: { title: string; slug: string; timeZone: string };
	changes: ToldChange[];
	origin: string;
}): Letter {
	const { to, gathering, changes } = letter;
	const { locale } = to;
	const lines = changes.flatMap(({ title, removed, moved, room }) => {
		if (removed) return say(words.removed, locale, { title });
		const moment = (interval: string) => sayMoment(interval, gathering.timeZone, locale);
		const place = (name: string) => name || words.noRoom[locale];
		return [
			...(moved ? [say(words.moved, locale, { title, before: moment(moved.before), after: moment(moved.after) })] : []),
			...(room ? [say(words.room, locale, { title, before: place(room.before), after: place(room.after) })] : [])
		];
	});
	const values = {
		name: to.callName ?? to.name,
		title: gathering.title,
		changes: lines.map((line) => `- ${line}`).join('\n'),
		link: `${letter.origin}/${to.organisation.slug}/g/${gathering.slug}/programme?mine=1`
	};
	return {
		kind: 'programme-changed',
		organisationId: to.organisation.id,
		personId: to.personId,
		locale,
		to: { address: to.email, name: to.name },
		subject: say(subject, locale, values),
		text: say(text, locale, values)
	};
}
