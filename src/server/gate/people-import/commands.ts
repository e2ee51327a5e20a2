import { eq, sql } from 'drizzle-orm';
import { failCommon } from '#server/kernel/errors.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessOrganisation } from '../access/access.ts';
import { nameKey } from '../company/rules.ts';
import { record } from '../history/commands.ts';
import { lockRoles } from '../membership/commands.ts';
import { readPeopleFile } from '../people-file/rules.ts';
import { forgetImport } from './jobs.ts';
import { accessImport, countPlan, planPeople, planSheet, type ImportAt } from './queries.ts';
import type { PlannedRow } from './rules.ts';
import { fail, refuseUnreadable } from './schema.ts';
import { peopleImport, type ImportCounts, type Sheet } from './tables.ts';

const day = 86_400_000;

/**
 * Takes a list of people in, for a preview; nothing of it is written to anybody yet. It is forgotten after a day.
 * Refuses what cannot be read as a list.
 */
export async function uploadPeople(
	context: WriteContext,
	input: { organisation: string; fileName: string; bytes: Uint8Array }
): Promise<{ id: string }> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const read = readPeopleFile(input.bytes);
	if (typeof read === 'string') return refuseUnreadable(read);
	if (!read.rows.length) return refuseUnreadable('empty');
	const id = uuidv7();
	await context.db.insert(peopleImport).values({
		id,
		organisationId: organisation.id,
		byPersonId: standing.personId,
		fileName: input.fileName.slice(0, 200) || 'people.csv',
		sheet: read,
		createdAt: context.now
	});
	await context.kernel.jobs.enqueue(
		context.db,
		forgetImport,
		{ importId: id },
		{ startAfter: new Date(context.now.getTime() + day) }
	);
	return { id };
}

/** The import with its row locked: applied, changed and discarded by one at a time. */
async function lockImport(
	context: WriteContext,
	by: { organisation: string; importId: string }
): Promise<ImportAt> {
	await context.db
		.select({ id: peopleImport.id })
		.from(peopleImport)
		.where(eq(peopleImport.id, by.importId))
		.for('update');
	return accessImport(context, by);
}

/** Says what the columns are, where the guess was wrong. */
export async function setColumns(
	context: WriteContext,
	input: { organisation: string; importId: string; columns: (string | null)[] }
): Promise<void> {
	const { row } = await lockImport(context, input);
	if (!row.sheet) return fail('LIST_GONE');
	const seen = new Set<string>();
	const columns = row.sheet.header.map((_, index) => {
		const field = input.columns[index] ?? null;
		if (!field || seen.has(field)) return null;
		seen.add(field);
		return field;
	});
	await context.db
		.update(peopleImport)
		.set({ sheet: { ...row.sheet, columns } })
		.where(eq(peopleImport.id, row.id));
}

/** Forgets a list that is not wanted after all. Twice is harmless. */
export async function discardImport(
	context: WriteContext,
	input: { organisation: string; importId: string }
): Promise<void> {
	const { row } = await lockImport(context, input);
	if (!row.appliedAt) await context.db.delete(peopleImport).where(eq(peopleImport.id, row.id));
}

const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`;

/** The companies of the rows, made where they are new; by their keys. */
async function ensureCompanies(
	context: WriteContext,
	organisationId: string,
	plan: PlannedRow[]
): Promise<Map<string, string>> {
	const wanted = new Map<string, { id: string; name: string; key: string; roles: string[] }>();
	for (const { said } of plan) {
		if (!said.company) continue;
		const key = nameKey(said.company) || said.company.toLowerCase();
		const one = wanted.get(key) ?? { id: uuidv7(), name: said.company, key, roles: [] };
		if (said.channelRole && !one.roles.includes(said.channelRole)) one.roles.push(said.channelRole);
		wanted.set(key, one);
	}
	if (!wanted.size) return new Map();
	const rows = json([...wanted.values()]);
	await context.db.execute(sql`
		insert into gate.company (id, organisation_id, name, name_key, created_at)
		select x.id, ${organisationId}, x.name, x.key, ${context.now.toISOString()}
		from jsonb_to_recordset(${rows}) as x(id uuid, name text, key text)
		order by x.key
		on conflict (organisation_id, name_key) do nothing`);
	await context.db.execute(sql`
		update gate.company c
		set channel_roles = c.channel_roles || array(
			select value from jsonb_array_elements_text(x.roles) where value <> all (c.channel_roles))
		from jsonb_to_recordset(${rows}) as x(key text, roles jsonb)
		where c.organisation_id = ${organisationId} and c.name_key = x.key
			and not (array(select jsonb_array_elements_text(x.roles)) <@ c.channel_roles)`);
	const { rows: found } = await context.db.execute<{ id: string; name_key: string }>(sql`
		select c.id, c.name_key from gate.company c
		join jsonb_to_recordset(${rows}) as x(key text) on x.key = c.name_key
		where c.organisation_id = ${organisationId}`);
	return new Map(found.map((row) => [row.name_key, row.id]));
}

const columnsOf = `id uuid, name text, call_name text, email text, phone text, title text, company_id uuid, city text,
	about text, languages text[], offers text[], needs text[], interests text[], links jsonb, import_key text`;

/** Writes what was planned, in a few statements however many rows there are. */
async function writePlan(
	context: WriteContext,
	at: Pick<ImportAt, 'organisation'>,
	plan: PlannedRow[]
): Promise<Map<PlannedRow, string>> {
	const { db, now } = context;
	const organisationId = at.organisation.id;
	const living = plan.filter(({ action }) => action !== 'leave_out');
	const companies = await ensureCompanies(
		context,
		organisationId,
		living.filter(({ action }) => action === 'create' || action === 'update')
	);
	const ids = new Map(living.map((row) => [row, row.known?.id ?? uuidv7()]));
	const written = (row: PlannedRow) => {
		const { said, known } = row;
		const list = <T>(own: T[], other: T[] | undefined) => (own.length ? own : (other ?? []));
		return {
			id: ids.get(row),
			name: said.name,
			call_name: said.callName ?? known?.callName ?? null,
			email: said.email ?? known?.email ?? null,
			phone: said.phone ?? known?.phone ?? null,
			title: said.title ?? known?.title ?? null,
			company_id: said.company
				? companies.get(nameKey(said.company) || said.company.toLowerCase())
				: null,
			city: said.city ?? known?.city ?? null,
			about: said.about ?? known?.about ?? null,
			languages: list(said.languages, known?.languages),
			offers: list(said.offers, known?.offers),
			needs: list(said.needs, known?.needs),
			interests: list(said.interests, known?.interests),
			links: list(said.links, known?.links),
			import_key: row.importKey
		};
	};
	const created = living.filter(({ action }) => action === 'create').map(written);
	const updated = living
		.filter(({ action, changes }) => action === 'update' && changes.length)
		.map(written);
	if (created.length) {
		await db.execute(sql`
			insert into gate.person (id, organisation_id, name, call_name, email, phone, title, company_id, city, about,
				languages, offers, needs, interests, links, import_key, created_at, updated_at)
			select x.id, ${organisationId}, x.name, x.call_name, x.email, x.phone, x.title, x.company_id, x.city, x.about,
				x.languages, x.offers, x.needs, x.interests, x.links, x.import_key, ${now.toISOString()}, ${now.toISOString()}
			from jsonb_to_recordset(${json(created)}) as x(${sql.raw(columnsOf)})`);
	}
	if (updated.length) {
		await db.execute(sql`
			update gate.person p set name = x.name, call_name = x.call_name, email = x.email, phone = x.phone,
				title = x.title, company_id = coalesce(x.company_id, p.company_id), city = x.city, about = x.about,
				languages = x.languages, offers = x.offers, needs = x.needs, interests = x.interests, links = x.links,
				updated_at = ${now.toISOString()}
			from jsonb_to_recordset(${json(updated)}) as x(${sql.raw(columnsOf)})
			where p.id = x.id and p.account_id is null and p.erased_at is null`);
	}
	const roles = living
		.filter(({ joins, newRole }) => joins || newRole)
		.map((row) => ({ id: ids.get(row), role: row.newRole ?? row.said.role ?? 'member' }));
	if (roles.length) {
		await db.execute(sql`
			insert into gate.membership (person_id, organisation_id, role, joined_at)
			select x.id, ${organisationId}, x.role, ${now.toISOString()}
			from jsonb_to_recordset(${json(roles)}) as x(id uuid, role text)
			on conflict (person_id) do update set role = excluded.role where gate.membership.role <> 'owner'`);
	}
	return ids;
}

/**
 * Keeps the people of a list that somebody else imports (a guest list): who they are, and the person of each row that
 * is not left out. Nobody becomes a member by it; with `updates` off, nothing of anybody known is changed. The
 * organisation is locked, so that two lists at once make nobody twice.
 */
export async function keepPeople(
	context: WriteContext,
	at: Pick<ImportAt, 'organisation' | 'standing'>,
	list: { sheet: Sheet; updates: boolean }
): Promise<{ row: PlannedRow; personId: string }[]> {
	await lockRoles(context, at.organisation.id);
	const plan = (await planPeople(context, at, list.sheet)).map((row) =>
		row.action === 'update' && !list.updates ? { ...row, action: 'same' as const, changes: [] } : row
	);
	const ids = await writePlan(context, at, plan);
	return plan.flatMap((row) => (ids.has(row) ? { row, personId: ids.get(row)! } : []));
}

/**
 * Writes a list: new people are made, those who are known and have no account are brought up to date, those who
 * have one keep their own words. All of it or nothing. Importing the same list again changes nothing; two imports
 * at once wait for each other (the organisation is locked). The list itself is forgotten, its numbers stay.
 */
export async function applyImport(
	context: WriteContext,
	input: { organisation: string; importId: string; asMembers: boolean }
): Promise<ImportCounts> {
	const at = await lockImport(context, input);
	if (at.row.appliedAt) return at.row.counts ?? failCommon('NOT_FOUND');
	const { sheet } = at.row;
	if (!sheet) return fail('LIST_GONE');
	const hasNames = sheet.columns.some((field) => field === 'name' || field === 'givenName');
	if (!hasNames) return fail('LIST_NO_NAMES');
	await lockRoles(context, at.organisation.id);
	const plan = await planSheet(context, at, sheet, input.asMembers);
	await writePlan(context, at, plan);
	const counts = countPlan(plan);
	await context.db
		.update(peopleImport)
		.set({ sheet: null, counts, appliedAt: context.now })
		.where(eq(peopleImport.id, at.row.id));
	await record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun: 'people-import',
		nounId: at.row.id,
		verb: 'apply',
		detail: { ...counts }
	});
	return counts;
}
