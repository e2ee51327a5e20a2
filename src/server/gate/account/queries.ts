import { and, asc, desc, eq, gt, isNull, sql, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import type { Db } from '#server/kernel/database.ts';
import { failCommon, isLocale, type Locale } from '#server/kernel/errors.ts';
import type { Context, ReadContext, Viewer } from '#server/kernel/procedures.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { membership } from '../membership/tables.ts';
import { oidcIdentity } from '../open-id/tables.ts';
import { organisation } from '../organisation/tables.ts';
import { passkey } from '../passkey/tables.ts';
import { person } from '../person/tables.ts';
import { readDevice, staysReachable } from './rules.ts';
import type { AccountShape, AddressShape, SignInShape, WaysShape } from './schema.ts';
import { account, accountEmail, signIn } from './tables.ts';

/** The caller's account; strangers are asked to sign in. */
export function requireAccount(viewer: Viewer): string {
	return viewer.accountId ?? failCommon('NOT_SIGNED_IN');
}

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

/**
 * True in SQL if somebody has proved this account is theirs: an address, a passkey or an OpenID identity.
 * `accountId` names a column of the query around it, with its table.
 */
export const isProvenAccount = (accountId: SQL): SQL<boolean> => sql<boolean>`(
	exists (select 1 from gate.account_email proven where proven.account_id = ${accountId} and proven.verified_at is not null)
	or exists (select 1 from gate.passkey proof where proof.account_id = ${accountId})
	or exists (select 1 from gate.oidc_identity proof where proof.account_id = ${accountId})
)`;

/** How many ways of each kind lead into an account. */
export async function countWaysIn(
	db: Db,
	accountId: string
): Promise<{ verifiedAddresses: number; passkeys: number; identities: number }> {
	const verified = and(eq(accountEmail.accountId, accountId), sql`${accountEmail.verifiedAt} is not null`);
	return {
		verifiedAddresses: await db.$count(accountEmail, verified),
		passkeys: await db.$count(passkey, eq(passkey.accountId, accountId)),
		identities: await db.$count(oidcIdentity, eq(oidcIdentity.accountId, accountId))
	};
}

/** The address an account proved first, or null. */
export async function findProvenAddress(db: Db, accountId: string): Promise<string | null> {
	const [row] = await db
		.select({ email: accountEmail.email })
		.from(accountEmail)
		.where(and(eq(accountEmail.accountId, accountId), sql`${accountEmail.verifiedAt} is not null`))
		.orderBy(asc(accountEmail.verifiedAt), asc(accountEmail.id))
		.limit(1);
	return row?.email ?? null;
}

/** True if this account owns an organisation that is no demo: it may make another one. */
export async function ownsOrganisation(db: Db, accountId: string): Promise<boolean> {
	const [row] = await db
		.select({ id: person.id })
		.from(person)
		.innerJoin(membership, eq(membership.personId, person.id))
		.innerJoin(organisation, eq(organisation.id, person.organisationId))
		.where(
			and(
				eq(person.accountId, accountId),
				eq(membership.role, 'owner'),
				isNull(person.erasedAt),
				isNull(organisation.demoAt)
			)
		)
		.limit(1);
	return Boolean(row);
}

const nobody: z.infer<typeof AccountShape> = {
	id: null,
	email: null,
	locale: null,
	timeZone: null,
	isProven: false,
	people: [],
	can: { createOrganisation: false }
};

/** Who the caller is: the account and its person in each organisation, by name. A stranger is nobody. */
export async function findAccount(context: ReadContext): Promise<z.infer<typeof AccountShape>> {
	const { db, viewer } = context;
	if (!viewer.accountId) return nobody;
	const [row] = await db
		.select({ locale: account.locale, timeZone: account.timeZone, isProven: isProvenAccount(sql`account.id`) })
		.from(account)
		.where(eq(account.id, viewer.accountId));
	if (!row) return nobody;
	const people = await db
		.select({
			personId: person.id,
			name: person.name,
			role: membership.role,
			organisation: {
				id: organisation.id,
				slug: organisation.slug,
				name: organisation.name,
				colour: organisation.colour,
				logoFileId: organisation.logoFileId,
				isDemo: sql<boolean>`${organisation.demoAt} is not null`
			}
		})
		.from(person)
		.innerJoin(organisation, eq(organisation.id, person.organisationId))
		.leftJoin(membership, eq(membership.personId, person.id))
		.where(and(eq(person.accountId, viewer.accountId), isNull(person.erasedAt)))
		.orderBy(asc(organisation.name), asc(organisation.id));
	return {
		id: viewer.accountId,
		email: await findProvenAddress(db, viewer.accountId),
		locale: isLocale(row.locale) ? row.locale : null,
		timeZone: row.timeZone,
		isProven: row.isProven,
		people,
		can: { createOrganisation: people.some((one) => one.role === 'owner' && !one.organisation.isDemo) }
	};
}

/** How one may sign in here: the same for everybody. */
export function findWays({ kernel }: Context): z.infer<typeof WaysShape> {
	const { hostname, protocol } = new URL(kernel.config.origin);
	return {
		mailLeaves: kernel.mail.leaves,
		oidc: kernel.config.oidc && { name: kernel.config.oidc.name },
		// Browsers take no bare network address as a passkey's home, and nothing unencrypted but localhost.
		passkeys: (protocol === 'https:' || hostname === 'localhost') && !/^[\d.]+$|^\[/.test(hostname)
	};
}

/** The caller's living sign-ins, this browser's first, then the last used. */
export async function listSignIns(
	context: ReadContext
): Promise<{ items: z.infer<typeof SignInShape>[]; total: number }> {
	const accountId = requireAccount(context.viewer);
	const rows = await context.db
		.select()
		.from(signIn)
		.where(
			and(eq(signIn.accountId, accountId), isNull(signIn.revokedAt), gt(signIn.expiresAt, context.now))
		)
		.orderBy(
			desc(sql`${signIn.id} = ${context.viewer.signInId ?? null}::uuid`),
			desc(signIn.lastUsedAt),
			desc(signIn.id)
		);
	const items = rows.slice(0, 200).map((row) => ({
		id: row.id,
		isThis: row.id === context.viewer.signInId,
		method: row.method as z.infer<typeof SignInShape>['method'],
		...readDevice(row.userAgent),
		createdAt: row.createdAt,
		lastUsedAt: row.lastUsedAt
	}));
	return { items, total: rows.length };
}

/** The caller's addresses, the one proved first before the others. */
export async function listAddresses(
	context: ReadContext
): Promise<{ items: z.infer<typeof AddressShape>[]; total: number }> {
	const accountId = requireAccount(context.viewer);
	const rows = await context.db
		.select()
		.from(accountEmail)
		.where(eq(accountEmail.accountId, accountId))
		.orderBy(sql`${accountEmail.verifiedAt} asc nulls last`, asc(accountEmail.id));
	const ways = await countWaysIn(context.db, accountId);
	const staysWithout = staysReachable({ ...ways, verifiedAddresses: ways.verifiedAddresses - 1 });
	const items = rows.map((row) => ({
		id: row.id,
		email: row.email,
		verifiedAt: row.verifiedAt,
		can: { remove: !row.verifiedAt || staysWithout, prove: !row.verifiedAt }
	}));
	return { items, total: items.length };
}
