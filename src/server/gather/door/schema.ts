import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { GatheringId, Status } from '../registration/schema.ts';

export const fail = refusals({
	SHOW_SOMETHING: {
		status: 422,
		id: 'Pindai tiket, ketik kode, atau pilih nama.',
		en: 'Scan a ticket, type a code, or choose a name.'
	},
	DOOR_SHUT: {
		status: 409,
		id: 'Temu ini dibatalkan atau sudah lama selesai; pintunya tertutup.',
		en: 'This gathering is cancelled or long over; its door is shut.'
	}
});

export const CheckInRequest = GatheringId.extend({
	ticket: z.string().max(300).optional().describe('What the QR code held.'),
	code: z.string().max(40).optional().describe('The code of the ticket as it was said or typed.'),
	registrationId: z.uuid().optional().describe('Chosen by name.'),
	key: z
		.uuid()
		.optional()
		.describe('Made by the device for this one passing: sending it again is the same passing, not a second one.')
});
export type CheckInRequest = z.infer<typeof CheckInRequest>;

export const GuestAtDoorShape = z.object({
	registrationId: z.uuid(),
	name: z.string(),
	title: z.string().nullable(),
	companyName: z.string().nullable(),
	photoFileId: z.uuid().nullable(),
	status: Status,
	checkedInAt: z.date().nullable()
});
export type GuestAtDoor = z.infer<typeof GuestAtDoorShape>;

export const AnswerAtDoorShape = z.object({
	light: z.enum(['green', 'amber', 'red']),
	reason: z.enum([
		'in',
		'already_in',
		'pending',
		'waitlisted',
		'declined',
		'cancelled',
		'other_gathering',
		'unknown',
		'gathering_cancelled',
		'gathering_over'
	]),
	guest: GuestAtDoorShape.nullable().describe('Null: nobody we know.'),
	checkIn: z
		.object({ id: z.uuid(), at: z.date(), by: z.string().nullable().describe('Who let them in.'), via: z.string() })
		.nullable()
		.describe('The passing that stands.'),
	gathering: z
		.object({ title: z.string(), startsAt: z.date(), timeZone: z.string() })
		.nullable()
		.describe('With other_gathering: where the ticket is for.'),
	can: z.object({
		undo: z.boolean(),
		letIn: z.boolean().describe('Let in anyway, which gives them a seat; for whoever runs the gathering.')
	})
});
export type AnswerAtDoor = z.infer<typeof AnswerAtDoorShape>;

export const DoorCountsShape = z.object({
	going: z.number().int(),
	inside: z.number().int(),
	lastHour: z.number().int().describe('How many came in within the hour.'),
	recent: z
		.array(GuestAtDoorShape.extend({ checkInId: z.uuid(), by: z.string().nullable(), via: z.string() }))
		.describe('The last who came in, the newest first.')
});
export type DoorCounts = z.infer<typeof DoorCountsShape>;
