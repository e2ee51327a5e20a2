import { sql } from 'drizzle-orm';
import { bigint, check, index, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { organisation, person } from '#server/gate/keys.ts';
import { createdAt, id, instant } from '#server/kernel/columns.ts';
import { connection } from '../connection/tables.ts';
import { connect } from '../database.ts';

/** Where people write to each other. A direct one belongs to a connection; other kinds come later. */
export const conversation = connect.table(
	'conversation',
	{
		id: id(),
		organisationId: uuid('organisation_id')
			.notNull()
			.references(() => organisation.id, { onDelete: 'cascade' }),
		kind: text('kind').notNull(),
		connectionId: uuid('connection_id')
			.unique()
			.references(() => connection.id, { onDelete: 'cascade' }),
		/** The number of the last message; the next one takes it plus one, under this row's lock. */
		lastSequence: bigint('last_sequence', { mode: 'number' }).notNull().default(0),
		lastMessageAt: instant('last_message_at'),
		createdAt: createdAt()
	},
	(t) => [
		index('conversation_organisation').on(t.organisationId),
		check('conversation_kind', sql`${t.kind} in ('direct')`),
		check('conversation_direct', sql`${t.kind} <> 'direct' or ${t.connectionId} is not null`)
	]
);

export const conversationMember = connect.table(
	'conversation_member',
	{
		conversationId: uuid('conversation_id')
			.notNull()
			.references(() => conversation.id, { onDelete: 'cascade' }),
		personId: uuid('person_id')
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		lastReadSequence: bigint('last_read_sequence', { mode: 'number' }).notNull().default(0),
		mutedAt: instant('muted_at')
	},
	(t) => [
		primaryKey({ columns: [t.conversationId, t.personId] }),
		index('conversation_member_person').on(t.personId)
	]
);

export const message = connect.table(
	'message',
	{
		id: id(),
		conversationId: uuid('conversation_id')
			.notNull()
			.references(() => conversation.id, { onDelete: 'cascade' }),
		sequence: bigint('sequence', { mode: 'number' }).notNull(),
		/** Null once the writer has been erased. */
		personId: uuid('person_id').references(() => person.id, { onDelete: 'set null' }),
		/** Made by the browser that wrote it: the same message sent twice is one. */
		clientId: uuid('client_id').notNull(),
		text: text('text').notNull(),
		createdAt: createdAt()
	},
	(t) => [
		unique('message_sequence').on(t.conversationId, t.sequence),
		unique('message_client').on(t.conversationId, t.clientId),
		index('message_person').on(t.personId)
	]
);
