import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { Home, Picture } from '../organisation/schema.ts';
import { OwnProfileChange, OwnProfileShape } from '../person/schema.ts';
import { setPhoto, updateOwn } from './commands.ts';
import { findOwn, suggestTags } from './queries.ts';

const tags = ['me'];

export const meProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/me',
			tags,
			summary: 'Find my profile',
			description:
				'Everything the caller has said of themselves here, who sees each contact field, and what is missing to be found and met.'
		})
		.input(Home)
		.output(OwnProfileShape)
		.handler(({ context, input }) => findOwn(context, input)),
	update: write
		.route({
			method: 'PATCH',
			path: '/organisations/{organisation}/me',
			tags,
			summary: 'Change my profile',
			description:
				'What is left out stays; null or an empty list takes away. Phone numbers are read as people here write them. A company written for the first time is made, and those with a name much like it are offered.'
		})
		.input(Home.extend(OwnProfileChange.shape))
		.output(OwnProfileShape)
		.handler(({ context, input }) => updateOwn(context, input)),
	setPhoto: write
		.route({
			method: 'PUT',
			path: '/organisations/{organisation}/me/photo',
			tags,
			summary: 'Set my picture',
			description:
				'Sets or (with null) removes the picture. It is cut to a square and its metadata removed.'
		})
		.input(Home.extend({ picture: Picture.nullable() }))
		.output(OwnProfileShape)
		.handler(({ context, input }) => setPhoto(context, input)),
	suggestTags: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/tags',
			tags,
			summary: 'Suggest offers, needs or interests',
			description: 'What people of this organisation write most, that holds what was typed.'
		})
		.input(
			Home.extend({
				kind: z.enum(['offers', 'needs', 'interests']),
				search: z.string().max(60).default(''),
				limit: z.coerce.number().int().min(1).max(100).default(20)
			})
		)
		.output(z.array(z.string()))
		.handler(({ context, input }) => suggestTags(context, input))
};
