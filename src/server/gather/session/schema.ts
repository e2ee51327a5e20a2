import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { GatheringHeadShape, Instant, LinkShape, SessionLineShape } from '../programme/schema.ts';

export const fail = refusals({
	SESSION_ENDS_EARLY: {
		status: 422,
		id: 'Sesi ini selesai sebelum mulai. Periksa jamnya.',
		en: 'This session ends before it begins. Check the times.'
	},
	END_WITHOUT_START: {
		status: 422,
		id: 'Isi juga jam mulainya.',
		en: 'Give the time it begins, too.'
	},
	NOT_A_PLACE_HERE: {
		status: 422,
		id: 'Ruang atau jalur itu tidak ada di acara ini.',
		en: 'This gathering has no such room or track.'
	},
	SERVICE_SESSION: {
		status: 409,
		id: 'Ini jeda, bukan sesi untuk ditandai.',
		en: 'This is a break; there is nothing to star.'
	},
	SESSION_GONE: {
		status: 409,
		id: 'Sesi ini sudah dihapus dari program.',
		en: 'This session is off the programme.'
	},
	STAR_NEEDS_REGISTRATION: {
		status: 409,
		id: 'Daftar dulu ke acara ini, lalu tandai sesinya.',
		en: 'Register for this gathering first, then star its sessions.'
	}
});

export const One = z.object({ sessionId: z.uuid() });

export const SessionShape = SessionLineShape.omit({ speakers: true }).extend({
	gathering: GatheringHeadShape,
	abstract: z.string().nullable().describe('Markdown.'),
	description: z.string().nullable().describe('Markdown.'),
	abstractHtml: z.string().describe('The abstract as safe HTML.'),
	descriptionHtml: z.string().describe('The description as safe HTML.'),
	roomName: z.string().nullable(),
	trackName: z.string().nullable(),
	trackColour: z.string().nullable(),
	links: z.array(LinkShape),
	isHandMade: z.boolean().describe('Entered by an organiser, in no imported file.'),
	updatedAt: z.date(),
	stars: z.number().int().nullable().describe('How many starred it; for organisers and hosts, else null.'),
	speakers: z.array(
		z.object({
			id: z.uuid(),
			personId: z.uuid(),
			name: z.string(),
			title: z.string().nullable(),
			companyName: z.string().nullable(),
			photoFileId: z.uuid().nullable()
		})
	),
	clashes: z
		.array(z.object({ id: z.uuid(), title: z.string(), startsAt: z.date(), endsAt: z.date().nullable() }))
		.describe('Other sessions the caller starred that run at the same time.'),
	can: z.object({ star: z.boolean(), manage: z.boolean() })
});
export type SessionView = z.infer<typeof SessionShape>;

const words = (max: number) =>
	z
		.string()
		.trim()
		.max(max)
		.transform((value) => value || null)
		.nullable();

export const SessionChange = z.object({
	title: z.string().trim().min(1).max(300),
	subtitle: words(300).optional(),
	abstract: words(5000).optional().describe('Markdown.'),
	description: words(40_000).optional().describe('Markdown.'),
	language: words(40).optional(),
	kind: words(80).optional(),
	startsAt: Instant.nullable().optional(),
	endsAt: Instant.nullable().optional(),
	roomId: z.uuid().nullable().optional(),
	trackId: z.uuid().nullable().optional(),
	isService: z.boolean().optional(),
	speakers: z
		.array(z.string().trim().min(1).max(200))
		.max(60)
		.optional()
		.describe('Names in order. A speaker of this gathering with that name is taken, else a person without an account is made.')
});
export type SessionFields = z.infer<typeof SessionChange>;
