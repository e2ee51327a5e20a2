import { index, text, unique, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id } from '#server/kernel/columns.ts';
import { gate } from '../database.ts';
import { organisation } from '../organisation/tables.ts';

export const company = gate.table(
	'company',
	{
		id: id(),
		organisationId: uuid('organisation_id')
			.notNull()
			.references(() => organisation.id, { onDelete: 'cascade' }),
		name: text('name').notNull(),
		/** The name without case, accents, legal form and punctuation: two spellings of one company share it. */
		nameKey: text('name_key').notNull(),
		city: text('city'),
		about: text('about'),
		website: text('website'),
		channelRoles: text('channel_roles').array().notNull().default([]),
		brandsCarried: text('brands_carried').array().notNull().default([]),
		brandsWanted: text('brands_wanted').array().notNull().default([]),
		createdAt: createdAt()
	},
	(t) => [
		unique('company_name').on(t.organisationId, t.nameKey),
		index('company_organisation').on(t.organisationId)
	]
);
