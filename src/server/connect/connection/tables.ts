import { sql } from 'drizzle-orm';
import { check, index, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { organisation, person } from '#server/gate/keys.ts';
import { gathering } from '#server/gather/keys.ts';
import { createdAt, id, instant } from '#server/kernel/columns.ts';
import { connect } from '../database.ts';

const personRef = (name: string) =>
	uuid(name)
		.notNull()
		.references(() => person.id, { onDelete: 'cascade' });

/** Two people and their one lasting thread. The pair is ordered so that it exists once. */
export const connection = connect.table(
	'connection',
	{
		id: id(),
		organisationId: uuid('organisation_id')
			.notNull()
			.references(() => organisation.id, { onDelete: 'cascade' }),
		lowPersonId: personRef('low_person_id'),
		highPersonId: personRef('high_person_id'),
		state: text('state').$type<'asked' | 'accepted' | 'declined' | 'ended'>().notNull(),
		askedByPersonId: personRef('asked_by_person_id'),
		/** The one line it was asked with. */
		line: text('line'),
		via: text('via').$type<'ask' | 'scan' | 'meeting' | 'introduction'>().notNull(),
		/** Where they met, or began to. */
		gatheringId: uuid('gathering_id').references(() => gathering.id, { onDelete: 'set null' }),
		askedAt: createdAt(),
		answeredAt: instant('answered_at'),
		/** Set while the two may write to each other: accepted, or declined with the thread left open. */
		threadOpenedAt: instant('thread_opened_at')
	},
	(t) => [
		unique('connection_pair').on(t.lowPersonId, t.highPersonId),
		index('connection_high').on(t.highPersonId),
		index('connection_asked_by').on(t.askedByPersonId),
		index('connection_organisation').on(t.organisationId, t.state),
		check('connection_ordered', sql`${t.lowPersonId} < ${t.highPersonId}`),
		check(
			'connection_asker_is_one',
			sql`${t.askedByPersonId} in (${t.lowPersonId}, ${t.highPersonId})`
		),
		check('connection_state', sql`${t.state} in ('asked', 'accepted', 'declined', 'ended')`),
		check(
			'connection_accepted_is_open',
			sql`${t.state} <> 'accepted' or ${t.threadOpenedAt} is not null`
		),
		check('connection_via', sql`${t.via} in ('ask', 'scan', 'meeting', 'introduction')`)
	]
);

/** Silent, symmetric in effect, everywhere: neither sees the other. */
export const block = connect.table(
	'block',
	{
		byPersonId: personRef('by_person_id'),
		personId: personRef('person_id'),
		createdAt: createdAt()
	},
	(t) => [primaryKey({ columns: [t.byPersonId, t.personId] }), index('block_person').on(t.personId)]
);

/** A contact field one person gave the other: the receipt both can read, revocable by the giver. */
export const contactShare = connect.table(
	'contact_share',
	{
		id: id(),
		connectionId: uuid('connection_id')
			.notNull()
			.references(() => connection.id, { onDelete: 'cascade' }),
		fromPersonId: personRef('from_person_id'),
		toPersonId: personRef('to_person_id'),
		field: text('field').$type<'email' | 'phone' | 'links'>().notNull(),
		givenAt: createdAt(),
		revokedAt: instant('revoked_at')
	},
	(t) => [
		unique('contact_share_field').on(t.connectionId, t.fromPersonId, t.field),
		index('contact_share_from').on(t.fromPersonId),
		index('contact_share_to').on(t.toPersonId),
		check('contact_share_field_known', sql`${t.field} in ('email', 'phone', 'links')`)
	]
);

/** What one of the two wrote for themselves alone. */
export const privateNote = connect.table(
	'private_note',
	{
		connectionId: uuid('connection_id')
			.notNull()
			.references(() => connection.id, { onDelete: 'cascade' }),
		personId: personRef('person_id'),
		text: text('text').notNull(),
		updatedAt: instant('updated_at').notNull().defaultNow()
	},
	(t) => [
		primaryKey({ columns: [t.connectionId, t.personId] }),
		index('private_note_person').on(t.personId)
	]
);
