import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	MAIL_STAYS: {
		status: 409,
		id: 'Tidak ada server surel. Salin surat ini dan kirim sendiri, atau minta operator mengisi SMTP_URL.',
		en: 'There is no mail server. Copy this letter and send it yourself, or ask the operator to set SMTP_URL.'
	},
	LETTER_SENT: {
		status: 409,
		id: 'Surat ini sudah terkirim.',
		en: 'This letter has been sent already.'
	}
});

const State = z.enum(['waiting', 'failed', 'sent']);
export const LetterLineShape = z.object({
	id: z.uuid(),
	kind: z.string(),
	to: z.object({ address: z.string(), name: z.string().nullable(), personId: z.uuid().nullable() }),
	subject: z.string(),
	state: State,
	createdAt: z.date(),
	sentAt: z.date().nullable(),
	failedAt: z.date().nullable(),
	failure: z.string().nullable().describe('What the mail server said.')
});
export type LetterLine = z.infer<typeof LetterLineShape>;

export const OutboxShape = z.object({
	letters: z.array(LetterLineShape),
	total: z.number().int(),
	counts: z.object({ waiting: z.number().int(), failed: z.number().int(), sent: z.number().int() }),
	mailLeaves: z
		.boolean()
		.describe('False: no mail server is configured, every letter waits to be sent by hand.')
});
export type Outbox = z.infer<typeof OutboxShape>;

export const LetterShape = LetterLineShape.extend({
	text: z
		.string()
		.nullable()
		.describe('Null: not for reading (a code that has left, or could still leave).'),
	whatsApp: z.string().nullable().describe('A link that opens WhatsApp with this letter’s text.'),
	attachments: z.array(z.string()).describe('Names of the files in it.'),
	can: z.object({ send: z.boolean(), markSent: z.boolean() })
});
export type LetterView = z.infer<typeof LetterShape>;
export const LetterState = State;
