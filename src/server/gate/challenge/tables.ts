import { index, jsonb, text, unique, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant } from '#server/kernel/columns.ts';
import { account } from '../account/tables.ts';
import { gate } from '../database.ts';

/** One ceremony under way (a passkey's challenge, an OpenID state, the owner link): taken once, before it expires. */
export const challenge = gate.table(
	'challenge',
	{
		id: id(),
		purpose: text('purpose').notNull(),
		/** What comes back at the end of the ceremony; of a secret, its hash. */
		value: text('value').notNull(),
		accountId: uuid('account_id').references(() => account.id, { onDelete: 'cascade' }),
		data: jsonb('data').$type<Record<string, string>>().notNull().default({}),
		expiresAt: instant('expires_at').notNull(),
		createdAt: createdAt()
	},
	(t) => [
		unique('challenge_value').on(t.purpose, t.value),
		index('challenge_account').on(t.accountId),
		index('challenge_expires').on(t.expiresAt)
	]
);
