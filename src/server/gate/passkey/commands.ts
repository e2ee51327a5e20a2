import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { and, eq, sql } from 'drizzle-orm';
import { networkOf } from '#server/kernel/address.ts';
import { breaches } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Context, WriteContext } from '#server/kernel/procedures.ts';
import { revokeOtherSignIns, signInAs } from '../account/commands.ts';
import { countWaysIn, findAccount, requireAccount } from '../account/queries.ts';
import { readDevice, staysReachable } from '../account/rules.ts';
import { fail as failAccount } from '../account/schema.ts';
import { account } from '../account/tables.ts';
import { makeChallenge, takeChallenge, type Purpose } from '../challenge/commands.ts';
import { ceremonyMinutes, expectedOrigin, readClientData, signInsOfNetwork } from './rules.ts';
import { fail, type BrowserAnswer, type BrowserOptions } from './schema.ts';
import { passkey } from './tables.ts';
import type { z } from 'zod';

// Loaded when the first passkey is used: a start should not wait for it.
const webauthn = () => import('@simplewebauthn/server');

const relyingParty = ({ kernel }: Context) => new URL(kernel.config.origin).hostname;

/** Takes the challenge an answer speaks of, whatever becomes of the answer: it can never be shown twice. */
async function takeAnswered(context: Context, purpose: Purpose, answer: BrowserAnswer) {
	const said = readClientData(answer.response.clientDataJSON);
	const now = context.kernel.clock.now();
	const taken =
		said &&
		(await context.kernel.database.transaction((tx) =>
			takeChallenge({ db: tx, now }, purpose, said.challenge)
		));
	if (!taken) return fail('PASSKEY_LATE');
	return {
		accountId: taken.accountId,
		challenge: said!.challenge,
		origin: expectedOrigin(context.kernel.config, said!.origin)
	};
}

/** Begins to add a passkey to the caller's account: options for the browser, valid 15 minutes. */
export async function beginPasskey(context: WriteContext): Promise<z.infer<typeof BrowserOptions>> {
	const accountId = requireAccount(context.viewer);
	const known = await context.db
		.select({ id: passkey.id, transports: passkey.transports })
		.from(passkey)
		.where(eq(passkey.accountId, accountId));
	const { email, people } = await findAccount(context);
	const { generateRegistrationOptions } = await webauthn();
	const options = await generateRegistrationOptions({
		rpName: people.length === 1 ? people[0]!.organisation.name : 'Gerbang',
		rpID: relyingParty(context),
		userID: new Uint8Array(Buffer.from(accountId.replaceAll('-', ''), 'hex')),
		userName: email ?? people[0]?.name ?? 'Gerbang',
		userDisplayName: people[0]?.name ?? email ?? '',
		attestationType: 'none',
		excludeCredentials: known,
		authenticatorSelection: { residentKey: 'required', userVerification: 'required' }
	});
	await makeChallenge(context, {
		purpose: 'passkey-register',
		value: options.challenge,
		accountId,
		minutes: ceremonyMinutes
	});
	return options as unknown as z.infer<typeof BrowserOptions>;
}

/**
 * Adds the passkey the browser made. Its challenge is used up by any answer. An account that had no proof until
 * now loses its other sign-ins.
 */
export async function addPasskey(
	context: Context,
	input: { answer: BrowserAnswer; name?: string | undefined }
): Promise<{ id: string }> {
	const accountId = requireAccount(context.viewer);
	const taken = await takeAnswered(context, 'passkey-register', input.answer);
	if (taken.accountId !== accountId) return fail('PASSKEY_LATE');
	const { verifyRegistrationResponse } = await webauthn();
	const verified = await verifyRegistrationResponse({
		response: input.answer as unknown as RegistrationResponseJSON,
		expectedChallenge: taken.challenge,
		expectedOrigin: taken.origin,
		expectedRPID: relyingParty(context),
		requireUserVerification: true
	}).catch(() => null);
	if (!verified?.verified) return fail('PASSKEY_WRONG');
	const { credential } = verified.registrationInfo;
	const { browser, system } = readDevice(context.viewer.userAgent);
	const name = input.name ?? ([system, browser].filter(Boolean).join(' · ') || 'Passkey');
	const now = context.kernel.clock.now();
	return context.kernel.database.transaction(async (db) => {
		await db.select({ id: account.id }).from(account).where(eq(account.id, accountId)).for('update');
		const wasProven = staysReachable(await countWaysIn(db, accountId));
		await db
			.insert(passkey)
			.values({
				id: credential.id,
				accountId,
				publicKey: Buffer.from(credential.publicKey),
				counter: credential.counter,
				transports: credential.transports ?? [],
				name,
				createdAt: now
			})
			.catch((error) => {
				if (breaches(error, 'passkey_pkey')) fail('PASSKEY_TAKEN');
				throw error;
			});
		if (!wasProven) await revokeOtherSignIns({ ...context, db, now }, accountId);
		return { id: credential.id };
	});
}

/** Begins to sign in with a passkey: options without any account's keys, so that they tell nothing. */
export async function beginPasskeySignIn(context: Context): Promise<z.infer<typeof BrowserOptions>> {
	const { kernel, viewer } = context;
	await kernel.rateLimits.use(signInsOfNetwork, networkOf(viewer.address));
	const { generateAuthenticationOptions } = await webauthn();
	const options = await generateAuthenticationOptions({
		rpID: relyingParty(context),
		userVerification: 'required',
		timeout: ceremonyMinutes * 60_000
	});
	const now = kernel.clock.now();
	await kernel.database.transaction((db) =>
		makeChallenge({ db, now }, { purpose: 'passkey-sign-in', value: options.challenge, minutes: ceremonyMinutes })
	);
	return options as unknown as z.infer<typeof BrowserOptions>;
}

/** Signs the browser in with a passkey's answer. Its challenge is used up by any answer. */
export async function signInWithPasskey(context: Context, input: { answer: BrowserAnswer }): Promise<void> {
	const { kernel } = context;
	const taken = await takeAnswered(context, 'passkey-sign-in', input.answer);
	const [known] = await kernel.database.db.select().from(passkey).where(eq(passkey.id, input.answer.id));
	if (!known) return fail('PASSKEY_UNKNOWN');
	const { verifyAuthenticationResponse } = await webauthn();
	const verified = await verifyAuthenticationResponse({
		response: input.answer as unknown as AuthenticationResponseJSON,
		expectedChallenge: taken.challenge,
		expectedOrigin: taken.origin,
		expectedRPID: relyingParty(context),
		requireUserVerification: true,
		credential: {
			id: known.id,
			publicKey: new Uint8Array(known.publicKey),
			counter: known.counter
		}
	}).catch(() => null);
	if (!verified?.verified) return fail('PASSKEY_WRONG');
	const { newCounter } = verified.authenticationInfo;
	const now = kernel.clock.now();
	await kernel.database.transaction(async (db) => {
		const [used] = await db
			.update(passkey)
			.set({ counter: sql`greatest(${passkey.counter}, ${newCounter})`, lastUsedAt: now })
			.where(eq(passkey.id, known.id))
			.returning({ accountId: passkey.accountId });
		if (!used) return fail('PASSKEY_UNKNOWN');
		await signInAs({ ...context, db, now }, used.accountId, 'passkey');
	});
}

/** Names one of the caller's passkeys. */
export async function renamePasskey(context: WriteContext, input: { id: string; name: string }): Promise<void> {
	const accountId = requireAccount(context.viewer);
	const [row] = await context.db
		.update(passkey)
		.set({ name: input.name })
		.where(and(eq(passkey.id, input.id), eq(passkey.accountId, accountId)))
		.returning({ id: passkey.id });
	if (!row) failCommon('NOT_FOUND');
}

/** Removes one of the caller's passkeys: it signs in no longer. Refuses the last way in. Twice is harmless. */
export async function removePasskey(context: WriteContext, input: { id: string }): Promise<void> {
	const accountId = requireAccount(context.viewer);
	const { db } = context;
	await db.select({ id: account.id }).from(account).where(eq(account.id, accountId)).for('update');
	const mine = and(eq(passkey.id, input.id), eq(passkey.accountId, accountId));
	const [row] = await db.select({ id: passkey.id }).from(passkey).where(mine);
	if (!row) return;
	const ways = await countWaysIn(db, accountId);
	if (!staysReachable({ ...ways, passkeys: ways.passkeys - 1 })) failAccount('LAST_WAY_IN');
	await db.delete(passkey).where(mine);
}
