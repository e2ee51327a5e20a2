import { index, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { person } from '#server/gate/keys.ts';
import { createdAt, id } from '#server/kernel/columns.ts';
import { gather } from '../database.ts';
import { gathering } from '../gathering/tables.ts';

/** An uploaded guest list between preview and import, as it was read; gone when imported, or after a day. */
export const registrationImport = gather.table(
	'registration_import',
	{
		id: id(),
		gatheringId: uuid('gathering_id')
			.notNull()
			.references(() => gathering.id, { onDelete: 'cascade' }),
		byPersonId: uuid('by_person_id').references(() => person.id, { onDelete: 'cascade' }),
		fileName: text('file_name').notNull(),
		sheet: jsonb('sheet').$type<unknown>().notNull(),
		createdAt: createdAt()
	},
	(t) => [index('registration_import_gathering').on(t.gatheringId), index('registration_import_by').on(t.byPersonId)]
);
