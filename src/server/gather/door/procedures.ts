import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { GatheringId } from '../registration/schema.ts';
import { checkInGuest, letInAnyway, undoCheckIn } from './commands.ts';
import { countAtDoor, searchAtDoor } from './queries.ts';
import { AnswerAtDoorShape, CheckInRequest, DoorCountsShape, GuestAtDoorShape } from './schema.ts';

const tags = ['door'];
const path = '/gatherings/{gatheringId}/door';

export const doorProcedures = {
	checkIn: write
		.route({
			method: 'POST',
			path: `${path}/check-in`,
			tags,
			summary: 'Check a guest in',
			description:
				'Lets a guest in by what the QR code held, by the code of the ticket, or by their registration. The answer is a colour and a reason, not an error: green (in), amber (in already, or known but without a seat), red (forged, of another gathering, declined). Of many at once, one is let in. For whoever works at the door.'
		})
		.input(CheckInRequest)
		.output(AnswerAtDoorShape)
		.handler(({ context, input }) => checkInGuest(context, input)),
	undo: write
		.route({
			method: 'POST',
			path: `${path}/undo`,
			tags,
			summary: 'Undo a check-in',
			description: 'Takes one passing of the door back. The second time changes nothing. For whoever works at the door.'
		})
		.input(GatheringId.extend({ checkInId: z.uuid() }))
		.output(z.object({ undone: z.boolean() }))
		.handler(({ context, input }) => undoCheckIn(context, input)),
	letIn: write
		.route({
			method: 'POST',
			path: `${path}/let-in`,
			tags,
			summary: 'Let somebody in anyway',
			description:
				'Gives a seat to somebody who asked for one and has none, and checks them in. In a full house the capacity rises by one. For whoever runs the gathering.'
		})
		.input(GatheringId.extend({ registrationId: z.uuid(), key: z.uuid().optional() }))
		.output(AnswerAtDoorShape)
		.handler(({ context, input }) => letInAnyway(context, input)),
	search: read
		.route({
			method: 'GET',
			path: `${path}/guests`,
			tags,
			summary: 'Search guests at the door',
			description: 'The guests a typed name may mean, those still outside first; at most twelve. For whoever works at the door.'
		})
		.input(GatheringId.extend({ search: z.string().trim().max(100) }))
		.output(z.array(GuestAtDoorShape))
		.handler(({ context, input }) => searchAtDoor(context, input)),
	counts: read
		.route({
			method: 'GET',
			path: `${path}/counts`,
			tags,
			summary: 'Count at the door',
			description: 'How many are expected, how many are inside, and the last who came in. For whoever works at the door.'
		})
		.input(GatheringId)
		.output(DoorCountsShape)
		.handler(({ context, input }) => countAtDoor(context, input))
};
