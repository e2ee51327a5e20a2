import { sql } from 'drizzle-orm';
import { check, index, integer, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytea, citext, createdAt, id, instant } from '#server/kernel/columns.ts';
import { gate } from '../database.ts';

/** Somebody who can sign in to this installation: their addresses, keys and sign-ins; what they are in an organisation is a person. */
export const account = gate.table('account', {
	id: id(),
	locale: text('locale'),
	timeZone: text('time_zone'),
	createdAt: createdAt()
});

/** Many accounts may claim an address; one may have proved it. */
export const accountEmail = gate.table(
	'account_email',
	{
		id: id(),
		accountId: uuid('account_id').notNull().references(() => account.id, { onDelete: 'cascade' }),
		email: citext('email').notNull(),
		verifiedAt: instant('verified_at'),
		createdAt: createdAt()
	},
	(t) => [
		unique('account_email_once').on(t.accountId, t.email),
		uniqueIndex('account_email_verified').on(t.email).where(sql`verified_at is not null`),
		index('account_email_address').on(t.email)
	]
);

/** The one living six-digit code of an address; the next one takes its row. */
export const signInCode = gate.table(
	'sign_in_code',
	{
		id: id(),
		email: citext('email').notNull().unique(),
		/** Keyed (HMAC): of a million codes a plain hash would hide none. */
		codeHash: bytea('code_hash').notNull(),
		tries: integer('tries').notNull().default(0),
		expiresAt: instant('expires_at').notNull(),
		usedAt: instant('used_at'),
		createdAt: createdAt()
	},
	(t) => [
		index('sign_in_code_expires').on(t.expiresAt),
		check('sign_in_code_tries', sql`${t.tries} between 0 and 5`)
	]
);

/** An authenticated browser. The cookie holds the token, the database its hash. */
export const signIn = gate.table(
	'sign_in',
	{
		id: id(),
		tokenHash: bytea('token_hash').notNull().unique(),
		accountId: uuid('account_id').notNull().references(() => account.id, { onDelete: 'cascade' }),
		method: text('method').notNull(),
		userAgent: text('user_agent'),
		createdAt: createdAt(),
		lastUsedAt: instant('last_used_at').notNull().defaultNow(),
		expiresAt: instant('expires_at').notNull(),
		revokedAt: instant('revoked_at')
	},
	(t) => [
		index('sign_in_account').on(t.accountId),
		check(
			'sign_in_method',
			sql`${t.method} in ('code', 'passkey', 'link', 'oidc', 'registration', 'demo')`
		)
	]
);
