import { sql } from 'drizzle-orm';
import { check, index, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { person } from '#server/gate/keys.ts';
import { gathering } from '#server/gather/keys.ts';
import { createdAt, instant } from '#server/kernel/columns.ts';
import { connect } from '../database.ts';

const personRef = (name: string) =>
	uuid(name)
		.notNull()
		.references(() => person.id, { onDelete: 'cascade' });

/** What one person thinks of meeting another; lasts across gatherings, seen by nobody else. */
export const preference = connect.table(
	'preference',
	{
		byPersonId: personRef('by_person_id'),
		personId: personRef('person_id'),
		wish: text('wish').$type<'must_meet' | 'meet' | 'no_thanks'>().notNull(),
		updatedAt: instant('updated_at').notNull().defaultNow()
	},
	(t) => [
		primaryKey({ columns: [t.byPersonId, t.personId] }),
		index('preference_person').on(t.personId),
		check('preference_wish', sql`${t.wish} in ('must_meet', 'meet', 'no_thanks')`)
	]
);

/** A kind of reason a person does not want to be suggested people for. */
export const mutedReason = connect.table(
	'muted_reason',
	{ personId: personRef('person_id'), reason: text('reason').notNull(), createdAt: createdAt() },
	(t) => [primaryKey({ columns: [t.personId, t.reason] })]
);

/** A gathering's own table of channel role x channel role weights, `{ "reseller": { "distributor": 3 } }`; absent means the default. */
export const roleWeight = connect.table('role_weight', {
	gatheringId: uuid('gathering_id')
		.primaryKey()
		.references(() => gathering.id, { onDelete: 'cascade' }),
	weights: jsonb('weights').$type<Record<string, Record<string, number>>>().notNull(),
	updatedAt: instant('updated_at').notNull().defaultNow()
});
