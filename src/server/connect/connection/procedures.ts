import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { InOrganisation, Pair } from '../profile/schema.ts';
import {
	acceptConnection,
	askForConnection,
	blockPerson,
	declineConnection,
	endConnection,
	saveNote,
	unblockPerson
} from './commands.ts';
import { findConnection, listBlocked } from './queries.ts';
import { Accept, Ask, BlockedShape, ConnectionShape, Decline, Note } from './schema.ts';

const tags = ['connection'];
const path = '/organisations/{organisation}/connections';

export const connectionProcedures = {
	find: read
		.route({
			method: 'GET',
			path: `${path}/{personId}`,
			tags,
			summary: 'See what is between you and a person',
			description:
				'The connection with one person: its state, where you met, which contact fields each holds of the other, and what you may do next.'
		})
		.input(Pair)
		.output(ConnectionShape)
		.handler(({ context, input }) => findConnection(context, input)),
	ask: write
		.route({
			method: 'POST',
			path: `${path}/{personId}/ask`,
			tags,
			summary: 'Ask to stay in touch',
			description:
				'Asks a person with one line. Asking twice changes nothing; where they asked first, this accepts. Only so many asks may wait at once.'
		})
		.input(Ask)
		.output(ConnectionShape)
		.handler(({ context, input }) => askForConnection(context, input)),
	accept: write
		.route({
			method: 'POST',
			path: `${path}/{personId}/accept`,
			tags,
			summary: 'Accept somebody who asked',
			description:
				'Connects the two and opens their thread. `share` says which of your contact fields they get; left out, those you show to connections anyway.'
		})
		.input(Accept)
		.output(ConnectionShape)
		.handler(({ context, input }) => acceptConnection(context, input)),
	decline: write
		.route({
			method: 'POST',
			path: `${path}/{personId}/decline`,
			tags,
			summary: 'Decline somebody who asked',
			description:
				'Says no; with `openThread` they may write to you all the same. Nothing of your contact is shared.'
		})
		.input(Decline)
		.output(ConnectionShape)
		.handler(({ context, input }) => declineConnection(context, input)),
	end: write
		.route({
			method: 'POST',
			path: `${path}/{personId}/end`,
			tags,
			summary: 'End a connection, or take back an ask',
			description:
				'Closes the thread and takes back every contact field given either way; what was written stays with both. An ask of yours that waits is taken back.'
		})
		.input(Pair)
		.output(z.void())
		.handler(({ context, input }) => endConnection(context, input)),
	block: write
		.route({
			method: 'POST',
			path: `${path}/{personId}/block`,
			tags,
			summary: 'Block a person',
			description:
				'Neither sees the other from now on: in lists, suggestions, threads and meetings. They are not told.'
		})
		.input(Pair)
		.output(z.void())
		.handler(({ context, input }) => blockPerson(context, input)),
	unblock: write
		.route({
			method: 'DELETE',
			path: `${path}/{personId}/block`,
			tags,
			summary: 'Take a block back',
			description: 'Your own block of a person ends; what was between you is there again.'
		})
		.input(Pair)
		.output(z.void())
		.handler(({ context, input }) => unblockPerson(context, input)),
	listBlocked: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/blocked',
			tags,
			summary: 'List whom you blocked',
			description: 'The people you blocked, by name. Nobody else sees this list.'
		})
		.input(InOrganisation)
		.output(BlockedShape)
		.handler(({ context, input }) => listBlocked(context, input)),
	saveNote: write
		.route({
			method: 'PUT',
			path: `${path}/{personId}/note`,
			tags,
			summary: 'Keep a private note',
			description:
				'Your own note about a person you have something to do with; nobody else ever sees it. Empty removes it.'
		})
		.input(Note)
		.output(ConnectionShape)
		.handler(({ context, input }) => saveNote(context, input))
};
