import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	SLUG_TAKEN: {
		status: 409,
		id: 'Alamat "{slug}" sudah dipakai temu lain. Pilih yang lain.',
		en: 'The address "{slug}" is taken by another gathering. Choose another.'
	},
	TIME_ZONE_UNKNOWN: {
		status: 422,
		id: 'Zona waktu "{zone}" tidak dikenal. Pilih misalnya Asia/Jakarta.',
		en: 'The time zone "{zone}" is not known. Choose for example Asia/Jakarta.'
	},
	ENDS_BEFORE_START: {
		status: 422,
		id: 'Selesainya harus sesudah mulai. Periksa tanggal dan jamnya.',
		en: 'It must end after it starts. Check the dates and times.'
	},
	PLACE_NEEDED: {
		status: 422,
		id: 'Sebutkan tempatnya, supaya orang tahu ke mana harus datang.',
		en: 'Name the place, so that people know where to come.'
	},
	ROOM_LINK_UNREADABLE: {
		status: 422,
		id: 'Tautan ini tidak terbaca. Tempel alamat lengkap yang mulai dengan https://.',
		en: 'This link cannot be read. Paste the whole address, which starts with https://.'
	},
	CAPACITY_BELOW_GOING: {
		status: 409,
		id: '{going} orang sudah punya kursi. Kapasitas tidak bisa lebih kecil dari itu.',
		en: '{going} people have a seat already. The capacity cannot be below that.'
	},
	ALREADY_OVER: {
		status: 409,
		id: 'Waktu selesainya sudah lewat. Ganti tanggalnya dulu.',
		en: 'Its end has passed. Change the date first.'
	},
	ALREADY_CANCELLED: {
		status: 409,
		id: 'Temu ini sudah dibatalkan. Gandakan untuk membuat yang baru.',
		en: 'This gathering is cancelled. Duplicate it to make a new one.'
	},
	PUBLIC_NEEDS_ORGANISER: {
		status: 403,
		id: 'Temu terbuka untuk umum dibuat oleh penyelenggara. Pilih "anggota" atau "undangan", atau minta penyelenggara.',
		en: 'Gatherings open to everybody are made by organisers. Choose "members" or "by invitation", or ask an organiser.'
	},
	QUESTION_TWICE: {
		status: 422,
		id: 'Dua pertanyaan memakai tanda "{id}" yang sama.',
		en: 'Two questions have the same mark "{id}".'
	},
	QUESTION_NEEDS_OPTIONS: {
		status: 422,
		id: 'Pertanyaan "{label}" perlu paling sedikit dua pilihan.',
		en: 'The question "{label}" needs at least two options.'
	},
	LAST_HOST: {
		status: 409,
		id: 'Temu ini perlu paling sedikit satu tuan rumah. Tambahkan yang lain dulu.',
		en: 'A gathering needs at least one host. Add another first.'
	},
	NOT_KNOWN_HERE: {
		status: 404,
		id: 'Orang ini tidak ada di organisasi ini.',
		en: 'This person is not known to this organisation.'
	}
});

const text = (max: number) => z.string().trim().max(max);
const orNull = (max: number) => text(max).nullish().transform((value) => value || null);

export const LocalTime = z
	.string()
	.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/)
	.describe('Date and time at the venue, e.g. `2026-03-14T09:00`.');

export const QuestionShape = z.object({
	id: z.string().regex(/^[a-z0-9-]{1,40}$/).describe('Stays the same when the words change; answers hang on it.'),
	label: text(200).min(1),
	kind: z.enum(['text', 'choice', 'check']),
	required: z.boolean().default(false),
	options: z.array(text(100).min(1)).max(30).default([])
});

const fields = {
	title: text(140).min(2).describe('What it is called.'),
	summary: orNull(240).describe('One sentence, for lists and link previews.'),
	description: orNull(20_000).describe('Markdown; HTML is shown as text.'),
	mode: z.enum(['onsite', 'online', 'hybrid']),
	startsAt: LocalTime,
	endsAt: LocalTime,
	timeZone: z.string().max(60).describe("The venue's own zone, e.g. `Asia/Makassar`."),
	placeName: orNull(160),
	placeAddress: orNull(300),
	city: orNull(80),
	mapUrl: orNull(600).describe('A link to a map.'),
	roomUrl: orNull(600).describe('The online room; shown only to those going.'),
	audience: z.enum(['public', 'members', 'invitation']).describe('Who may see it and register.'),
	capacity: z.coerce.number().int().min(1).max(100_000).nullish().transform((value) => value ?? null).describe('Seats; null is no limit.'),
	approvalRequired: z.boolean().describe('Whether an organiser says yes to each.'),
	questions: z.array(QuestionShape).max(20)
};

export const NewGathering = z.object({
	organisation: z.string().describe('Slug of the organisation.'),
	slug: text(80).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).optional().describe('Its address; made from the title when left out.'),
	...fields,
	approvalRequired: fields.approvalRequired.default(false),
	questions: fields.questions.default([]),
	publish: z.boolean().default(false).describe('Publish it at once.')
});
export type NewGathering = z.infer<typeof NewGathering>;

const { title, summary, description, mode, startsAt, endsAt, timeZone, placeName, placeAddress, city, mapUrl, roomUrl } = fields;
export const GatheringChange = z.object({
	gatheringId: z.uuid(),
	slug: NewGathering.shape.slug,
	title: title.optional(),
	summary: summary.optional(),
	description: description.optional(),
	mode: mode.optional(),
	startsAt: startsAt.optional(),
	endsAt: endsAt.optional(),
	timeZone: timeZone.optional(),
	placeName: placeName.optional(),
	placeAddress: placeAddress.optional(),
	city: city.optional(),
	mapUrl: mapUrl.optional(),
	roomUrl: roomUrl.optional(),
	audience: fields.audience.optional(),
	capacity: fields.capacity.optional(),
	approvalRequired: fields.approvalRequired.optional(),
	questions: fields.questions.optional()
});
export type GatheringChange = z.infer<typeof GatheringChange>;

export const GatheringState = z.enum(['draft', 'upcoming', 'running', 'past', 'cancelled']);
export type GatheringState = z.infer<typeof GatheringState>;
const Status = z.enum(['pending', 'going', 'waitlisted', 'declined', 'cancelled']);

export const GatheringLineShape = z.object({
	id: z.uuid(),
	slug: z.string(),
	title: z.string(),
	summary: z.string().nullable(),
	state: GatheringState,
	mode: z.enum(['onsite', 'online', 'hybrid']),
	startsAt: z.date(),
	endsAt: z.date(),
	timeZone: z.string(),
	placeName: z.string().nullable(),
	city: z.string().nullable(),
	coverFileId: z.uuid().nullable(),
	audience: z.enum(['public', 'members', 'invitation']),
	capacity: z.number().int().nullable(),
	going: z.number().int().describe('Seats taken.'),
	registration: Status.nullable().describe("The viewer's own."),
	manages: z.boolean()
});
export type GatheringLineView = z.infer<typeof GatheringLineShape>;

export const HostShape = z.object({
	personId: z.uuid(),
	name: z.string(),
	title: z.string().nullable(),
	companyName: z.string().nullable(),
	photoFileId: z.uuid().nullable(),
	duty: z.enum(['host', 'door'])
});

export const GatheringShape = GatheringLineShape.omit({ manages: true }).extend({
	description: z.string().nullable().describe('Markdown.'),
	descriptionHtml: z.string().describe('The description as safe HTML.'),
	placeAddress: z.string().nullable(),
	mapUrl: z.string().nullable(),
	roomUrl: z.string().nullable().describe('Only for those going and those who run it.'),
	approvalRequired: z.boolean(),
	questions: z.array(QuestionShape),
	sequence: z.number().int(),
	publishedAt: z.date().nullable(),
	updatedAt: z.date(),
	cancelledReason: z.string().nullable(),
	hosts: z.array(HostShape),
	seatsLeft: z.number().int().nullable().describe('Null: no limit.'),
	waiting: z.number().int().describe('How many wait for a seat.'),
	position: z.number().int().nullable().describe("The viewer's place on the waiting list, from 1."),
	hasProgramme: z.boolean(),
	localStart: z.string().describe('Start at the venue, e.g. `2026-03-14T09:00`; what a form begins with.'),
	localEnd: z.string(),
	can: z.object({
		register: z.boolean().describe('A seat, or a place on the waiting list, may be asked for.'),
		cancelRegistration: z.boolean(),
		seePeople: z.boolean(),
		door: z.boolean(),
		manage: z.boolean()
	})
});
export type GatheringView = z.infer<typeof GatheringShape>;

export const OverviewShape = z.object({
	gathering: GatheringShape,
	counts: z.object({
		pending: z.number().int(),
		going: z.number().int(),
		waitlisted: z.number().int(),
		declined: z.number().int(),
		cancelled: z.number().int(),
		checkedIn: z.number().int()
	}),
	byDay: z
		.array(z.object({ day: z.string().describe('Civil date at the venue.'), registrations: z.number().int() }))
		.describe('Registrations by day, days without any left out.'),
	sessions: z.number().int(),
	speakersNotInvited: z.number().int().describe('Speakers without an account.'),
	unsentMails: z.number().int().describe('Letters of this organisation that have not left.')
});
export type Overview = z.infer<typeof OverviewShape>;
