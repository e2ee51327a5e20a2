import { sql } from 'drizzle-orm';
import { check, index, jsonb, text, unique, uuid } from 'drizzle-orm/pg-core';
import { citext, createdAt, id, instant } from '#server/kernel/columns.ts';
import { file } from '#server/kernel/tables.ts';
import { account } from '../account/tables.ts';
import { company } from '../company/tables.ts';
import { gate } from '../database.ts';
import { organisation } from '../organisation/tables.ts';

export type Visibility = 'nobody' | 'connections' | 'members';

/** A human being as one organisation knows them; without an account until they sign in. */
export const person = gate.table(
	'person',
	{
		id: id(),
		organisationId: uuid('organisation_id')
			.notNull()
			.references(() => organisation.id, { onDelete: 'cascade' }),
		accountId: uuid('account_id').references(() => account.id, { onDelete: 'set null' }),
		name: text('name').notNull(),
		callName: text('call_name'),
		/** The title of "title at company". */
		title: text('title'),
		companyId: uuid('company_id').references(() => company.id, { onDelete: 'set null' }),
		city: text('city'),
		about: text('about'),
		photoFileId: uuid('photo_file_id').references(() => file.id, { onDelete: 'set null' }),
		languages: text('languages').array().notNull().default([]),
		offers: text('offers').array().notNull().default([]),
		needs: text('needs').array().notNull().default([]),
		interests: text('interests').array().notNull().default([]),
		links: jsonb('links').$type<{ label: string; url: string }[]>().notNull().default([]),
		email: citext('email'),
		/** E.164. */
		phone: text('phone'),
		emailVisibility: text('email_visibility').$type<Visibility>().notNull().default('nobody'),
		phoneVisibility: text('phone_visibility').$type<Visibility>().notNull().default('nobody'),
		linksVisibility: text('links_visibility').$type<Visibility>().notNull().default('nobody'),
		/** Where the row came from: a CSV's key, a programme's speaker guid; lets a second import find it. */
		importKey: text('import_key'),
		profilingOffAt: instant('profiling_off_at'),
		/** Paused: nobody but the person and the organisers sees them. */
		pausedAt: instant('paused_at'),
		erasedAt: instant('erased_at'),
		/** What the directory searches; kept by a trigger (name, title, company, city, offers, needs, interests; folded). */
		searchText: text('search_text').notNull().default(''),
		createdAt: createdAt(),
		updatedAt: instant('updated_at').notNull().defaultNow()
	},
	(t) => [
		unique('person_account').on(t.organisationId, t.accountId),
		unique('person_import_key').on(t.organisationId, t.importKey),
		index('person_account_id').on(t.accountId),
		index('person_company').on(t.companyId),
		index('person_email').on(t.organisationId, t.email),
		index('person_search').using('gin', sql`${t.searchText} gin_trgm_ops`),
		check(
			'person_email_visibility',
			sql`${t.emailVisibility} in ('nobody', 'connections', 'members')`
		),
		check(
			'person_phone_visibility',
			sql`${t.phoneVisibility} in ('nobody', 'connections', 'members')`
		),
		check(
			'person_links_visibility',
			sql`${t.linksVisibility} in ('nobody', 'connections', 'members')`
		),
		check('person_phone', sql`${t.phone} ~ '^\\+[1-9][0-9]{6,14}$'`)
	]
);
