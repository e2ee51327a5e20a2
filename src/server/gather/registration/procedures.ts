import { z } from 'zod';
import { raw, read, write } from '#server/kernel/procedures.ts';
import { cancelRegistration, registerFromOutside } from './commands.ts';
import { findTicket } from './queries.ts';
import { GatheringId, RegisteredShape, RegisterRequest, Status, TicketShape } from './schema.ts';

const tags = ['registration'];

export const registrationProcedures = {
	register: raw
		.route({
			method: 'POST',
			path: '/gatherings/{gatheringId}/registrations',
			tags,
			summary: 'Register for a gathering',
			description:
				'Asks for a seat for the caller: a seat, a request an organiser answers, or a place on the waiting list. Asking again changes nothing. Who is not signed in gives a name and an e-mail address or a phone number; where mail leaves this installation, an address always answers `mailed`, whoever it belongs to.'
		})
		.input(RegisterRequest)
		.output(RegisteredShape)
		.handler(({ context, input }) => registerFromOutside(context, input)),
	cancel: write
		.route({
			method: 'POST',
			path: '/gatherings/{gatheringId}/registrations/cancel',
			tags,
			summary: 'Give up your seat',
			description:
				"Gives up the caller's own seat, request or place on the waiting list. A freed seat goes to the first who waits. The second time changes nothing."
		})
		.input(GatheringId)
		.output(z.object({ status: Status }))
		.handler(({ context, input }) => cancelRegistration(context, input)),
	ticket: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/gatherings/{gathering}/ticket',
			tags,
			summary: 'Find your ticket',
			description:
				"The caller's own registration at a gathering: its state, and while it is a seat the code to read aloud and what the QR code holds."
		})
		.input(z.object({ organisation: z.string().describe('Slug.'), gathering: z.string().describe('Slug.') }))
		.output(TicketShape)
		.handler(({ context, input }) => findTicket(context, input))
};
