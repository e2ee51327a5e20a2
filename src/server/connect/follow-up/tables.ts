import { check, date, index, text, unique, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { person } from '#server/gate/keys.ts';
import { createdAt, id, instant } from '#server/kernel/columns.ts';
import { connection } from '../connection/tables.ts';
import { connect } from '../database.ts';
import { meeting } from '../meeting/tables.ts';

/** What one person said they would do for another, with a date. */
export const promise = connect.table(
	'promise',
	{
		id: id(),
		connectionId: uuid('connection_id').references(() => connection.id, { onDelete: 'cascade' }),
		meetingId: uuid('meeting_id').references(() => meeting.id, { onDelete: 'set null' }),
		byPersonId: uuid('by_person_id')
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		toPersonId: uuid('to_person_id')
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		text: text('text').notNull(),
		dueOn: date('due_on', { mode: 'string' }).notNull(),
		createdAt: createdAt(),
		keptAt: instant('kept_at'),
		droppedAt: instant('dropped_at')
	},
	(t) => [
		// One promise a person a meeting; those made without a meeting are as many as they like.
		unique('promise_meeting').on(t.meetingId, t.byPersonId),
		index('promise_by').on(t.byPersonId, t.dueOn),
		index('promise_to').on(t.toPersonId),
		index('promise_connection').on(t.connectionId),
		check('promise_one_end', sql`${t.keptAt} is null or ${t.droppedAt} is null`)
	]
);
