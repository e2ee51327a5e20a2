import { and, eq, gt, lt } from 'drizzle-orm';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { challenge } from './tables.ts';

export type Purpose = 'passkey-register' | 'passkey-sign-in' | 'open-id' | 'owner-link';

/** Begins a ceremony that `value` ends; sweeps out what has expired. */
export async function makeChallenge(
	context: Pick<WriteContext, 'db' | 'now'>,
	made: { purpose: Purpose; value: string; minutes: number; accountId?: string | null; data?: Record<string, string> }
): Promise<void> {
	await context.db.delete(challenge).where(lt(challenge.expiresAt, context.now));
	await context.db.insert(challenge).values({
		purpose: made.purpose,
		value: made.value,
		accountId: made.accountId ?? null,
		data: made.data ?? {},
		expiresAt: new Date(context.now.getTime() + made.minutes * 60_000),
		createdAt: context.now
	});
}

/** Takes a ceremony's challenge: the row, or null if there is none, it has expired, or somebody took it before. */
export async function takeChallenge(
	context: Pick<WriteContext, 'db' | 'now'>,
	purpose: Purpose,
	value: string
): Promise<{ accountId: string | null; data: Record<string, string> } | null> {
	const [row] = await context.db
		.delete(challenge)
		.where(
			and(eq(challenge.purpose, purpose), eq(challenge.value, value), gt(challenge.expiresAt, context.now))
		)
		.returning({ accountId: challenge.accountId, data: challenge.data });
	return row ?? null;
}
