import { eq } from 'drizzle-orm';
import { findAddressee, type Addressee } from '#server/gate/public.ts';
import { findGatheringLines, type GatheringLine } from '#server/gather/public.ts';
import { say, type Locale, type Sentence } from '#server/kernel/errors.ts';
import type { Letter } from '#server/kernel/mail.ts';
import { writeCalendar } from '#server/kernel/calendar.ts';
import type { Span } from '../availability/rules.ts';
import { findPersonLines, type Acting } from './access.ts';
import type { MeetingPersonView } from './schema.ts';
import { meeting, meetingPerson, meetingProposal, meetingTable } from './tables.ts';

/** What happened to a meeting, as its people are told. */
export type MeetingNews =
	| 'asked'
	| 'confirmed'
	| 'declined'
	| 'declined_open'
	| 'proposed'
	| 'move_asked'
	| 'move_declined'
	| 'move_expired'
	| 'moved'
	| 'moved_by_organiser'
	| 'placed'
	| 'cancelled'
	| 'cancelled_by_organiser'
	| 'withdrawn_by_organiser'
	| 'expired'
	| 'superseded';

interface Words {
	subject: Sentence;
	text: Sentence;
	/** Whether a calendar file goes with it, and what it does there. */
	calendar?: 'REQUEST' | 'CANCEL';
}

const words: Record<MeetingNews, Words> = {
	asked: {
		subject: {
			id: '{name} ingin bertemu Anda di {gathering}',
			en: '{name} would like to meet you at {gathering}'
		},
		text: {
			id: '{who} ingin bertemu:\n\n"{line}"\n\nUsulan waktu: {times}.\nJawab sebelum {expires}:\n{url}',
			en: '{who} would like to meet:\n\n"{line}"\n\nProposed: {times}.\nAnswer before {expires}:\n{url}'
		}
	},
	confirmed: {
		subject: { id: 'Pertemuan dengan {name}: {time}', en: 'You meet {name}: {time}' },
		text: {
			id: 'Anda bertemu {who}.\n\nWaktu: {time}\nTempat: {place}\nPerihal: "{line}"\n\nBuka, pindahkan atau batalkan:\n{url}',
			en: 'You meet {who}.\n\nTime: {time}\nPlace: {place}\nAbout: "{line}"\n\nOpen, move or cancel it:\n{url}'
		},
		calendar: 'REQUEST'
	},
	declined: {
		subject: {
			id: '{name} tidak bisa bertemu di {gathering}',
			en: '{name} cannot meet at {gathering}'
		},
		text: {
			id: '{who} menolak pertemuan "{line}". Waktu Anda kembali kosong.\n\nTemukan orang lain yang patut ditemui:\n{people}',
			en: '{who} declined to meet about "{line}". Your time is free again.\n\nFind others worth meeting:\n{people}'
		}
	},
	declined_open: {
		subject: {
			id: '{name} tidak sempat bertemu, tetapi mau berkabar',
			en: '{name} has no time to meet, but would like to stay in touch'
		},
		text: {
			id: '{who} tidak sempat bertemu di {gathering}, tetapi membuka percakapan dengan Anda.\n\nTulis kepadanya:\n{thread}',
			en: '{who} has no time to meet at {gathering}, but opened a thread with you.\n\nWrite to them:\n{thread}'
		}
	},
	proposed: {
		subject: { id: '{name} mengusulkan waktu lain', en: '{name} proposes another time' },
		text: {
			id: '{who} mau bertemu dan mengusulkan: {times}.\n\nJawab sebelum {expires}:\n{url}',
			en: '{who} would like to meet and proposes: {times}.\n\nAnswer before {expires}:\n{url}'
		}
	},
	move_asked: {
		subject: {
			id: '{name} ingin memindahkan pertemuan Anda',
			en: '{name} would like to move your meeting'
		},
		text: {
			id: '{who} mengusulkan waktu lain: {times}.\n\nSampai Anda menjawab, pertemuan tetap {time}.\nJawab sebelum {expires}:\n{url}',
			en: '{who} proposes another time: {times}.\n\nUntil you answer, the meeting stays at {time}.\nAnswer before {expires}:\n{url}'
		}
	},
	move_declined: {
		subject: {
			id: 'Pertemuan dengan {name} tetap {time}',
			en: 'Your meeting with {name} stays at {time}'
		},
		text: {
			id: '{who} tidak bisa pada waktu lain. Pertemuan tetap {time}, {place}.\n\n{url}',
			en: '{who} cannot make the other time. The meeting stays at {time}, {place}.\n\n{url}'
		}
	},
	move_expired: {
		subject: {
			id: 'Pertemuan dengan {name} tetap {time}',
			en: 'Your meeting with {name} stays at {time}'
		},
		text: {
			id: 'Belum ada jawaban atas usulan waktu lain. Pertemuan dengan {who} tetap {time}, {place}.\n\n{url}',
			en: 'There was no answer to the other time you proposed. The meeting with {who} stays at {time}, {place}.\n\n{url}'
		}
	},
	moved: {
		subject: {
			id: 'Pertemuan dengan {name} pindah: {time}',
			en: 'Your meeting with {name} moved: {time}'
		},
		text: {
			id: 'Pertemuan dengan {who} pindah.\n\nWaktu: {time}\nTempat: {place}\n\n{url}',
			en: 'Your meeting with {who} has moved.\n\nTime: {time}\nPlace: {place}\n\n{url}'
		},
		calendar: 'REQUEST'
	},
	moved_by_organiser: {
		subject: { id: 'Pertemuan dengan {name}: {time}', en: 'Your meeting with {name}: {time}' },
		text: {
			id: 'Penyelenggara mengubah jam atau meja pertemuan, sehingga pertemuan Anda dengan {who} kini:\n\nWaktu: {time}\nTempat: {place}\n\nTidak cocok? Usulkan waktu lain atau batalkan:\n{url}',
			en: 'The organisers changed the meeting hours or tables, so your meeting with {who} is now:\n\nTime: {time}\nPlace: {place}\n\nIt does not suit you? Propose another time or cancel:\n{url}'
		},
		calendar: 'REQUEST'
	},
	placed: {
		subject: {
			id: 'Tempat pertemuan dengan {name}: {place}',
			en: 'Where you meet {name}: {place}'
		},
		text: {
			id: 'Anda bertemu {who}.\n\nWaktu: {time}\nTempat: {place}\n\n{url}',
			en: 'You meet {who}.\n\nTime: {time}\nPlace: {place}\n\n{url}'
		},
		calendar: 'REQUEST'
	},
	cancelled: {
		subject: {
			id: 'Batal: pertemuan dengan {name}, {time}',
			en: 'Called off: your meeting with {name}, {time}'
		},
		text: {
			id: 'Pertemuan dengan {who} ({time}) dibatalkan. Waktu Anda kembali kosong, kalender Anda ikut diperbarui.\n\n{url}',
			en: 'The meeting with {who} ({time}) was called off. Your time is free again, and your calendar is updated.\n\n{url}'
		},
		calendar: 'CANCEL'
	},
	cancelled_by_organiser: {
		subject: {
			id: 'Batal: pertemuan dengan {name}, {time}',
			en: 'Called off: your meeting with {name}, {time}'
		},
		text: {
			id: 'Penyelenggara membatalkan pertemuan Anda dengan {who} ({time}). Kalender Anda ikut diperbarui.\n\nMinta waktu lain di sini:\n{url}',
			en: 'The organisers called off your meeting with {who} ({time}). Your calendar is updated.\n\nAsk for another time here:\n{url}'
		},
		calendar: 'CANCEL'
	},
	withdrawn_by_organiser: {
		subject: {
			id: 'Permintaan bertemu {name} ditutup',
			en: 'The request to meet {name} was closed'
		},
		text: {
			id: 'Penyelenggara menutup permintaan pertemuan Anda dengan {who} di {gathering}.\n\n{url}',
			en: 'The organisers closed the meeting request between you and {who} at {gathering}.\n\n{url}'
		}
	},
	expired: {
		subject: { id: '{name} belum sempat menjawab', en: '{name} did not get round to answering' },
		text: {
			id: 'Permintaan Anda untuk bertemu {who} habis waktunya tanpa jawaban. Waktu Anda tidak pernah tertahan karenanya.\n\nMinta lagi, atau temui orang lain:\n{people}',
			en: 'Your request to meet {who} ran out without an answer. It never held your time.\n\nAsk again, or meet somebody else:\n{people}'
		}
	},
	superseded: {
		subject: {
			id: 'Waktu untuk bertemu {name} sudah terisi',
			en: 'The times to meet {name} were taken'
		},
		text: {
			id: 'Tidak ada lagi waktu yang diusulkan untuk bertemu {who} yang masih kosong, jadi permintaan ini ditutup.\n\nMinta waktu lain:\n{url}',
			en: 'None of the times proposed to meet {who} is free any more, so this request was closed.\n\nAsk for another time:\n{url}'
		}
	}
};

export const noPlace: Record<'onsite' | 'online', Sentence> = {
	onsite: { id: 'sepakati bersama di halaman pertemuan', en: 'agree on it on the meeting page' },
	online: {
		id: 'tautan ruang belum ada; isi di halaman pertemuan',
		en: 'no room link yet; add one on the meeting page'
	}
};
const anyTime: Sentence = { id: 'kapan saja Anda berdua kosong', en: 'any time you are both free' };
export const somebody: Sentence = { id: 'seseorang', en: 'somebody' };
export const calendarTitle: Sentence = { id: 'Bertemu {who}', en: 'Meet {who}' };

const zoneWords: Record<string, string> = {
	'Asia/Jakarta': 'WIB',
	'Asia/Pontianak': 'WIB',
	'Asia/Makassar': 'WITA',
	'Asia/Jayapura': 'WIT'
};

function part(
	instant: Date,
	timeZone: string,
	locale: Locale,
	options: Intl.DateTimeFormatOptions
): string {
	return new Intl.DateTimeFormat(locale === 'id' ? 'id-ID' : 'en-GB', {
		...options,
		timeZone
	}).format(instant);
}
const day = (instant: Date, timeZone: string, locale: Locale) =>
	part(instant, timeZone, locale, { weekday: 'short', day: 'numeric', month: 'short' });
const clock = (instant: Date, timeZone: string, locale: Locale) =>
	part(instant, timeZone, locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const letters = (instant: Date, timeZone: string, locale: Locale) =>
	zoneWords[timeZone] ??
	new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
		.formatToParts(instant)
		.find(({ type }) => type === 'timeZoneName')!.value;

/** "Sab, 14 Mar 09.00–09.20 WIB" */
export const saySpan = (span: Span, timeZone: string, locale: Locale): string =>
	`${day(span.from, timeZone, locale)} ${clock(span.from, timeZone, locale)}–${clock(span.to, timeZone, locale)} ${letters(span.from, timeZone, locale)}`;

/** "Sab, 14 Mar 09.00 WIB" */
const sayMoment = (instant: Date, timeZone: string, locale: Locale): string =>
	`${day(instant, timeZone, locale)} ${clock(instant, timeZone, locale)} ${letters(instant, timeZone, locale)}`;

/** Several starts: "Sab, 14 Mar 09.00, 09.25; Min, 15 Mar 10.00 WIB" */
export function sayTimes(slots: { from: Date }[], timeZone: string, locale: Locale): string {
	const days = new Map<string, string[]>();
	for (const { from } of slots) {
		const key = day(from, timeZone, locale);
		days.set(key, [...(days.get(key) ?? []), clock(from, timeZone, locale)]);
	}
	const said = [...days].map(([key, clocks]) => `${key} ${clocks.join(', ')}`).join('; ');
	return slots.length ? `${said} ${letters(slots[0]!.from, timeZone, locale)}` : said;
}

interface Facts {
	id: string;
	line: string;
	mode: 'onsite' | 'online';
	during: Span | null;
	expiresAt: Date | null;
	anyTime: boolean;
	starts: Date[];
	tableName: string | null;
	tableZone: string | null;
	placeName: string | null;
	roomUrl: string | null;
	sequence: number;
	createdAt: Date;
}

/** Where a meeting is held, in words; null while nobody knows. */
export const sayPlace = (
	facts: Pick<Facts, 'mode' | 'tableName' | 'tableZone' | 'placeName' | 'roomUrl'>
): string | null =>
	facts.mode === 'online'
		? facts.roomUrl
		: facts.tableName
			? [facts.tableName, facts.tableZone].filter(Boolean).join(', ')
			: facts.placeName;

/** What a calendar's entry says beneath: the line it was asked with, where there is one, and its page. */
export const sayEntry = (line: string, url: string): string => (line ? `"${line}"\n\n${url}` : url);

/** "Sari Dewi, Kepala Penjualan, PT Maju" */
export const sayWho = (person: MeetingPersonView | undefined, locale: Locale): string =>
	person
		? [person.name, person.title, person.companyName].filter(Boolean).join(', ')
		: somebody[locale];

/** The letter to one of a meeting's people. Nobody's contact fields are in it but the reader's own address. */
export function meetingLetter(by: {
	kind: MeetingNews;
	facts: Facts;
	gathering: GatheringLine;
	to: Addressee & { email: string };
	other: MeetingPersonView | undefined;
	origin: string;
	mailFrom: string;
	now: Date;
}): Letter {
	const { facts, gathering, to, other } = by;
	const { locale } = to;
	const base = `${by.origin}/${to.organisation.slug}/g/${gathering.slug}`;
	const url = `${base}/meetings/${facts.id}`;
	const place = sayPlace(facts);
	const values = {
		name: other?.callName ?? other?.name ?? somebody[locale],
		who: sayWho(other, locale),
		gathering: gathering.title,
		line: facts.line,
		times: facts.anyTime
			? anyTime[locale]
			: sayTimes(
					facts.starts.map((from) => ({ from })),
					gathering.timeZone,
					locale
				),
		time: facts.during ? saySpan(facts.during, gathering.timeZone, locale) : '',
		expires: facts.expiresAt ? sayMoment(facts.expiresAt, gathering.timeZone, locale) : '',
		place: place ?? noPlace[facts.mode][locale],
		url,
		people: `${base}/people`,
		thread: other ? `${by.origin}/${to.organisation.slug}/inbox/${other.id}` : url
	};
	const { subject, text, calendar } = words[by.kind];
	const greeting = locale === 'id' ? 'Halo' : 'Hello';
	return {
		kind: `meeting-${by.kind.replaceAll('_', '-')}`,
		organisationId: to.organisation.id,
		personId: to.personId,
		locale,
		to: { address: to.email, name: to.name },
		subject: say(subject, locale, values),
		text: `${greeting} ${to.callName ?? to.name},\n\n${say(text, locale, values)}\n\n${to.organisation.name}\n`,
		...(calendar &&
			facts.during && {
				attachments: [
					{
						name: 'meeting.ics',
						mediaType: `text/calendar; charset=utf-8; method=${calendar}`,
						text: writeCalendar({
							method: calendar,
							name: gathering.title,
							events: [
								{
									uid: `meeting-${facts.id}@gerbang`,
									// The cancellation is posted before the row changes, and must outrank what was sent before.
									sequence: facts.sequence + (calendar === 'CANCEL' ? 1 : 0),
									stamp: by.now,
									from: facts.during.from,
									to: facts.during.to,
									title: say(calendarTitle, locale, values),
									place: place ?? '',
									text: sayEntry(facts.line, url),
									url,
									cancelled: calendar === 'CANCEL',
									organiser: { name: to.organisation.name, email: addressOf(by.mailFrom) },
									attendee: { name: to.name, email: to.email }
								}
							]
						})
					}
				]
			})
	};
}

/** The bare address of "Gerbang <gerbang@example.org>". */
export const addressOf = (from: string): string => /<([^>]+)>/.exec(from)?.[1] ?? from.trim();

/**
 * Writes the news of a meeting to some of its people, in the transaction: one letter each, to those who gave an
 * address. Reads the meeting as the transaction sees it.
 */
export async function tell(
	context: Acting,
	news: { meetingId: string; kind: MeetingNews; to: string[]; byPersonId?: string | null }
): Promise<void> {
	const { db } = context;
	const [row] = await db
		.select({ meeting, tableName: meetingTable.name, tableZone: meetingTable.zone })
		.from(meeting)
		.leftJoin(meetingTable, eq(meetingTable.id, meeting.tableId))
		.where(eq(meeting.id, news.meetingId));
	if (!row) return;
	const gatheringId = row.meeting.gatheringId;
	const gathering = gatheringId
		? (await findGatheringLines(db, [gatheringId])).get(gatheringId)
		: undefined;
	if (!gathering) return;
	const people = await db
		.select({ personId: meetingPerson.personId })
		.from(meetingPerson)
		.where(eq(meetingPerson.meetingId, news.meetingId));
	const proposals = await db
		.select({ startsAt: meetingProposal.startsAt })
		.from(meetingProposal)
		.where(eq(meetingProposal.meetingId, news.meetingId))
		.orderBy(meetingProposal.startsAt);
	for (const personId of news.to) {
		const to = await findAddressee(db, personId);
		if (!to?.email) continue;
		const otherId = people.find((row) => row.personId !== personId)?.personId;
		const lines = await findPersonLines(
			db,
			{
				organisationId: row.meeting.organisationId,
				timeZone: to.timeZone,
				standing: { personId, role: null }
			},
			otherId ? [otherId] : []
		);
		await context.kernel.mail.post(
			db,
			meetingLetter({
				kind: news.kind,
				facts: {
					...row.meeting,
					tableName: row.tableName,
					tableZone: row.tableZone,
					starts: proposals.map(({ startsAt }) => startsAt)
				},
				gathering,
				to: { ...to, email: to.email },
				other: lines.get(otherId ?? ''),
				origin: context.kernel.config.origin,
				mailFrom: context.kernel.config.mailFrom,
				now: context.now
			})
		);
	}
}
