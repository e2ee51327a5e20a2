import { and, eq, inArray, isNull, ne, not, or, sql } from 'drizzle-orm';
import { sendAhead, type Db } from '#server/kernel/database.ts';
import { failCommon, type Locale } from '#server/kernel/errors.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { Context, WriteContext } from '#server/kernel/procedures.ts';
import { makeToken } from '#server/kernel/secrets.ts';
import { record } from '../history/commands.ts';
import { organisation } from '../organisation/tables.ts';
import { isTimeZone } from '../organisation/rules.ts';
import { fail as failOrganisation } from '../organisation/schema.ts';
import { person } from '../person/tables.ts';
import { mergePeople } from '../privacy/commands.ts';
import { countWaysIn, isProvenAccount, requireAccount } from './queries.ts';
import { settleAddress, signInDays, staysReachable } from './rules.ts';
import { fail } from './schema.ts';
import { account, accountEmail, signIn } from './tables.ts';

const day = 86_400_000;

export type SignInMethod = 'code' | 'passkey' | 'link' | 'oidc' | 'registration' | 'demo';

/**
 * Signs the caller's browser in as an account. Each call makes one more sign-in and ends the one this browser
 * had; the transport sets the cookie after the commit.
 */
export async function signInAs(
	context: WriteContext,
	accountId: string,
	method: SignInMethod
): Promise<{ signInId: string }> {
	const { token, hash } = makeToken();
	const expiresAt = new Date(context.now.getTime() + signInDays * day);
	if (context.viewer.signInId) {
		await context.db
			.update(signIn)
			.set({ revokedAt: context.now })
			.where(and(eq(signIn.id, context.viewer.signInId), isNull(signIn.revokedAt)));
	}
	const signInId = uuidv7();
	await sendAhead(
		context.db,
		context.db.insert(signIn).values({
			id: signInId,
			tokenHash: hash,
			accountId,
			method,
			userAgent: context.viewer.userAgent?.slice(0, 300) ?? null,
			createdAt: context.now,
			lastUsedAt: context.now,
			expiresAt
		})
	);
	context.reply.signInToken = { token, expiresAt };
	return { signInId };
}

/** A new account without an address. */
export async function createAccount(context: Pick<WriteContext, 'db' | 'viewer'>): Promise<string> {
	const [row] = await context.db
		.insert(account)
		.values({ locale: context.viewer.locale })
		.returning({ id: account.id });
	return row!.id;
}

/**
 * Notes that an account says an address is theirs, without proof: what a guest typed when registering. Whoever
 * proves the address later gets what was done in its name, and the guest keeps nothing of it. Twice is harmless.
 */
export async function claimAddress(
	context: Pick<WriteContext, 'db'>,
	claim: { accountId: string; email: string }
): Promise<void> {
	await context.db.insert(accountEmail).values(claim).onConflictDoNothing();
}

/** Makes everybody who settles this address wait for each other, until the transaction ends. */
export const holdAddress = (db: Db, email: string) =>
	db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`address ${email.toLowerCase()}`}, 0))`);

/**
 * The caller has just shown that they read this address's mail: settles whose it is (`settleAddress` in rules.ts)
 * and returns that account. Holds the address. With `into` (a signed-in account that adds an address) it goes
 * there, or is refused with ADDRESS_TAKEN if another account has proved it. People who move are recorded; an
 * unproven account left with nothing ends, with its sign-ins; an account that proves something for the first time
 * loses its other sign-ins, since until now anybody could have made them.
 */
export async function proveAddress(
	context: WriteContext,
	proof: { email: string; into?: string }
): Promise<string> {
	const { db, now, viewer } = context;
	const { email, into } = proof;
	await holdAddress(db, email);
	const claims = await db
		.select({
			accountId: accountEmail.accountId,
			verifiedAt: accountEmail.verifiedAt,
			isProven: isProvenAccount(sql`account_email.account_id`)
		})
		.from(accountEmail)
		.where(eq(accountEmail.email, email));
	const owner = claims.find((claim) => claim.verifiedAt)?.accountId ?? null;
	if (into && owner && owner !== into) fail('ADDRESS_TAKEN', {}, 'email');
	const claimants = claims.filter((claim) => !claim.verifiedAt);
	const claimantIds = claimants.map((claim) => claim.accountId);
	const people = await db
		.select({
			id: person.id,
			organisationId: person.organisationId,
			accountId: person.accountId,
			name: person.name,
			role: sql<string | null>`(select m.role from gate.membership m where m.person_id = person.id)`,
			createdAt: person.createdAt
		})
		.from(person)
		.where(
			and(
				eq(person.email, email),
				isNull(person.erasedAt),
				or(isNull(person.accountId), inArray(person.accountId, claimantIds))
			)
		)
		.orderBy(person.id)
		.for('update');
	const holders = [owner, into, viewer.accountId].filter((id) => typeof id === 'string');
	const held = holders.length
		? await db
				.select({
					accountId: person.accountId,
					organisationId: person.organisationId,
					personId: person.id,
					name: person.name
				})
				.from(person)
				.where(inArray(person.accountId, holders))
		: [];
	const settled = settleAddress({
		callerAccountId: viewer.accountId,
		ownerAccountId: owner ?? into ?? null,
		claimantAccountIds: claimantIds,
		people: people.map((one) => ({
			...one,
			isMember: one.role !== null,
			isKept:
				(one.role === 'owner' || one.role === 'organiser') &&
				claimants.some((claim) => claim.accountId === one.accountId && claim.isProven)
		})),
		heldBy: (id) => held.filter((row) => row.accountId === id)
	});
	const accountId = settled.accountId === 'new' ? await createAccount(context) : settled.accountId;
	const [was] = await db
		.select({ isProven: isProvenAccount(sql`account.id`) })
		.from(account)
		.where(eq(account.id, accountId))
		.for('update');

	const letGo = [...settled.release, ...settled.merge.map(({ fromId }) => fromId)];
	if (letGo.length) await db.update(person).set({ accountId: null }).where(inArray(person.id, letGo));
	if (settled.attach.length) {
		await db.update(person).set({ accountId }).where(inArray(person.id, settled.attach));
	}
	const note = (personId: string, verb: string) => {
		const { organisationId } = people.find((one) => one.id === personId)!;
		return { organisationId, byPersonId: personId, noun: 'person', nounId: personId, verb };
	};
	for (const id of settled.attach) await record(context, note(id, 'claim'));
	for (const id of settled.release) await record(context, note(id, 'release'));
	for (const { fromId, intoId } of settled.merge) {
		const line = { ...note(fromId, 'merge'), nounId: intoId, byPersonId: intoId };
		await mergePeople(context, { fromId, intoId });
		await record(context, line);
	}
	await db
		.delete(accountEmail)
		.where(and(eq(accountEmail.email, email), ne(accountEmail.accountId, accountId)));
	await db
		.insert(accountEmail)
		.values({ accountId, email, verifiedAt: now })
		.onConflictDoUpdate({
			target: [accountEmail.accountId, accountEmail.email],
			set: { verifiedAt: sql`coalesce(${accountEmail.verifiedAt}, excluded.verified_at)` }
		});
	const emptied = claimantIds.filter((id) => id !== accountId);
	if (emptied.length) {
		await db.delete(account).where(
			and(
				inArray(account.id, emptied),
				not(isProvenAccount(sql`account.id`)),
				sql`not exists (select 1 from gate.person p where p.account_id = account.id)`,
				sql`not exists (select 1 from gate.account_email e where e.account_id = account.id)`
			)
		);
	}
	if (!was?.isProven) await revokeOtherSignIns(context, accountId);
	return accountId;
}

/** Takes an address from the caller's account. Refuses the last way in. A second call finds nothing to do. */
export async function removeAddress(context: WriteContext, input: { id: string }): Promise<void> {
	const accountId = requireAccount(context.viewer);
	await context.db.select({ id: account.id }).from(account).where(eq(account.id, accountId)).for('update');
	const [row] = await context.db
		.select({ verifiedAt: accountEmail.verifiedAt })
		.from(accountEmail)
		.where(and(eq(accountEmail.id, input.id), eq(accountEmail.accountId, accountId)));
	if (!row) return;
	if (row.verifiedAt) {
		const ways = await countWaysIn(context.db, accountId);
		const left = { ...ways, verifiedAddresses: ways.verifiedAddresses - 1 };
		if (!staysReachable(left)) fail('LAST_WAY_IN');
	}
	await context.db.delete(accountEmail).where(eq(accountEmail.id, input.id));
}

/** Chooses the account's language and time zone; what is left out stays. */
export async function chooseForAccount(
	context: WriteContext,
	input: { locale?: Locale | null | undefined; timeZone?: string | null | undefined }
): Promise<void> {
	const accountId = requireAccount(context.viewer);
	if (input.timeZone && !isTimeZone(input.timeZone)) {
		failOrganisation('TIME_ZONE_UNKNOWN', { zone: input.timeZone }, 'timeZone');
	}
	const set = {
		...(input.locale !== undefined && { locale: input.locale }),
		...(input.timeZone !== undefined && { timeZone: input.timeZone })
	};
	if (Object.keys(set).length) await context.db.update(account).set(set).where(eq(account.id, accountId));
}

/** Ends this browser's sign-in. Harmless without one. */
export async function signOut(context: WriteContext): Promise<void> {
	if (context.viewer.signInId) {
		await context.db
			.update(signIn)
			.set({ revokedAt: context.now })
			.where(and(eq(signIn.id, context.viewer.signInId), isNull(signIn.revokedAt)));
	}
	context.reply.signInToken = null;
}

/** Ends one sign-in of the caller's account, at once. One of somebody else is not found; a second call is harmless. */
export async function revokeSignIn(context: WriteContext, input: { id: string }): Promise<void> {
	const accountId = requireAccount(context.viewer);
	const [row] = await context.db
		.update(signIn)
		.set({ revokedAt: sql`coalesce(${signIn.revokedAt}, ${context.now.toISOString()}::timestamptz)` })
		.where(and(eq(signIn.id, input.id), eq(signIn.accountId, accountId)))
		.returning({ id: signIn.id });
	if (!row) return failCommon('NOT_FOUND');
	if (row.id === context.viewer.signInId) context.reply.signInToken = null;
}

/** Ends every sign-in of an account but the caller's browser's own. Returns how many. */
export async function revokeOtherSignIns(context: WriteContext, accountId: string): Promise<number> {
	const ended = await context.db
		.update(signIn)
		.set({ revokedAt: context.now })
		.where(
			and(
				eq(signIn.accountId, accountId),
				isNull(signIn.revokedAt),
				context.viewer.signInId ? ne(signIn.id, context.viewer.signInId) : undefined
			)
		)
		.returning({ id: signIn.id });
	return ended.length;
}

/**
 * Signs in as a person of the demo summit, whoever asks. Anybody else's person is not found. Makes the person an
 * account where they have none.
 */
export async function signInAsDemo(context: WriteContext, input: { personId: string }): Promise<void> {
	const [row] = await context.db
		.select({ accountId: person.accountId, organisationId: person.organisationId })
		.from(person)
		.where(and(eq(person.id, input.personId), isNull(person.erasedAt)))
		.for('update');
	if (!row) return failCommon('NOT_FOUND');
	const [demo] = await context.db
		.select({ demoAt: organisation.demoAt })
		.from(organisation)
		.where(eq(organisation.id, row.organisationId));
	if (!demo?.demoAt) return failCommon('NOT_FOUND');
	let { accountId } = row;
	// An account that is somebody outside the demo too is a real one, and only its owner signs in to it.
	if (accountId) {
		const [real] = await context.db
			.select({ id: person.id })
			.from(person)
			.innerJoin(organisation, eq(organisation.id, person.organisationId))
			.where(and(eq(person.accountId, accountId), isNull(organisation.demoAt)))
			.limit(1);
		if (real) failCommon('NOT_FOUND');
	} else {
		accountId = await createAccount(context);
		await context.db.update(person).set({ accountId }).where(eq(person.id, input.personId));
	}
	await signInAs(context, accountId, 'demo');
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
