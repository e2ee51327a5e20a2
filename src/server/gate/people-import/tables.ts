import { index, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant } from '#server/kernel/columns.ts';
import { gate } from '../database.ts';
import { organisation } from '../organisation/tables.ts';
import { person } from '../person/tables.ts';

/** A list of people as it was read from a file: cells as text, and what each column is. */
export interface Sheet {
	header: string[];
	/** Row numbers as a spreadsheet counts them. */
	rows: { number: number; cells: string[] }[];
	/** For each column a field of a person, or null: not used. */
	columns: (string | null)[];
	/** What stood between the cells; what is written back uses the same. */
	delimiter: string;
}

/** What an import did, in numbers. */
export interface ImportCounts {
	created: number;
	updated: number;
	/** Nothing new in the row, or somebody who keeps their own words. */
	same: number;
	/** How many became members. */
	joined: number;
	leftOut: number;
}

/** An uploaded list of people between preview and import; the list itself is gone once it is applied, or after a day. */
export const peopleImport = gate.table(
	'people_import',
	{
		id: id(),
		organisationId: uuid('organisation_id')
			.notNull()
			.references(() => organisation.id, { onDelete: 'cascade' }),
		byPersonId: uuid('by_person_id').references(() => person.id, { onDelete: 'set null' }),
		fileName: text('file_name').notNull(),
		sheet: jsonb('sheet').$type<Sheet>(),
		counts: jsonb('counts').$type<ImportCounts>(),
		createdAt: createdAt(),
		appliedAt: instant('applied_at')
	},
	(t) => [
		index('people_import_organisation').on(t.organisationId, t.createdAt),
		index('people_import_by').on(t.byPersonId)
	]
);
