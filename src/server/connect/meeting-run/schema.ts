import { z } from 'zod';
import { refusals, type Sentence } from '#server/kernel/errors.ts';
import { Instant } from '../availability/schema.ts';
import { PersonLineShape } from '../profile/schema.ts';
import type { LeftOut, RefusalCode } from './tables.ts';

export const fail = refusals({
	NO_HOURS: {
		status: 409,
		id: 'Belum ada jam pertemuan yang akan datang di temu ini. Atur jam dan meja dulu.',
		en: 'This gathering has no meeting hours still to come. Set hours and tables first.'
	},
	GATHERING_OFF: {
		status: 409,
		id: 'Temu ini dibatalkan, jadi tidak ada pertemuan yang bisa dijadwalkan.',
		en: 'This gathering was cancelled, so no meetings can be scheduled.'
	},
	RUN_UNDER_WAY: {
		status: 409,
		id: 'Rancangan {number} masih dihitung. Tunggu sampai selesai, atau hentikan.',
		en: 'Draft {number} is still being computed. Wait for it, or stop it.'
	},
	RUN_PUBLISHED: {
		status: 409,
		id: 'Rancangan ini sudah diterbitkan dan tetap tersimpan sebagai riwayat.',
		en: 'This draft was published and stays as history.'
	},
	RUN_NOT_READY: {
		status: 409,
		id: 'Rancangan ini tidak punya hasil yang bisa diterbitkan. Jadwalkan lagi.',
		en: 'This draft has nothing that could be published. Schedule again.'
	},
	RUN_NOT_PUBLISHED: {
		status: 409,
		id: 'Rancangan ini belum diterbitkan, jadi tidak ada yang bisa ditarik kembali.',
		en: 'This draft was not published, so there is nothing to roll back.'
	}
});

/** Why a wish was not granted, in words. `{name}` is whose time was full. */
export const refusalWords: Record<RefusalCode, Sentence> = {
	role_rule: {
		id: 'Peran kanal keduanya tidak dipertemukan di temu ini.',
		en: 'This gathering keeps their channel roles apart.'
	},
	never_together: {
		id: 'Keduanya tidak pernah kosong pada jam yang sama.',
		en: 'The two are never free at the same time.'
	},
	no_table_ever: {
		id: 'Setiap kali keduanya kosong, tidak ada meja yang bisa dipakai.',
		en: 'Whenever both are free, there is no table to be had.'
	},
	has_most: {
		id: '{name} sudah mencapai batas {amount} pertemuan.',
		en: '{name} has the most meetings one person may have ({amount}).'
	},
	fully_booked: {
		id: '{name} punya pertemuan yang lebih diharapkan pada setiap jam yang mungkin.',
		en: '{name} is in meetings that count for more at every possible time.'
	},
	no_common_slot: {
		id: 'Jam yang tersisa bagi yang satu sudah terisi bagi yang lain.',
		en: 'What is left for one of them is taken for the other.'
	},
	tables_taken: {
		id: 'Keduanya kosong pada {amount} jam, tetapi semua meja terisi pada jam-jam itu.',
		en: 'Both are free in {amount} slots, but every table is taken then.'
	},
	stopped: {
		id: 'Perhitungan dihentikan sebelum sampai ke sini.',
		en: 'The run was stopped before it came to this.'
	}
};

/** Why a meeting of a run could not be published, in words. */
export const leftOutWords: Record<LeftOut, Sentence> = {
	begun: { id: 'Jamnya sudah lewat.', en: 'Its time has passed.' },
	hours_changed: { id: 'Jam pertemuan berubah; jadwal itu sudah tidak ada.', en: 'The meeting hours changed; that slot is gone.' },
	left: { id: 'Salah satu dari keduanya tidak ikut lagi.', en: 'One of the two no longer takes part.' },
	not_available: {
		id: 'Salah satu dari keduanya sudah tidak menerima pertemuan ini.',
		en: 'One of the two no longer takes this meeting.'
	},
	meet_already: { id: 'Keduanya sudah punya pertemuan.', en: 'The two already have a meeting.' },
	person_busy: { id: 'Salah satu dari keduanya sudah terisi pada jam itu.', en: 'One of the two is no longer free at that time.' },
	no_table: { id: 'Tidak ada lagi meja kosong pada jam itu.', en: 'No table is free at that time any more.' }
};

export const RunState = z.enum(['waiting', 'running', 'done', 'stopped', 'failed']);
export const RunFailure = z.enum(['interrupted', 'silent', 'broke']);

export const RunShape = z.object({
	id: z.uuid(),
	number: z.number().int().describe("Counts the gathering's runs from 1."),
	state: RunState,
	failure: RunFailure.nullable().describe('Why it failed: Gerbang was stopped, its process died, or something broke.'),
	startedBy: z.string().nullable(),
	most: z.number().int().describe('Meetings one person may have at most.'),
	createdAt: z.date(),
	startedAt: z.date().nullable(),
	endedAt: z.date().nullable(),
	isStopping: z.boolean(),
	stage: z.enum(['bound', 'grant', 'settle', 'tables', 'done']).nullable(),
	share: z.number().describe('How far it is, 0 to 1.'),
	people: z.number().int().nullable().describe('Who could be given a meeting.'),
	slots: z.number().int().nullable(),
	wished: z.number().int().nullable().describe('Pairs of whom one wishes to meet the other, but for those who meet already.'),
	alreadyMeeting: z.number().int().nullable().describe('Pairs who wished it and have a meeting here already.'),
	meetings: z.number().int().describe('New meetings so far.'),
	granted: z.number().nullable().describe('Meetings over wished pairs, 0 to 1.'),
	withNone: z.number().int().nullable().describe('People who wished and have no meeting at all.'),
	gap: z.number().nullable().describe('How far its weight is below what no schedule can exceed, 0 to 1.'),
	publishedAt: z.date().nullable(),
	rolledBackAt: z.date().nullable(),
	leftOut: z.number().int().describe('Meetings left out when it was published.'),
	can: z.object({ stop: z.boolean(), publish: z.boolean(), rollBack: z.boolean(), delete: z.boolean() })
});
export type RunView = z.infer<typeof RunShape>;

export const OfGathering = z.object({ gatheringId: z.uuid() });
export const OneRun = OfGathering.extend({ number: z.coerce.number().int().min(1) });
export type OneRun = z.infer<typeof OneRun>;
const page = {
	text: z.string().trim().max(100).optional().describe('Searches names and companies.'),
	offset: z.coerce.number().int().min(0).default(0),
	limit: z.coerce.number().int().min(1).max(100).default(50)
};

/** Meetings one person may have at most, where the organiser says nothing. */
export const usualMost = 12;

export const StartRun = OfGathering.extend({
	most: z.coerce
		.number()
		.int()
		.min(1)
		.max(500)
		.default(usualMost)
		.describe('Meetings one person may have at most, those agreed before included.')
});
export type StartRun = z.infer<typeof StartRun>;

export const RunListShape = z.object({
	gatheringId: z.uuid(),
	timeZone: z.string(),
	runs: z.array(RunShape).describe('The latest first.'),
	usualMost: z.number().int(),
	ahead: z
		.object({
			people: z.number().int(),
			wished: z.number().int(),
			alreadyMeeting: z.number().int(),
			slots: z.number().int(),
			places: z.number().int().nullable().describe('Free tables, summed over the slots; null where no table is needed.')
		})
		.nullable()
		.describe('What a run started now would have before it; null while one is under way.'),
	can: z.object({ start: z.boolean() })
});
export type RunList = z.infer<typeof RunListShape>;

export const RunPageShape = RunShape.extend({
	timeZone: z.string(),
	perSlot: z.array(
		z.object({
			startsAt: z.date(),
			endsAt: z.date(),
			meetings: z.number().int(),
			standing: z.number().int().describe('Agreed meetings of others at this time.'),
			tables: z.number().int().nullable().describe('Null where no table is needed.')
		})
	),
	perPerson: z.array(z.object({ meetings: z.number().int(), people: z.number().int() })),
	reasons: z.array(z.object({ code: z.string(), reason: z.string(), count: z.number().int() })),
	leftOutReasons: z.array(z.object({ code: z.string(), reason: z.string(), count: z.number().int() }))
});
export type RunPage = z.infer<typeof RunPageShape>;

export const MeetingQuestion = OneRun.extend({
	...page,
	startsAt: Instant.optional().describe('Only those of the slot that begins then.'),
	only: z.enum(['kept', 'left_out']).optional().describe('Only those that were kept, or left out, at publishing.')
});
export type MeetingQuestion = z.infer<typeof MeetingQuestion>;

export const PlacedShape = z.object({
	people: z.array(PersonLineShape),
	startsAt: z.date(),
	endsAt: z.date(),
	tableName: z.string().nullable(),
	leftOut: z.string().nullable().describe('Why it was left out when the run was published, in words.'),
	calledOffAt: z.date().nullable()
});
export type PlacedView = z.infer<typeof PlacedShape>;
export const PlacedListShape = z.object({ total: z.number().int(), meetings: z.array(PlacedShape) });

export const RefusalQuestion = OneRun.extend({
	...page,
	code: z.string().max(40).optional().describe('Only those with this reason.')
});
export type RefusalQuestion = z.infer<typeof RefusalQuestion>;

export const RefusalListShape = z.object({
	total: z.number().int(),
	refusals: z.array(
		z.object({
			people: z.array(PersonLineShape),
			code: z.string(),
			reason: z.string().describe("In words, in the caller's language.")
		})
	)
});

export const CompareRuns = OfGathering.extend({
	first: z.coerce.number().int().min(1),
	second: z.coerce.number().int().min(1),
	limit: z.coerce.number().int().min(1).max(500).default(100).describe('How many of each kind are listed.')
});
export type CompareRuns = z.infer<typeof CompareRuns>;

const kind = z.object({ total: z.number().int(), meetings: z.array(PlacedShape) });
const change = z.object({
	total: z.number().int(),
	meetings: z.array(z.object({ first: PlacedShape, second: PlacedShape }))
});
export const ComparisonShape = z.object({
	timeZone: z.string(),
	first: RunShape,
	second: RunShape,
	onlyFirst: kind,
	onlySecond: kind,
	moved: change.describe('The same two at another time.'),
	otherTable: change,
	same: z.number().int(),
	people: z.number().int().describe('Whose meetings differ: other people, or another time.')
});
export type Comparison = z.infer<typeof ComparisonShape>;
