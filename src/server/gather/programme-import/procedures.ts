import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { Where } from '../programme/schema.ts';
import { importProgramme, previewProgramme } from './commands.ts';
import { listImports } from './queries.ts';
import { ImportedShape, ImportListShape, PreviewShape, Upload } from './schema.ts';

const tags = ['programme'];

export const programmeImportProcedures = {
	preview: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/gatherings/{gathering}/programme/preview',
			tags,
			summary: 'Preview an import',
			description:
				'Reads a schedule.xml (frab, pentabarf, pretalx), schedule.json (c3voc, pretalx) or Sessionize JSON and says what importing it would change, with warnings. Changes nothing; what was read is kept for a day under `draftId`. A file that cannot be read is refused with a code that begins with PROGRAMME_. For organisers and hosts.'
		})
		.input(Where.extend({ files: Upload }))
		.output(PreviewShape)
		.handler(({ context, input }) => previewProgramme(context, input)),
	import: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/gatherings/{gathering}/programme/imports',
			tags,
			summary: 'Import a programme',
			description:
				'Imports what was previewed (`draftId`) or files directly. Sessions, rooms, tracks and speakers are recognised by their guid: a newer version updates, removes and restores; what was made by hand stays. Speakers become people without accounts. Who starred a session that moved or went is told by mail, once. The same file again changes nothing. For organisers and hosts.'
		})
		.input(
			Where.extend({
				draftId: z.uuid().optional().describe('From `preview`.'),
				files: Upload.optional()
			})
		)
		.output(ImportedShape)
		.handler(({ context, input }) => importProgramme(context, input)),
	listImports: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/gatherings/{gathering}/programme/imports',
			tags,
			summary: 'List imports',
			description: 'Imports and edits by hand, newest first, with what each changed; twenty at a time. For organisers and hosts.'
		})
		.input(Where.extend({ offset: z.coerce.number().int().min(0).default(0) }))
		.output(ImportListShape)
		.handler(({ context, input }) => listImports(context, input))
};
