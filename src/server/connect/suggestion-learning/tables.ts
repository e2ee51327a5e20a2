import { integer, jsonb, uuid } from 'drizzle-orm/pg-core';
import { organisation } from '#server/gate/keys.ts';
import { instant } from '#server/kernel/columns.ts';
import { connect } from '../database.ts';

/** What an organisation's suggestions learnt from how people answered. Holds weights and counts, nothing about anybody. */
export const suggestionLearning = connect.table('suggestion_learning', {
	organisationId: uuid('organisation_id')
		.primaryKey()
		.references(() => organisation.id, { onDelete: 'cascade' }),
	/** Set while the organisation does not want it; then nothing learnt is kept. */
	offAt: instant('off_at'),
	/** How many answers it was learnt from. */
	answers: integer('answers').notNull().default(0),
	/** By signal: the shipped weight, the learnt one, and its standard error. Empty until there are enough answers. */
	changes: jsonb('changes')
		.$type<{ signal: string; before: number; after: number; error: number }[]>()
		.notNull()
		.default([]),
	learnedAt: instant('learned_at')
});
