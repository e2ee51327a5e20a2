import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { tellOutcome } from '../follow-up/commands.ts';
import { acceptMeeting, declineMeeting } from '../meeting-answer/commands.ts';
import { askForMeeting, proposeMeetingTimes } from '../meeting-request/commands.ts';
import { findExpiry, findMeetingOptions, findOtherTimes } from '../meeting-request/queries.ts';
import {
	Ask,
	Decline,
	ExpiryQuestion,
	OptionsShape,
	OtherTimesShape,
	Propose
} from '../meeting-request/schema.ts';
import { cancelMeeting, namePlace, sayHere } from './commands.ts';
import { findMeeting, listMyMeetings, writeMeetingCalendar } from './queries.ts';
import {
	Accept,
	MeetingMode,
	MeetingShape,
	MyMeetingsShape,
	OneMeeting,
	Place,
	TellOutcome
} from './schema.ts';

const tags = ['meeting'];

export const meetingProcedures = {
	options: read
		.route({
			method: 'GET',
			path: '/gatherings/{gatheringId}/meetings/options/{personId}',
			tags,
			summary: 'See what you may propose to a person',
			description:
				'Every meeting time still to come that is free for the caller and this person, three of them chosen to propose, when a request sent now would expire, and why the person cannot be asked if they cannot. Who takes no meetings and who does not wish to meet the caller look the same.'
		})
		.input(z.object({ gatheringId: z.uuid(), personId: z.uuid(), mode: MeetingMode.optional() }))
		.output(OptionsShape)
		.handler(({ context, input }) => findMeetingOptions(context, input)),
	expiry: read
		.route({
			method: 'GET',
			path: '/gatherings/{gatheringId}/meetings/expiry',
			tags,
			summary: 'See when a request would expire',
			description:
				'Until when an answer to a request with these times, sent now, would be awaited: 24 hours before the day, 2 hours on it, never after the last time begins.'
		})
		.input(ExpiryQuestion)
		.output(z.object({ expiresAt: z.date() }))
		.handler(({ context, input }) => findExpiry(context, input)),
	otherTimes: read
		.route({
			method: 'GET',
			path: '/meetings/{meetingId}/times',
			tags,
			summary: 'See which other times you may propose',
			description:
				'Every time still to come that is free for all the people of a meeting, three of them chosen, for proposing another time.'
		})
		.input(OneMeeting)
		.output(OtherTimesShape)
		.handler(({ context, input }) => findOtherTimes(context, input)),
	ask: write
		.route({
			method: 'POST',
			path: '/gatherings/{gatheringId}/meetings',
			tags,
			summary: 'Ask a person to meet',
			description:
				"Asks a person of the same gathering to meet, with one line and up to three times or any time. It holds nobody's time until it is accepted. Five requests may wait at once, one more for each meeting kept, up to ten. Sending the same request again is harmless."
		})
		.input(Ask)
		.output(MeetingShape)
		.handler(({ context, input }) => askForMeeting(context, input)),
	find: read
		.route({
			method: 'GET',
			path: '/meetings/{meetingId}',
			tags,
			summary: 'Find a meeting',
			description: 'One meeting as one of its people sees it, and what they may do next.'
		})
		.input(OneMeeting)
		.output(MeetingShape)
		.handler(({ context, input }) => findMeeting(context, input)),
	listMine: read
		.route({
			method: 'GET',
			path: '/gatherings/{gatheringId}/meetings/mine',
			tags,
			summary: 'List your meetings at a gathering',
			description:
				"The caller's meetings and requests at a gathering: what waits for their answer, what is coming, what waits for others, what is over."
		})
		.input(z.object({ gatheringId: z.uuid() }))
		.output(MyMeetingsShape)
		.handler(({ context, input }) => listMyMeetings(context, input)),
	calendar: read
		.route({
			method: 'GET',
			path: '/meetings/{meetingId}/calendar',
			tags,
			summary: "Get a meeting's calendar file",
			description: 'A confirmed meeting as an iCalendar file.'
		})
		.input(OneMeeting)
		.output(z.object({ fileName: z.string(), text: z.string() }))
		.handler(({ context, input }) => writeMeetingCalendar(context, input)),
	accept: write
		.route({
			method: 'POST',
			path: '/meetings/{meetingId}/accept',
			tags,
			summary: 'Accept a meeting',
			description:
				'Accepts a request, or another time for a confirmed meeting. Takes the time given, else the first proposed one that is still free, else (any time) the first that suits both. The first acceptance wins: a time taken meanwhile is refused with the times still free. A table or a room is assigned, both get a calendar file by mail, and requests that can no longer happen are closed.'
		})
		.input(Accept)
		.output(MeetingShape)
		.handler(({ context, input }) => acceptMeeting(context, input)),
	decline: write
		.route({
			method: 'POST',
			path: '/meetings/{meetingId}/decline',
			tags,
			summary: 'Decline a meeting',
			description:
				"Declines a request, or another time for a confirmed meeting (which then stays as it was). With openThread the pair's thread is opened all the same."
		})
		.input(Decline)
		.output(MeetingShape)
		.handler(({ context, input }) => declineMeeting(context, input)),
	propose: write
		.route({
			method: 'POST',
			path: '/meetings/{meetingId}/propose',
			tags,
			summary: 'Propose other times',
			description:
				'Proposes up to three other times, or any time. For a request: by whose turn it is. For a confirmed meeting: by either, and it stays at its time until the other accepts. The turn goes to the other.'
		})
		.input(Propose)
		.output(MeetingShape)
		.handler(({ context, input }) => proposeMeetingTimes(context, input)),
	cancel: write
		.route({
			method: 'POST',
			path: '/meetings/{meetingId}/cancel',
			tags,
			summary: 'Call a meeting off',
			description:
				"Withdraws a request or calls off a confirmed meeting before it begins; its gathering's organisers may do it for its people. Frees the time and the table at once and takes it out of both calendars."
		})
		.input(OneMeeting)
		.output(z.object({ id: z.uuid(), state: z.literal('cancelled') }))
		.handler(({ context, input }) => cancelMeeting(context, input)),
	sayHere: write
		.route({
			method: 'POST',
			path: '/meetings/{meetingId}/here',
			tags,
			summary: 'Say "I\'m here"',
			description: 'From ten minutes before a meeting until its end; the other sees it at once.'
		})
		.input(OneMeeting)
		.output(MeetingShape)
		.handler(({ context, input }) => sayHere(context, input)),
	namePlace: write
		.route({
			method: 'PUT',
			path: '/meetings/{meetingId}/place',
			tags,
			summary: 'Say where you meet',
			description:
				'A place for a meeting without a table, or a room link for one online. Either may; both get the new calendar file.'
		})
		.input(Place)
		.output(MeetingShape)
		.handler(({ context, input }) => namePlace(context, input)),
	tellOutcome: write
		.route({
			method: 'PUT',
			path: '/meetings/{meetingId}/outcome',
			tags,
			summary: 'Say how a meeting went',
			description:
				"The caller's own outcome, which the others never see, and one promise with a date, which they do. Saying it again replaces both."
		})
		.input(TellOutcome)
		.output(MeetingShape)
		.handler(({ context, input }) => tellOutcome(context, input))
};
