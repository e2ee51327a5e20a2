import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { applyImport, discardImport, setColumns, uploadGuests } from './commands.ts';
import { findImport } from './queries.ts';
import { AppliedShape, Apply, Columns, ImportShape, OneImport, Upload } from './schema.ts';

const tags = ['registration'];
const path = '/gatherings/{gatheringId}/registration-imports';

export const registrationImportProcedures = {
	upload: write
		.route({
			method: 'POST',
			path,
			tags,
			summary: 'Upload a guest list',
			description:
				'Reads a CSV file of guests, columns in any order, for a preview; nobody has a seat by it yet. Forgotten after a day. For whoever runs the gathering.'
		})
		.input(Upload)
		.output(z.object({ id: z.uuid() }))
		.handler(async ({ context, input }) =>
			uploadGuests(context, {
				gatheringId: input.gatheringId,
				fileName: input.file.name,
				bytes: await input.file.bytes()
			})
		),
	find: read
		.route({
			method: 'GET',
			path: `${path}/{importId}`,
			tags,
			summary: 'Preview a guest list',
			description:
				'What each row of an uploaded list would become, with every problem, before anything is written. For whoever runs the gathering.'
		})
		.input(OneImport)
		.output(ImportShape)
		.handler(({ context, input }) => findImport(context, input)),
	setColumns: write
		.route({
			method: 'PUT',
			path: `${path}/{importId}/columns`,
			tags,
			summary: 'Say what the columns are',
			description: 'One entry a column of the file, in order; null is not used. For whoever runs the gathering.'
		})
		.input(Columns)
		.handler(({ context, input }) => setColumns(context, input)),
	apply: write
		.route({
			method: 'POST',
			path: `${path}/{importId}/apply`,
			tags,
			summary: 'Import a guest list',
			description:
				'Gives everybody on the list a seat, or a place on the waiting list where none is free, in the order of the list; who has asked before stays as they are. All or nothing. For whoever runs the gathering.'
		})
		.input(Apply)
		.output(AppliedShape)
		.handler(({ context, input }) => applyImport(context, input)),
	discard: write
		.route({
			method: 'DELETE',
			path: `${path}/{importId}`,
			tags,
			summary: 'Discard a guest list',
			description: 'Forgets an uploaded list that is not wanted after all. For whoever runs the gathering.'
		})
		.input(OneImport)
		.handler(({ context, input }) => discardImport(context, input))
};
