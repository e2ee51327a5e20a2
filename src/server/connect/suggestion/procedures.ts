import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { muteReason, saveRoleWeights, setWish, unmuteReason } from './commands.ts';
import { findRoleWeights, listSuggestions } from './queries.ts';
import {
	Mute,
	OfGathering,
	RoleWeightsShape,
	SaveRoleWeights,
	SetWish,
	SuggestionsRequest,
	SuggestionsShape
} from './schema.ts';

const tags = ['suggestion'];
const ofGathering = '/organisations/{organisation}/gatherings/{gathering}';

export const suggestionProcedures = {
	list: read
		.route({
			method: 'GET',
			path: `${ofGathering}/suggestions`,
			tags,
			summary: 'See whom to meet',
			description:
				'The people worth meeting at a gathering for the caller, best first, each with its reasons. For those who take part. Empty for who turned profiling off.'
		})
		.input(SuggestionsRequest)
		.output(SuggestionsShape)
		.handler(({ context, input }) => listSuggestions(context, input)),
	setWish: write
		.route({
			method: 'PUT',
			path: '/organisations/{organisation}/people/{personId}/wish',
			tags,
			summary: 'Say whether you want to meet somebody',
			description:
				'Must meet, meet, or no thanks; it lasts across gatherings and nobody else sees it. Null takes it back.'
		})
		.input(SetWish)
		.output(z.void())
		.handler(({ context, input }) => setWish(context, input)),
	mute: write
		.route({
			method: 'PUT',
			path: '/organisations/{organisation}/muted-reasons/{reason}',
			tags,
			summary: 'Mute a kind of reason',
			description: 'You are no longer suggested people for it.'
		})
		.input(Mute)
		.output(z.void())
		.handler(({ context, input }) => muteReason(context, input)),
	unmute: write
		.route({
			method: 'DELETE',
			path: '/organisations/{organisation}/muted-reasons/{reason}',
			tags,
			summary: 'Unmute a kind of reason',
			description: 'It counts again in your suggestions.'
		})
		.input(Mute)
		.output(z.void())
		.handler(({ context, input }) => unmuteReason(context, input)),
	findRoleWeights: read
		.route({
			method: 'GET',
			path: `${ofGathering}/role-weights`,
			tags,
			summary: 'See which channel roles are suggested to each other',
			description:
				'The table of weights, from 0 (hidden from each other) to 3 (best). For those who manage the gathering.'
		})
		.input(OfGathering)
		.output(RoleWeightsShape)
		.handler(({ context, input }) => findRoleWeights(context, input)),
	saveRoleWeights: write
		.route({
			method: 'PUT',
			path: `${ofGathering}/role-weights`,
			tags,
			summary: 'Change which channel roles are suggested to each other',
			description:
				'Replaces the whole table; null goes back to the usual one. For those who manage the gathering.'
		})
		.input(SaveRoleWeights)
		.output(RoleWeightsShape)
		.handler(({ context, input }) => saveRoleWeights(context, input))
};
