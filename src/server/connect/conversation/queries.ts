import { and, asc, count, desc, eq, gt, ilike, isNotNull, lt, or, sql } from 'drizzle-orm';
import { seenPeople } from '#server/gate/public.ts';
import { findGatheringLines } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { plainWords, renderLines } from '#server/kernel/markdown.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { findPair, notBlocked } from '../connection/access.ts';
import { findNote, viewConnection } from '../connection/queries.ts';
import { canOf } from '../connection/rules.ts';
import { connection } from '../connection/tables.ts';
import { listPromisesOfPair } from '../follow-up/queries.ts';
import { lookingAt } from '../meeting/access.ts';
import { listMeetingsOfPair } from '../meeting/queries.ts';
import { accessAsPerson, accessPerson, lineOf, type Asking } from '../profile/access.ts';
import type { Pair } from '../profile/schema.ts';
import type {
	InboxRequest,
	InboxView,
	MessagesRequest,
	MessagesView,
	MessageView,
	ThreadView,
	WaitingView
} from './schema.ts';
import { conversation, conversationMember, message } from './tables.ts';

export const viewMessage = (row: typeof message.$inferSelect, me: string): MessageView => ({
	id: row.id,
	sequence: row.sequence,
	clientId: row.clientId,
	isMine: row.personId === me,
	text: row.text,
	html: renderLines(row.text),
	createdAt: row.createdAt
});

async function listIn(
	db: Db,
	conversationId: string,
	me: string,
	by: { before?: number | undefined; after?: number | undefined; limit: number }
): Promise<{ messages: MessageView[]; hasOlder: boolean }> {
	const forward = by.after !== undefined;
	const rows = await db
		.select()
		.from(message)
		.where(
			and(
				eq(message.conversationId, conversationId),
				by.before ? lt(message.sequence, by.before) : undefined,
				forward ? gt(message.sequence, by.after!) : undefined
			)
		)
		.orderBy(forward ? asc(message.sequence) : desc(message.sequence))
		.limit(by.limit);
	if (!forward) rows.reverse();
	return {
		messages: rows.map((row) => viewMessage(row, me)),
		hasOlder: (rows[0]?.sequence ?? 1) > 1
	};
}

const findConversation = async (db: Db, connectionId: string, me: string) => {
	const [row] = await db
		.select({
			id: conversation.id,
			lastSequence: conversation.lastSequence,
			lastRead: conversationMember.lastReadSequence,
			unread: sql<number>`(select count(*)::int from ${message}
				where ${message.conversationId} = ${conversation.id}
					and ${message.sequence} > ${conversationMember.lastReadSequence}
					and ${message.personId} is distinct from ${me})`
		})
		.from(conversation)
		.innerJoin(
			conversationMember,
			and(
				eq(conversationMember.conversationId, conversation.id),
				eq(conversationMember.personId, me)
			)
		)
		.where(eq(conversation.connectionId, connectionId));
	return row ?? null;
};

/** The thread with one person: what was promised, their meetings, what they are to the caller, the newest messages. */
export async function findThread(context: ReadContext, input: Pair): Promise<ThreadView> {
	const { db } = context;
	const { them, ...asking } = await accessPerson(context, input);
	const { me } = asking;
	const pair = me === them.id ? null : await findPair(db, me, them.id);
	const view = await viewConnection(db, asking, them.id, pair);
	const note = pair ? await findNote(db, pair.id, me) : '';
	const held = pair ? await findConversation(db, pair.id, me) : null;
	const page = held
		? await listIn(db, held.id, me, { limit: 50 })
		: { messages: [], hasOlder: false };
	const looking = lookingAt(asking);
	const promises = me === them.id ? [] : await listPromisesOfPair(context, looking, them.id);
	const meetings = me === them.id ? [] : await listMeetingsOfPair(context, looking, them.id);
	return {
		person: them,
		connection: view,
		note,
		promises,
		meetings,
		conversationId: held?.id ?? null,
		...page,
		lastSequence: held?.lastSequence ?? 0,
		lastRead: held?.lastRead ?? 0,
		unread: held?.unread ?? 0,
		can: { write: me !== them.id && canOf(pair, me).write }
	};
}

/** Older or newer messages of the thread with one person. */
export async function listMessages(
	context: ReadContext,
	input: MessagesRequest
): Promise<MessagesView> {
	const { me, them } = await accessPerson(context, input);
	const pair = await findPair(context.db, me, them.id);
	const held = pair ? await findConversation(context.db, pair.id, me) : null;
	if (!held) return { messages: [], hasOlder: false, lastSequence: 0 };
	return { ...(await listIn(context.db, held.id, me, input)), lastSequence: held.lastSequence };
}

/** The caller's connections with the id of the other one; joined to whom the caller may see. */
function ties(db: Db, { organisation, standing, me }: Asking) {
	const mine = db
		.select({
			id: connection.id,
			state: connection.state,
			line: connection.line,
			askedByPersonId: connection.askedByPersonId,
			gatheringId: connection.gatheringId,
			askedAt: connection.askedAt,
			answeredAt: connection.answeredAt,
			threadOpenedAt: connection.threadOpenedAt,
			otherId:
				sql<string>`case when ${connection.lowPersonId} = ${me} then ${connection.highPersonId} else ${connection.lowPersonId} end`.as(
					'other_id'
				)
		})
		.from(connection)
		.where(or(eq(connection.lowPersonId, me), eq(connection.highPersonId, me)))
		.as('tie');
	const seen = seenPeople(db, { organisationId: organisation.id, standing });
	return { mine, seen };
}

async function listAsks(db: Db, asking: Asking) {
	const { mine, seen } = ties(db, asking);
	const rows = await db
		.select({
			person: lineOf(seen),
			line: mine.line,
			askedAt: mine.askedAt,
			gatheringId: mine.gatheringId,
			byMe: sql<boolean>`${mine.askedByPersonId} = ${asking.me}`
		})
		.from(mine)
		.innerJoin(seen, eq(seen.id, mine.otherId))
		.where(and(eq(mine.state, 'asked'), notBlocked(asking.me, seen.id)))
		.orderBy(asc(mine.askedAt), asc(mine.id))
		.limit(200);
	const gatherings = await findGatheringLines(db, [
		...new Set(rows.flatMap(({ gatheringId }) => gatheringId ?? []))
	]);
	const view = ({ byMe: _, gatheringId, ...row }: (typeof rows)[number]) => ({
		...row,
		gatheringTitle: gatheringId ? (gatherings.get(gatheringId)?.title ?? null) : null
	});
	return {
		waitingForMe: rows.filter(({ byMe }) => !byMe).map(view),
		waitingForThem: rows.filter(({ byMe }) => byMe).map(view)
	};
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** The caller's open threads, the newest first, as a query that can be narrowed. */
function threads(db: Db, asking: Asking, q: string) {
	const { mine, seen } = ties(db, asking);
	const { me } = asking;
	const at = sql<Date>`coalesce(${conversation.lastMessageAt}, ${mine.threadOpenedAt})`.mapWith(
		conversation.lastMessageAt
	);
	const unread = sql<number>`(select count(*)::int from ${message}
		where ${message.conversationId} = ${conversation.id}
			and ${message.sequence} > ${conversationMember.lastReadSequence}
			and ${message.personId} is distinct from ${me})`;
	const found = q
		? or(
				sql`${seen.searchText} like '%' || gate.fold(${escapeLike(q)}) || '%'`,
				sql`exists (select 1 from ${message} where ${message.conversationId} = ${conversation.id} and ${ilike(message.text, `%${escapeLike(q)}%`)})`
			)
		: undefined;
	const where = and(isNotNull(mine.threadOpenedAt), notBlocked(me, seen.id), found);
	return { mine, seen, at, unread, where };
}

function threadRows(db: Db, me: string, from: ReturnType<typeof threads>) {
	return db
		.select({
			person: lineOf(from.seen),
			connectionId: from.mine.id,
			state: from.mine.state,
			at: from.at,
			unread: from.unread,
			text: message.text,
			writer: message.personId,
			writtenAt: message.createdAt
		})
		.from(from.mine)
		.innerJoin(from.seen, eq(from.seen.id, from.mine.otherId))
		.innerJoin(conversation, eq(conversation.connectionId, from.mine.id))
		.innerJoin(
			conversationMember,
			and(
				eq(conversationMember.conversationId, conversation.id),
				eq(conversationMember.personId, me)
			)
		)
		.leftJoin(
			message,
			and(
				eq(message.conversationId, conversation.id),
				eq(message.sequence, conversation.lastSequence)
			)
		)
		.orderBy(desc(from.at), desc(from.mine.id))
		.$dynamic();
}

type ThreadRow = Awaited<ReturnType<typeof threadRows>>[number];

const viewThreadRow = (row: ThreadRow, me: string) => ({
	person: row.person,
	connectionId: row.connectionId,
	isConnected: row.state === 'accepted',
	lastMessage:
		row.text === null
			? null
			: { text: plainWords(row.text, 200), isMine: row.writer === me, at: row.writtenAt! },
	at: row.at,
	unread: row.unread
});

async function countUnread(db: Db, asking: Asking, q: string) {
	const from = threads(db, asking, q);
	const [row] = await db
		.select({
			threads: count(),
			unreadThreads: sql<number>`count(*) filter (where ${from.unread} > 0)::int`,
			messages: sql<number>`coalesce(sum(${from.unread}), 0)::int`
		})
		.from(from.mine)
		.innerJoin(from.seen, eq(from.seen.id, from.mine.otherId))
		.innerJoin(conversation, eq(conversation.connectionId, from.mine.id))
		.innerJoin(
			conversationMember,
			and(
				eq(conversationMember.conversationId, conversation.id),
				eq(conversationMember.personId, asking.me)
			)
		)
		.where(from.where);
	return row!;
}

/** The caller's inbox: asks that wait, then threads by their last message. Pages of threads follow a cursor. */
export async function listInbox(context: ReadContext, input: InboxRequest): Promise<InboxView> {
	const { db } = context;
	const asking = await accessAsPerson(context, input.organisation);
	const from = threads(db, asking, input.q);
	const after = readCursor(input.cursor);
	const asks = await listAsks(db, asking);
	const counts = await countUnread(db, asking, input.q);
	const rows = await threadRows(db, asking.me, from)
		.where(
			and(
				from.where,
				after && sql`(${from.at}, ${from.mine.id}) < (${after.at}::timestamptz, ${after.id}::uuid)`
			)
		)
		.limit(input.limit + 1);
	const page = rows.slice(0, input.limit);
	const last = page.at(-1);
	return {
		...asks,
		threads: page.map((row) => viewThreadRow(row, asking.me)),
		total: counts.threads,
		unread: counts.messages,
		nextCursor:
			rows.length > input.limit && last ? `${last.at.toISOString()}_${last.connectionId}` : null
	};
}

const readCursor = (cursor: string | undefined) => {
	const found = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})$/.exec(cursor ?? '');
	return found ? { at: found[1]!, id: found[2]! } : undefined;
};

/** Who waits for the caller: asks to answer and threads with something unread. For Home and for the counts in navigation. */
export async function listWaiting(
	context: ReadContext,
	input: { organisation: string }
): Promise<WaitingView> {
	const { db } = context;
	const asking = await accessAsPerson(context, input.organisation);
	const from = threads(db, asking, '');
	const asks = await listAsks(db, asking);
	const counts = await countUnread(db, asking, '');
	const rows = await threadRows(db, asking.me, from)
		.where(and(from.where, sql`${from.unread} > 0`))
		.limit(5);
	return {
		asks: asks.waitingForMe.slice(0, 5),
		askCount: asks.waitingForMe.length,
		unreadThreads: rows.map((row) => viewThreadRow(row, asking.me)),
		unreadThreadCount: counts.unreadThreads,
		unreadMessageCount: counts.messages
	};
}
