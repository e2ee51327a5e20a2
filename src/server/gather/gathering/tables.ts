import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { organisation, person } from '#server/gate/keys.ts';
import { createdAt, id, instant } from '#server/kernel/columns.ts';
import { file } from '#server/kernel/tables.ts';
import { gather } from '../database.ts';

export type Mode = 'onsite' | 'online' | 'hybrid';
export type Audience = 'public' | 'members' | 'invitation';

/** One question of the registration form. */
export interface Question {
	id: string;
	label: string;
	kind: 'text' | 'choice' | 'check';
	required: boolean;
	options: string[];
}

/** People in one place at one time, six chairs or five thousand. A draft until `published_at`. */
export const gathering = gather.table(
	'gathering',
	{
		id: id(),
		organisationId: uuid('organisation_id').notNull().references(() => organisation.id, { onDelete: 'cascade' }),
		slug: text('slug').notNull(),
		title: text('title').notNull(),
		summary: text('summary'),
		/** Markdown. */
		description: text('description'),
		mode: text('mode').$type<Mode>().notNull(),
		startsAt: instant('starts_at').notNull(),
		endsAt: instant('ends_at').notNull(),
		/** The venue's own zone (IANA). */
		timeZone: text('time_zone').notNull(),
		placeName: text('place_name'),
		placeAddress: text('place_address'),
		city: text('city'),
		mapUrl: text('map_url'),
		roomUrl: text('room_url'),
		coverFileId: uuid('cover_file_id').references(() => file.id, { onDelete: 'set null' }),
		audience: text('audience').$type<Audience>().notNull(),
		/** Secret of the link that lets its holder see and register; made anew to revoke it. */
		invitationKey: text('invitation_key'),
		/** Seats; null is no limit. */
		capacity: integer('capacity'),
		/** How many are going: kept by a trigger on `registration`, never written by hand. Cannot pass the capacity. */
		goingCount: integer('going_count').notNull().default(0),
		approvalRequired: boolean('approval_required').notNull().default(false),
		questions: jsonb('questions').$type<Question[]>().notNull().default([]),
		/** RFC 5545 SEQUENCE: counts the changes of time and place people were told of. */
		sequence: integer('sequence').notNull().default(0),
		publishedAt: instant('published_at'),
		cancelledAt: instant('cancelled_at'),
		cancelledReason: text('cancelled_reason'),
		createdByPersonId: uuid('created_by_person_id').references(() => person.id, { onDelete: 'set null' }),
		createdAt: createdAt(),
		updatedAt: instant('updated_at').notNull().defaultNow()
	},
	(t) => [
		unique('gathering_slug').on(t.organisationId, t.slug),
		index('gathering_time').on(t.organisationId, t.startsAt),
		check('gathering_mode', sql`${t.mode} in ('onsite', 'online', 'hybrid')`),
		check('gathering_audience', sql`${t.audience} in ('public', 'members', 'invitation')`),
		check('gathering_ends_after_start', sql`${t.endsAt} > ${t.startsAt}`),
		check('gathering_capacity', sql`${t.capacity} > 0`),
		check('gathering_not_oversold', sql`${t.goingCount} <= ${t.capacity}`)
	]
);

/** Who runs a gathering beside the organisation's organisers: a host may manage it, the door may only check people in. */
export const host = gather.table(
	'host',
	{
		gatheringId: uuid('gathering_id').notNull().references(() => gathering.id, { onDelete: 'cascade' }),
		personId: uuid('person_id').notNull().references(() => person.id, { onDelete: 'cascade' }),
		duty: text('duty').$type<'host' | 'door'>().notNull(),
		createdAt: createdAt()
	},
	(t) => [
		primaryKey({ columns: [t.gatheringId, t.personId] }),
		index('host_person').on(t.personId),
		check('host_duty', sql`${t.duty} in ('host', 'door')`)
	]
);
