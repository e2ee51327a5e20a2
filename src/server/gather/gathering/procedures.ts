import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import {
	cancelGathering,
	createGathering,
	deleteDraft,
	duplicateGathering,
	findInvitationLink,
	publishGathering,
	setCover,
	setHost,
	updateGathering
} from './commands.ts';
import { findCalendar, findGathering, findOverview, listGatherings } from './queries.ts';
import { GatheringChange, GatheringLineShape, GatheringShape, NewGathering, OverviewShape } from './schema.ts';

const tags = ['gathering'];
const One = z.object({ gatheringId: z.uuid() });
const Address = z.object({
	organisation: z.string().describe('Slug of the organisation.'),
	slug: z.string().describe('Slug of the gathering.'),
	key: z.string().max(100).optional().describe('Secret of its invitation link, where it is by invitation.')
});

export const gatheringProcedures = {
	list: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/gatherings',
			tags,
			summary: 'List gatherings',
			description:
				'The gatherings of an organisation the caller may see: coming ones by date, past ones newest first, drafts for those who run them.'
		})
		.input(
			z.object({
				organisation: z.string(),
				when: z.enum(['coming', 'past', 'drafts']).default('coming'),
				search: z.string().max(100).optional().describe('Looked for in title, city and place.'),
				mine: z.boolean().optional().describe('Only those the caller has a place at.'),
				offset: z.number().int().min(0).default(0),
				limit: z.number().int().min(1).max(100).default(30)
			})
		)
		.output(
			z.object({
				items: z.array(GatheringLineShape),
				total: z.number().int(),
				canCreate: z.boolean(),
				canCreatePublic: z.boolean()
			})
		)
		.handler(({ context, input }) => listGatherings(context, input)),

	find: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/gatherings/{slug}',
			tags,
			summary: 'Find a gathering',
			description: 'One gathering as the caller may see it, with their own seat and what they may do next.'
		})
		.input(Address)
		.output(GatheringShape)
		.handler(({ context, input }) => findGathering(context, input)),

	calendar: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/gatherings/{slug}/calendar',
			tags,
			summary: "Get a gathering's calendar file",
			description: 'An iCalendar file (RFC 5545) with a stable UID and a SEQUENCE that rises when time or place change.'
		})
		.input(Address)
		.output(z.object({ name: z.string(), text: z.string() }))
		.handler(({ context, input }) => findCalendar(context, input)),

	overview: read
		.route({
			method: 'GET',
			path: '/gatherings/{gatheringId}/overview',
			tags,
			summary: 'See what a gathering needs',
			description: 'For those who run it: counts by state, registrations by day, and what needs somebody now.'
		})
		.input(One)
		.output(OverviewShape)
		.handler(({ context, input }) => findOverview(context, input)),

	create: write
		.route({
			method: 'POST',
			path: '/gatherings',
			tags,
			summary: 'Create a gathering',
			description:
				'Makes a gathering with the caller as its host: a draft, or published at once. Members make them for members or by invitation; organisers public ones too.'
		})
		.input(NewGathering)
		.output(GatheringShape)
		.handler(({ context, input }) => createGathering(context, input)),

	update: write
		.route({
			method: 'PATCH',
			path: '/gatherings/{gatheringId}',
			tags,
			summary: 'Change a gathering',
			description:
				'What is left out stays. People with a place are told if time or place changed, and of nothing else. More seats go to those who wait.'
		})
		.input(GatheringChange)
		.output(GatheringShape)
		.handler(({ context, input }) => updateGathering(context, input)),

	publish: write
		.route({
			method: 'POST',
			path: '/gatherings/{gatheringId}/publish',
			tags,
			summary: 'Publish a gathering',
			description: 'Those it is for see it and may register from now on. Twice is harmless.'
		})
		.input(One)
		.output(GatheringShape)
		.handler(({ context, input }) => publishGathering(context, input)),

	cancel: write
		.route({
			method: 'POST',
			path: '/gatherings/{gatheringId}/cancel',
			tags,
			summary: 'Call a gathering off',
			description: 'Everybody with a place is told, with the reason. It cannot be undone. Twice is harmless.'
		})
		.input(One.extend({ reason: z.string().trim().max(500).nullish().transform((value) => value || null) }))
		.output(GatheringShape)
		.handler(({ context, input }) => cancelGathering(context, input)),

	duplicate: write
		.route({
			method: 'POST',
			path: '/gatherings/{gatheringId}/duplicate',
			tags,
			summary: 'Duplicate a gathering',
			description: 'A draft like it, a week later, with its hosts; without its people, programme and meetings.'
		})
		.input(One)
		.output(GatheringShape)
		.handler(({ context, input }) => duplicateGathering(context, input)),

	deleteDraft: write
		.route({
			method: 'DELETE',
			path: '/gatherings/{gatheringId}',
			tags,
			summary: 'Delete a draft',
			description: 'Only what was never published; anything else is cancelled instead.'
		})
		.input(One)
		.output(z.void())
		.handler(({ context, input }) => deleteDraft(context, input)),

	setCover: write
		.route({
			method: 'PUT',
			path: '/gatherings/{gatheringId}/cover',
			tags,
			summary: 'Set the cover picture',
			description: 'A JPEG, PNG, WebP, AVIF or GIF up to 12 MB; cropped to 16:9, all metadata removed. Without a picture the drawn cover returns.'
		})
		.input(One.extend({ picture: z.instanceof(File).nullable() }))
		.output(GatheringShape)
		.handler(({ context, input }) => setCover(context, input)),

	setHost: write
		.route({
			method: 'PUT',
			path: '/gatherings/{gatheringId}/hosts/{personId}',
			tags,
			summary: 'Give a person a duty',
			description: 'Host (runs the gathering) or door (checks people in); null takes the duty away. One host always stays.'
		})
		.input(One.extend({ personId: z.uuid(), duty: z.enum(['host', 'door']).nullable() }))
		.output(z.void())
		.handler(({ context, input }) => setHost(context, input)),

	invitationLink: write
		.route({
			method: 'POST',
			path: '/gatherings/{gatheringId}/invitation-link',
			tags,
			summary: 'Get the invitation link',
			description: 'The link whose holder may see a gathering by invitation, and register. `renew` makes another and voids the one given out before.'
		})
		.input(One.extend({ renew: z.boolean().default(false) }))
		.output(z.object({ url: z.string() }))
		.handler(({ context, input }) => findInvitationLink(context, input))
};
