import { eq, sql } from 'drizzle-orm';
import type { Kernel } from '#server/kernel/kernel.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { hashToken, makeToken } from '#server/kernel/secrets.ts';
import { claimAddress, createAccount, signInAs } from '../account/commands.ts';
import { listAddresses, ownsOrganisation } from '../account/queries.ts';
import { makeChallenge, takeChallenge } from '../challenge/commands.ts';
import { challenge } from '../challenge/tables.ts';
import { createOrganisation } from '../organisation/commands.ts';
import { fail, type NewOrganisation } from '../organisation/schema.ts';
import { isFirstRun } from './queries.ts';

const year = 525_600;

/** Two starts, or a start and a setup, take their turn. */
const holdSetup = (context: Pick<WriteContext, 'db'>) =>
	context.db.execute(sql`select pg_advisory_xact_lock(hashtextextended('setup', 0))`);

/**
 * While nobody owns an organisation here: a fresh one-time link that makes its holder the owner, printed by each
 * start. The one printed before is void. Null once there is an organisation. Only its hash is kept.
 */
export async function ensureOwnerLink(
	context: Pick<WriteContext, 'db' | 'now'> & { kernel: Kernel }
): Promise<string | null> {
	await holdSetup(context);
	await context.db.delete(challenge).where(eq(challenge.purpose, 'owner-link'));
	if (!(await isFirstRun(context.db))) return null;
	const { token, hash } = makeToken();
	await makeChallenge(context, { purpose: 'owner-link', value: hash.toString('hex'), minutes: year });
	return `${context.kernel.config.origin}/setup?link=${token}`;
}

/**
 * Makes an organisation with the caller as its owner. The first one needs the printed link, which is used up by
 * it (of many callers at once one succeeds); its holder gets an account that says the address is theirs, and is
 * signed in. A further one is made by an owner of one here, as the account they are. Others: SETUP_LINK_NEEDED.
 */
export async function setUpOrganisation(
	context: WriteContext,
	input: NewOrganisation & { link?: string | null | undefined; ownerName: string; ownerEmail: string }
): Promise<{ organisationId: string; slug: string }> {
	await holdSetup(context);
	const { db, viewer } = context;
	const isOwner = viewer.accountId !== null && (await ownsOrganisation(db, viewer.accountId));
	if (!isOwner) {
		const taken =
			input.link && (await isFirstRun(db))
				? await takeChallenge(context, 'owner-link', hashToken(input.link).toString('hex'))
				: null;
		if (!taken) fail('SETUP_LINK_NEEDED');
	}
	let accountId = isOwner ? viewer.accountId! : null;
	let email: string | null = input.ownerEmail;
	if (accountId) {
		// Only an address they proved may speak for them: any other could hand the new person to its true owner.
		const { items } = await listAddresses(context);
		const own = items.filter((address) => address.verifiedAt);
		const typed = input.ownerEmail.toLowerCase();
		email = (own.find((address) => address.email.toLowerCase() === typed) ?? own[0])?.email ?? null;
	} else {
		accountId = await createAccount(context);
		await claimAddress(context, { accountId, email: input.ownerEmail });
	}
	const { link, ownerName, ownerEmail, ...organisation } = input;
	const made = await createOrganisation(context, {
		...organisation,
		owner: { name: ownerName, email, accountId }
	});
	await db.delete(challenge).where(eq(challenge.purpose, 'owner-link'));
	if (!isOwner) await signInAs(context, accountId, 'link');
	return { organisationId: made.organisationId, slug: made.slug };
}
