import { index, uuid } from 'drizzle-orm/pg-core';
import { person } from '#server/gate/keys.ts';
import { bytea, createdAt, id, instant } from '#server/kernel/columns.ts';
import { connect } from '../database.ts';

/** A private calendar address of one person: whoever holds it reads their agenda; revoked by making a new one. */
export const agendaFeed = connect.table(
	'agenda_feed',
	{
		id: id(),
		personId: uuid('person_id')
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		tokenHash: bytea('token_hash').notNull().unique(),
		createdAt: createdAt(),
		lastReadAt: instant('last_read_at'),
		revokedAt: instant('revoked_at')
	},
	(t) => [index('agenda_feed_person').on(t.personId)]
);
