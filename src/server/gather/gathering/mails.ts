import type { Addressee } from '#server/gate/public.ts';
import { writeCalendar } from '#server/kernel/calendar.ts';
import { say, type Locale, type Sentence } from '#server/kernel/errors.ts';
import type { Letter } from '#server/kernel/mail.ts';
import type { Gathering } from './access.ts';
import { sayWhen } from './rules.ts';

/** What a person is told of their seat, or of the gathering itself. */
export type SeatNews =
	| 'going'
	| 'pending'
	| 'waitlisted'
	| 'declined'
	| 'seat_freed'
	| 'approved'
	| 'cancelled_by_organiser'
	| 'moved'
	| 'gathering_cancelled';

interface Words {
	subject: Sentence;
	text: Sentence;
	calendar?: 'REQUEST' | 'CANCEL';
}

const facts: Sentence = { id: '{when}\n{place}', en: '{when}\n{place}' };

const words: Record<SeatNews, Words> = {
	going: {
		subject: { id: 'Tiket Anda: {title}', en: 'Your ticket: {title}' },
		text: {
			id: 'Halo {name},\n\nAnda punya kursi di {title}.\n{facts}\n\nTiket Anda, dengan kode {code}:\n{link}\n\nTunjukkan di pintu. Tidak jadi datang? Buka tautan yang sama, supaya kursi Anda berguna bagi yang menunggu.',
			en: 'Hello {name},\n\nYou have a seat at {title}.\n{facts}\n\nYour ticket, with the code {code}:\n{link}\n\nShow it at the door. Cannot come? Open the same link, so that your seat goes to somebody who waits.'
		},
		calendar: 'REQUEST'
	},
	pending: {
		subject: { id: 'Permintaan Anda sudah sampai: {title}', en: 'We have your request: {title}' },
		text: {
			id: 'Halo {name},\n\nPenyelenggara {title} akan menjawab permintaan Anda.\n{facts}\n\nLihat atau batalkan di sini:\n{link}',
			en: 'Hello {name},\n\nThe organisers of {title} will answer your request.\n{facts}\n\nSee or cancel it here:\n{link}'
		}
	},
	waitlisted: {
		subject: { id: 'Daftar tunggu: {title}', en: 'On the waiting list: {title}' },
		text: {
			id: 'Halo {name},\n\nSemua kursi {title} sudah terisi. Anda ada di daftar tunggu; begitu ada kursi kosong, yang pertama menunggu mendapatkannya dan kami beri tahu.\n{facts}\n\nLihat tempat Anda, atau keluar dari daftar:\n{link}',
			en: 'Hello {name},\n\nAll seats at {title} are taken. You are on the waiting list; a seat that becomes free goes to the first who waits, and we tell you.\n{facts}\n\nSee your place, or leave the list:\n{link}'
		}
	},
	declined: {
		subject: { id: 'Tentang pendaftaran Anda: {title}', en: 'About your registration: {title}' },
		text: {
			id: 'Halo {name},\n\nKali ini penyelenggara {title} tidak dapat memberi Anda kursi. Terima kasih atas minat Anda.\n\n{link}',
			en: 'Hello {name},\n\nThis time the organisers of {title} cannot give you a seat. Thank you for your interest.\n\n{link}'
		}
	},
	seat_freed: {
		subject: { id: 'Ada kursi untuk Anda: {title}', en: 'A seat for you: {title}' },
		text: {
			id: 'Halo {name},\n\nSatu kursi di {title} kosong, dan sekarang milik Anda.\n{facts}\n\nTiket Anda, dengan kode {code}:\n{link}\n\nTidak bisa datang? Lepaskan kursinya lewat tautan yang sama; yang berikutnya sudah menunggu.',
			en: 'Hello {name},\n\nA seat at {title} has become free, and it is yours.\n{facts}\n\nYour ticket, with the code {code}:\n{link}\n\nCannot come? Pass it on through the same link; the next one is waiting.'
		},
		calendar: 'REQUEST'
	},
	approved: {
		subject: { id: 'Anda diterima: {title}', en: 'You are in: {title}' },
		text: {
			id: 'Halo {name},\n\nPenyelenggara menerima Anda. Anda punya kursi di {title}.\n{facts}\n\nTiket Anda, dengan kode {code}:\n{link}',
			en: 'Hello {name},\n\nThe organisers said yes. You have a seat at {title}.\n{facts}\n\nYour ticket, with the code {code}:\n{link}'
		},
		calendar: 'REQUEST'
	},
	cancelled_by_organiser: {
		subject: { id: 'Pendaftaran dibatalkan: {title}', en: 'Registration cancelled: {title}' },
		text: {
			id: 'Halo {name},\n\nPenyelenggara membatalkan pendaftaran Anda untuk {title}. Ada yang keliru? Balas kepada mereka.\n\n{link}',
			en: 'Hello {name},\n\nThe organisers cancelled your registration for {title}. Is that a mistake? Write to them.\n\n{link}'
		},
		calendar: 'CANCEL'
	},
	moved: {
		subject: { id: 'Berubah: {title}', en: 'Changed: {title}' },
		text: {
			id: 'Halo {name},\n\n{what} {title} berubah. Yang berlaku sekarang:\n{facts}\n\nTidak bisa lagi? Lepaskan kursi Anda di sini:\n{link}',
			en: 'Hello {name},\n\n{what} of {title} changed. What holds now:\n{facts}\n\nNo longer possible? Give up your seat here:\n{link}'
		},
		calendar: 'REQUEST'
	},
	gathering_cancelled: {
		subject: { id: 'Dibatalkan: {title}', en: 'Cancelled: {title}' },
		text: {
			id: 'Halo {name},\n\n{title} ({when}) dibatalkan.\n{reason}\n\nMaaf, dan sampai bertemu di lain waktu.\n{link}',
			en: 'Hello {name},\n\n{title} ({when}) is cancelled.\n{reason}\n\nWe are sorry, and hope to see you another time.\n{link}'
		},
		calendar: 'CANCEL'
	}
};

const changed: Record<string, Sentence> = {
	time: { id: 'Waktu', en: 'The time' },
	place: { id: 'Tempat', en: 'The place' },
	both: { id: 'Waktu dan tempat', en: 'Time and place' }
};

const sayPlace = (gathering: Gathering, locale: Locale): string => {
	const place = [gathering.placeName, gathering.placeAddress, gathering.city].filter(Boolean).join(', ');
	const online = locale === 'id' ? 'Daring' : 'Online';
	if (gathering.mode === 'onsite') return place;
	return gathering.mode === 'online' ? online : `${place} / ${online}`;
};

/** A gathering's calendar file; the UID stays, SEQUENCE counts what people were told of. */
export function gatheringCalendar(
	gathering: Gathering,
	by: { origin: string; organisation: string; locale: Locale; method: 'PUBLISH' | 'REQUEST' | 'CANCEL'; attendee?: { name: string; email: string }; room?: boolean }
): string {
	const url = `${by.origin}/${by.organisation}/g/${gathering.slug}`;
	return writeCalendar({
		method: by.method,
		name: gathering.title,
		events: [
			{
				uid: `gathering-${gathering.id}@gerbang`,
				sequence: gathering.sequence,
				stamp: gathering.updatedAt,
				from: gathering.startsAt,
				to: gathering.endsAt,
				title: gathering.title,
				place: sayPlace(gathering, by.locale),
				text: [gathering.summary, by.room ? gathering.roomUrl : null, url].filter(Boolean).join('\n'),
				url,
				cancelled: gathering.cancelledAt !== null || by.method === 'CANCEL',
				...(by.attendee && { attendee: by.attendee })
			}
		]
	});
}

/** The letter that tells a person about their seat. `link`: their own way to it. */
export function seatLetter(
	to: Addressee & { email: string },
	by: {
		news: SeatNews;
		gathering: Gathering;
		origin: string;
		link: string;
		ticketCode: string;
		what?: ('time' | 'place')[];
	}
): Letter {
	const { gathering, news } = by;
	const { locale } = to;
	const when = sayWhen(gathering.startsAt, gathering.endsAt, gathering.timeZone, locale);
	const place = sayPlace(gathering, locale);
	const values = {
		name: to.callName ?? to.name,
		title: gathering.title,
		when,
		facts: say(facts, locale, { when, place }).trim(),
		code: by.ticketCode,
		link: by.link,
		reason: gathering.cancelledReason ?? '',
		what: say(changed[by.what?.length === 2 ? 'both' : (by.what?.[0] ?? 'time')]!, locale)
	};
	const { subject, text, calendar } = words[news];
	return {
		kind: `registration-${news.replaceAll('_', '-')}`,
		organisationId: to.organisation.id,
		personId: to.personId,
		locale,
		to: { address: to.email, name: to.name },
		subject: say(subject, locale, values),
		text: say(text, locale, values).replace(/\n{3,}/g, '\n\n'),
		...(calendar && {
			attachments: [
				{
					name: 'gerbang.ics',
					mediaType: `text/calendar; charset=utf-8; method=${calendar}`,
					text: gatheringCalendar(gathering, {
						origin: by.origin,
						organisation: to.organisation.slug,
						locale,
						method: calendar,
						attendee: { name: to.name, email: to.email },
						room: calendar === 'REQUEST'
					})
				}
			]
		})
	};
}
