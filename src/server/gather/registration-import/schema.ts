import { z } from 'zod';
import { ListFile, listFields } from '#server/gate/public.ts';
import { refusals } from '#server/kernel/errors.ts';
import { GatheringId } from '../registration/schema.ts';

export const fail = refusals({
	LIST_GONE: {
		status: 410,
		id: 'Daftar ini sudah diimpor atau sudah dihapus. Unggah lagi berkasnya.',
		en: 'This list was imported already, or is gone. Upload the file again.'
	},
	LIST_NO_NAMES: {
		status: 422,
		id: 'Pilih kolom mana yang berisi nama.',
		en: 'Choose which column holds the names.'
	}
});

export const Upload = GatheringId.extend({ file: ListFile });
export const OneImport = GatheringId.extend({ importId: z.uuid() });
export const Columns = OneImport.extend({
	columns: z
		.array(z.enum(listFields).nullable())
		.max(80)
		.describe('What each column of the file is, in order; null: not used.')
});
export type Columns = z.infer<typeof Columns>;
export const Apply = OneImport.extend({
	tell: z.boolean().default(true).describe('Whether everybody who is new gets their ticket by mail now.')
});

export const ImportShape = z.object({
	id: z.uuid(),
	fileName: z.string(),
	columns: z.array(
		z.object({ header: z.string(), sample: z.string(), field: z.enum(listFields).nullable() })
	),
	rows: z
		.array(
			z.object({
				number: z.number().int().describe('As a spreadsheet counts.'),
				name: z.string(),
				email: z.string().nullable(),
				phone: z.string().nullable(),
				company: z.string().nullable(),
				becomes: z
					.enum(['going', 'waitlisted', 'here', 'leave_out'])
					.describe('here: has asked for a seat already, in whatever state; nothing changes.'),
				problems: z.array(z.object({ stops: z.boolean(), says: z.string() }))
			})
		)
		.describe('Those with a problem first, at most two hundred.'),
	counts: z.object({
		going: z.number().int(),
		waitlisted: z.number().int(),
		here: z.number().int(),
		leftOut: z.number().int()
	}),
	can: z.object({ apply: z.boolean() })
});
export type ImportView = z.infer<typeof ImportShape>;

export const AppliedShape = z.object({ going: z.number().int(), waitlisted: z.number().int(), here: z.number().int(), leftOut: z.number().int() });
export type Applied = z.infer<typeof AppliedShape>;
