import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { ContactField, ContactShape, GivenFieldShape } from '../contact/schema.ts';
import { Pair, PersonLineShape, Tie } from '../profile/schema.ts';

export const fail = refusals({
	ASKING_ONESELF: {
		status: 422,
		id: 'Itu Anda sendiri. Pilih orang lain.',
		en: 'That is you. Choose somebody else.'
	},
	TOO_MANY_ASKS: {
		status: 409,
		id: '{limit} permintaan Anda masih menunggu jawaban. Tarik salah satu, atau tunggu jawabannya.',
		en: '{limit} of your requests still wait for an answer. Withdraw one, or wait for an answer.'
	},
	THEY_DECLINED: {
		status: 409,
		id: '{name} belum ingin terhubung. Kalau berubah pikiran, mereka bisa mengajak Anda.',
		en: '{name} would rather not connect for now. If that changes, they can ask you.'
	},
	NOTHING_ASKED: {
		status: 409,
		id: 'Tidak ada permintaan dari {name} yang menunggu jawaban Anda.',
		en: 'No request from {name} waits for your answer.'
	},
	NOTHING_BETWEEN: {
		status: 409,
		id: 'Belum ada apa-apa antara Anda dan {name}. Ajak terhubung dulu.',
		en: 'There is nothing between you and {name} yet. Ask to connect first.'
	}
});

export const ConnectionCan = z.object({
	ask: z.boolean(),
	accept: z.boolean(),
	decline: z.boolean(),
	withdraw: z.boolean(),
	end: z.boolean(),
	write: z.boolean().describe('May send a message.'),
	shareContact: z.boolean(),
	downloadCard: z.boolean(),
	note: z.boolean()
});

export const ConnectionShape = z.object({
	id: z.uuid().nullable(),
	tie: Tie,
	line: z.string().nullable().describe('The one line it was asked with.'),
	via: z.enum(['ask', 'scan', 'meeting', 'introduction']).nullable(),
	metAt: z
		.object({
			id: z.uuid(),
			slug: z.string(),
			title: z.string(),
			startsAt: z.date(),
			timeZone: z.string()
		})
		.nullable()
		.describe('The gathering where they met, or began to.'),
	askedAt: z.date().nullable(),
	connectedAt: z.date().nullable(),
	theirs: ContactShape.describe(
		'Their contact fields the caller may see: by connection, or as a member.'
	),
	given: z.array(GivenFieldShape).describe("The caller's own fields the other one holds."),
	mine: z
		.array(
			z.object({
				field: ContactField,
				value: z.string(),
				visibility: z.enum(['nobody', 'connections', 'members'])
			})
		)
		.describe("The caller's own fields that could be given."),
	can: ConnectionCan
});
export type ConnectionView = z.infer<typeof ConnectionShape>;

const Share = z
	.array(ContactField)
	.max(3)
	.optional()
	.describe(
		'Which of your contact fields the other one gets. Left out: those you show to connections anyway.'
	);

export const Ask = Pair.extend({
	line: z.string().trim().min(1).max(200).describe('One line: why you want to stay in touch.'),
	gatheringId: z
		.uuid()
		.optional()
		.describe('The gathering where you met; kept if both take part in it.'),
	share: Share
});
export type Ask = z.infer<typeof Ask>;

export const Accept = Pair.extend({ share: Share });
export type Accept = z.infer<typeof Accept>;

export const Decline = Pair.extend({
	openThread: z
		.boolean()
		.default(false)
		.describe('True: not connected now, but they may write to you.')
});
export type Decline = z.infer<typeof Decline>;

export const Note = Pair.extend({ text: z.string().max(5000).describe('Empty removes it.') });
export type Note = z.infer<typeof Note>;

export const BlockedShape = z.array(PersonLineShape.extend({ blockedAt: z.date() }));
