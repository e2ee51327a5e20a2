import { and, eq } from 'drizzle-orm';
import type { Configuration } from 'openid-client';
import { networkOf } from '#server/kernel/address.ts';
import type { Context } from '#server/kernel/procedures.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { proveAddress, signInAs } from '../account/commands.ts';
import { requireAccount } from '../account/queries.ts';
import { limits } from '../account/rules.ts';
import { makeChallenge, takeChallenge } from '../challenge/commands.ts';
import { fail } from './schema.ts';
import { oidcIdentity } from './tables.ts';

type Provider = NonNullable<Context['kernel']['config']['oidc']>;

// Loaded when first used: a start should not wait for it.
const library = () => import('openid-client');

const discovered = new Map<string, Promise<Configuration>>();

/** What the provider publishes about itself, asked once; a failure is asked again next time. */
async function discover(provider: Provider): Promise<Configuration> {
	const key = `${provider.issuer} ${provider.clientId}`;
	let found = discovered.get(key);
	if (!found) {
		const { allowInsecureRequests, discovery } = await library();
		const issuer = new URL(provider.issuer);
		const isLocal = issuer.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(issuer.hostname);
		found = discovery(issuer, provider.clientId, provider.clientSecret, undefined, {
			timeout: 10,
			...(isLocal && { execute: [allowInsecureRequests] })
		});
		discovered.set(key, found);
		found.catch(() => discovered.delete(key));
	}
	try {
		return await found;
	} catch {
		return fail('OPEN_ID_AWAY', { name: provider.name });
	}
}

const redirectUri = ({ kernel }: Context) => `${kernel.config.origin}/sign-in/oidc`;

/**
 * Begins to sign in at the configured provider (authorization code with PKCE, state and nonce). `back`: where to
 * go after. `connect`: ties the provider's account to the caller's instead of signing in. Valid ten minutes.
 */
export async function beginOpenId(
	context: Context,
	input: { back?: string | null | undefined; connect?: boolean | undefined }
): Promise<{ url: string; state: string }> {
	const { kernel, viewer } = context;
	const provider = kernel.config.oidc ?? fail('OPEN_ID_OFF');
	await kernel.rateLimits.use(limits.triesOfNetwork, networkOf(viewer.address));
	const accountId = input.connect ? requireAccount(viewer) : null;
	const configuration = await discover(provider);
	const { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } =
		await library();
	const state = randomState();
	const nonce = randomNonce();
	const verifier = randomPKCECodeVerifier();
	const now = kernel.clock.now();
	const url = buildAuthorizationUrl(configuration, {
		redirect_uri: redirectUri(context),
		scope: 'openid email profile',
		response_type: 'code',
		code_challenge: await calculatePKCECodeChallenge(verifier),
		code_challenge_method: 'S256',
		state,
		nonce,
		ui_locales: viewer.locale
	});
	await kernel.database.transaction((db) =>
		makeChallenge(
			{ db, now },
			{
				purpose: 'open-id',
				value: hashToken(state).toString('hex'),
				accountId,
				minutes: 10,
				data: { nonce, verifier, ...(input.back && { back: input.back }) }
			}
		)
	);
	return { url: url.href, state };
}

/**
 * Ends it: takes the state (once), asks the provider, and signs in. An identity seen before is its account. A new
 * one signs in by its address only if the provider says `email_verified: true`, and then as a code to that
 * address would; else OPEN_ID_UNPROVED. Begun with `connect`: the identity is tied to the account that began.
 * `state` is what this browser kept; another one's is refused.
 */
export async function finishOpenId(
	context: Context,
	input: { query: string; state: string }
): Promise<{ back: string | null }> {
	const { kernel, viewer } = context;
	const provider = kernel.config.oidc ?? fail('OPEN_ID_OFF');
	const { name } = provider;
	const now = kernel.clock.now();
	const answered = new URL(`${redirectUri(context)}?${input.query.replace(/^\?/, '')}`);
	if (answered.searchParams.get('state') !== input.state) return fail('OPEN_ID_LATE');
	const taken = await kernel.database.transaction((db) =>
		takeChallenge({ db, now }, 'open-id', hashToken(input.state).toString('hex'))
	);
	if (!taken) return fail('OPEN_ID_LATE');
	if (taken.accountId && taken.accountId !== viewer.accountId) return fail('OPEN_ID_LATE');
	const configuration = await discover(provider);
	const { authorizationCodeGrant, fetchUserInfo } = await library();
	const granted = await authorizationCodeGrant(configuration, answered, {
		pkceCodeVerifier: taken.data.verifier!,
		expectedState: input.state,
		expectedNonce: taken.data.nonce!,
		idTokenExpected: true
	}).catch((error) => {
		kernel.log.warn({ error }, 'the OpenID provider refused');
		return fail('OPEN_ID_REFUSED', { name });
	});
	const claims = granted.claims()!;
	const said =
		claims.email === undefined && configuration.serverMetadata().userinfo_endpoint
			? { ...claims, ...(await fetchUserInfo(configuration, granted.access_token, claims.sub).catch(() => ({}))) }
			: claims;
	const identity = { issuer: claims.iss, subject: claims.sub };
	const email = typeof said.email === 'string' && said.email_verified === true ? said.email : null;
	await kernel.database.transaction(async (db) => {
		const write = { ...context, db, now };
		const mine = and(eq(oidcIdentity.issuer, identity.issuer), eq(oidcIdentity.subject, identity.subject));
		const [known] = await db.select({ accountId: oidcIdentity.accountId }).from(oidcIdentity).where(mine);
		if (taken.accountId) {
			if (known && known.accountId !== taken.accountId) return fail('OPEN_ID_TAKEN', { name });
			await db.insert(oidcIdentity).values({ ...identity, accountId: taken.accountId }).onConflictDoNothing();
			return;
		}
		if (!known && !email) return fail('OPEN_ID_UNPROVED', { name });
		const accountId = known?.accountId ?? (await proveAddress(write, { email: email! }));
		// Two first sign-ins at once hold the same address, so the second finds the first one's row.
		await db.insert(oidcIdentity).values({ ...identity, accountId }).onConflictDoNothing();
		await signInAs(write, accountId, 'oidc');
	});
	return { back: taken.data.back ?? null };
}
