import { and, eq, inArray, sql } from 'drizzle-orm';
import { sendAhead, type Tx } from '#server/kernel/database.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { findPair } from '../connection/access.ts';
import { canOf } from '../connection/rules.ts';
import { accessPerson } from '../profile/access.ts';
import { viewMessage } from './queries.ts';
import { fail, type MessageView, type NewMessage, type NewMessages, type ReadMark } from './schema.ts';
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

/** The conversation of a pair, its row locked: numbers are given one at a time. */
async function holdConversation(db: Tx, connectionId: string) {
	const [row] = await db
		.select({ id: conversation.id, lastSequence: conversation.lastSequence })
		.from(conversation)
		.where(eq(conversation.connectionId, connectionId))
		.for('update');
	return row ?? null;
}

async function begin(context: WriteContext, pair: Parameters<typeof ensureConversation>[1]) {
	await ensureConversation(context, pair);
	return (await holdConversation(context.db, pair.id))!;
}

/**
 * Writes messages into the thread with one person, in the order given, all or none. The conversation's row is locked
 * while they take their numbers, so that numbers have no gaps and no doubles; a client id that was taken before answers
 * with the message that stands. Both are told live, once.
 */
export async function sendMessages(
	context: WriteContext,
	input: NewMessages
): Promise<MessageView[]> {
	const { db, now } = context;
	const { me, them } = await accessPerson(context, input);
	const pair = await findPair(db, me, them.id, 'share');
	if (!pair || !canOf(pair, me).write) fail('THREAD_CLOSED', { name: them.callName ?? them.name });
	const held = (await holdConversation(db, pair!.id)) ?? (await begin(context, pair!));
	const ids = [...new Set(input.messages.map(({ clientId }) => clientId))];
	const before = await db
		.select()
		.from(message)
		.where(and(eq(message.conversationId, held.id), inArray(message.clientId, ids)));
	if (before.some(({ personId }) => personId !== me)) fail('MESSAGE_OF_ANOTHER');
	const taken = new Map(before.map((row) => [row.clientId, row]));
	const news = ids
		.filter((clientId) => !taken.has(clientId))
		.map((clientId, at) => ({
			conversationId: held.id,
			sequence: held.lastSequence + 1 + at,
			personId: me,
			clientId,
			text: input.messages.find((one) => one.clientId === clientId)!.text,
			createdAt: now
		}));
	if (news.length) {
		for (const row of await db.insert(message).values(news).returning()) taken.set(row.clientId, row);
		await sendAhead(
			db,
			db
				.update(conversation)
				.set({ lastSequence: news.at(-1)!.sequence, lastMessageAt: now })
				.where(eq(conversation.id, held.id))
		);
		for (const personId of [me, them.id]) {
			context.kernel.notices.notify(db, { topic: `person:${personId}`, kind: 'message', id: pair!.id });
		}
	}
	return input.messages.map(({ clientId }) => viewMessage(taken.get(clientId)!, me));
}

/** Writes one message, as `sendMessages` does. */
export async function sendMessage(
	context: WriteContext,
	{ clientId, text, ...pair }: NewMessage
): Promise<MessageView> {
	const [view] = await sendMessages(context, { ...pair, messages: [{ clientId, text }] });
	return view!;
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
