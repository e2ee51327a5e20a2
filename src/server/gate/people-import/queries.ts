import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessOrganisation, type Organisation, type Standing } from '../access/access.ts';
import { company } from '../company/tables.ts';
import { membership } from '../membership/tables.ts';
import { writeSafeCsv } from '../people-file/rules.ts';
import { person } from '../person/tables.ts';
import { planImport, readRows, type Known, type PlannedRow } from './rules.ts';
import { fail, sayProblem, type PeopleImportView } from './schema.ts';
import { peopleImport, type ImportCounts, type Sheet } from './tables.ts';

export interface ImportAt {
	row: typeof peopleImport.$inferSelect;
	organisation: Organisation;
	standing: Standing;
}

export async function accessImport(
	context: Pick<ReadContext, 'db' | 'viewer'>,
	by: { organisation: string; importId: string }
): Promise<ImportAt> {
	const home = await accessOrganisation(context, { slug: by.organisation }, 'organise');
	const [row] = await context.db
		.select()
		.from(peopleImport)
		.where(
			and(eq(peopleImport.id, by.importId), eq(peopleImport.organisationId, home.organisation.id))
		);
	return row ? { row, ...home } : failCommon('NOT_FOUND');
}

/** Everybody an organisation knows, erased ones too, as far as an import must know; one query. */
async function listKnown(db: Db, organisationId: string): Promise<Known[]> {
	return db
		.select({
			id: person.id,
			hasAccount: sql<boolean>`${person.accountId} is not null`,
			isErased: sql<boolean>`${person.erasedAt} is not null`,
			importKey: person.importKey,
			role: membership.role,
			name: person.name,
			callName: person.callName,
			email: person.email,
			phone: person.phone,
			title: person.title,
			companyKey: company.nameKey,
			city: person.city,
			about: person.about,
			languages: person.languages,
			offers: person.offers,
			needs: person.needs,
			interests: person.interests,
			links: person.links
		})
		.from(person)
		.leftJoin(company, eq(company.id, person.companyId))
		.leftJoin(membership, eq(membership.personId, person.id))
		.where(eq(person.organisationId, organisationId));
}

/** What becomes of each row of a list, against who is known now. */
export async function planSheet(
	context: { db: Db; kernel: Kernel },
	at: Pick<ImportAt, 'organisation' | 'standing'>,
	sheet: Sheet,
	asMembers: boolean
): Promise<PlannedRow[]> {
	const rows = readRows(sheet, {
		role: at.standing.role,
		channelRoles: at.organisation.channelRoles
	});
	return planImport(rows, await listKnown(context.db, at.organisation.id), {
		signer: context.kernel.signer,
		asMembers,
		changesRoles: at.standing.role === 'owner'
	});
}

/** As `planSheet`, for a list by which nobody becomes a member. */
export const planPeople = (
	context: { db: Db; kernel: Kernel },
	at: Pick<ImportAt, 'organisation' | 'standing'>,
	sheet: Sheet
): Promise<PlannedRow[]> =>
	planSheet(
		context,
		at,
		{ ...sheet, columns: sheet.columns.map((field) => (field === 'role' ? null : field)) },
		false
	);

export function countPlan(plan: PlannedRow[]): ImportCounts {
	const counts: ImportCounts = { created: 0, updated: 0, same: 0, joined: 0, leftOut: 0 };
	for (const { action, joins } of plan) {
		if (action === 'leave_out') counts.leftOut++;
		else if (action === 'create') counts.created++;
		else if (action === 'update') counts.updated++;
		else counts.same++;
		if (joins && action !== 'leave_out') counts.joined++;
	}
	return counts;
}

/**
 * The preview of a list, before anything is written: what becomes of each row, what is wrong with it, and what
 * the columns were taken for. Of a list that was applied only the numbers are left.
 */
export async function findImport(
	context: ReadContext,
	input: {
		organisation: string;
		importId: string;
		asMembers: boolean;
		show: 'all' | 'problems' | 'create' | 'update' | 'same';
		limit: number;
		offset: number;
	}
): Promise<PeopleImportView> {
	const at = await accessImport(context, input);
	const { sheet } = at.row;
	const none = { created: 0, updated: 0, same: 0, joined: 0, leftOut: 0 };
	const plan = sheet ? await planSheet(context, at, sheet, input.asMembers) : [];
	const shown = plan.filter(({ action, problems }) => {
		if (input.show === 'all') return true;
		if (input.show === 'problems') return problems.length > 0;
		return input.show === 'same' ? action === 'same' || action === 'own' : action === input.show;
	});
	return {
		id: at.row.id,
		fileName: at.row.fileName,
		createdAt: at.row.createdAt,
		appliedAt: at.row.appliedAt,
		asMembers: input.asMembers,
		columns: (sheet?.header ?? []).map((header, index) => ({
			header,
			sample: sheet!.rows.find(({ cells }) => cells[index]?.trim())?.cells[index] ?? '',
			field: (sheet!.columns[index] ?? null) as PeopleImportView['columns'][number]['field']
		})),
		counts: at.row.counts ?? (sheet ? countPlan(plan) : none),
		withProblems: plan.filter(({ problems }) => problems.length).length,
		rows: shown.slice(input.offset, input.offset + input.limit).map((row) => ({
			number: row.number,
			name: row.said.name,
			email: row.said.email,
			phone: row.said.phone,
			company: row.said.company,
			title: row.said.title,
			city: row.said.city,
			action: row.action,
			changes: row.changes,
			joins: row.joins,
			problems: row.problems.map((one) => ({
				field: one.field,
				stops: one.stops,
				says: sayProblem(one, context.viewer.locale)
			}))
		})),
		total: shown.length,
		can: { apply: sheet !== null && plan.some(({ action }) => action !== 'leave_out') }
	};
}

/** The rows that are left out, as they stood in the file, with the reason; to mend and import again. */
export async function writeProblems(
	context: ReadContext,
	input: { organisation: string; importId: string; asMembers: boolean }
): Promise<{ fileName: string; text: string }> {
	const at = await accessImport(context, input);
	const { sheet } = at.row;
	if (!sheet) return fail('LIST_GONE');
	const plan = await planSheet(context, at, sheet, input.asMembers);
	const cells = new Map(sheet.rows.map((row) => [row.number, row.cells]));
	const { locale } = context.viewer;
	const lines = plan
		.filter(({ problems }) => problems.some(({ stops }) => stops))
		.map(({ number, problems }) => [
			...sheet.header.map((_, index) => cells.get(number)![index] ?? ''),
			problems.map((one) => sayProblem(one, locale)).join(' ')
		]);
	const reason = locale === 'id' ? 'Yang perlu diperbaiki' : 'What to mend';
	return {
		fileName:
			at.row.fileName.replace(/\.\w+$/, '') + (locale === 'id' ? '-perbaiki.csv' : '-to-mend.csv'),
		text: writeSafeCsv([[...sheet.header, reason], ...lines], sheet.delimiter)
	};
}
