import { and, eq, sql } from 'drizzle-orm';
import { findAddressee, record } from '#server/gate/public.ts';
import { listSharedGatheringIds } from '#server/gather/public.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { hold } from '../meeting/access.ts';
import { callOffBetween } from '../meeting/jobs.ts';
import { contactFields, type ContactField } from '../contact/rules.ts';
import { ensureConversation } from '../conversation/commands.ts';
import { accessAsPerson, accessPerson, findLines, type Asking } from '../profile/access.ts';
import type { Pair } from '../profile/schema.ts';
import { learnLater } from '../suggestion-learning/jobs.ts';
import { areBlocked, findPair, type Connection } from './access.ts';
import { acceptedLetter, askedLetter } from './mails.ts';
import { findConnection } from './queries.ts';
import { canOf, orderPair, pendingLimit, tieOf, whatAskingDoes } from './rules.ts';
import {
	fail,
	type Accept,
	type Ask,
	type ConnectionView,
	type Decline,
	type Note
} from './schema.ts';
import { block, connection, contactShare, privateNote } from './tables.ts';

type Via = Connection['via'];

/** The other one, and the pair's row locked, in whatever state; not found where the viewer may not see them. */
export async function accessPair(context: WriteContext, input: Pair) {
	const asking = await accessPerson(context, input);
	if (asking.me === asking.them.id) fail('ASKING_ONESELF');
	return { ...asking, pair: await findPair(context.db, asking.me, asking.them.id, 'update') };
}

/** The pair's row, made if it is not there, and locked. `made`: this call made it. */
export async function ensurePair(
	context: WriteContext,
	by: {
		organisationId: string;
		me: string;
		them: string;
		via: Via;
		line: string | null;
		gatheringId: string | null;
	}
): Promise<{ pair: Connection; made: boolean }> {
	const { low, high } = orderPair(by.me, by.them);
	const [made] = await context.db
		.insert(connection)
		.values({
			organisationId: by.organisationId,
			lowPersonId: low,
			highPersonId: high,
			state: 'asked',
			askedByPersonId: by.me,
			line: by.line,
			via: by.via,
			gatheringId: by.gatheringId,
			askedAt: context.now
		})
		.onConflictDoNothing()
		.returning();
	if (made) return { pair: made, made: true };
	return { pair: (await findPair(context.db, by.me, by.them, 'update'))!, made: false };
}

/** One side's word on their contact fields for this one person; undefined leaves it to their settings. */
async function setShares(
	context: WriteContext,
	pair: { id: string },
	side: { from: string; to: string; fields: ContactField[] | undefined }
): Promise<void> {
	if (!side.fields) return;
	await context.db
		.insert(contactShare)
		.values(
			contactFields.map((field) => ({
				connectionId: pair.id,
				fromPersonId: side.from,
				toPersonId: side.to,
				field,
				givenAt: context.now,
				revokedAt: side.fields!.includes(field) ? null : context.now
			}))
		)
		.onConflictDoUpdate({
			target: [contactShare.connectionId, contactShare.fromPersonId, contactShare.field],
			set: { givenAt: context.now, revokedAt: sql`excluded.revoked_at` }
		});
}

/** Tells both live that something between them changed. */
export function tellBoth(context: WriteContext, pair: Connection): void {
	for (const personId of [pair.lowPersonId, pair.highPersonId]) {
		context.kernel.notices.notify(context.db, {
			topic: `person:${personId}`,
			kind: 'connection',
			id: pair.id
		});
	}
}

async function writeTo(
	context: WriteContext,
	asking: Asking,
	personId: string,
	make: typeof askedLetter,
	line: string | null
): Promise<void> {
	const to = await findAddressee(context.db, personId);
	const from = (await findLines(context.db, asking, [asking.me])).get(asking.me);
	if (!to?.email || !from) return;
	await context.kernel.mail.post(
		context.db,
		make({
			to: { ...to, email: to.email },
			name: from.name,
			what: [from.title, from.companyName].filter(Boolean).join(', '),
			line: line ?? '',
			link: `${context.kernel.config.origin}/${to.organisation.slug}/inbox/${from.id}`
		})
	);
}

/** Makes a locked pair connected: the thread opens, both are told live, history remembers. Harmless where they are. */
export async function becomeConnected(
	context: WriteContext,
	pair: Connection,
	by: { personId: string; via?: Via; gatheringId?: string | null; line?: string }
): Promise<void> {
	if (pair.state === 'accepted') return;
	await context.db
		.update(connection)
		.set({
			state: 'accepted',
			answeredAt: context.now,
			threadOpenedAt: pair.threadOpenedAt ?? context.now,
			...(by.via && { via: by.via }),
			...(by.gatheringId && { gatheringId: by.gatheringId }),
			...(by.line && !pair.line && { line: by.line })
		})
		.where(eq(connection.id, pair.id));
	await ensureConversation(context, pair);
	await record(context, {
		organisationId: pair.organisationId,
		byPersonId: by.personId,
		noun: 'connection',
		nounId: pair.id,
		verb: 'accept',
		detail: { via: by.via ?? pair.via }
	});
	if (pair.via === 'ask') await learnLater(context, pair.organisationId);
	tellBoth(context, pair);
}

/** A gathering's id, if both take part in it. */
async function sharedGathering(
	context: WriteContext,
	one: string,
	other: string,
	gatheringId: string | undefined
): Promise<string | null> {
	if (!gatheringId) return null;
	const shared = await listSharedGatheringIds(context.db, one, other);
	return shared.includes(gatheringId) ? gatheringId : null;
}

/**
 * Asks somebody to stay in touch, with one line. The other is told by mail and live. A second call changes
 * nothing; where the other asked first, this is their answer: yes. Locks the pair's row (one for ever) and the
 * asker, whose waiting asks are limited.
 */
export async function askForConnection(context: WriteContext, input: Ask): Promise<ConnectionView> {
	const { db, now } = context;
	const { them, ...asking } = await accessPerson(context, input);
	const { organisation, me } = asking;
	if (me === them.id) fail('ASKING_ONESELF');
	// Two asks of one person at once must not both see the last free place.
	await hold(db, [`connection-ask:${me}`]);
	const gatheringId = await sharedGathering(context, me, them.id, input.gatheringId);
	const { pair, made } = await ensurePair(context, {
		organisationId: organisation.id,
		me,
		them: them.id,
		via: 'ask',
		line: input.line,
		gatheringId
	});
	const does = made ? 'new' : whatAskingDoes(pair, me);
	if (does === 'refuse') fail('THEY_DECLINED', { name: them.callName ?? them.name });
	if (does === 'new') {
		const [mine] = await db
			.select({
				waiting: sql<number>`count(*) filter (where ${connection.state} = 'asked')::int`,
				accepted: sql<number>`count(*) filter (where ${connection.state} = 'accepted')::int`
			})
			.from(connection)
			.where(and(eq(connection.askedByPersonId, me), sql`${connection.id} <> ${pair.id}`));
		const limit = pendingLimit(mine!.accepted);
		if (mine!.waiting >= limit) fail('TOO_MANY_ASKS', { limit });
		if (!made) {
			await db
				.update(connection)
				.set({
					state: 'asked',
					askedByPersonId: me,
					line: input.line,
					via: 'ask',
					askedAt: now,
					answeredAt: null,
					...(gatheringId && { gatheringId })
				})
				.where(eq(connection.id, pair.id));
		}
		await setShares(context, pair, { from: me, to: them.id, fields: input.share });
		await record(context, {
			organisationId: organisation.id,
			byPersonId: me,
			noun: 'connection',
			nounId: pair.id,
			verb: 'ask'
		});
		tellBoth(context, pair);
		await writeTo(context, asking, them.id, askedLetter, input.line);
	}
	if (does === 'accept') {
		await setShares(context, pair, { from: me, to: them.id, fields: input.share });
		await becomeConnected(context, pair, { personId: me });
	}
	return findConnection(context, input);
}

/**
 * Says yes to somebody's ask, with the contact fields the accepter chose; the asker is told by mail and live.
 * Harmless where they are connected. Locks the pair.
 */
export async function acceptConnection(
	context: WriteContext,
	input: Accept
): Promise<ConnectionView> {
	const { them, pair, ...asking } = await accessPair(context, input);
	const { me } = asking;
	const tie = tieOf(pair, me);
	if (tie !== 'connected') {
		if (tie !== 'asked_by_them') fail('NOTHING_ASKED', { name: them.callName ?? them.name });
		await setShares(context, pair!, { from: me, to: them.id, fields: input.share });
		await becomeConnected(context, pair!, { personId: me });
		await writeTo(context, asking, them.id, acceptedLetter, null);
	}
	return findConnection(context, input);
}

/**
 * Says no to somebody's ask; with `openThread` they may write all the same. The asker is told live, by no mail.
 * Harmless the second time. Locks the pair.
 */
export async function declineConnection(
	context: WriteContext,
	input: Decline
): Promise<ConnectionView> {
	const { me, them, pair } = await accessPair(context, input);
	const tie = tieOf(pair, me);
	if (tie === 'asked_by_them') {
		await context.db
			.update(connection)
			.set({
				state: 'declined',
				answeredAt: context.now,
				threadOpenedAt: input.openThread ? (pair!.threadOpenedAt ?? context.now) : null
			})
			.where(eq(connection.id, pair!.id));
		if (input.openThread) await ensureConversation(context, pair!);
		await record(context, {
			organisationId: pair!.organisationId,
			byPersonId: me,
			noun: 'connection',
			nounId: pair!.id,
			verb: 'decline',
			detail: { openThread: input.openThread }
		});
		await learnLater(context, pair!.organisationId);
		tellBoth(context, pair!);
	} else if (!(tie === 'declined' && pair!.askedByPersonId === them.id)) {
		fail('NOTHING_ASKED', { name: them.callName ?? them.name });
	}
	return findConnection(context, input);
}

/**
 * Ends what is between two people: takes back one's own ask, closes the thread, takes back every contact field
 * given either way. What was written stays with both. No mail. Harmless where there is nothing. Locks the pair.
 */
export async function endConnection(context: WriteContext, input: Pair): Promise<void> {
	const { me, pair } = await accessPair(context, input);
	const can = canOf(pair, me);
	if (pair && (can.end || can.withdraw)) {
		await context.db
			.update(connection)
			.set({ state: 'ended', answeredAt: context.now, threadOpenedAt: null })
			.where(eq(connection.id, pair.id));
		await context.db.delete(contactShare).where(eq(contactShare.connectionId, pair.id));
		await record(context, {
			organisationId: pair.organisationId,
			byPersonId: me,
			noun: 'connection',
			nounId: pair.id,
			verb: can.withdraw ? 'withdraw' : 'end'
		});
		tellBoth(context, pair);
	}
}

/**
 * Hides two people from each other, everywhere and silently: nobody is told, nothing is recorded, what was
 * between them sleeps; a meeting they agreed on is called off like any other. Harmless the second time.
 */
export async function blockPerson(context: WriteContext, input: Pair): Promise<void> {
	const { me, them } = await accessPerson(context, input);
	if (me === them.id) fail('ASKING_ONESELF');
	await context.db
		.insert(block)
		.values({ byPersonId: me, personId: them.id, createdAt: context.now })
		.onConflictDoNothing();
	await context.kernel.jobs.enqueue(context.db, callOffBetween, {
		personId: me,
		otherPersonId: them.id
	});
}

/** Takes one's own block back; what slept between the two is there again. Harmless without one. */
export async function unblockPerson(context: WriteContext, input: Pair): Promise<void> {
	const { me } = await accessAsPerson(context, input.organisation);
	await context.db
		.delete(block)
		.where(and(eq(block.byPersonId, me), eq(block.personId, input.personId)));
}

/** Keeps the caller's private note about a person; an empty one is removed. */
export async function saveNote(context: WriteContext, input: Note): Promise<ConnectionView> {
	const { me, them, pair } = await accessPair(context, input);
	if (!pair) return fail('NOTHING_BETWEEN', { name: them.callName ?? them.name });
	if (input.text.trim()) {
		await context.db
			.insert(privateNote)
			.values({ connectionId: pair.id, personId: me, text: input.text, updatedAt: context.now })
			.onConflictDoUpdate({
				target: [privateNote.connectionId, privateNote.personId],
				set: { text: input.text, updatedAt: context.now }
			});
	} else {
		await context.db
			.delete(privateNote)
			.where(and(eq(privateNote.connectionId, pair.id), eq(privateNote.personId, me)));
	}
	return findConnection(context, input);
}

/**
 * Connects two people who agreed to meet (a confirmed meeting, an introduction both accepted), or opens their
 * thread where one said no to the meeting but not to words. The caller has checked that they may. Harmless where
 * they are connected; an ask that waits is answered by it. Returns the connection's id. Locks the pair.
 */
export async function ensureConnection(
	context: WriteContext,
	by: {
		organisationId: string;
		/** Who asked, and who agrees now. */
		askedByPersonId: string;
		personId: string;
		via: Via;
		gatheringId: string | null;
		line: string | null;
		/** False: only the thread opens. */
		connected: boolean;
	}
): Promise<string> {
	if (await areBlocked(context.db, by.askedByPersonId, by.personId)) failCommon('NOT_FOUND');
	const { pair, made } = await ensurePair(context, {
		...by,
		me: by.askedByPersonId,
		them: by.personId
	});
	if (by.connected) {
		await becomeConnected(context, pair, {
			personId: by.personId,
			via: made ? by.via : pair.via,
			gatheringId: pair.gatheringId ?? by.gatheringId,
			...(by.line && { line: by.line })
		});
		return pair.id;
	}
	if (pair.threadOpenedAt) return pair.id;
	await context.db
		.update(connection)
		.set({
			threadOpenedAt: context.now,
			...(made && { state: 'declined', answeredAt: context.now })
		})
		.where(eq(connection.id, pair.id));
	await ensureConversation(context, pair);
	tellBoth(context, pair);
	return pair.id;
}
