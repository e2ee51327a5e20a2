import { and, eq, inArray, isNull, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { isLocale, type Locale } from '#server/kernel/errors.ts';
import { account } from '../account/tables.ts';
import { stands, type Standing } from '../access/access.ts';
import { company } from '../company/tables.ts';
import { membership, type Role } from '../membership/tables.ts';
import { organisation } from '../organisation/tables.ts';
import { person, type Visibility } from './tables.ts';

/** One person in a line: what lists, bubbles and mails show. */
export interface PersonLine {
	id: string;
	name: string;
	callName: string | null;
	title: string | null;
	companyName: string | null;
	city: string | null;
	photoFileId: string | null;
}

/**
 * The people of one organisation as somebody with `standing` may see them, as a subquery to join: erased people
 * are gone, paused ones are gone for all but themselves and the organisers, and a contact field holds its value
 * only where its owner shows it to members and the viewer is one (else null). Which of these people a viewer may
 * meet with at all (same gathering, same membership, blocks) is decided by who joins. There is no other way from
 * gather and connect to a person.
 */
export function seenPeople(db: Db, by: { organisationId: string; standing: Standing }) {
	const isMember = stands(by.standing, 'member');
	const shown = <T>(value: unknown, visibility: unknown, name: string) =>
		sql<T | null>`case when ${visibility} = 'members' and ${isMember}::boolean then ${value} end`.as(
			name
		);
	return db
		.select({
			id: person.id,
			organisationId: person.organisationId,
			hasAccount: sql<boolean>`${person.accountId} is not null`.as('has_account'),
			/** Null: no member. */
			role: sql<Role | null>`${membership.role}`.as('member_role'),
			name: person.name,
			callName: person.callName,
			title: person.title,
			companyId: person.companyId,
			companyName: sql<string | null>`${company.name}`.as('company_name'),
			channelRoles: sql<string[]>`coalesce(${company.channelRoles}, '{}')`.as('channel_roles'),
			companyBrandsCarried: sql<string[]>`coalesce(${company.brandsCarried}, '{}')`.as(
				'company_brands_carried'
			),
			companyBrandsWanted: sql<string[]>`coalesce(${company.brandsWanted}, '{}')`.as(
				'company_brands_wanted'
			),
			city: person.city,
			about: person.about,
			photoFileId: person.photoFileId,
			languages: person.languages,
			offers: person.offers,
			needs: person.needs,
			interests: person.interests,
			email: shown<string>(person.email, person.emailVisibility, 'shown_email'),
			phone: shown<string>(person.phone, person.phoneVisibility, 'shown_phone'),
			links: shown<{ label: string; url: string }[]>(
				person.links,
				person.linksVisibility,
				'shown_links'
			),
			profilingOffAt: person.profilingOffAt,
			searchText: person.searchText
		})
		.from(person)
		.leftJoin(company, eq(company.id, person.companyId))
		.leftJoin(membership, eq(membership.personId, person.id))
		.where(
			and(
				eq(person.organisationId, by.organisationId),
				isNull(person.erasedAt),
				stands(by.standing, 'organise')
					? undefined
					: sql`(${person.pausedAt} is null or ${person.id} = ${by.standing.personId}::uuid)`
			)
		)
		.as('seen_person');
}

type Apart = (me: string, personId: SQLWrapper) => SQL;
let apart: Apart | undefined;

/** Says what keeps two people from seeing each other beyond what gate knows (blocks). Called once, by `app.ts`. */
export function keepApart(condition: Apart): void {
	apart = condition;
}

/** True where nothing keeps this person and the one in the column apart. */
export const notApart = (me: string | null, personId: SQLWrapper): SQL | undefined =>
	me === null ? undefined : apart?.(me, personId);

/** Where and how to write to a person; for mails and links, never shown to another person. */
export interface Addressee {
	personId: string;
	accountId: string | null;
	name: string;
	callName: string | null;
	email: string | null;
	phone: string | null;
	locale: Locale;
	timeZone: string;
	organisation: { id: string; slug: string; name: string; colour: string | null };
}

/** The addressee behind a person, or null once they are erased. Their own language, else the organisation's. */
export async function findAddressee(db: Db, personId: string): Promise<Addressee | null> {
	return (await findAddressees(db, [personId])).get(personId) ?? null;
}

/** The addressees behind these people, in one query; who is erased is missing. */
export async function findAddressees(db: Db, personIds: string[]): Promise<Map<string, Addressee>> {
	if (!personIds.length) return new Map();
	const rows = await db
		.select({
			personId: person.id,
			accountId: person.accountId,
			name: person.name,
			callName: person.callName,
			email: person.email,
			phone: person.phone,
			accountLocale: account.locale,
			accountTimeZone: account.timeZone,
			organisationId: organisation.id,
			slug: organisation.slug,
			organisationName: organisation.name,
			colour: organisation.colour,
			locale: organisation.locale,
			timeZone: organisation.timeZone
		})
		.from(person)
		.innerJoin(organisation, eq(organisation.id, person.organisationId))
		.leftJoin(account, eq(account.id, person.accountId))
		.where(and(inArray(person.id, personIds), isNull(person.erasedAt)));
	return new Map(
		rows.map((row) => [
			row.personId,
			{
				personId: row.personId,
				accountId: row.accountId,
				name: row.name,
				callName: row.callName,
				email: row.email,
				phone: row.phone,
				locale: isLocale(row.accountLocale) ? row.accountLocale : (row.locale as Locale),
				timeZone: row.accountTimeZone ?? row.timeZone,
				organisation: {
					id: row.organisationId,
					slug: row.slug,
					name: row.organisationName,
					colour: row.colour
				}
			}
		])
	);
}

/** What can be given of a person's contact, and to whom its owner shows each field by default. */
export interface ContactFields {
	email: string | null;
	phone: string | null;
	links: { label: string; url: string }[];
	visibility: { email: Visibility; phone: Visibility; links: Visibility };
}

/**
 * The contact fields of these people, whatever their visibility. Never to be answered as they stand: only the
 * owner's own, or what a share that the caller has checked gives away. Erased and paused people have none.
 */
export async function findContactFields(
	db: Db,
	personIds: string[]
): Promise<Map<string, ContactFields>> {
	if (!personIds.length) return new Map();
	const rows = await db
		.select({
			id: person.id,
			email: person.email,
			phone: person.phone,
			links: person.links,
			emailVisibility: person.emailVisibility,
			phoneVisibility: person.phoneVisibility,
			linksVisibility: person.linksVisibility
		})
		.from(person)
		.where(and(inArray(person.id, personIds), isNull(person.erasedAt), isNull(person.pausedAt)));
	return new Map(
		rows.map((row) => [
			row.id,
			{
				email: row.email,
				phone: row.phone,
				links: row.links,
				visibility: {
					email: row.emailVisibility,
					phone: row.phoneVisibility,
					links: row.linksVisibility
				}
			}
		])
	);
}
