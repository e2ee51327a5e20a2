import { index, text, unique, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id } from '#server/kernel/columns.ts';
import { account } from '../account/tables.ts';
import { gate } from '../database.ts';

/** Who an account is at an OpenID provider: the provider's issuer and its own name for them. */
export const oidcIdentity = gate.table(
	'oidc_identity',
	{
		id: id(),
		accountId: uuid('account_id').notNull().references(() => account.id, { onDelete: 'cascade' }),
		issuer: text('issuer').notNull(),
		subject: text('subject').notNull(),
		createdAt: createdAt()
	},
	(t) => [unique('oidc_identity_subject').on(t.issuer, t.subject), index('oidc_identity_account').on(t.accountId)]
);
