import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { ConnectionShape } from '../connection/schema.ts';
import { InOrganisation } from '../profile/schema.ts';
import { shareContact, withdrawContact } from './commands.ts';
import { findCard, listHolders } from './queries.ts';
import { CardRequest, HoldersShape, OneField } from './schema.ts';

const tags = ['contact'];
const path = '/organisations/{organisation}/connections';

export const contactProcedures = {
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
		.handler(({ context, input }) => findCard(context, input))
};
