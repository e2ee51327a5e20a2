import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { Pair, PersonLineShape } from '../profile/schema.ts';

export const fail = refusals({
	NOT_CONNECTED: {
		status: 409,
		id: 'Anda dan {name} belum terhubung.',
		en: 'You and {name} are not connected.'
	}
});

export const ContactField = z.enum(['email', 'phone', 'links']);
export const GivenFieldShape = z.object({
	field: ContactField,
	by: z
		.enum(['choice', 'setting', 'members'])
		.describe(
			'`choice`: given to this one person; `setting`: shown to all connections; `members`: shown to all members.'
		),
	givenAt: z.date().nullable()
});

export const ContactShape = z.object({
	email: z.string().nullable(),
	phone: z.string().nullable().describe('E.164.'),
	links: z.array(z.object({ label: z.string(), url: z.string() }))
});
export type ContactView = z.infer<typeof ContactShape>;

export const OneField = Pair.extend({ field: ContactField });
export type OneField = z.infer<typeof OneField>;

export const CardRequest = Pair.extend({ version: z.enum(['4.0', '3.0']).default('4.0') });
export type CardRequest = z.infer<typeof CardRequest>;

export const HolderShape = z.object({
	person: PersonLineShape,
	fields: z.array(GivenFieldShape),
	connectedAt: z.date().nullable()
});
export const HoldersShape = z.object({
	holders: z
		.array(HolderShape)
		.describe('Each person who holds a field of yours through a connection.'),
	toMembers: z.array(ContactField).describe('Fields your setting shows to all members.')
});
