import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { Home } from '../organisation/schema.ts';
import { changeRole, removeMember } from './commands.ts';
import { findKnownPerson, listMembers } from './queries.ts';
import { KnownPersonShape, MemberListShape, MemberSearch, RoleShape } from './schema.ts';

const tags = ['membership'];
const One = Home.extend({ personId: z.uuid() });

export const membershipProcedures = {
	list: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/members',
			tags,
			summary: 'List members',
			description: 'The members, owners first, with search, filters and counts. For organisers.'
		})
		.input(Home.extend(MemberSearch.shape))
		.output(MemberListShape)
		.handler(({ context, input }) => listMembers(context, input)),
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/members/{personId}',
			tags,
			summary: 'Find somebody, as organisers look after them',
			description:
				'A member or a guest: their role, whether they sign in themselves, and what the caller may do. For organisers.'
		})
		.input(One)
		.output(KnownPersonShape)
		.handler(({ context, input }) => findKnownPerson(context, input)),
	changeRole: write
		.route({
			method: 'PATCH',
			path: '/organisations/{organisation}/members/{personId}',
			tags,
			summary: 'Change a role',
			description:
				'Makes a member an owner, organiser or member. The last owner keeps their role (LAST_OWNER). For owners.'
		})
		.input(One.extend({ role: RoleShape }))
		.output(z.object({ role: RoleShape }))
		.handler(({ context, input }) => changeRole(context, input)),
	remove: write
		.route({
			method: 'DELETE',
			path: '/organisations/{organisation}/members/{personId}',
			tags,
			summary: 'End a membership',
			description:
				'The person is no member any more, but stays known with their registrations and threads. Members may end their own, organisers members’, owners everybody’s; never the last owner’s (LAST_OWNER).'
		})
		.input(One)
		.handler(({ context, input }) => removeMember(context, input))
};
