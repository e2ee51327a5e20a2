import { and, eq, gt, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import type { Db } from '#server/kernel/database.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { findAccount, ownsOrganisation } from '../account/queries.ts';
import { challenge } from '../challenge/tables.ts';
import { organisation } from '../organisation/tables.ts';
import type { SetupShape } from './schema.ts';

/** True while this installation has no organisation but the demo's. */
export async function isFirstRun(db: Db): Promise<boolean> {
	const [row] = await db
		.select({ id: organisation.id })
		.from(organisation)
		.where(isNull(organisation.demoAt))
		.limit(1);
	return !row;
}

/** True if this is the owner link that was printed last, and nobody used it. */
export async function isOwnerLink(context: Pick<ReadContext, 'db' | 'now'>, token: string): Promise<boolean> {
	const [row] = await context.db
		.select({ id: challenge.id })
		.from(challenge)
		.where(
			and(
				eq(challenge.purpose, 'owner-link'),
				eq(challenge.value, hashToken(token).toString('hex')),
				gt(challenge.expiresAt, context.now)
			)
		);
	return Boolean(row);
}

/** Whether the caller may make an organisation here, and why. Reading uses nothing up. */
export async function findSetup(
	context: ReadContext,
	input: { link?: string | null | undefined }
): Promise<z.infer<typeof SetupShape>> {
	const { db, viewer } = context;
	const isFirst = await isFirstRun(db);
	const isOwner = viewer.accountId !== null && (await ownsOrganisation(db, viewer.accountId));
	const hasLink = Boolean(input.link) && isFirst && (await isOwnerLink(context, input.link!));
	const account = isOwner ? await findAccount(context) : null;
	return {
		may: hasLink || isOwner,
		isFirst,
		by: hasLink ? 'link' : isOwner ? 'owner' : null,
		owner: account?.email ? { name: account.people[0]?.name ?? '', email: account.email } : null
	};
}
