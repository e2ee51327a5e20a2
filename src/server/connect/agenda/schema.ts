import { z } from 'zod';
import { MeetingShape } from '../meeting/schema.ts';

const Time = { startsAt: z.date(), endsAt: z.date() };

export const AgendaGatheringShape = z.object({
	id: z.uuid(),
	slug: z.string(),
	title: z.string(),
	mode: z.enum(['onsite', 'online', 'hybrid']),
	timeZone: z.string(),
	placeName: z.string().nullable(),
	city: z.string().nullable(),
	...Time
});

export const AgendaEntryShape = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('gathering'), gatheringId: z.uuid(), day: z.string(), ...Time }),
	z.object({
		kind: z.literal('session'),
		gatheringId: z.uuid(),
		day: z.string(),
		...Time,
		id: z.uuid(),
		guid: z.string(),
		title: z.string(),
		roomName: z.string().nullable(),
		speaks: z.boolean().describe('The caller speaks in it; else they starred it.')
	}),
	z.object({
		kind: z.literal('meeting'),
		gatheringId: z.uuid(),
		day: z.string(),
		...Time,
		meeting: MeetingShape
	})
]);
export type AgendaEntry = z.infer<typeof AgendaEntryShape>;

export const AgendaShape = z.object({
	gatherings: z.array(AgendaGatheringShape).describe('The gatherings the entries belong to.'),
	days: z.array(
		z.object({
			day: z.string().describe("A date in the gathering's zone, 2026-03-14."),
			entries: z.array(AgendaEntryShape)
		})
	),
	total: z.number().int()
});
export type AgendaView = z.infer<typeof AgendaShape>;

export const FeedShape = z.object({
	feed: z
		.object({
			url: z.string().describe('The private address. Whoever holds it reads the agenda.'),
			webcalUrl: z.string().describe('The same for calendar programs.'),
			createdAt: z.date(),
			lastReadAt: z.date().nullable().describe('When a calendar last fetched it.')
		})
		.nullable()
});
export type FeedView = z.infer<typeof FeedShape>;
