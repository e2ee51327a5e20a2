import { and, eq, sql } from 'drizzle-orm';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { findPair } from '../connection/access.ts';
import { canOf } from '../connection/rules.ts';
import { accessPerson } from '../profile/access.ts';
import { viewMessage } from './queries.ts';
import { fail, type MessageView, type NewMessage, type ReadMark } from './schema.ts';
import { conversation, conversationMember, message } from './tables.ts';

/** The one conversation of a pair, made with its two members if it is not there. Returns its id. */
export async function ensureConversation(
	context: WriteContext,
	pair: { id: string; organisationId: string; lowPersonId: string; highPersonId: string }
): Promise<string> {
	const { db } = context;
	const [made] = await db
		.insert(conversation)
		.values({
			organisationId: pair.organisationId,
			kind: 'direct',
			connectionId: pair.id,
			createdAt: context.now
		})
		.onConflictDoNothing({ target: conversation.connectionId })
		.returning({ id: conversation.id });
	if (!made) {
		const [found] = await db
			.select({ id: conversation.id })
			.from(conversation)
			.where(eq(conversation.connectionId, pair.id));
		return found!.id;
	}
	await db.insert(conversationMember).values(
		[pair.lowPersonId, pair.highPersonId].map((personId) => ({
			conversationId: made.id,
			personId
		}))
	);
	return made.id;
}

/**
 * Writes a message into the thread with one person. The conversation's row is locked while it takes its number,
 * so that numbers have no gaps and no doubles; the same client id again answers with the message that stands.
 * Both are told live.
 */
export async function sendMessage(context: WriteContext, input: NewMessage): Promise<MessageView> {
	const { db, now } = context;
	const { me, them } = await accessPerson(context, input);
	const pair = await findPair(db, me, them.id, 'share');
	if (!pair || !canOf(pair, me).write) fail('THREAD_CLOSED', { name: them.callName ?? them.name });
	const id = await ensureConversation(context, pair!);
	const [held] = await db
		.select({ lastSequence: conversation.lastSequence })
		.from(conversation)
		.where(eq(conversation.id, id))
		.for('update');
	const [before] = await db
		.select()
		.from(message)
		.where(and(eq(message.conversationId, id), eq(message.clientId, input.clientId)));
	if (before) {
		if (before.personId !== me) fail('MESSAGE_OF_ANOTHER');
		return viewMessage(before, me);
	}
	const [row] = await db
		.insert(message)
		.values({
			conversationId: id,
			sequence: held!.lastSequence + 1,
			personId: me,
			clientId: input.clientId,
			text: input.text,
			createdAt: now
		})
		.returning();
	await db
		.update(conversation)
		.set({ lastSequence: row!.sequence, lastMessageAt: now })
		.where(eq(conversation.id, id));
	for (const personId of [me, them.id]) {
		context.kernel.notices.notify(db, {
			topic: `person:${personId}`,
			kind: 'message',
			id: pair!.id
		});
	}
	return viewMessage(row!, me);
}

/** Marks a thread as read up to a message; never backwards, harmless without a thread. The caller's other screens are told live. */
export async function markRead(context: WriteContext, input: ReadMark): Promise<void> {
	const { db } = context;
	const { me, them } = await accessPerson(context, input);
	const pair = await findPair(db, me, them.id);
	if (!pair) return;
	const moved = await db
		.update(conversationMember)
		.set({ lastReadSequence: sql`least(${input.sequence}::bigint, ${conversation.lastSequence})` })
		.from(conversation)
		.where(
			and(
				eq(conversation.connectionId, pair.id),
				eq(conversationMember.conversationId, conversation.id),
				eq(conversationMember.personId, me),
				sql`${conversationMember.lastReadSequence} < least(${input.sequence}::bigint, ${conversation.lastSequence})`
			)
		)
		.returning({ conversationId: conversationMember.conversationId });
	if (moved.length) {
		context.kernel.notices.notify(db, { topic: `person:${me}`, kind: 'read', id: pair.id });
	}
}
