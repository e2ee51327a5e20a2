import { z } from 'zod';
import { Instant } from '../availability/schema.ts';
import { answerWithinHours } from '../meeting/rules.ts';
import { MeetingMode, OneMeeting, TimeShape } from '../meeting/schema.ts';
import { PersonLineShape } from '../profile/schema.ts';

const FreeTimes = {
	times: z.array(TimeShape).describe('Every time still to come that is free for both.'),
	best: z.array(z.date()).describe('Up to three of them to propose.'),
	bestExpiresAt: z
		.date()
		.nullable()
		.describe('When a request with `best`, sent now, would expire.'),
	anyTimeExpiresAt: z.date().nullable(),
	answerWithinHours: z.object({
		before: z.literal(answerWithinHours.before),
		onTheDay: z.literal(answerWithinHours.onTheDay)
	})
};

export const OtherTimesShape = z.object({
	timeZone: z.string(),
	...FreeTimes,
	can: z.object({ propose: z.boolean() })
});
export type OtherTimes = z.infer<typeof OtherTimesShape>;

export const OptionsShape = z.object({
	gatheringId: z.uuid(),
	timeZone: z.string(),
	opening: z
		.enum([
			'open',
			'no_meetings',
			'not_taking_part',
			'not_available',
			'not_reachable',
			'waiting',
			'meeting',
			'none_free'
		])
		.describe(
			'`open`, or why this person cannot be asked now. `waiting` and `meeting`: there is one already, see `meetingId`.'
		),
	person: PersonLineShape,
	meetingId: z.uuid().nullable(),
	modes: z.array(MeetingMode).describe('Ways to meet at this gathering, the usual first.'),
	mode: MeetingMode.describe('The way `times` are for.'),
	slotMinutes: z.number().int(),
	...FreeTimes,
	pending: z.object({ waiting: z.number().int(), allowed: z.number().int() }),
	can: z.object({ ask: z.boolean() })
});
export type MeetingOptions = z.infer<typeof OptionsShape>;

const Line = z.string().trim().min(1).max(200).describe('One line: why you want to meet.');
const Times = z.array(Instant).max(3);

export const Ask = z.object({
	gatheringId: z.uuid(),
	personId: z.uuid(),
	line: Line,
	times: Times.default([]).describe('Up to three starts of slots.'),
	anyTime: z.boolean().default(false).describe('True: the first slot free for both will do.'),
	mode: MeetingMode.optional().describe('Where a gathering is hybrid; else its own.')
});
export type Ask = z.infer<typeof Ask>;

export const ExpiryQuestion = z.object({ gatheringId: z.uuid(), times: Times.min(1) });
export type ExpiryQuestion = z.infer<typeof ExpiryQuestion>;

export const Decline = OneMeeting.extend({
	openThread: z
		.boolean()
		.default(false)
		.describe('True: no meeting now, but they may write to you.')
});
export const Propose = OneMeeting.extend({
	times: Times.default([]),
	anyTime: z.boolean().default(false)
});
