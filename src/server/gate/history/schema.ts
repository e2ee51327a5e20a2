import { z } from 'zod';

export const HistoryLineShape = z.object({
	id: z.uuid(),
	at: z.date(),
	by: z
		.object({ id: z.uuid(), name: z.string(), photoFileId: z.uuid().nullable() })
		.nullable()
		.describe('Null: the system, or somebody who has erased themselves.'),
	noun: z.string(),
	nounId: z.uuid(),
	verb: z.string(),
	subject: z.string().nullable().describe('What it was done to, where it has a name here.'),
	detail: z.record(z.string(), z.unknown())
});
export type HistoryLine = z.infer<typeof HistoryLineShape>;

export const HistoryShape = z.object({
	lines: z.array(HistoryLineShape),
	total: z.number().int().describe('How many lines there are with these filters.'),
	next: z
		.uuid()
		.nullable()
		.describe('Ask with `after` for what comes before these; null is the beginning.'),
	nouns: z.array(z.object({ noun: z.string(), count: z.number().int() }))
});
export type History = z.infer<typeof HistoryShape>;
