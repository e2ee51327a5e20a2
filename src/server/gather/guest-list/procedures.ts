import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { GatheringId, Status } from '../registration/schema.ts';
import { addGuest, answerRegistrations, handOverTicket } from './commands.ts';
import { listGuests, writeGuestList } from './queries.ts';
import {
	AddRequest,
	AnsweredShape,
	AnswerRequest,
	GuestFilter,
	GuestListShape,
	GuestSearch,
	TicketLinkShape
} from './schema.ts';

const tags = ['registration'];
const path = '/gatherings/{gatheringId}/registrations';

export const guestListProcedures = {
	list: read
		.route({
			method: 'GET',
			path,
			tags,
			summary: 'List registrations',
			description:
				'Everybody who asked for a seat, with search, filters, counts per state, answers and check-ins; requests that wait come first. For whoever runs the gathering.'
		})
		.input(GuestSearch)
		.output(GuestListShape)
		.handler(({ context, input }) => listGuests(context, input)),
	exportCsv: read
		.route({
			method: 'GET',
			path: `${path}/csv`,
			tags,
			summary: 'Export registrations',
			description:
				'The list as a CSV file in the language of the caller, times at the venue. Safe to open in a spreadsheet: nothing in it runs as a formula.'
		})
		.input(GuestFilter)
		.output(z.object({ fileName: z.string(), text: z.string() }))
		.handler(({ context, input }) => writeGuestList(context, input)),
	answer: write
		.route({
			method: 'POST',
			path: `${path}/answer`,
			tags,
			summary: 'Approve, decline or cancel registrations',
			description:
				'Answers several registrations at once. Approving never gives more seats than there are; who finds none joins the waiting list. A seat that is freed goes to the first who waits. Everybody whose state changes is told once.'
		})
		.input(AnswerRequest)
		.output(AnsweredShape)
		.handler(({ context, input }) => answerRegistrations(context, input)),
	add: write
		.route({
			method: 'POST',
			path: `${path}/add`,
			tags,
			summary: 'Add somebody by hand',
			description:
				'Gives a person known here, or one named with an address, a seat, or a place on the waiting list where none is free. For whoever runs the gathering.'
		})
		.input(AddRequest)
		.output(z.object({ registrationId: z.uuid(), personId: z.uuid(), status: Status }))
		.handler(({ context, input }) => addGuest(context, input)),
	handOver: write
		.route({
			method: 'POST',
			path: `${path}/{registrationId}/link`,
			tags,
			summary: 'Make a ticket link to hand over',
			description:
				"A link to somebody's ticket for a human to send, by WhatsApp for example; it signs its holder in on first use. Each call makes another and is written into the history. For whoever runs the gathering."
		})
		.input(GatheringId.extend({ registrationId: z.uuid() }))
		.output(TicketLinkShape)
		.handler(({ context, input }) => handOverTicket(context, input))
};
