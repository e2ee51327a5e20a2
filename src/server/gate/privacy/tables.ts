import { index, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant } from '#server/kernel/columns.ts';
import { gate } from '../database.ts';
import { person } from '../person/tables.ts';

/** One consent, provable: which text, when, through which channel; withdrawn, never deleted while the person stays. */
export const consent = gate.table(
	'consent',
	{
		id: id(),
		personId: uuid('person_id')
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		purpose: text('purpose').notNull(),
		textVersion: text('text_version').notNull(),
		locale: text('locale').notNull(),
		channel: text('channel').notNull(),
		givenAt: createdAt(),
		withdrawnAt: instant('withdrawn_at')
	},
	(t) => [index('consent_person').on(t.personId)]
);
