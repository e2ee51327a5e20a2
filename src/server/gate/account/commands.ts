import { eq } from 'drizzle-orm';
import type { Context, WriteContext } from '#server/kernel/procedures.ts';
import { makeToken } from '#server/kernel/secrets.ts';
import { signInDays } from './rules.ts';
import { account, signIn } from './tables.ts';

const day = 86_400_000;

/**
 * Signs the caller's browser in as an account. Each call makes one more sign-in; the transport sets the
 * cookie after the commit.
 */
export async function signInAs(
	context: WriteContext,
	accountId: string,
	method: 'code' | 'passkey' | 'link' | 'oidc' | 'registration' | 'demo'
): Promise<{ signInId: string }> {
	const { token, hash } = makeToken();
	const expiresAt = new Date(context.now.getTime() + signInDays * day);
	const [row] = await context.db
		.insert(signIn)
		.values({
			tokenHash: hash,
			accountId,
			method,
			userAgent: context.viewer.userAgent?.slice(0, 300) ?? null,
			createdAt: context.now,
			lastUsedAt: context.now,
			expiresAt
		})
		.returning({ id: signIn.id });
	context.reply.signInToken = { token, expiresAt };
	return { signInId: row!.id };
}

/** A new account without an address. */
export async function createAccount(context: WriteContext): Promise<string> {
	const [row] = await context.db
		.insert(account)
		.values({ locale: context.viewer.locale })
		.returning({ id: account.id });
	return row!.id;
}

/** Ends this browser's sign-in. Harmless without one. */
export async function signOut(context: WriteContext): Promise<void> {
	if (context.viewer.signInId) {
		await context.db
			.update(signIn)
			.set({ revokedAt: context.now })
			.where(eq(signIn.id, context.viewer.signInId));
	}
	context.reply.signInToken = null;
}

/** Keeps a used sign-in alive; written at most once an hour, outside any transaction. */
export async function touchSignIn(
	kernel: Context['kernel'],
	found: { signInId: string; lastUsedAt: Date },
	now: Date
): Promise<void> {
	if (now.getTime() - found.lastUsedAt.getTime() < 3_600_000) return;
	await kernel.database.db
		.update(signIn)
		.set({ lastUsedAt: now, expiresAt: new Date(now.getTime() + signInDays * day) })
		.where(eq(signIn.id, found.signInId));
}
