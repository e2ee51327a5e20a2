import { sql } from 'drizzle-orm';
import {
	check,
	doublePrecision,
	index,
	integer,
	primaryKey,
	text,
	unique,
	uniqueIndex,
	uuid
} from 'drizzle-orm/pg-core';
import type { ScheduleStage, WhyNot } from '#engine/schedule/schedule.ts';
import { person } from '#server/gate/keys.ts';
import { gathering } from '#server/gather/keys.ts';
import { createdAt, during, id, instant } from '#server/kernel/columns.ts';
import { connect } from '../database.ts';
import { meeting, meetingTable } from '../meeting/tables.ts';

export type RunState = 'waiting' | 'running' | 'done' | 'stopped' | 'failed';

/** Why a run failed: this Gerbang was stopped meanwhile, its process was heard of no more, something broke. */
export type RunFailure = 'interrupted' | 'silent' | 'broke';

/** Why a wish was not granted; what is out of the question beforehand is no part of a run. */
export type RefusalCode = Exclude<WhyNot['kind'], 'no_thanks' | 'oneself' | 'meet_already' | 'promised_break'>;

/** Why a meeting of a run was left out when it was published. */
export type LeftOut =
	| 'begun'
	| 'hours_changed'
	| 'left'
	| 'not_available'
	| 'meet_already'
	| 'person_busy'
	| 'no_table';

/** One run of the engine over the wishes of a gathering: a draft until it is published. */
export const meetingRun = connect.table(
	'meeting_run',
	{
		id: id(),
		gatheringId: uuid('gathering_id')
			.notNull()
			.references(() => gathering.id, { onDelete: 'cascade' }),
		/** Counts the gathering's runs from 1; what people call it by. */
		number: integer('number').notNull(),
		state: text('state').$type<RunState>().notNull(),
		startedByPersonId: uuid('started_by_person_id').references(() => person.id, {
			onDelete: 'set null'
		}),
		seed: integer('seed').notNull(),
		/** Meetings one person may have at most, those agreed before included. */
		most: integer('most').notNull(),
		createdAt: createdAt(),
		startedAt: instant('started_at'),
		endedAt: instant('ended_at'),
		/** When its process last said that it lives. */
		heardAt: instant('heard_at'),
		stopAskedAt: instant('stop_asked_at'),
		failure: text('failure').$type<RunFailure>(),
		/** How far it is, and in the end what came of it. `wished`: pairs of whom one wishes to meet the other. */
		stage: text('stage').$type<ScheduleStage>(),
		people: integer('people'),
		slots: integer('slots'),
		wished: integer('wished'),
		meetings: integer('meetings').notNull().default(0),
		alreadyMeeting: integer('already_meeting'),
		withNone: integer('with_none'),
		weight: doublePrecision('weight'),
		bound: doublePrecision('bound'),
		/** Names what it was computed from; other wishes, times or tables have another. */
		inputKey: text('input_key'),
		publishedAt: instant('published_at'),
		/** When the letters about it were written. */
		toldAt: instant('told_at'),
		rolledBackAt: instant('rolled_back_at')
	},
	(t) => [
		unique('meeting_run_number').on(t.gatheringId, t.number),
		uniqueIndex('meeting_run_one_at_a_time')
			.on(t.gatheringId)
			.where(sql`state in ('waiting', 'running')`),
		index('meeting_run_started_by').on(t.startedByPersonId),
		check('meeting_run_state', sql`${t.state} in ('waiting', 'running', 'done', 'stopped', 'failed')`),
		check('meeting_run_failure', sql`(${t.state} = 'failed') = (${t.failure} is not null)`),
		check('meeting_run_most', sql`${t.most} between 1 and 500`),
		check('meeting_run_published', sql`${t.publishedAt} is null or ${t.state} in ('done', 'stopped')`),
		check('meeting_run_rolled_back', sql`${t.rolledBackAt} is null or ${t.publishedAt} is not null`)
	]
);

const pair = {
	lowPersonId: uuid('low_person_id')
		.notNull()
		.references(() => person.id, { onDelete: 'cascade' }),
	highPersonId: uuid('high_person_id')
		.notNull()
		.references(() => person.id, { onDelete: 'cascade' })
};
const runId = uuid('run_id')
	.notNull()
	.references(() => meetingRun.id, { onDelete: 'cascade' });

/** A wish that a run grants: the two, their time and their table; and what became of it when the run was published. */
export const meetingRunMeeting = connect.table(
	'meeting_run_meeting',
	{
		runId,
		...pair,
		during: during('during').notNull(),
		tableId: uuid('table_id').references(() => meetingTable.id, { onDelete: 'set null' }),
		/** What the table was called; null where none is needed. */
		tableName: text('table_name'),
		/** What the wishes of the two are worth: the heavier comes first where two want one table. */
		weight: doublePrecision('weight').notNull(),
		meetingId: uuid('meeting_id').references(() => meeting.id, { onDelete: 'set null' }),
		leftOut: text('left_out').$type<LeftOut>(),
		calledOffAt: instant('called_off_at')
	},
	(t) => [
		primaryKey({ columns: [t.runId, t.lowPersonId, t.highPersonId] }),
		index('meeting_run_meeting_low').on(t.lowPersonId),
		index('meeting_run_meeting_high').on(t.highPersonId),
		index('meeting_run_meeting_meeting').on(t.meetingId),
		check('meeting_run_meeting_ordered', sql`${t.lowPersonId} < ${t.highPersonId}`)
	]
);

/** A wish that a run does not grant, and why. Who of the two wished it is not kept. */
export const meetingRunRefusal = connect.table(
	'meeting_run_refusal',
	{
		runId,
		...pair,
		code: text('code').$type<RefusalCode>().notNull(),
		/** Whose time it was that was full, where it was one's. */
		whose: text('whose').$type<'low' | 'high'>(),
		/** The meetings this one has, or the slots in which every table was taken. */
		amount: integer('amount')
	},
	(t) => [
		primaryKey({ columns: [t.runId, t.lowPersonId, t.highPersonId] }),
		index('meeting_run_refusal_low').on(t.lowPersonId),
		index('meeting_run_refusal_high').on(t.highPersonId),
		check('meeting_run_refusal_ordered', sql`${t.lowPersonId} < ${t.highPersonId}`),
		check('meeting_run_refusal_whose', sql`${t.whose} in ('low', 'high')`)
	]
);

/** A request that a published run left no time for, until its people are told. */
export const meetingRunClosing = connect.table(
	'meeting_run_closing',
	{
		runId,
		meetingId: uuid('meeting_id')
			.notNull()
			.references(() => meeting.id, { onDelete: 'cascade' })
	},
	(t) => [primaryKey({ columns: [t.runId, t.meetingId] }), index('meeting_run_closing_meeting').on(t.meetingId)]
);
