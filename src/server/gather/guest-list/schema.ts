import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { QuestionShape } from '../gathering/schema.ts';
import { Answers, GatheringId, Status } from '../registration/schema.ts';

export const fail = refusals({
	NOTHING_CHOSEN: {
		status: 422,
		id: 'Pilih dulu orangnya.',
		en: 'Choose people first.'
	},
	NO_SEAT_LEFT: {
		status: 409,
		id: 'Semua kursi terisi. Tambah kapasitas dulu di Pengaturan.',
		en: 'All seats are taken. Raise the capacity in Settings first.'
	},
	NO_TICKET: {
		status: 409,
		id: 'Orang ini tidak punya kursi, permintaan, atau tempat di daftar tunggu.',
		en: 'This person has no seat, request or place on the waiting list.'
	},
	NAME_NEEDED: {
		status: 422,
		id: 'Tulis namanya; satu kata pun cukup.',
		en: 'Write their name; one word is enough.'
	},
	PHONE_UNREADABLE: {
		status: 422,
		id: 'Nomor telepon ini tidak terbaca. Tulis misalnya 0812 3456 7890.',
		en: 'This phone number cannot be read. Write for example 0812 3456 7890.'
	}
});

const Filter = {
	search: z.string().trim().max(100).default('').describe("Words of a name, title, company or city, or a ticket's code."),
	status: Status.optional(),
	inside: z.boolean().optional().describe('Only those checked in, or only those who are not.')
};
export const GuestSearch = GatheringId.extend({
	...Filter,
	limit: z.coerce.number().int().min(1).max(200).default(50),
	offset: z.coerce.number().int().min(0).max(1_000_000).default(0)
});
export type GuestSearch = z.infer<typeof GuestSearch>;
export const GuestFilter = GatheringId.extend(Filter);
export type GuestFilter = z.infer<typeof GuestFilter>;

export const ListedGuestShape = z.object({
	registrationId: z.uuid(),
	personId: z.uuid(),
	name: z.string(),
	title: z.string().nullable(),
	companyName: z.string().nullable(),
	city: z.string().nullable(),
	photoFileId: z.uuid().nullable(),
	email: z.string().nullable().describe('As they gave it to register, or as they show it to members.'),
	phone: z.string().nullable().describe('E.164; as for the e-mail address.'),
	status: Status,
	statusAt: z.date(),
	position: z.number().int().nullable().describe('Place on the waiting list, from 1.'),
	registeredAt: z.date(),
	source: z.string().describe('self, organiser, import, speaker or door.'),
	code: z.string(),
	answers: Answers,
	checkedInAt: z.date().nullable(),
	isReachable: z.boolean().describe('False: no address; hand them their ticket link.')
});
export type ListedGuest = z.infer<typeof ListedGuestShape>;

export const GuestListShape = z.object({
	guests: z.array(ListedGuestShape),
	total: z.number().int().describe('How many match.'),
	counts: z.object({
		all: z.number().int(),
		pending: z.number().int(),
		going: z.number().int(),
		waitlisted: z.number().int(),
		declined: z.number().int(),
		cancelled: z.number().int(),
		checkedIn: z.number().int()
	}),
	capacity: z.number().int().nullable(),
	seatsLeft: z.number().int().nullable(),
	questions: z.array(QuestionShape),
	timeZone: z.string()
});
export type GuestList = z.infer<typeof GuestListShape>;

export const AnswerRequest = GatheringId.extend({
	registrationIds: z.array(z.uuid()).max(1000).default([]),
	all: z.literal('pending').optional().describe('Everybody whose request waits, instead of a list.'),
	answer: z.enum(['approve', 'decline', 'cancel'])
});
export type AnswerRequest = z.infer<typeof AnswerRequest>;

export const AnsweredShape = z.object({
	going: z.number().int(),
	waitlisted: z.number().int().describe('Approved, but no seat was left.'),
	declined: z.number().int(),
	cancelled: z.number().int()
});
export type Answered = z.infer<typeof AnsweredShape>;

export const AddRequest = GatheringId.extend({
	personId: z.uuid().optional().describe('Somebody known here; else who they are, below.'),
	name: z.string().trim().max(120).optional(),
	email: z.union([z.email().max(254), z.literal('')]).nullish(),
	phone: z.string().trim().max(40).nullish(),
	title: z.string().trim().max(120).nullish(),
	companyName: z.string().trim().max(160).nullish()
});
export type AddRequest = z.infer<typeof AddRequest>;

export const TicketLinkShape = z.object({
	url: z.string().describe('Signs its holder in as this person on first use: hand it to them alone.'),
	text: z.string().describe('What to send with it.'),
	whatsApp: z.string().describe('Opens WhatsApp with the text; to their number where we have it.')
});
