import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { Home } from '../organisation/schema.ts';
import { applyImport, discardImport, setColumns, uploadPeople } from './commands.ts';
import { findImport, writeProblems } from './queries.ts';
import { ColumnsChange, ListFile, PeopleImportShape } from './schema.ts';

const tags = ['people import'];
const One = Home.extend({ importId: z.uuid() });
const asMembers = z
	.stringbool()
	.or(z.boolean())
	.default(true)
	.describe(
		'Whether everybody in the list becomes a member; else only those the list gives a role.'
	);

export const peopleImportProcedures = {
	upload: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/people-imports',
			tags,
			summary: 'Upload a list of people',
			description:
				'Takes a CSV file in (any separator and column order, headers in Indonesian or English) for a preview. Nothing is written to anybody yet; the list is forgotten after a day. For organisers.'
		})
		.input(Home.extend({ file: ListFile }))
		.output(z.object({ id: z.uuid() }))
		.handler(async ({ context, input }) =>
			uploadPeople(context, {
				organisation: input.organisation,
				fileName: input.file.name,
				bytes: await input.file.bytes()
			})
		),
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/people-imports/{importId}',
			tags,
			summary: 'Preview a list of people',
			description:
				'What becomes of each row and every problem of it, before anything is written. For organisers.'
		})
		.input(
			One.extend({
				asMembers,
				show: z.enum(['all', 'problems', 'create', 'update', 'same']).default('all'),
				limit: z.coerce.number().int().min(1).max(500).default(100),
				offset: z.coerce.number().int().min(0).max(100_000).default(0)
			})
		)
		.output(PeopleImportShape)
		.handler(({ context, input }) => findImport(context, input)),
	setColumns: write
		.route({
			method: 'PUT',
			path: '/organisations/{organisation}/people-imports/{importId}/columns',
			tags,
			summary: 'Say what the columns are',
			description: 'One entry a column of the file, in order; null is not used. For organisers.'
		})
		.input(One.extend({ columns: ColumnsChange }))
		.handler(({ context, input }) => setColumns(context, input)),
	problems: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/people-imports/{importId}/problems',
			tags,
			summary: 'Take the rows that are left out',
			description:
				'The rows an import leaves out, as they stood in the file, with the reason in a column more: a CSV in which nothing runs as a formula. For organisers.'
		})
		.input(One.extend({ asMembers }))
		.output(z.object({ fileName: z.string(), text: z.string() }))
		.handler(({ context, input }) => writeProblems(context, input)),
	apply: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/people-imports/{importId}/apply',
			tags,
			summary: 'Write a list of people',
			description:
				'Makes who is new, brings up to date who is known and has no account, leaves alone who has one. All or nothing; applying it again changes nothing. For organisers.'
		})
		.input(One.extend({ asMembers }))
		.output(PeopleImportShape.shape.counts)
		.handler(({ context, input }) => applyImport(context, input)),
	discard: write
		.route({
			method: 'DELETE',
			path: '/organisations/{organisation}/people-imports/{importId}',
			tags,
			summary: 'Forget a list of people',
			description: 'Forgets an uploaded list that is not wanted after all. For organisers.'
		})
		.input(One)
		.handler(({ context, input }) => discardImport(context, input))
};
