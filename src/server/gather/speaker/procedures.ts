import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { ProgrammeSearch } from '../programme/schema.ts';
import { inviteSpeaker } from './commands.ts';
import { findSpeaker, listSpeakers } from './queries.ts';
import { InvitedShape, One, SpeakerListShape, SpeakerSearch, SpeakerShape } from './schema.ts';

const tags = ['programme'];

export const speakerProcedures = {
	findSpeaker: read
		.route({
			method: 'GET',
			path: '/speakers/{speakerId}',
			tags,
			summary: 'Find a speaker',
			description: 'A speaker of a programme and their sessions. For everyone who may see the gathering.'
		})
		.input(One.extend({ key: ProgrammeSearch.shape.key }))
		.output(SpeakerShape)
		.handler(({ context, input }) => findSpeaker(context, input)),
	listSpeakers: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/gatherings/{gathering}/speakers',
			tags,
			summary: 'List speakers',
			description: 'The speakers with the state of their invitation, by name, fifty at a time. For organisers and hosts.'
		})
		.input(SpeakerSearch)
		.output(SpeakerListShape)
		.handler(({ context, input }) => listSpeakers(context, input)),
	inviteSpeaker: write
		.route({
			method: 'POST',
			path: '/speakers/{speakerId}/invitation',
			tags,
			summary: 'Invite a speaker',
			description:
				'Makes a personal link by which a speaker signs in and takes over their page: mailed when `email` is given, else handed back with a WhatsApp message. Who has signed in already is refused (SPEAKER_CLAIMED). For organisers and hosts.'
		})
		.input(
			One.extend({
				email: z.email().max(200).optional(),
				phone: z.string().max(40).optional().describe('As people write it; for the WhatsApp link.')
			})
		)
		.output(InvitedShape)
		.handler(({ context, input }) => inviteSpeaker(context, input))
};
