import { sql } from 'drizzle-orm';
import { check, index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, citext, createdAt, id, instant } from '#server/kernel/columns.ts';
import { gate } from '../database.ts';
import { organisation } from '../organisation/tables.ts';
import { person } from '../person/tables.ts';

export type Role = 'owner' | 'organiser' | 'member';

/** A person who belongs to an organisation. Its absence is a guest: somebody who registered, a speaker, a contact. */
export const membership = gate.table(
	'membership',
	{
		personId: uuid('person_id')
			.primaryKey()
			.references(() => person.id, { onDelete: 'cascade' }),
		organisationId: uuid('organisation_id')
			.notNull()
			.references(() => organisation.id, { onDelete: 'cascade' }),
		role: text('role').$type<Role>().notNull(),
		joinedAt: instant('joined_at').notNull().defaultNow()
	},
	(t) => [
		index('membership_organisation').on(t.organisationId, t.role),
		check('membership_role', sql`${t.role} in ('owner', 'organiser', 'member')`)
	]
);

/** An invitation to become a member: to one person (named, with an address) or open to whoever holds the link. */
export const invitation = gate.table(
	'invitation',
	{
		id: id(),
		organisationId: uuid('organisation_id')
			.notNull()
			.references(() => organisation.id, { onDelete: 'cascade' }),
		role: text('role').$type<Role>().notNull(),
		tokenHash: bytea('token_hash').notNull().unique(),
		/** The person it waits for; null on an open link. */
		personId: uuid('person_id').references(() => person.id, { onDelete: 'cascade' }),
		email: citext('email'),
		createdByPersonId: uuid('created_by_person_id').references(() => person.id, {
			onDelete: 'set null'
		}),
		createdAt: createdAt(),
		expiresAt: instant('expires_at').notNull(),
		usesLeft: integer('uses_left'),
		acceptedAt: instant('accepted_at'),
		revokedAt: instant('revoked_at')
	},
	(t) => [
		index('invitation_organisation').on(t.organisationId),
		index('invitation_person').on(t.personId),
		check('invitation_role', sql`${t.role} in ('owner', 'organiser', 'member')`),
		check('invitation_uses', sql`${t.usesLeft} >= 0`)
	]
);

/** A link that belongs to one person (their ticket, a speaker's page): signs in on first use, asks to confirm after. */
export const personalLink = gate.table(
	'personal_link',
	{
		id: id(),
		personId: uuid('person_id')
			.notNull()
			.references(() => person.id, { onDelete: 'cascade' }),
		purpose: text('purpose').notNull(),
		tokenHash: bytea('token_hash').notNull().unique(),
		/** Where it leads, a path of this site. */
		path: text('path').notNull(),
		/** The address it was mailed to and shown to nobody else; null on a link handed over by a human. */
		sentTo: citext('sent_to'),
		createdAt: createdAt(),
		expiresAt: instant('expires_at').notNull(),
		firstUsedAt: instant('first_used_at'),
		revokedAt: instant('revoked_at')
	},
	(t) => [
		index('personal_link_person').on(t.personId),
		check(
			'personal_link_purpose',
			sql`${t.purpose} in ('ticket', 'invitation', 'speaker', 'owner')`
		)
	]
);
