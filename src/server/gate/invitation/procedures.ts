import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { RoleShape } from '../membership/schema.ts';
import { Home } from '../organisation/schema.ts';
import { acceptInvitation } from '../acceptance/commands.ts';
import {
	inviteAllMembers,
	inviteByLink,
	inviteMembers,
	invitePerson,
	renewInvitation,
	revokeInvitation
} from './commands.ts';
import { listInvitations } from './queries.ts';
import {
	InvitationListShape,
	InvitationShape,
	InvitedShape,
	NewInvitations,
	NewOpenInvitation
} from './schema.ts';

const tags = ['invitation'];
const One = Home.extend({ invitationId: z.uuid() });

export const invitationProcedures = {
	list: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/invitations',
			tags,
			summary: 'List invitations',
			description:
				'What waits first, then the newest, with the links to be sent by hand. For organisers.'
		})
		.input(
			Home.extend({
				state: z.enum(['waiting', 'all']).default('waiting'),
				personId: z.uuid().optional().describe('Only those that wait for this person.'),
				limit: z.coerce.number().int().min(1).max(200).default(50),
				offset: z.coerce.number().int().min(0).max(1_000_000).default(0)
			})
		)
		.output(InvitationListShape)
		.handler(({ context, input }) => listInvitations(context, input)),
	invite: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/invitations',
			tags,
			summary: 'Invite people by mail',
			description:
				'Invites up to 200 addresses. Each gets a letter and a link made to be sent by WhatsApp. Who waits already gets a new link; members are left alone. Organisers invite members, owners everybody.'
		})
		.input(Home.extend(NewInvitations.shape))
		.output(z.array(InvitedShape))
		.handler(({ context, input }) => inviteMembers(context, input)),
	invitePerson: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/people/{personId}/invitation',
			tags,
			summary: 'Invite a person who is known',
			description:
				'Invites somebody imported, a speaker or a guest: by letter where an address is known, and always by a link.'
		})
		.input(Home.extend({ personId: z.uuid(), role: RoleShape.default('member') }))
		.output(InvitationShape)
		.handler(({ context, input }) => invitePerson(context, input)),
	inviteEverybody: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/invitations/everybody',
			tags,
			summary: 'Invite all members who were never asked',
			description:
				'In the background: a letter where an address is known, a link to be sent by hand for everybody. Says how many. For organisers.'
		})
		.input(Home)
		.output(z.object({ count: z.number().int() }))
		.handler(({ context, input }) => inviteAllMembers(context, input)),
	open: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/invitations/links',
			tags,
			summary: 'Make an open invitation link',
			description:
				'A link that makes whoever opens it a member, for so many people and days. For organisers.'
		})
		.input(Home.extend(NewOpenInvitation.shape))
		.output(InvitationShape)
		.handler(({ context, input }) => inviteByLink(context, input)),
	renew: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/invitations/{invitationId}/renew',
			tags,
			summary: 'Renew an invitation',
			description:
				'Gives it a new link and end and sends its letter again; the link before is void.'
		})
		.input(One)
		.output(InvitationShape)
		.handler(({ context, input }) => renewInvitation(context, input)),
	revoke: write
		.route({
			method: 'DELETE',
			path: '/organisations/{organisation}/invitations/{invitationId}',
			tags,
			summary: 'Withdraw an invitation',
			description: 'Its link opens nothing any more. Twice is harmless.'
		})
		.input(One)
		.output(InvitationShape)
		.handler(({ context, input }) => revokeInvitation(context, input)),
	accept: write
		.route({
			method: 'POST',
			path: '/invitations/{token}/accept',
			tags,
			summary: 'Accept an invitation',
			description:
				'Makes the caller a member. A caller who is not signed in becomes the invited person and is signed in; an open link asks them for a name. A link never opens an account that exists already (INVITATION_SIGN_IN).'
		})
		.input(
			z.object({
				token: z.string().min(8).max(100),
				name: z
					.string()
					.trim()
					.max(120)
					.optional()
					.describe('Needed on an open link; else it corrects the name.'),
				email: z.email().max(200).optional().describe('On an open link: where to write to.')
			})
		)
		.output(
			z.object({
				organisation: z.string(),
				personId: z.uuid(),
				path: z.string().describe('Where to go now.')
			})
		)
		.handler(({ context, input }) => acceptInvitation(context, input))
};
