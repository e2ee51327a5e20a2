import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { addPerson, updateUnclaimed } from '../me/commands.ts';
import { findUnclaimed } from '../me/queries.ts';
import { Home } from '../organisation/schema.ts';
import { PersonChange, RecordShape } from './schema.ts';

const tags = ['person'];
const One = Home.extend({ personId: z.uuid() });

export const personProcedures = {
	add: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/people',
			tags,
			summary: 'Add a person',
			description:
				'Adds somebody by hand, as a member without an account or as a guest. For organisers.'
		})
		.input(
			Home.extend(PersonChange.shape).extend({
				name: z.string().max(120),
				asMember: z.boolean().default(true)
			})
		)
		.output(RecordShape)
		.handler(({ context, input }) => addPerson(context, input)),
	findRecord: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/people/{personId}/record',
			tags,
			summary: 'Find what organisers keep about a person',
			description: 'All that is said of somebody who has no account yet. For organisers.'
		})
		.input(One)
		.output(RecordShape)
		.handler(({ context, input }) => findUnclaimed(context, input)),
	update: write
		.route({
			method: 'PATCH',
			path: '/organisations/{organisation}/people/{personId}',
			tags,
			summary: 'Change a person without an account',
			description:
				'What is left out stays. For organisers; somebody with an account keeps their data themselves (PERSON_IS_THEIR_OWN).'
		})
		.input(One.extend(PersonChange.shape))
		.output(RecordShape)
		.handler(({ context, input }) => updateUnclaimed(context, input))
};
