import { randomInt, timingSafeEqual } from 'node:crypto';
import { eq, lt, or, sql } from 'drizzle-orm';
import type { Context, WriteContext } from '#server/kernel/procedures.ts';
import { networkOf } from '#server/kernel/address.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { proveAddress, signInAs } from '../account/commands.ts';
import { codeLetter } from '../account/mails.ts';
import { requireAccount } from '../account/queries.ts';
import { codeMinutes, codeRestSeconds, codeTries, judgeGuess, limits, type Guess } from '../account/rules.ts';
import { fail, type CodeSent } from '../account/schema.ts';
import { signInCode } from '../account/tables.ts';

// What limits count by is kept only as long as they run, and says no address.
const keyOf = (...parts: string[]) => hashToken(parts.join(' ').toLowerCase()).toString('base64url').slice(0, 22);

const hashCode = ({ signer }: Kernel, email: string, code: string): Buffer => {
	const signed = signer.sign('sign-in-code', Buffer.from(`${email.toLowerCase()} ${code}`));
	return Buffer.from(signed.split('.')[1]!, 'base64url');
};

/**
 * Sends a fresh six-digit code to an address; the one before it is void. The address is not looked up: known and
 * unknown ones take the same way, cost the same and get the same answer. Within 20 seconds a second call sends
 * nothing. Counts by address, by network and by installation (TOO_MANY). Opens its own transaction.
 */
export async function requestCode(context: Context, input: { email: string }): Promise<CodeSent> {
	const { kernel, viewer } = context;
	const { email } = input;
	const network = networkOf(viewer.address);
	await kernel.rateLimits.use(limits.codesInAll, 'all');
	await kernel.rateLimits.use(limits.codesOfNetwork, network);
	await kernel.rateLimits.use(limits.codesHere, keyOf(email, network));
	await kernel.rateLimits.use(limits.codesOfAddress, keyOf(email));
	const now = kernel.clock.now();
	const code = String(randomInt(1_000_000)).padStart(6, '0');
	await kernel.database.transaction(async (tx) => {
		await tx.delete(signInCode).where(lt(signInCode.expiresAt, new Date(now.getTime() - 3_600_000)));
		const made = {
			email,
			codeHash: hashCode(kernel, email, code),
			tries: 0,
			expiresAt: new Date(now.getTime() + codeMinutes * 60_000),
			usedAt: null,
			createdAt: now
		};
		const [written] = await tx
			.insert(signInCode)
			.values(made)
			.onConflictDoUpdate({
				target: signInCode.email,
				set: made,
				setWhere: or(
					lt(signInCode.createdAt, new Date(now.getTime() - codeRestSeconds * 1000)),
					sql`${signInCode.usedAt} is not null`,
					sql`${signInCode.tries} >= ${codeTries}`
				)!
			})
			.returning({ id: signInCode.id });
		if (!written) return;
		const { host } = new URL(kernel.config.origin);
		await kernel.mail.post(tx, codeLetter({ email, code, host, locale: viewer.locale }));
	});
	return { email, minutes: codeMinutes, tries: codeTries, mailLeaves: kernel.mail.leaves };
}

/**
 * Tries a code and, if it is right, takes it and goes on with `whenRight` in the same transaction. Every try is
 * counted under the code's row lock and kept also when it fails, so that nobody gets more than five. Refuses
 * with CODE_WRONG, CODE_SPENT or CODE_ENDED, none of which depends on whether anybody is known by the address.
 */
export async function withCode<T>(
	context: Context,
	input: { email: string; code: string },
	whenRight: (context: WriteContext) => Promise<T>
): Promise<T> {
	const { kernel, viewer } = context;
	await kernel.rateLimits.use(limits.triesInAll, 'all');
	await kernel.rateLimits.use(limits.triesOfNetwork, networkOf(viewer.address));
	const hash = hashCode(kernel, input.email, input.code);
	const now = kernel.clock.now();
	const outcome = await kernel.database.transaction(
		async (tx): Promise<{ guess: Exclude<Guess, 'right'>; left: number } | { guess: 'right'; result: T }> => {
			const [row] = await tx
				.select()
				.from(signInCode)
				.where(eq(signInCode.email, input.email))
				.for('update');
			const guess = judgeGuess(row ?? null, row !== undefined && timingSafeEqual(row.codeHash, hash), now);
			if (guess === 'ended' || guess === 'spent') return { guess, left: 0 };
			const [counted] = await tx
				.update(signInCode)
				.set({ tries: sql`${signInCode.tries} + 1`, usedAt: guess === 'right' ? now : null })
				.where(eq(signInCode.id, row!.id))
				.returning({ tries: signInCode.tries });
			if (guess === 'wrong') return { guess, left: codeTries - counted!.tries };
			return { guess, result: await whenRight({ ...context, db: tx, now }) };
		}
	);
	if (outcome.guess === 'right') return outcome.result;
	if (outcome.guess === 'wrong' && outcome.left > 0) return fail('CODE_WRONG', { left: outcome.left }, 'code');
	return fail(outcome.guess === 'ended' ? 'CODE_ENDED' : 'CODE_SPENT', {}, 'code');
}

/**
 * Signs in whoever read the code: as the account that has proved the address, else as the guest this browser
 * already is, else as a new account; people known by the address come with it (see `proveAddress`).
 */
export async function signInWithCode(context: Context, input: { email: string; code: string }): Promise<void> {
	await withCode(context, input, async (write) => {
		const accountId = await proveAddress(write, { email: input.email });
		await signInAs(write, accountId, 'code');
	});
}

/** Adds an address to the caller's account once the code sent there is given. */
export async function addAddress(context: Context, input: { email: string; code: string }): Promise<void> {
	const into = requireAccount(context.viewer);
	await withCode(context, input, (write) => proveAddress(write, { email: input.email, into }));
}
