import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessOrganisation, type Organisation } from '../access/access.ts';
import { countOwners } from '../membership/queries.ts';
import { membership } from '../membership/tables.ts';
import { person } from '../person/tables.ts';
import { consentTexts, personalData, type PersonalData } from './rules.ts';
import type { PersonExport, PrivacyView } from './schema.ts';
import { consent } from './tables.ts';

type Row = Record<string, unknown>;

/** The viewer's own person in an organisation, for as long as they are there. */
export async function accessOwn(
	context: ReadContext,
	slug: string
): Promise<{ organisation: Organisation; row: typeof person.$inferSelect }> {
	const { organisation, standing } = await accessOrganisation(context, { slug }, 'belong');
	const [row] = await context.db
		.select()
		.from(person)
		.where(and(eq(person.id, standing.personId!), isNull(person.erasedAt)));
	return row ? { organisation, row } : failCommon('NOT_FOUND');
}

/** What the viewer has decided about their data. */
export async function findPrivacy(
	context: ReadContext,
	input: { organisation: string }
): Promise<PrivacyView> {
	const { organisation, row } = await accessOwn(context, input.organisation);
	const rows = await context.db
		.select()
		.from(consent)
		.where(eq(consent.personId, row.id))
		.orderBy(desc(consent.givenAt), desc(consent.id));
	const [member] = await context.db
		.select()
		.from(membership)
		.where(eq(membership.personId, row.id));
	const isLastOwner =
		member?.role === 'owner' && (await countOwners(context.db, organisation.id)) <= 1;
	return {
		consents: consentTexts.map(({ purpose, version, title, text }) => {
			const last = rows.find((one) => one.purpose === purpose);
			const stands = last && !last.withdrawnAt ? last : null;
			return {
				purpose,
				version,
				title,
				text,
				given: stands && {
					at: stands.givenAt,
					version: stands.textVersion,
					channel: stands.channel,
					locale: stands.locale
				},
				withdrawnAt: stands ? null : (last?.withdrawnAt ?? null)
			};
		}),
		pausedAt: row.pausedAt,
		profilingOffAt: row.profilingOffAt,
		visibility: {
			email: row.emailVisibility,
			phone: row.phoneVisibility,
			links: row.linksVisibility
		},
		can: { erase: !isLastOwner }
	};
}

/** True if this person consents to a purpose now. */
export async function hasConsent(db: Db, personId: string, purpose: string): Promise<boolean> {
	const [row] = await db
		.select({ id: consent.id })
		.from(consent)
		.where(
			and(eq(consent.personId, personId), eq(consent.purpose, purpose), isNull(consent.withdrawnAt))
		)
		.limit(1);
	return Boolean(row);
}

const clean = (row: Row, without: string[] = []): Row =>
	Object.fromEntries(
		Object.entries(row).flatMap(([name, value]) => {
			if (without.includes(name) || /token|secret|hash|search_text/.test(name)) return [];
			if (Buffer.isBuffer(value)) return name === 'bytes' ? [[name, value.toString('base64')]] : [];
			return [[name, value instanceof Date ? value.toISOString() : value]];
		})
	);

async function takeRows(
	db: Db,
	entry: PersonalData,
	ids: { personId: string; accountId: string | null }
): Promise<Row[]> {
	const id = entry.of === 'person' ? ids.personId : ids.accountId;
	if (!id || 'not' in entry.take) return [];
	const extra = Object.entries(entry.take.with ?? {}).map(([name, expression]) =>
		sql.raw(`, ${expression} as ${name}`)
	);
	const { rows } = await db.execute(
		sql`select t.*${sql.join(extra, sql``)} from ${sql.raw(entry.table)} t where t.${sql.raw(entry.column)} = ${id}`
	);
	const { without } = entry.take;
	return rows.map((row) => clean(row, without));
}

/** Beside each other person's id, the name they carry: the reader was there with them. */
async function addNames(
	db: Db,
	organisationId: string,
	ownId: string,
	lists: PersonExport['lists']
): Promise<void> {
	const isId = (name: string, value: unknown): value is string =>
		(name === 'person_id' || name.endsWith('_person_id')) &&
		typeof value === 'string' &&
		value !== ownId;
	const rows = lists.flatMap((list) => list.rows);
	const ids = [
		...new Set(
			rows.flatMap((row) =>
				Object.entries(row)
					.filter(([n, v]) => isId(n, v))
					.map(([, v]) => v)
			)
		)
	];
	if (!ids.length) return;
	const found = await db
		.select({ id: person.id, name: person.name })
		.from(person)
		.where(
			and(
				eq(person.organisationId, organisationId),
				isNull(person.erasedAt),
				sql`${person.id} in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`
			)
		);
	const names = new Map(found.map(({ id, name }) => [id, name]));
	for (const row of rows) {
		for (const [name, value] of Object.entries(row)) {
			if (isId(name, value) && names.has(value))
				row[name.replace(/_?person_id$/, '') + '_name'] = names.get(value);
		}
	}
}

/**
 * Everything this organisation's Gerbang keeps about the viewer, as data: every registered column, without the
 * secrets (hashes of links, cookies and keys). The same for a person with three rows and with thirty thousand.
 */
export async function takeEverything(
	context: ReadContext,
	input: { organisation: string }
): Promise<PersonExport> {
	const { organisation, row } = await accessOwn(context, input.organisation);
	const { db } = context;
	const ids = { personId: row.id, accountId: row.accountId };
	const { rows: own } = await db.execute(sql`
		select p.*, c.name as company_name from gate.person p left join gate.company c on c.id = p.company_id
		where p.id = ${row.id}`);
	const { rows: accounts } = await db.execute(
		sql`select * from gate.account where id = ${row.accountId}::uuid`
	);
	const lists: PersonExport['lists'] = [];
	for (const entry of personalData()) {
		if ('not' in entry.take) continue;
		const { as, title } = entry.take;
		const rows = await takeRows(db, entry, ids);
		const list = lists.find(({ name }) => name === as);
		if (list) list.rows.push(...rows);
		else lists.push({ name: as, title, rows });
	}
	await addNames(db, organisation.id, row.id, lists);
	return {
		format: 'gerbang-person-1',
		madeAt: context.now.toISOString(),
		organisation: { name: organisation.name, slug: organisation.slug },
		person: clean(own[0] as Row, ['import_key']),
		account: accounts[0] ? clean(accounts[0] as Row) : null,
		lists,
		notIncluded: personalData().flatMap(({ table, column, take }) =>
			'not' in take ? [{ what: `${table}.${column}`, because: take.not }] : []
		)
	};
}
