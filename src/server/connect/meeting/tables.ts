import { sql } from 'drizzle-orm';
import {
	boolean,
	check,
	index,
	integer,
	jsonb,
	primaryKey,
	text,
	unique,
	uuid
} from 'drizzle-orm/pg-core';
import { organisation, person } from '#server/gate/keys.ts';
import { gathering } from '#server/gather/keys.ts';
import { createdAt, during, id, instant } from '#server/kernel/columns.ts';
import { connection } from '../connection/tables.ts';
import { connect } from '../database.ts';

export type MeetingState =
	'requested' | 'confirmed' | 'declined' | 'cancelled' | 'expired' | 'superseded';

/** How meetings are held at one gathering; absent means there are none. */
export const meetingSetting = connect.table(
	'meeting_setting',
	{
		gatheringId: uuid('gathering_id')
			.primaryKey()
			.references(() => gathering.id, { onDelete: 'cascade' }),
		slotMinutes: integer('slot_minutes').notNull().default(20),
		gapMinutes: integer('gap_minutes').notNull().default(5),
		/** When meetings may be held: `[{ from, to }]`, ISO instants. */
		hours: jsonb('hours').$type<{ from: string; to: string }[]>().notNull(),
		pendingLimit: integer('pending_limit').notNull().default(5),
		/** Where online meetings are held: an address with `{code}` for a part of each meeting's own; null is the gathering's room. */
		roomTemplate: text('room_template'),
		updatedAt: instant('updated_at').notNull().defaultNow()
	},
	(t) => [
		check('meeting_setting_slot', sql`${t.slotMinutes} between 5 and 240`),
		check('meeting_setting_gap', sql`${t.gapMinutes} between 0 and 60`),
		check('meeting_setting_pending', sql`${t.pendingLimit} between 1 and 50`)
	]
);

/** A table where one meeting at a time is held. (`table` is a word of SQL.) */
export const meetingTable = connect.table(
	'meeting_table',
	{
		id: id(),
		gatheringId: uuid('gathering_id')
			.notNull()
			.references(() => gathering.id, { onDelete: 'cascade' }),
		name: text('name').notNull(),
		zone: text('zone'),
		seats: integer('seats').notNull().default(4),
		position: integer('position').notNull().default(0)
	},
	(t) => [unique('meeting_table_name').on(t.gatheringId, t.name)]
);

/** What one person said about their time at one gathering. */
export const availability = connect.table(
	'availability',
	{
		gatheringId: uuid('gathering_id')
			.notNull()
			.references(() => gathering.id, { onDelete: 'cascade' }),
		personId: uuid('person_id')
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		/** Sessions they starred count as busy. */
		starsAreBusy: boolean('stars_are_busy').notNull().default(true),
		/** Slots they closed themselves: `[{ from, to }]`, ISO instants. */
		busy: jsonb('busy').$type<{ from: string; to: string }[]>().notNull().default([]),
		closedAt: instant('closed_at')
	},
	(t) => [
		primaryKey({ columns: [t.gatheringId, t.personId] }),
		index('availability_person').on(t.personId)
	]
);

/**
 * Two or more people, a time and a place. While `requested` it blocks nobody; the first acceptance sets
 * `during`, and the exclusion constraints (here for tables, on `meeting_person` for people) let it stand alone.
 */
export const meeting = connect.table(
	'meeting',
	{
		id: id(),
		organisationId: uuid('organisation_id')
			.notNull()
			.references(() => organisation.id, { onDelete: 'cascade' }),
		gatheringId: uuid('gathering_id').references(() => gathering.id, { onDelete: 'cascade' }),
		connectionId: uuid('connection_id').references(() => connection.id, { onDelete: 'set null' }),
		state: text('state').$type<MeetingState>().notNull(),
		mode: text('mode').$type<'onsite' | 'online'>().notNull(),
		askedByPersonId: uuid('asked_by_person_id').references(() => person.id, {
			onDelete: 'set null'
		}),
		/** The one line it was asked with. */
		line: text('line').notNull(),
		/** Whose answer is awaited. */
		waitingForPersonId: uuid('waiting_for_person_id').references(() => person.id, {
			onDelete: 'set null'
		}),
		/** True: any free slot will do; else the proposed times are in `meeting_proposal`. */
		anyTime: boolean('any_time').notNull().default(false),
		expiresAt: instant('expires_at'),
		/** Set exactly while confirmed. */
		during: during('during'),
		tableId: uuid('table_id').references(() => meetingTable.id, { onDelete: 'set null' }),
		placeName: text('place_name'),
		roomUrl: text('room_url'),
		sequence: integer('sequence').notNull().default(0),
		/** When the organisers arranged it from wishes to meet; null once its people moved it: then it is theirs. */
		arrangedAt: instant('arranged_at'),
		createdAt: createdAt(),
		answeredAt: instant('answered_at'),
		cancelledByPersonId: uuid('cancelled_by_person_id').references(() => person.id, {
			onDelete: 'set null'
		})
	},
	(t) => [
		index('meeting_gathering').on(t.gatheringId, t.state),
		index('meeting_asked_by').on(t.askedByPersonId, t.state),
		index('meeting_waiting_for').on(t.waitingForPersonId, t.state),
		index('meeting_connection').on(t.connectionId),
		check(
			'meeting_state',
			sql`${t.state} in ('requested', 'confirmed', 'declined', 'cancelled', 'expired', 'superseded')`
		),
		check('meeting_mode', sql`${t.mode} in ('onsite', 'online')`),
		check('meeting_confirmed_has_time', sql`(${t.state} = 'confirmed') = (${t.during} is not null)`)
	]
);

/** A time proposed for a requested meeting, up to three a proposer. */
export const meetingProposal = connect.table(
	'meeting_proposal',
	{
		meetingId: uuid('meeting_id')
			.notNull()
			.references(() => meeting.id, { onDelete: 'cascade' }),
		startsAt: instant('starts_at').notNull(),
		byPersonId: uuid('by_person_id')
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' })
	},
	(t) => [
		primaryKey({ columns: [t.meetingId, t.startsAt] }),
		index('meeting_proposal_by').on(t.byPersonId)
	]
);

/** One of a meeting's people: their time (set exactly while it is confirmed), whether they came, what came of it for them. */
export const meetingPerson = connect.table(
	'meeting_person',
	{
		meetingId: uuid('meeting_id')
			.notNull()
			.references(() => meeting.id, { onDelete: 'cascade' }),
		personId: uuid('person_id')
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		during: during('during'),
		hereAt: instant('here_at'),
		outcome: text('outcome').$type<'useful' | 'follow_up' | 'not_useful' | 'did_not_meet'>(),
		outcomeAt: instant('outcome_at')
	},
	(t) => [
		primaryKey({ columns: [t.meetingId, t.personId] }),
		index('meeting_person_person').on(t.personId),
		check(
			'meeting_person_outcome',
			sql`${t.outcome} in ('useful', 'follow_up', 'not_useful', 'did_not_meet')`
		)
	]
);
