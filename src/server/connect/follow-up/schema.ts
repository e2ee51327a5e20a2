import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { PromiseShape } from '../meeting/schema.ts';

export const fail = refusals({
	NOT_CONNECTED: {
		status: 409,
		id: 'Anda belum terhubung dengan orang ini. Hubungkan dulu, lalu tulis janji Anda.',
		en: 'You are not connected with this person yet. Connect first, then write your promise.'
	},
	TOO_MANY_PROMISES: {
		status: 409,
		id: 'Ada {max} janji Anda kepada orang ini yang masih terbuka. Tepati atau lepaskan salah satu dulu.',
		en: '{max} of your promises to this person are still open. Keep or drop one first.'
	}
});

export const PromisesShape = z.object({
	mine: z
		.array(PromiseShape)
		.describe('What the caller promised and is still open, the earliest date first.'),
	toMe: z.array(PromiseShape).describe('What was promised to the caller and is still open.'),
	dueCount: z.number().int().describe("How many of the caller's own have come due.")
});
export type PromisesView = z.infer<typeof PromisesShape>;

export const MakePromise = z.object({
	personId: z.uuid().describe('To whom.'),
	text: z.string().trim().min(1).max(300),
	dueOn: z.iso.date().describe('By when, 2026-03-14.')
});
export type MakePromise = z.infer<typeof MakePromise>;
