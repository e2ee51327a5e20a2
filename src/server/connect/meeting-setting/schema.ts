import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { SpanShape } from '../availability/schema.ts';
import { MeetingMode, MeetingState, Outcome } from '../meeting/schema.ts';
import { PersonLineShape } from '../profile/schema.ts';

export const fail = refusals({
	EFFECT_TO_CONFIRM: {
		status: 409,
		id: 'Perubahan ini mengubah {count} pertemuan yang sudah disepakati. Lihat akibatnya, lalu simpan lagi.',
		en: 'This changes {count} meetings that were agreed. See what happens to them, then save again.'
	},
	TABLE_NAME_TWICE: {
		status: 422,
		id: 'Ada dua meja bernama "{name}". Beri nama yang berbeda.',
		en: 'Two tables are called "{name}". Give them different names.'
	},
	TABLE_UNKNOWN: {
		status: 409,
		id: 'Salah satu meja baru saja dihapus orang lain. Muat ulang halaman ini.',
		en: 'Somebody else has just removed one of the tables. Load this page again.'
	},
	TOO_MANY_SLOTS: {
		status: 422,
		id: 'Jam-jam ini menghasilkan lebih dari {max} jadwal pertemuan. Persingkat jamnya atau perpanjang durasinya.',
		en: 'These hours make more than {max} slots. Shorten the hours or lengthen the slots.'
	},
	HOURS_BACKWARDS: {
		status: 422,
		id: 'Jam selesai harus setelah jam mulai.',
		en: 'Hours must end after they begin.'
	}
});

/** How many slots a gathering may have. */
export const mostSlots = 500;

const TableName = z.string().trim().min(1).max(40);
const Zone = z
	.string()
	.trim()
	.max(40)
	.nullish()
	.transform((zone) => zone || null)
	.describe('A part of the hall, e.g. "Lobby".');

export const TableShape = z.object({
	id: z.uuid(),
	name: z.string(),
	zone: z.string().nullable(),
	seats: z.number().int(),
	meetings: z.number().int().describe('Confirmed meetings held at it.')
});

export const SettingShape = z.object({
	gatheringId: z.uuid(),
	timeZone: z.string(),
	startsAt: z.date(),
	endsAt: z.date(),
	mode: z.enum(['onsite', 'online', 'hybrid']),
	isOn: z.boolean().describe('False: nothing was saved yet, these are suggestions.'),
	slotMinutes: z.number().int(),
	gapMinutes: z.number().int(),
	hours: z.array(z.object({ from: z.date(), to: z.date() })),
	pendingLimit: z.number().int(),
	roomTemplate: z.string().nullable(),
	tables: z.array(TableShape),
	slots: z.number().int(),
	people: z.number().int().describe('Who take part.'),
	meetingsExpected: z.number().int(),
	tablesSuggested: z.number().int().describe('Expected meetings over slots, and 15 % more.')
});
export type SettingView = z.infer<typeof SettingShape>;

export const SettingChange = z.object({
	gatheringId: z.uuid(),
	slotMinutes: z.number().int().min(5).max(240),
	gapMinutes: z.number().int().min(0).max(60),
	hours: z
		.array(SpanShape)
		.max(60)
		.describe('When meetings may be held. None: there are no meetings.'),
	pendingLimit: z.number().int().min(1).max(50),
	roomTemplate: z
		.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(300)])
		.nullish()
		.transform((url) => url || null)
		.describe('Where online meetings are held; `{code}` is replaced by a code of each meeting.'),
	tables: z
		.array(
			z.object({
				id: z.uuid().optional().describe('Left out: a new table.'),
				name: TableName,
				zone: Zone,
				seats: z.number().int().min(2).max(50).default(4)
			})
		)
		.max(500)
		.describe('All tables, in order; those left out are removed.')
});
export type SettingChange = z.infer<typeof SettingChange>;

export const EffectShape = z.object({
	key: z.string().describe('Names this effect; sent back to confirm it.'),
	kept: z.number().int().describe('Meetings that stay as they are.'),
	changes: z.array(
		z.object({
			meetingId: z.uuid(),
			people: z.array(z.string()),
			from: z.date().describe('When it is held now.'),
			what: z.enum(['other_table', 'other_time', 'no_table', 'called_off']),
			startsAt: z.date(),
			tableName: z.string().nullable()
		})
	),
	requestsEnded: z.number().int().describe('Requests that could no longer be accepted.')
});
export type Effect = z.infer<typeof EffectShape>;

export const OverviewShape = z.object({
	gatheringId: z.uuid(),
	timeZone: z.string(),
	counts: z.record(MeetingState, z.number().int()),
	outcomes: z.record(Outcome, z.number().int()).describe('Of the people who said how it went.'),
	over: z.number().int().describe('Confirmed meetings that are over.'),
	tookPlace: z.number().int().describe('Of these, both came or somebody said that it took place.'),
	missed: z.number().int().describe('Of these, somebody said that it did not, or only one came.'),
	slots: z.array(
		z.object({
			startsAt: z.date(),
			endsAt: z.date(),
			atTables: z.number().int(),
			elsewhere: z.number().int().describe('Online, or without a table.')
		})
	),
	tables: z.array(
		TableShape.extend({ usedSlots: z.array(z.number().int()).describe('Indices of `slots`.') })
	),
	people: z.number().int(),
	meetingsExpected: z.number().int(),
	tablesSuggested: z.number().int()
});
export type Overview = z.infer<typeof OverviewShape>;

export const ListQuestion = z.object({
	gatheringId: z.uuid(),
	state: MeetingState.optional(),
	text: z.string().trim().max(100).optional().describe('Searches names and companies.'),
	offset: z.number().int().min(0).default(0),
	limit: z.number().int().min(1).max(100).default(50)
});
export type ListQuestion = z.infer<typeof ListQuestion>;

export const MeetingListShape = z.object({
	total: z.number().int(),
	meetings: z.array(
		z.object({
			id: z.uuid(),
			state: MeetingState,
			mode: MeetingMode,
			people: z.array(PersonLineShape),
			startsAt: z.date().nullable(),
			endsAt: z.date().nullable(),
			tableName: z.string().nullable(),
			expiresAt: z.date().nullable(),
			hereCount: z.number().int(),
			createdAt: z.date(),
			can: z.object({ cancel: z.boolean() })
		})
	)
});
export type MeetingList = z.infer<typeof MeetingListShape>;
