import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { ConnectionShape } from '../connection/schema.ts';
import { MeetingShape, PromiseShape } from '../meeting/schema.ts';
import { InOrganisation, Pair, PersonLineShape } from '../profile/schema.ts';

export const fail = refusals({
	THREAD_CLOSED: {
		status: 409,
		id: 'Anda dan {name} belum bisa saling menulis di sini. Ajak terhubung dulu.',
		en: 'You and {name} cannot write to each other here yet. Ask to connect first.'
	},
	MESSAGE_OF_ANOTHER: {
		status: 409,
		id: 'Pesan dengan nomor ini sudah ditulis orang lain. Muat ulang halaman dan kirim lagi.',
		en: 'Somebody else already wrote a message with this number. Reload the page and send it again.'
	}
});

export const MessageShape = z.object({
	id: z.uuid(),
	sequence: z.number().int().describe('Its place in the thread: 1, 2, 3 … without gaps.'),
	clientId: z.uuid(),
	isMine: z.boolean(),
	text: z.string().describe('As it was written: the inline part of Markdown.'),
	html: z.string().describe('The same as safe HTML: emphasis, code, links, line breaks, nothing else.'),
	createdAt: z.date()
});
export type MessageView = z.infer<typeof MessageShape>;

export const MessagesShape = z.object({
	messages: z.array(MessageShape).describe('Oldest first.'),
	hasOlder: z.boolean(),
	lastSequence: z
		.number()
		.int()
		.describe('The number of the newest message; also how many there are.')
});
export type MessagesView = z.infer<typeof MessagesShape>;

export const ThreadShape = z.object({
	person: PersonLineShape.extend({ hasAccount: z.boolean() }),
	connection: ConnectionShape,
	note: z.string().describe('What the caller noted for themselves.'),
	promises: z.array(PromiseShape).describe('What the two promised each other, the newest first.'),
	meetings: z
		.array(MeetingShape)
		.describe('Their meetings across all gatherings, the newest first.'),
	conversationId: z.uuid().nullable(),
	...MessagesShape.shape,
	lastRead: z.number().int(),
	unread: z.number().int(),
	can: z.object({ write: z.boolean() })
});
export type ThreadView = z.infer<typeof ThreadShape>;

export const MessagesRequest = Pair.extend({
	before: z.coerce.number().int().min(1).optional().describe('Only messages with a lower number.'),
	after: z.coerce
		.number()
		.int()
		.min(0)
		.optional()
		.describe('Only messages with a higher number; oldest first.'),
	limit: z.coerce.number().int().min(1).max(100).default(50)
});
export type MessagesRequest = z.infer<typeof MessagesRequest>;

const Written = z.object({
	clientId: z.uuid().describe('Made by whoever writes; the same one sent twice is one message.'),
	text: z.string().trim().min(1).max(4000)
});
export const NewMessage = Pair.extend(Written.shape);
export type NewMessage = z.infer<typeof NewMessage>;

export const NewMessages = Pair.extend({
	messages: z.array(Written).min(1).max(20).describe('In the order they were written.')
});
export type NewMessages = z.infer<typeof NewMessages>;

export const ReadMark = Pair.extend({
	sequence: z.number().int().min(0).describe('The last message seen.')
});
export type ReadMark = z.infer<typeof ReadMark>;

export const WaitingAskShape = z.object({
	person: PersonLineShape,
	line: z.string().nullable(),
	askedAt: z.date(),
	gatheringTitle: z.string().nullable()
});

export const ThreadRowShape = z.object({
	person: PersonLineShape,
	connectionId: z.uuid(),
	isConnected: z.boolean(),
	lastMessage: z.object({ text: z.string(), isMine: z.boolean(), at: z.date() }).nullable(),
	at: z.date().describe('When something last happened here.'),
	unread: z.number().int()
});

export const InboxRequest = InOrganisation.extend({
	q: z.string().trim().max(100).default('').describe('Part of a name, a company or a message.'),
	cursor: z.string().max(200).optional(),
	limit: z.coerce.number().int().min(1).max(100).default(30)
});
export type InboxRequest = z.infer<typeof InboxRequest>;

export const InboxShape = z.object({
	waitingForMe: z
		.array(WaitingAskShape)
		.describe('Asks that wait for your answer, the oldest first.'),
	waitingForThem: z.array(WaitingAskShape).describe('Your own asks that wait.'),
	threads: z.array(ThreadRowShape),
	total: z.number().int().describe('How many threads there are in all.'),
	unread: z.number().int().describe('Messages unread, in all threads.'),
	nextCursor: z.string().nullable()
});
export type InboxView = z.infer<typeof InboxShape>;

export const WaitingShape = z.object({
	asks: z.array(WaitingAskShape).describe('The oldest five asks that wait for your answer.'),
	askCount: z.number().int(),
	unreadThreads: z
		.array(ThreadRowShape)
		.describe('Up to five threads with something unread, the newest first.'),
	unreadThreadCount: z.number().int(),
	unreadMessageCount: z.number().int()
});
export type WaitingView = z.infer<typeof WaitingShape>;
