import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgSchema, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, createdAt, id, instant } from './columns.ts';

export const kernel = pgSchema('kernel');

/** Keys of this installation (ticket signatures, link secrets), made once, never shown. */
export const secret = kernel.table('secret', {
	name: text('name').primaryKey(),
	value: bytea('value').notNull(),
	createdAt: createdAt()
});

/** Pictures and other files, resized and cleaned before they are written; small, so that one backup holds everything. */
export const file = kernel.table('file', {
	id: id(),
	organisationId: uuid('organisation_id'),
	/** Who gave it; exported and erased with that person. */
	personId: uuid('person_id'),
	mediaType: text('media_type').notNull(),
	width: integer('width'),
	height: integer('height'),
	bytes: bytea('bytes').notNull(),
	createdAt: createdAt()
});

/** Every mail this installation wants to send: what is not sent yet is the outbox. */
export const mail = kernel.table(
	'mail',
	{
		id: id(),
		organisationId: uuid('organisation_id'),
		personId: uuid('person_id'),
		kind: text('kind').notNull(),
		locale: text('locale').notNull(),
		toAddress: text('to_address').notNull(),
		toName: text('to_name'),
		subject: text('subject').notNull(),
		text: text('text').notNull(),
		html: text('html'),
		/** `[{ name, mediaType, text }]`: calendar files. */
		attachments: jsonb('attachments')
			.$type<{ name: string; mediaType: string; text: string }[]>()
			.notNull()
			.default([]),
		createdAt: createdAt(),
		sentAt: instant('sent_at'),
		failedAt: instant('failed_at'),
		failure: text('failure')
	},
	(t) => [
		index('mail_organisation').on(t.organisationId, t.createdAt),
		index('mail_person').on(t.personId),
		check('mail_locale', sql`${t.locale} in ('id', 'en')`)
	]
);

/** Counters of the rate limiter; the shape is the library's (rate-limiter-flexible). */
export const rateLimit = kernel.table('rate_limit', {
	key: text('key').primaryKey(),
	points: integer('points').notNull().default(0),
	expire: bigint('expire', { mode: 'number' })
});
