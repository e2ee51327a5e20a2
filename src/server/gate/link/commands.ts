import { and, eq, isNull } from 'drizzle-orm';
import { failCommon } from '#server/kernel/errors.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import type { Context, WriteContext } from '#server/kernel/procedures.ts';
import { makeToken } from '#server/kernel/secrets.ts';
import { claimAddress, createAccount, proveAddress, signInAs } from '../account/commands.ts';
import { maskAddress } from '../account/rules.ts';
import { record } from '../history/commands.ts';
import { personalLink } from '../membership/tables.ts';
import { person } from '../person/tables.ts';
import { requestCode, withCode } from '../sign-in-code/commands.ts';
import { findPersonalLink, readPersonalLink, type PersonalLink } from './queries.ts';
import { fail } from './schema.ts';

/**
 * Makes a link of a person's own that leads to a path of this site and signs in on its first use; each call makes
 * another. `sentTo`: the address it is mailed to, if nobody else gets to see it; leave it out for a link that a
 * human hands over. The address is not kept: show or send it now. The caller has checked that they may.
 */
export async function issuePersonalLink(
	context: Pick<WriteContext, 'db' | 'now'> & { kernel: Pick<Kernel, 'config'> },
	link: {
		personId: string;
		purpose: 'ticket' | 'invitation' | 'speaker' | 'owner';
		path: string;
		expiresAt: Date;
		sentTo?: string | null;
	}
): Promise<{ url: string; token: string }> {
	if (!/^\/(?![/\\])/.test(link.path)) throw new Error('A personal link leads to a path of this site.');
	const { token, hash } = makeToken();
	await context.db.insert(personalLink).values({
		personId: link.personId,
		purpose: link.purpose,
		path: link.path,
		expiresAt: link.expiresAt,
		sentTo: link.sentTo ?? null,
		tokenHash: hash,
		createdAt: context.now
	});
	return { url: `${context.kernel.config.origin}/link/${token}`, token };
}

/** Withdraws a person's links that may still be opened. Twice is harmless. */
export async function revokePersonalLinks(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: { personId: string; purpose?: 'ticket' | 'invitation' | 'speaker' | 'owner' }
): Promise<void> {
	await context.db
		.update(personalLink)
		.set({ revokedAt: context.now })
		.where(
			and(
				eq(personalLink.personId, input.personId),
				isNull(personalLink.revokedAt),
				input.purpose ? eq(personalLink.purpose, input.purpose) : undefined
			)
		);
}

/** The link with its row and its person locked, read again under the locks. */
async function lockPersonalLink(context: WriteContext, token: string): Promise<PersonalLink> {
	const found = await findPersonalLink(context.db, token);
	if (!found) return failCommon('NOT_FOUND');
	await context.db.select({ id: person.id }).from(person).where(eq(person.id, found.person.id)).for('update');
	await context.db
		.select({ id: personalLink.id })
		.from(personalLink)
		.where(eq(personalLink.id, found.link.id))
		.for('update');
	return (await findPersonalLink(context.db, token)) ?? failCommon('NOT_FOUND');
}

async function noteUse(context: WriteContext, row: PersonalLink): Promise<void> {
	if (!row.link.firstUsedAt) {
		await context.db
			.update(personalLink)
			.set({ firstUsedAt: context.now })
			.where(eq(personalLink.id, row.link.id));
	}
	await record(context, {
		organisationId: row.organisation.id,
		byPersonId: row.person.id,
		noun: 'personal-link',
		nounId: row.link.id,
		verb: 'open',
		detail: { purpose: row.link.purpose }
	});
}

/**
 * Opens a personal link by pressing its button. The first use signs the browser in as its person (who gets an
 * account where they have none, with the address on file as a claim); of many at once one succeeds. Later uses,
 * and links to an account that reaches further than the link, are refused with LINK_USED (confirm with a code)
 * or LINK_NO_ADDRESS. Already signed in as that person: just says where to go. Locks the person and the link.
 */
export async function openPersonalLink(
	context: WriteContext,
	input: { token: string }
): Promise<{ path: string }> {
	const row = await lockPersonalLink(context, input.token);
	const { step, holder } = await readPersonalLink(context, row);
	if (step === 'code') fail('LINK_USED');
	if (step === 'ask') fail('LINK_NO_ADDRESS');
	if (step === 'go') {
		if (!row.link.firstUsedAt) await noteUse(context, row);
		return { path: row.link.path };
	}
	let accountId = holder?.accountId;
	if (!accountId) {
		accountId = await createAccount(context);
		await context.db.update(person).set({ accountId }).where(eq(person.id, row.person.id));
		if (row.person.email) await claimAddress(context, { accountId, email: row.person.email });
	}
	await noteUse(context, row);
	await signInAs(context, accountId, 'link');
	return { path: row.link.path };
}

async function confirmingAddress(context: Context, token: string): Promise<string> {
	const read = { ...context, db: context.kernel.database.db, now: context.kernel.clock.now() };
	const row = await findPersonalLink(read.db, token);
	if (!row) return failCommon('NOT_FOUND');
	const { email } = await readPersonalLink(read, row);
	return email ?? fail('LINK_NO_ADDRESS');
}

/** Sends a code to the address on file of a link's person, so that they can open it again. Limits as any code. */
export async function requestLinkCode(context: Context, input: { token: string }) {
	const { email, ...sent } = await requestCode(context, {
		email: await confirmingAddress(context, input.token)
	});
	return { ...sent, address: maskAddress(email) };
}

/**
 * Opens a personal link again with the code sent to its person's address: proves the address (see `proveAddress`)
 * and signs in as whoever it belongs to. Codes are counted as in `withCode`.
 */
export async function openPersonalLinkWithCode(
	context: Context,
	input: { token: string; code: string }
): Promise<{ path: string }> {
	const email = await confirmingAddress(context, input.token);
	return withCode(context, { email, code: input.code }, async (write) => {
		const row = await lockPersonalLink(write, input.token);
		const { holder } = await readPersonalLink(write, row);
		// A guest who opened this link first may not have said the address: whoever proves it takes the person.
		if (holder && !holder.isProven) await claimAddress(write, { accountId: holder.accountId, email });
		const accountId = await proveAddress(write, { email });
		await noteUse(write, row);
		await signInAs(write, accountId, 'code');
		return { path: row.link.path };
	});
}
