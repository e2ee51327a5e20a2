import { sql } from 'drizzle-orm';
import { check, index, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { person } from '#server/gate/keys.ts';
import { id, instant } from '#server/kernel/columns.ts';
import { gather } from '../database.ts';
import { registration } from '../registration/tables.ts';

/** One passing of the door. Undone, not deleted; at most one stands for each registration. */
export const checkIn = gather.table(
	'check_in',
	{
		id: id(),
		registrationId: uuid('registration_id').notNull().references(() => registration.id, { onDelete: 'cascade' }),
		at: instant('at').notNull().defaultNow(),
		byPersonId: uuid('by_person_id').references(() => person.id, { onDelete: 'set null' }),
		via: text('via').notNull(),
		undoneAt: instant('undone_at'),
		undoneByPersonId: uuid('undone_by_person_id').references(() => person.id, { onDelete: 'set null' })
	},
	(t) => [
		uniqueIndex('check_in_once').on(t.registrationId).where(sql`undone_at is null`),
		index('check_in_by').on(t.byPersonId),
		check('check_in_via', sql`${t.via} in ('scan', 'code', 'name')`)
	]
);
