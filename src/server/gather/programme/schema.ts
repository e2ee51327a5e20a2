import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	ROOM_IN_USE: {
		status: 409,
		id: '{count} sesi masih memakai ruang ini. Pindahkan dulu sesinya.',
		en: '{count} sessions still use this room. Move them first.'
	},
	TRACK_IN_USE: {
		status: 409,
		id: '{count} sesi masih memakai jalur ini. Ubah dulu sesinya.',
		en: '{count} sessions still use this track. Change them first.'
	}
});

/** The gathering a call is about. */
export const Where = z.object({
	organisation: z.string().describe("The organisation's slug."),
	gathering: z.string().describe("The gathering's slug.")
});

/** An instant as a Date or as ISO 8601 with its offset. */
export const Instant = z
	.union([z.date(), z.iso.datetime({ offset: true })])
	.transform((value) => new Date(value))
	.describe('An instant, ISO 8601 with offset.');

export const LinkShape = z.object({ label: z.string(), url: z.string() });

export const GatheringHeadShape = z.object({
	id: z.uuid(),
	slug: z.string(),
	organisation: z.string().describe("The organisation's slug."),
	title: z.string(),
	timeZone: z.string().describe("The venue's zone (IANA)."),
	startsAt: z.date(),
	endsAt: z.date(),
	isCancelled: z.boolean()
});

export const SpeakerNameShape = z.object({ id: z.uuid(), personId: z.uuid(), name: z.string() });

export const SessionLineShape = z.object({
	id: z.uuid(),
	title: z.string(),
	subtitle: z.string().nullable(),
	kind: z.string().nullable(),
	language: z.string().nullable(),
	startsAt: z.date().nullable().describe('Null: not placed in time yet.'),
	endsAt: z.date().nullable(),
	day: z.string().nullable().describe('The day of the programme, YYYY-MM-DD at the venue; a night belongs to its evening.'),
	roomId: z.uuid().nullable(),
	trackId: z.uuid().nullable(),
	isService: z.boolean().describe('A break, a meal, an opening of doors: nobody stars it.'),
	isRemoved: z.boolean().describe('Taken off the programme; only shown to who starred it.'),
	isStarred: z.boolean(),
	speakers: z.array(SpeakerNameShape)
});
export type SessionLine = z.infer<typeof SessionLineShape>;

export const RoomShape = z.object({
	id: z.uuid(),
	name: z.string(),
	capacity: z.number().int().nullable(),
	sessions: z.number().int().describe('How many sessions of the whole programme it holds.')
});
export const TrackShape = z.object({
	id: z.uuid(),
	name: z.string(),
	colour: z.string().nullable().describe('#rrggbb'),
	sessions: z.number().int()
});

export const ProgrammeSearch = z.object({
	day: z.string().max(20).optional().describe('YYYY-MM-DD; `now`: today where the programme has it, else its first day. Left out: all days.'),
	room: z.uuid().optional(),
	track: z.uuid().optional(),
	search: z.string().max(200).optional().describe('Words in titles, texts and speakers’ names; case and accents do not matter.'),
	key: z.string().max(100).optional().describe("What the gathering's invitation link carries, where it is by invitation."),
	mine: z.coerce.boolean().optional().describe('Only what the caller starred.')
});

export const ProgrammeShape = z.object({
	gathering: GatheringHeadShape,
	now: z.date(),
	days: z.array(z.object({ date: z.string(), sessions: z.number().int() })),
	day: z.string().nullable().describe('The day shown; null: all.'),
	rooms: z.array(RoomShape),
	tracks: z.array(TrackShape),
	sessions: z.array(SessionLineShape).describe('In order of time, then room.'),
	total: z.number().int().describe('How many sessions the whole programme has.'),
	speakers: z.number().int().describe('How many speakers the whole programme has.'),
	starred: z.number().int().describe('How many sessions the caller starred.'),
	changedAt: z.date().nullable().describe('When an import or an organiser last changed something.'),
	can: z.object({ star: z.boolean(), manage: z.boolean() })
});
export type ProgrammeView = z.infer<typeof ProgrammeShape>;

export const RoomChange = z.object({
	name: z.string().trim().min(1).max(200),
	capacity: z.number().int().positive().max(1_000_000).nullable().optional()
});
export const TrackChange = z.object({
	name: z.string().trim().min(1).max(200),
	colour: z
		.string()
		.regex(/^#[0-9a-f]{6}$/i)
		.nullable()
		.optional()
});
