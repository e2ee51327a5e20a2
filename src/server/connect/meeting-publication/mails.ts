import type { Addressee } from '#server/gate/public.ts';
import type { GatheringLine } from '#server/gather/public.ts';
import { writeCalendar } from '#server/kernel/calendar.ts';
import { say, type Sentence } from '#server/kernel/errors.ts';
import type { Letter } from '#server/kernel/mail.ts';
import type { Span } from '../availability/rules.ts';
import { addressOf, calendarTitle, noPlace, sayEntry, sayPlace, saySpan, sayWho, somebody } from '../meeting/mails.ts';
import type { MeetingPersonView } from '../meeting/schema.ts';

/** One meeting, or one closed request, as one person is told of it. */
export interface Told {
	meetingId: string;
	otherId: string;
	other: MeetingPersonView | undefined;
	/** A request for which no time was left. */
	isClosed: boolean;
	mode: 'onsite' | 'online';
	line: string;
	/** Null for a closed request. */
	during: Span | null;
	tableName: string | null;
	tableZone: string | null;
	placeName: string | null;
	roomUrl: string | null;
	sequence: number;
}

const words = {
	arranged: {
		subject: { id: 'Pertemuan Anda di {gathering}: {count}', en: 'Your meetings at {gathering}: {count}' },
		text: {
			id: 'Penyelenggara mengatur pertemuan dari keinginan bertemu para peserta: keinginan Anda, atau keinginan orang yang ingin menemui Anda. Pertemuan baru Anda:',
			en: 'The organisers have arranged meetings from what people wished: whom you wish to meet, or who wishes to meet you. Your new meetings:'
		},
		end: {
			id: 'Semuanya ada di berkas kalender terlampir. Tidak cocok? Usulkan waktu lain atau batalkan di sini:\n{url}',
			en: 'All of them are in the calendar file attached. One does not suit you? Propose another time or cancel it here:\n{url}'
		}
	},
	closed: {
		subject: { id: 'Permintaan bertemu yang ditutup di {gathering}', en: 'Meeting requests closed at {gathering}' },
		text: {
			id: 'Tidak ada lagi jam kosong untuk permintaan berikut, jadi permintaan ini ditutup:',
			en: 'No time is left for these requests, so they were closed:'
		},
		end: { id: 'Minta waktu lain di sini:\n{url}', en: 'Ask for another time here:\n{url}' }
	},
	calledOff: {
		subject: { id: 'Batal: pertemuan Anda di {gathering}: {count}', en: 'Called off: your meetings at {gathering}: {count}' },
		text: {
			id: 'Penyelenggara menarik kembali pertemuan yang tadi diaturnya. Waktu Anda kembali kosong:',
			en: 'The organisers took back the meetings they had arranged. Your time is free again:'
		},
		end: {
			id: 'Berkas kalender terlampir menghapusnya dari kalender Anda. Pertemuan Anda yang lain:\n{url}',
			en: 'The calendar file attached takes them out of your calendar. Your other meetings:\n{url}'
		}
	}
} satisfies Record<string, Record<'subject' | 'text' | 'end', Sentence>>;

/**
 * The one letter a person gets about a run: their new meetings in time order and the requests that were closed, or
 * the meetings that were called off, with one calendar file of them all. Nobody's contact fields are in it.
 */
export function runLetter(by: {
	news: 'published' | 'rolled-back';
	meetings: Told[];
	gathering: GatheringLine;
	to: Addressee & { email: string };
	origin: string;
	mailFrom: string;
	now: Date;
}): Letter {
	const { gathering, to } = by;
	const { locale } = to;
	const base = `${by.origin}/${to.organisation.slug}/g/${gathering.slug}/meetings`;
	const held = by.meetings.filter(({ isClosed }) => !isClosed);
	const closed = by.meetings.filter(({ isClosed }) => isClosed);
	const about = by.news === 'rolled-back' ? words.calledOff : held.length ? words.arranged : words.closed;
	const values = { gathering: gathering.title, count: held.length, url: base };
	const timed = held.map(
		(one) =>
			`• ${saySpan(one.during!, gathering.timeZone, locale)}\n  ${sayWho(one.other, locale)}` +
			(by.news === 'published' ? `\n  ${sayPlace(one) ?? noPlace[one.mode][locale]}` : '')
	);
	const untimed = closed.map((one) => `• ${sayWho(one.other, locale)}${one.line ? `: "${one.line}"` : ''}`);
	const parts = [
		say(about.text, locale, values),
		(held.length ? timed : untimed).join('\n'),
		...(held.length && closed.length ? [say(words.closed.text, locale, values), untimed.join('\n')] : []),
		say(about.end, locale, values)
	];
	return {
		kind: by.news === 'rolled-back' ? 'meetings-called-off' : held.length ? 'meetings-arranged' : 'meeting-superseded',
		organisationId: to.organisation.id,
		personId: to.personId,
		locale,
		to: { address: to.email, name: to.name },
		subject: say(about.subject, locale, values),
		text: `${locale === 'id' ? 'Halo' : 'Hello'} ${to.callName ?? to.name},\n\n${parts.join('\n\n')}\n\n${to.organisation.name}\n`,
		...(held.length && {
			attachments: [
				{
					name: 'meetings.ics',
					// Several entries in one file: RFC 5546 allows that to PUBLISH alone.
					mediaType: 'text/calendar; charset=utf-8; method=PUBLISH',
					text: writeCalendar({
						method: 'PUBLISH',
						name: gathering.title,
						events: held.map((one) => ({
							uid: `meeting-${one.meetingId}@gerbang`,
							sequence: one.sequence,
							stamp: by.now,
							from: one.during!.from,
							to: one.during!.to,
							title: say(calendarTitle, locale, { who: one.other ? sayWho(one.other, locale) : somebody[locale] }),
							place: sayPlace(one) ?? '',
							text: sayEntry(one.line, `${base}/${one.meetingId}`),
							url: `${base}/${one.meetingId}`,
							cancelled: by.news === 'rolled-back',
							organiser: { name: to.organisation.name, email: addressOf(by.mailFrom) }
						}))
					})
				}
			]
		})
	};
}
