import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	NOT_OPEN: {
		status: 409,
		id: 'Pendaftaran untuk temu ini sudah ditutup.',
		en: 'Registration for this gathering is closed.'
	},
	ANSWER_NEEDED: {
		status: 422,
		id: 'Jawab dulu: {label}',
		en: 'Answer this first: {label}'
	},
	DECLINED_BEFORE: {
		status: 409,
		id: 'Penyelenggara tidak memberi kursi untuk temu ini. Hubungi mereka bila itu keliru.',
		en: 'The organisers gave no seat at this gathering. Write to them if that is a mistake.'
	},
	NOT_REGISTERED: {
		status: 404,
		id: 'Anda belum terdaftar di temu ini.',
		en: 'You are not registered for this gathering.'
	},
	ALREADY_INSIDE: {
		status: 409,
		id: 'Anda sudah masuk, jadi kursi ini tidak bisa dilepas lagi.',
		en: 'You are already in, so this seat can no longer be given up.'
	},
	TOO_LATE: {
		status: 409,
		id: 'Temu ini sudah selesai.',
		en: 'This gathering is over.'
	}
});

export const Status = z.enum(['pending', 'going', 'waitlisted', 'declined', 'cancelled']);

export const Answers = z
	.record(z.string().max(40), z.union([z.string().max(2000), z.boolean()]))
	.describe('By id of the question: words, the option chosen, or whether it is ticked.');

export const GatheringId = z.object({ gatheringId: z.uuid() });

export const RegisterRequest = GatheringId.extend({
	key: z.string().max(100).optional().describe("What the gathering's invitation link carries, where it is by invitation."),
	name: z.string().trim().max(120).nullish().describe('One field, one word is enough. Not needed of who is known here.'),
	email: z
		.union([z.email().max(254), z.literal('')])
		.nullish()
		.describe('This or the phone number, of who is not signed in.'),
	phone: z.string().trim().max(40).nullish().describe('08…, 62… or +62…, any spacing.'),
	answers: Answers.default({}),
	attempt: z
		.uuid()
		.optional()
		.describe('A random secret of this form: sending it twice within a quarter of an hour is the same person.')
});
export type RegisterRequest = z.infer<typeof RegisterRequest>;

export const RegisteredShape = z.object({
	outcome: z
		.enum(['settled', 'mailed'])
		.describe(
			'settled: the caller is signed in as this person and sees their seat. mailed: not signed in; the letter to the address says what became of it, and whoever asks here learns nothing of the address.'
		),
	status: Status.nullable().describe('Only when settled.'),
	position: z
		.number()
		.int()
		.nullable()
		.describe('Place on the waiting list, from 1 to 500; further back the ticket says it.'),
	email: z.string().nullable().describe('Where the letter goes, as it was typed.')
});
export type Registered = z.infer<typeof RegisteredShape>;

export const TicketShape = z.object({
	registrationId: z.uuid(),
	gatheringId: z.uuid(),
	status: Status,
	news: z
		.enum(['going', 'pending', 'waitlisted', 'declined', 'seat_freed', 'approved', 'cancelled_by_organiser'])
		.nullable()
		.describe('How it came to this; null: by the person themselves.'),
	name: z.string(),
	title: z.string().nullable(),
	companyName: z.string().nullable(),
	code: z.string().nullable().describe('Read aloud at the door; only while going.'),
	qr: z.string().nullable().describe('What the QR code holds: signed, opaque; only while going.'),
	checkedInAt: z.date().nullable(),
	position: z.number().int().nullable().describe('Place on the waiting list, from 1.'),
	hasAddress: z.boolean().describe('False: no mail reaches them; this page is the only ticket.'),
	can: z.object({ cancel: z.boolean(), register: z.boolean() })
});
export type Ticket = z.infer<typeof TicketShape>;
