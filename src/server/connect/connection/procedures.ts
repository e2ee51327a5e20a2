import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import {
	acceptConnection,
	askForConnection,
	blockPerson,
	declineConnection,
	endConnection,
	saveNote,
	scanCode,
	shareContact,
	unblockPerson,
	withdrawContact
} from './commands.ts';
import {
	findCard,
	findConnection,
	listBlocked,
	listHolders,
	makeCode,
	readCode
} from './queries.ts';
import {
	Accept,
	Ask,
	BlockedShape,
	CardRequest,
	CodeShape,
	ConnectionShape,
	Decline,
	HoldersShape,
	InOrganisation,
	Note,
	OneField,
	Pair,
	Scan,
	Tie
} from './schema.ts';
import { PersonLineShape } from '../profile/schema.ts';

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
	code: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/personal-code',
			tags,
			summary: 'Get your personal code',
			description:
				'A signed code for a QR, good for three minutes; whoever scans it in person is connected with you at once.'
		})
		.input(InOrganisation)
		.output(CodeShape)
		.handler(({ context, input }) => makeCode(context, input)),
	readCode: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/scan',
			tags,
			summary: 'See whose personal code it is',
			description: 'The person behind a code that was just scanned, before connecting with them.'
		})
		.input(Scan)
		.output(PersonLineShape.extend({ tie: Tie }))
		.handler(({ context, input }) => readCode(context, input)),
	scan: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/scan',
			tags,
			summary: "Scan somebody's personal code",
			description:
				'Connects both at once, tells both, and keeps the gathering of the day as the place where you met. Each gets the contact fields the other shows to connections.'
		})
		.input(Scan)
		.output(z.object({ personId: z.uuid(), connection: ConnectionShape }))
		.handler(({ context, input }) => scanCode(context, input)),
	share: write
		.route({
			method: 'PUT',
			path: `${path}/{personId}/share/{field}`,
			tags,
			summary: 'Give a contact field',
			description:
				'Gives one connected person one of your contact fields. Both see that they hold it.'
		})
		.input(OneField)
		.output(ConnectionShape)
		.handler(({ context, input }) => shareContact(context, input)),
	withdraw: write
		.route({
			method: 'DELETE',
			path: `${path}/{personId}/share/{field}`,
			tags,
			summary: 'Take a contact field back',
			description:
				'This person no longer sees the field here, whatever your setting for connections says.'
		})
		.input(OneField)
		.output(ConnectionShape)
		.handler(({ context, input }) => withdrawContact(context, input)),
	listHolders: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/holders',
			tags,
			summary: 'List who holds what of yours',
			description:
				'Each person who holds a contact field of yours, which, since when and by what; and what all members see.'
		})
		.input(InOrganisation)
		.output(HoldersShape)
		.handler(({ context, input }) => listHolders(context, input)),
	card: read
		.route({
			method: 'GET',
			path: `${path}/{personId}/card`,
			tags,
			summary: 'Download a connected person as a vCard',
			description:
				'vCard 4.0, or 3.0 for older phones, with the contact fields this person gave you and nothing else.'
		})
		.input(CardRequest)
		.output(z.object({ fileName: z.string(), text: z.string() }))
		.handler(({ context, input }) => findCard(context, input)),
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
