import { z } from 'zod';
import { PersonLineShape } from '../profile/schema.ts';
import { PlacedShape } from '../meeting-run/schema.ts';

const told = z
	.object({
		count: z.number().int(),
		people: z.array(PersonLineShape).describe('The first fifty by name.')
	})
	.describe('Who would be told, each once.');

export const PreviewShape = z.object({
	number: z.number().int(),
	timeZone: z.string(),
	isFresh: z.boolean().describe('Nothing has changed since the run was computed.'),
	meetings: z.number().int().describe('Meetings that would be agreed.'),
	otherTable: z.number().int().describe('Of these, at another table than in the draft.'),
	leftOut: z.object({
		total: z.number().int(),
		reasons: z.array(z.object({ code: z.string(), reason: z.string(), count: z.number().int() })),
		meetings: z.array(PlacedShape).describe('The first hundred.')
	}),
	requestsEnded: z.number().int().describe('Open requests for which no time would be left.'),
	requestsGranted: z.number().int().describe('Open requests that would be agreed by it.'),
	told
});
export type Preview = z.infer<typeof PreviewShape>;

export const RollbackPreviewShape = z.object({
	number: z.number().int(),
	timeZone: z.string(),
	meetings: z.number().int().describe('Meetings that would be called off: still to come, and not changed by their people.'),
	kept: z.number().int().describe('Meetings that would stay: begun or over, or moved by their people.'),
	gone: z.number().int().describe('Meetings that were called off before.'),
	told
});
export type RollbackPreview = z.infer<typeof RollbackPreviewShape>;
