import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { InOrganisation, Pair } from '../profile/schema.ts';
import { markRead, sendMessage, sendMessages } from './commands.ts';
import { findThread, listInbox, listMessages, listWaiting } from './queries.ts';
import {
	InboxRequest,
	InboxShape,
	MessageShape,
	MessagesRequest,
	MessagesShape,
	NewMessage,
	NewMessages,
	ReadMark,
	ThreadShape,
	WaitingShape
} from './schema.ts';

const tags = ['conversation'];
const path = '/organisations/{organisation}/threads';

export const conversationProcedures = {
	list: read
		.route({
			method: 'GET',
			path,
			tags,
			summary: 'Read your inbox',
			description:
				'Asks that wait for your answer, your own asks that wait, and your threads by their last message with what is unread. `q` looks in names, companies and messages.'
		})
		.input(InboxRequest)
		.output(InboxShape)
		.handler(({ context, input }) => listInbox(context, input)),
	waiting: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/waiting',
			tags,
			summary: 'See who waits for you',
			description:
				'Asks to answer and threads with something unread: the first five of each and how many there are.'
		})
		.input(InOrganisation)
		.output(WaitingShape)
		.handler(({ context, input }) => listWaiting(context, input)),
	find: read
		.route({
			method: 'GET',
			path: `${path}/{personId}`,
			tags,
			summary: 'Open the thread with a person',
			description:
				'The one lasting thread of the two: where you met, what each holds of the other, your private note and the newest messages.'
		})
		.input(Pair)
		.output(ThreadShape)
		.handler(({ context, input }) => findThread(context, input)),
	listMessages: read
		.route({
			method: 'GET',
			path: `${path}/{personId}/messages`,
			tags,
			summary: 'Read messages',
			description: 'Messages of a thread before or after a number, oldest first.'
		})
		.input(MessagesRequest)
		.output(MessagesShape)
		.handler(({ context, input }) => listMessages(context, input)),
	send: write
		.route({
			method: 'POST',
			path: `${path}/{personId}/messages`,
			tags,
			summary: 'Send a message',
			description: 'Writes into the thread. The same `clientId` sent twice is one message.'
		})
		.input(NewMessage)
		.output(MessageShape)
		.handler(({ context, input }) => sendMessage(context, input)),
	sendAll: write
		.route({
			method: 'POST',
			path: `${path}/{personId}/messages/all`,
			tags,
			summary: 'Send several messages',
			description:
				'Writes into the thread what was written while there was no network, in order, all or none. The same `clientId` sent twice is one message.'
		})
		.input(NewMessages)
		.output(z.array(MessageShape))
		.handler(({ context, input }) => sendMessages(context, input)),
	markRead: write
		.route({
			method: 'PUT',
			path: `${path}/{personId}/read`,
			tags,
			summary: 'Mark a thread as read',
			description: 'Read up to this message; a lower number than before changes nothing.'
		})
		.input(ReadMark)
		.output(z.void())
		.handler(({ context, input }) => markRead(context, input))
};
