import { asc, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { countWaysIn, requireAccount } from '../account/queries.ts';
import { staysReachable } from '../account/rules.ts';
import type { PasskeyShape } from './schema.ts';
import { passkey } from './tables.ts';

/** The caller's passkeys, oldest first. */
export async function listPasskeys(
	context: ReadContext
): Promise<{ items: z.infer<typeof PasskeyShape>[]; total: number }> {
	const accountId = requireAccount(context.viewer);
	const rows = await context.db
		.select()
		.from(passkey)
		.where(eq(passkey.accountId, accountId))
		.orderBy(asc(passkey.createdAt), asc(passkey.id));
	const ways = await countWaysIn(context.db, accountId);
	const remove = staysReachable({ ...ways, passkeys: ways.passkeys - 1 });
	const items = rows.map(({ id, name, createdAt, lastUsedAt }) => ({
		id,
		name,
		createdAt,
		lastUsedAt,
		can: { remove }
	}));
	return { items, total: items.length };
}
