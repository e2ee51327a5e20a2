import { bigint, index, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, createdAt, instant } from '#server/kernel/columns.ts';
import { account } from '../account/tables.ts';
import { gate } from '../database.ts';

/** A key pair on somebody's device; the database holds the public half. */
export const passkey = gate.table(
	'passkey',
	{
		/** The credential's own id, base64url. */
		id: text('id').primaryKey(),
		accountId: uuid('account_id').notNull().references(() => account.id, { onDelete: 'cascade' }),
		publicKey: bytea('public_key').notNull(),
		counter: bigint('counter', { mode: 'number' }).notNull(),
		transports: text('transports').array().notNull().default([]),
		name: text('name').notNull(),
		createdAt: createdAt(),
		lastUsedAt: instant('last_used_at')
	},
	(t) => [index('passkey_account').on(t.accountId)]
);
