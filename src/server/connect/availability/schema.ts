import { z } from 'zod';

/** An instant as a Date or as ISO 8601 with its offset. */
export const Instant = z
	.union([z.date(), z.iso.datetime({ offset: true })])
	.transform((value) => new Date(value))
	.describe('An instant, ISO 8601 with offset.');

export const SpanShape = z.object({ from: Instant, to: Instant });

export const AvailabilityShape = z.object({
	gatheringId: z.uuid(),
	timeZone: z.string().describe("The venue's zone."),
	hasMeetings: z.boolean().describe('False: the organisers have set no hours for meetings.'),
	isOpen: z.boolean().describe('False: takes no meetings at this gathering.'),
	starsAreBusy: z.boolean().describe('Sessions starred or spoken at count as busy.'),
	slots: z.array(
		z.object({
			startsAt: z.date(),
			endsAt: z.date(),
			isPast: z.boolean(),
			inMeeting: z.boolean(),
			inSession: z.boolean().describe('During a session starred or spoken at.'),
			isClosed: z.boolean().describe('Closed by the person.'),
			isFree: z.boolean().describe('Others may propose it.')
		})
	)
});
export type AvailabilityView = z.infer<typeof AvailabilityShape>;

export const AvailabilityChange = z.object({
	gatheringId: z.uuid(),
	isOpen: z.boolean().optional().describe('False: take no meetings at this gathering.'),
	starsAreBusy: z
		.boolean()
		.optional()
		.describe('Whether sessions starred or spoken at count as busy.'),
	closed: z
		.array(Instant)
		.max(500)
		.optional()
		.describe('The starts of all slots to close; those left out are open again.')
});
export type AvailabilityChange = z.infer<typeof AvailabilityChange>;
