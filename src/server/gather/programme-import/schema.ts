import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	DRAFT_GONE: {
		status: 410,
		id: 'Pratinjau ini sudah tidak ada. Unggah berkasnya lagi.',
		en: 'This preview is gone. Upload the file again.'
	},
	FILE_NEEDED: {
		status: 422,
		id: 'Pilih dulu berkas programnya.',
		en: 'Choose the programme’s file first.'
	}
});

export const ChangeShape = z.object({
	noun: z.enum(['session', 'room', 'track', 'speaker']),
	verb: z.enum([
		'added',
		'removed',
		'moved',
		'room_changed',
		'track_changed',
		'retitled',
		'speakers_changed',
		'text_changed'
	]),
	guid: z.string(),
	title: z.string().describe("The session's title, the room's, track's or speaker's name."),
	before: z.string().nullable().describe('`moved`: start/end in ISO 8601, empty where not placed; else what stood before, in words.'),
	after: z.string().nullable()
});
export type ChangeView = z.infer<typeof ChangeShape>;

export const ChangeCountShape = z.object({
	noun: ChangeShape.shape.noun,
	verb: ChangeShape.shape.verb,
	count: z.number().int()
});

export const CountsShape = z.object({
	sessions: z.number().int(),
	breaks: z.number().int().describe('How many of the sessions are breaks and their like.'),
	rooms: z.number().int(),
	tracks: z.number().int(),
	speakers: z.number().int(),
	days: z.number().int()
});
export type Counts = z.infer<typeof CountsShape>;

export const FormatShape = z.enum(['frab-xml', 'schedule-json', 'sessionize', 'hand']);

export const Upload = z
	.array(z.file().max(12_000_000))
	.min(1)
	.max(6)
	.describe('schedule.xml, schedule.json, or Sessionize’s JSON files of one event.');

export const PreviewShape = z.object({
	draftId: z.uuid().describe('Give this to `import` within a day.'),
	fileName: z.string(),
	format: FormatShape,
	title: z.string().nullable().describe('As the file says.'),
	timeZone: z.string().describe('The zone the times were read in.'),
	counts: CountsShape,
	isFirst: z.boolean().describe('Nothing was imported here before.'),
	changes: z.array(ChangeShape).describe('At most 400.'),
	changeCounts: z.array(ChangeCountShape),
	toBeTold: z.number().int().describe('How many people starred something that would move or go.'),
	warnings: z.array(z.string())
});
export type Preview = z.infer<typeof PreviewShape>;

export const ImportedShape = z.object({
	importId: z.uuid(),
	format: FormatShape,
	counts: CountsShape,
	changeCounts: z.array(ChangeCountShape),
	warnings: z.array(z.string())
});
export type Imported = z.infer<typeof ImportedShape>;

export const ImportListShape = z.object({
	total: z.number().int(),
	imports: z.array(
		z.object({
			id: z.uuid(),
			at: z.date(),
			by: z.string().nullable(),
			format: FormatShape,
			fileName: z.string(),
			changeCounts: z.array(ChangeCountShape),
			changes: z.array(ChangeShape).describe('At most 100.'),
			warnings: z.array(z.string())
		})
	)
});
export type ImportList = z.infer<typeof ImportListShape>;
