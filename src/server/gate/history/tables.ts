import { index, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id } from '#server/kernel/columns.ts';
import { gate } from '../database.ts';
import { organisation } from '../organisation/tables.ts';
import { person } from '../person/tables.ts';

/** Who did what to which row, when. `detail` holds ids, states and field names, never what somebody wrote. */
export const history = gate.table(
	'history',
	{
		id: id(),
		organisationId: uuid('organisation_id')
			.notNull()
			.references(() => organisation.id, { onDelete: 'cascade' }),
		byPersonId: uuid('by_person_id').references(() => person.id, { onDelete: 'set null' }),
		noun: text('noun').notNull(),
		nounId: uuid('noun_id').notNull(),
		verb: text('verb').notNull(),
		detail: jsonb('detail').$type<Record<string, unknown>>().notNull().default({}),
		at: createdAt()
	},
	(t) => [
		index('history_noun').on(t.nounId, t.at),
		index('history_organisation').on(t.organisationId, t.at),
		index('history_by_person').on(t.byPersonId)
	]
);
