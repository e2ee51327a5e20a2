import { sql } from 'drizzle-orm';
import { check, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant } from '#server/kernel/columns.ts';
import { file } from '#server/kernel/tables.ts';
import { gate } from '../database.ts';

/** One entry of an organisation's list of channel roles; `key` is what companies carry, the words are what people read. */
export interface ChannelRole {
	key: string;
	id: string;
	en: string;
}

export const organisation = gate.table(
	'organisation',
	{
		id: id(),
		slug: text('slug').notNull().unique(),
		name: text('name').notNull(),
		about: text('about'),
		/** `#rrggbb`; null is the house's indigo. */
		colour: text('colour'),
		logoFileId: uuid('logo_file_id').references(() => file.id, { onDelete: 'set null' }),
		locale: text('locale').notNull(),
		timeZone: text('time_zone').notNull(),
		channelRoles: jsonb('channel_roles').$type<ChannelRole[]>().notNull(),
		/** Set on the demo summit's organisation: only there "sign in as" exists. */
		demoAt: instant('demo_at'),
		createdAt: createdAt()
	},
	(t) => [
		check('organisation_slug', sql`${t.slug} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
		check('organisation_locale', sql`${t.locale} in ('id', 'en')`),
		check('organisation_colour', sql`${t.colour} ~ '^#[0-9a-f]{6}$'`)
	]
);
