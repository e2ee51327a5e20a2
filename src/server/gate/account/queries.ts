import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { isLocale, type Locale } from '#server/kernel/errors.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { person } from '../person/tables.ts';
import { account, signIn } from './tables.ts';

/** The living sign-in a token belongs to, or null. */
export async function findSignIn(
	db: Db,
	token: string,
	now: Date
): Promise<{ signInId: string; accountId: string; locale: Locale | null; lastUsedAt: Date } | null> {
	const [row] = await db
		.select({
			signInId: signIn.id,
			accountId: signIn.accountId,
			locale: account.locale,
			lastUsedAt: signIn.lastUsedAt
		})
		.from(signIn)
		.innerJoin(account, eq(account.id, signIn.accountId))
		.where(
			and(eq(signIn.tokenHash, hashToken(token)), isNull(signIn.revokedAt), gt(signIn.expiresAt, now))
		);
	return row ? { ...row, locale: isLocale(row.locale) ? row.locale : null } : null;
}

/** The ids of the persons an account is, one for each organisation. */
export async function listOwnPersonIds(db: Db, accountId: string): Promise<string[]> {
	const rows = await db.select({ id: person.id }).from(person).where(eq(person.accountId, accountId));
	return rows.map(({ id }) => id);
}
