import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { Instant } from '../availability/schema.ts';
import { PersonLineShape } from '../profile/schema.ts';

export const fail = refusals({
	NO_MEETINGS_HERE: {
		status: 409,
		id: 'Belum ada jam pertemuan di acara ini. Tanyakan kepada penyelenggara.',
		en: 'This gathering has no meeting hours yet. Ask an organiser.'
	},
	NOT_AVAILABLE: {
		status: 409,
		id: '{name} tidak menerima pertemuan di acara ini.',
		en: '{name} takes no meetings at this gathering.'
	},
	NOT_REACHABLE: {
		status: 409,
		id: '{name} belum bergabung, jadi belum bisa menjawab. Coba lagi nanti.',
		en: '{name} has not joined yet and cannot answer. Try again later.'
	},
	NOT_TAKING_PART: {
		status: 409,
		id: '{name} tidak ikut acara ini, jadi tidak bisa ditemui di sini.',
		en: '{name} does not take part in this gathering, so you cannot meet here.'
	},
	MEETING_ONESELF: {
		status: 422,
		id: 'Itu Anda sendiri. Pilih orang lain.',
		en: 'That is you. Choose somebody else.'
	},
	TOO_MANY_WAITING: {
		status: 409,
		id: '{allowed} permintaan Anda masih menunggu jawaban. Tarik salah satu, atau tunggu jawabannya.',
		en: '{allowed} of your requests still wait for an answer. Withdraw one, or wait for an answer.'
	},
	ALREADY_ASKED: {
		status: 409,
		id: 'Permintaan Anda kepada {name} masih menunggu jawaban.',
		en: 'Your request to {name} still waits for an answer.'
	},
	ASKED_YOU: {
		status: 409,
		id: '{name} sudah meminta bertemu dengan Anda. Jawab permintaan itu.',
		en: '{name} has already asked to meet you. Answer that request.'
	},
	ALREADY_MEETING: {
		status: 409,
		id: 'Anda dan {name} sudah punya pertemuan. Pindahkan jamnya kalau perlu.',
		en: 'You and {name} already have a meeting. Move it if you need to.'
	},
	MODE_NOT_HERE: {
		status: 422,
		id: 'Acara ini tidak menyediakan cara bertemu itu. Pilih yang lain.',
		en: 'This gathering does not offer that way of meeting. Choose the other.'
	},
	TIME_NEEDED: {
		status: 422,
		id: 'Pilih satu sampai tiga jam, atau "kapan saja".',
		en: 'Choose one to three times, or "any time".'
	},
	TIME_NOT_OFFERED: {
		status: 422,
		id: 'Jam itu bukan jam pertemuan yang masih akan datang. Pilih salah satu dari daftar.',
		en: 'That is no meeting time still to come. Choose one from the list.'
	},
	SLOT_TAKEN: {
		status: 409,
		id: 'Jam itu baru saja terisi. Yang masih kosong untuk Anda berdua: {times}.',
		en: 'That time has just been taken. Still free for both of you: {times}.'
	},
	NO_TABLE: {
		status: 409,
		id: 'Tidak ada meja kosong pada jam itu. Yang masih kosong untuk Anda berdua: {times}.',
		en: 'No table is free at that time. Still free for both of you: {times}.'
	},
	NO_FREE_TIME: {
		status: 409,
		id: 'Tidak ada lagi jam yang kosong untuk Anda berdua di acara ini.',
		en: 'There is no time left at this gathering that is free for both of you.'
	},
	ALREADY_ANSWERED: {
		status: 409,
		id: 'Permintaan ini sudah tidak menunggu jawaban: {state}.',
		en: 'This request no longer waits for an answer: {state}.'
	},
	NOT_YOUR_TURN: {
		status: 409,
		id: 'Sekarang giliran {name} menjawab. Anda bisa menarik permintaan ini.',
		en: 'It is for {name} to answer now. You may withdraw the request.'
	},
	TOO_LATE: {
		status: 409,
		id: 'Pertemuan ini sudah dimulai atau sudah berakhir.',
		en: 'This meeting has begun or is over.'
	},
	NOT_NOW: {
		status: 409,
		id: '"Saya di sini" bisa ditekan dari sepuluh menit sebelum mulai sampai selesai.',
		en: '"I\'m here" is open from ten minutes before the start until the end.'
	},
	NOT_BEGUN: {
		status: 409,
		id: 'Pertemuan ini belum dimulai. Isi hasilnya setelah bertemu.',
		en: 'This meeting has not begun. Say how it went afterwards.'
	},
	PROMISE_HALF: {
		status: 422,
		id: 'Janji perlu tanggal. Sampai kapan?',
		en: 'A promise needs a date. By when?'
	},
	PLACE_IS_A_TABLE: {
		status: 409,
		id: 'Tempat pertemuan ini sudah diatur penyelenggara.',
		en: 'The organisers have already given this meeting its place.'
	}
});

/** What an answered request is called in a refusal. */
export const stateWords = {
	id: {
		requested: 'menunggu',
		confirmed: 'sudah diterima',
		declined: 'sudah ditolak',
		cancelled: 'sudah dibatalkan',
		expired: 'waktunya habis',
		superseded: 'jamnya sudah terisi'
	},
	en: {
		requested: 'waiting',
		confirmed: 'it was accepted',
		declined: 'it was declined',
		cancelled: 'it was called off',
		expired: 'its time ran out',
		superseded: 'its times were taken'
	}
} as const;

export const MeetingState = z.enum([
	'requested',
	'confirmed',
	'declined',
	'cancelled',
	'expired',
	'superseded'
]);
export const MeetingMode = z.enum(['onsite', 'online']);
export const Outcome = z.enum(['useful', 'follow_up', 'not_useful', 'did_not_meet']);

export type MeetingPersonView = z.infer<typeof PersonLineShape>;

export const TimeShape = z.object({ startsAt: z.date(), endsAt: z.date() });

export const PromiseShape = z.object({
	id: z.uuid(),
	meetingId: z.uuid().nullable(),
	isMine: z
		.boolean()
		.describe('True: the caller promised it; false: it was promised to the caller.'),
	person: PersonLineShape.nullable().describe('The other one; null once they are gone.'),
	text: z.string(),
	dueOn: z.string().describe('A date, 2026-03-14.'),
	isDue: z.boolean().describe('The date has come and the promise is open.'),
	createdAt: z.date(),
	keptAt: z.date().nullable(),
	droppedAt: z.date().nullable(),
	can: z.object({ keep: z.boolean(), drop: z.boolean(), reopen: z.boolean() })
});
export type PromiseView = z.infer<typeof PromiseShape>;

export const MeetingShape = z.object({
	id: z.uuid(),
	gathering: z
		.object({ id: z.uuid(), slug: z.string(), title: z.string(), timeZone: z.string() })
		.nullable()
		.describe('Null: it belongs to no gathering.'),
	state: MeetingState,
	mode: MeetingMode,
	line: z.string().describe('The one line it was asked with; empty where nobody asked.'),
	askedByMe: z.boolean(),
	isArranged: z
		.boolean()
		.describe('The organisers arranged it, because at least one of the two wished to meet the other.'),
	people: z.array(PersonLineShape).describe('The others; somebody who is gone is left out.'),
	waitingFor: z.enum(['me', 'them']).nullable().describe("Whose answer is awaited, if anybody's."),
	expiresAt: z.date().nullable().describe('Until when the answer is awaited.'),
	anyTime: z.boolean().describe('True: any free slot will do.'),
	proposals: z.array(
		TimeShape.extend({ isFree: z.boolean().describe('It could still be accepted.') })
	),
	firstFree: TimeShape.nullable().describe('What accepting without a choice takes.'),
	startsAt: z.date().nullable().describe('Set exactly while it is confirmed.'),
	endsAt: z.date().nullable(),
	tableName: z.string().nullable(),
	tableZone: z.string().nullable(),
	placeName: z.string().nullable().describe('A place its people agreed on.'),
	roomUrl: z.string().nullable(),
	hereAt: z.date().nullable().describe('When the caller said "I\'m here".'),
	othersHere: z.boolean(),
	waitsAlone: z
		.enum(['me', 'them'])
		.nullable()
		.describe('Who has been there alone for more than four minutes.'),
	outcome: Outcome.nullable().describe("The caller's own; the others never see it."),
	promises: z.array(PromiseShape),
	answeredAt: z.date().nullable(),
	cancelledBy: z.enum(['me', 'them', 'organiser']).nullable(),
	createdAt: z.date(),
	can: z.object({
		accept: z.boolean(),
		decline: z.boolean(),
		propose: z.boolean(),
		cancel: z.boolean(),
		sayHere: z.boolean(),
		tellOutcome: z.boolean(),
		namePlace: z.boolean()
	})
});
export type MeetingView = z.infer<typeof MeetingShape>;

export const MyMeetingsShape = z.object({
	gatheringId: z.uuid(),
	timeZone: z.string(),
	hasMeetings: z.boolean(),
	total: z.number().int(),
	/** Each meeting stands in one of these, the pressing first. */
	toTell: z.array(MeetingShape).describe('Over, and the caller has not said how it went.'),
	waitingForMe: z.array(MeetingShape),
	coming: z.array(MeetingShape),
	waitingForThem: z.array(MeetingShape),
	past: z.array(MeetingShape).describe('Over, declined, called off, run out.'),
	pending: z.object({ waiting: z.number().int(), allowed: z.number().int() })
});
export type MyMeetings = z.infer<typeof MyMeetingsShape>;

export const OneMeeting = z.object({ meetingId: z.uuid() });
export const Accept = OneMeeting.extend({
	startsAt: Instant.optional().describe(
		'One of the proposed times, or any free slot where any time will do. Left out: the first that is free.'
	)
});
export const Place = OneMeeting.extend({
	placeName: z.string().trim().max(120).nullish().describe('Where you meet, onsite.'),
	roomUrl: z
		.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)])
		.nullish()
		.describe('The link of the room, online.')
});
export const TellOutcome = OneMeeting.extend({
	outcome: Outcome,
	promise: z
		.object({
			text: z.string().trim().max(300),
			dueOn: z.union([z.literal(''), z.iso.date()])
		})
		.nullish()
		.describe('What you said you would do, and by when.')
});
export type TellOutcome = z.infer<typeof TellOutcome>;
