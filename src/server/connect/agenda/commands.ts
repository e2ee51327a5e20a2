import { and, eq, isNull } from 'drizzle-orm';
import { accessOrganisation, record } from '#server/gate/public.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { Context, WriteContext } from '#server/kernel/procedures.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { feedToken, findStandingFeed, readFeed, viewFeed } from './queries.ts';
import type { FeedView } from './schema.ts';
import { agendaFeed } from './tables.ts';

async function revokeAll(context: WriteContext, personId: string): Promise<number> {
	const revoked = await context.db
		.update(agendaFeed)
		.set({ revokedAt: context.now })
		.where(and(eq(agendaFeed.personId, personId), isNull(agendaFeed.revokedAt)))
		.returning({ id: agendaFeed.id });
	return revoked.length;
}

/**
 * Makes the viewer's private calendar address in an organisation. With `renew` a new one takes the place of the
 * old, which is dead at once; without, an address that stands is kept.
 */
export async function makeFeed(
	context: WriteContext,
	input: { organisation: string; renew: boolean }
): Promise<FeedView> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'belong'
	);
	const personId = standing.personId!;
	const standingFeed = await findStandingFeed(context.db, personId);
	if (standingFeed && !input.renew) return viewFeed(context, standingFeed);
	await revokeAll(context, personId);
	const id = uuidv7();
	const [row] = await context.db
		.insert(agendaFeed)
		.values({ id, personId, tokenHash: hashToken(feedToken(context, id)), createdAt: context.now })
		.returning();
	await record(context, {
		organisationId: organisation.id,
		byPersonId: personId,
		noun: 'agenda-feed',
		nounId: id,
		verb: input.renew ? 'renew' : 'make'
	});
	return viewFeed(context, row);
}

/** Makes the viewer's private calendar address dead. Harmless without one. */
export async function revokeFeed(
	context: WriteContext,
	input: { organisation: string }
): Promise<FeedView> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'belong'
	);
	const feed = await findStandingFeed(context.db, standing.personId!);
	if (feed) {
		await revokeAll(context, standing.personId!);
		await record(context, {
			organisationId: organisation.id,
			byPersonId: standing.personId,
			noun: 'agenda-feed',
			nounId: feed.id,
			verb: 'revoke'
		});
	}
	return { feed: null };
}

/** The calendar behind a private address; notes, at most once an hour, that it was read. */
export async function fetchFeed(
	context: Context,
	input: { token: string }
): Promise<{ text: string }> {
	const { kernel } = context;
	const now = kernel.clock.now();
	const { db } = kernel.database;
	const { feedId, lastReadAt, text } = await readFeed({ kernel, db, now }, input.token);
	if (!lastReadAt || now.getTime() - lastReadAt.getTime() > 3_600_000) {
		await db.update(agendaFeed).set({ lastReadAt: now }).where(eq(agendaFeed.id, feedId));
	}
	return { text };
}
