import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { closeOrganisation, setChannelRoles, setLogo, updateOrganisation } from './commands.ts';
import { findOrganisation, listChannelRoles, listOwnOrganisations } from './queries.ts';
import {
	ChannelRolesChange,
	ChannelRoleUseShape,
	Home,
	OrganisationChange,
	OrganisationShape,
	OwnOrganisationShape,
	Picture
} from './schema.ts';

const tags = ['organisation'];

export const organisationProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{slug}',
			tags,
			summary: 'Find an organisation',
			description: 'The organisation at this address, and what the caller is and may do in it.'
		})
		.input(z.object({ slug: z.string() }))
		.output(OrganisationShape)
		.handler(({ context, input }) => findOrganisation(context, input)),
	listOwn: read
		.route({
			method: 'GET',
			path: '/organisations',
			tags,
			summary: 'List your organisations',
			description:
				'The organisations in which the caller is known (as owner, organiser, member or guest), by name.'
		})
		.output(z.array(OwnOrganisationShape))
		.handler(({ context }) => listOwnOrganisations(context)),
	update: write
		.route({
			method: 'PATCH',
			path: '/organisations/{organisation}',
			tags,
			summary: 'Change an organisation',
			description:
				'Changes name, words about it, colour, language or time zone; what is left out stays. For owners.'
		})
		.input(Home.extend(OrganisationChange.shape))
		.output(OrganisationShape)
		.handler(({ context, input }) => updateOrganisation(context, input)),
	setLogo: write
		.route({
			method: 'PUT',
			path: '/organisations/{organisation}/logo',
			tags,
			summary: 'Set the logo',
			description:
				'Sets or (with null) removes the logo. The picture is shrunk and its metadata removed. For owners.'
		})
		.input(Home.extend({ picture: Picture.nullable() }))
		.output(OrganisationShape)
		.handler(({ context, input }) => setLogo(context, input)),
	channelRoles: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/channel-roles',
			tags,
			summary: 'List the channel roles',
			description: 'The channel roles companies may carry, and how many carry each. For owners.'
		})
		.input(Home)
		.output(z.array(ChannelRoleUseShape))
		.handler(({ context, input }) => listChannelRoles(context, input)),
	setChannelRoles: write
		.route({
			method: 'PUT',
			path: '/organisations/{organisation}/channel-roles',
			tags,
			summary: 'Replace the channel roles',
			description:
				'Replaces the whole list. A role that companies carry is only removed together with the role they get instead (`moves`); otherwise the answer is CHANNEL_ROLE_IN_USE and says how many they are. For owners.'
		})
		.input(Home.extend(ChannelRolesChange.shape))
		.output(z.array(ChannelRoleUseShape))
		.handler(({ context, input }) => setChannelRoles(context, input)),
	close: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/close',
			tags,
			summary: 'Close an organisation',
			description:
				'Deletes the organisation with everything in it, at once and for good: people, gatherings, threads, pictures, mails. Accounts that belong to no other organisation end. For owners.'
		})
		.input(
			Home.extend({ confirm: z.string().max(80).describe('The organisation’s slug, typed again.') })
		)
		.handler(({ context, input }) => closeOrganisation(context, input))
};
