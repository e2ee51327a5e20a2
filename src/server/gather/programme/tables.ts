import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { person } from '#server/gate/keys.ts';
import { createdAt, id, instant } from '#server/kernel/columns.ts';
import { gather } from '../database.ts';
import { gathering } from '../gathering/tables.ts';

const ofGathering = () => uuid('gathering_id').notNull().references(() => gathering.id, { onDelete: 'cascade' });
type Links = { label: string; url: string }[];

export const room = gather.table(
	'room',
	{
		id: id(),
		gatheringId: ofGathering(),
		guid: text('guid').notNull(),
		name: text('name').notNull(),
		position: integer('position').notNull().default(0),
		capacity: integer('capacity')
	},
	(t) => [unique('room_guid').on(t.gatheringId, t.guid)]
);

export const track = gather.table(
	'track',
	{
		id: id(),
		gatheringId: ofGathering(),
		guid: text('guid').notNull(),
		name: text('name').notNull(),
		colour: text('colour'),
		position: integer('position').notNull().default(0)
	},
	(t) => [unique('track_guid').on(t.gatheringId, t.guid)]
);

/** A part of the programme. Gone from a newer import means `removed_at`, so that who starred it can be told. */
export const session = gather.table(
	'session',
	{
		id: id(),
		gatheringId: ofGathering(),
		guid: text('guid').notNull(),
		title: text('title').notNull(),
		subtitle: text('subtitle'),
		abstract: text('abstract'),
		description: text('description'),
		language: text('language'),
		kind: text('kind'),
		startsAt: instant('starts_at'),
		endsAt: instant('ends_at'),
		roomId: uuid('room_id').references(() => room.id, { onDelete: 'set null' }),
		trackId: uuid('track_id').references(() => track.id, { onDelete: 'set null' }),
		links: jsonb('links').$type<Links>().notNull().default([]),
		/** A break, a meal, an opening of doors: nobody stars it. */
		isService: boolean('is_service').notNull().default(false),
		removedAt: instant('removed_at'),
		updatedAt: instant('updated_at').notNull().defaultNow()
	},
	(t) => [
		unique('session_guid').on(t.gatheringId, t.guid),
		index('session_time').on(t.gatheringId, t.startsAt),
		index('session_room').on(t.roomId),
		index('session_track').on(t.trackId),
		check('session_ends_after_start', sql`${t.endsAt} >= ${t.startsAt}`)
	]
);

/** A person on the programme; what stands here is the programme's word, what stands on the person is theirs. */
export const speaker = gather.table(
	'speaker',
	{
		id: id(),
		gatheringId: ofGathering(),
		guid: text('guid').notNull(),
		personId: uuid('person_id').notNull().references(() => person.id, { onDelete: 'cascade' }),
		name: text('name').notNull(),
		title: text('title'),
		/** Markdown. */
		biography: text('biography'),
		links: jsonb('links').$type<Links>().notNull().default([]),
		invitedAt: instant('invited_at'),
		removedAt: instant('removed_at')
	},
	(t) => [unique('speaker_guid').on(t.gatheringId, t.guid), index('speaker_person').on(t.personId)]
);

export const sessionSpeaker = gather.table(
	'session_speaker',
	{
		sessionId: uuid('session_id').notNull().references(() => session.id, { onDelete: 'cascade' }),
		speakerId: uuid('speaker_id').notNull().references(() => speaker.id, { onDelete: 'cascade' }),
		position: integer('position').notNull().default(0)
	},
	(t) => [primaryKey({ columns: [t.sessionId, t.speakerId] }), index('session_speaker_speaker').on(t.speakerId)]
);

export const star = gather.table(
	'star',
	{
		sessionId: uuid('session_id').notNull().references(() => session.id, { onDelete: 'cascade' }),
		personId: uuid('person_id').notNull().references(() => person.id, { onDelete: 'cascade' }),
		createdAt: createdAt()
	},
	(t) => [primaryKey({ columns: [t.sessionId, t.personId] }), index('star_person').on(t.personId)]
);

/** One import of a programme file and what it changed. */
export const programmeImport = gather.table(
	'programme_import',
	{
		id: id(),
		gatheringId: ofGathering(),
		format: text('format').notNull(),
		fileName: text('file_name').notNull(),
		byPersonId: uuid('by_person_id').references(() => person.id, { onDelete: 'set null' }),
		changes: jsonb('changes').$type<unknown[]>().notNull(),
		warnings: jsonb('warnings').$type<unknown[]>().notNull(),
		at: createdAt()
	},
	(t) => [index('programme_import_gathering').on(t.gatheringId, t.at), index('programme_import_by').on(t.byPersonId)]
);

/** An uploaded programme between preview and import, already read; gone when imported, or after a day. */
export const programmeDraft = gather.table(
	'programme_draft',
	{
		id: id(),
		gatheringId: ofGathering(),
		byPersonId: uuid('by_person_id').references(() => person.id, { onDelete: 'cascade' }),
		fileName: text('file_name').notNull(),
		programme: jsonb('programme').$type<unknown>().notNull(),
		createdAt: createdAt()
	},
	(t) => [index('programme_draft_gathering').on(t.gatheringId), index('programme_draft_by').on(t.byPersonId)]
);

/** Who was told what an import did to the sessions they starred: nobody is told twice. */
export const programmeTold = gather.table(
	'programme_told',
	{
		importId: uuid('import_id').notNull().references(() => programmeImport.id, { onDelete: 'cascade' }),
		personId: uuid('person_id').notNull().references(() => person.id, { onDelete: 'cascade' }),
		at: createdAt()
	},
	(t) => [primaryKey({ columns: [t.importId, t.personId] }), index('programme_told_person').on(t.personId)]
);
