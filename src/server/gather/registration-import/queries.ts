import { and, eq, inArray } from 'drizzle-orm';
import { planPeople, sayProblem, type Sheet } from '#server/gate/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Context, ReadContext } from '#server/kernel/procedures.ts';
import { accessGathering, type GatheringStanding } from '../gathering/access.ts';
import { seatsLeft } from '../registration/rules.ts';
import { registration } from '../registration/tables.ts';
import type { ImportView } from './schema.ts';
import { registrationImport } from './tables.ts';

/** An uploaded guest list, for whoever runs its gathering. */
export async function accessImport(
	context: Context & { db: Db },
	input: { gatheringId: string; importId: string }
): Promise<{ at: GatheringStanding; row: typeof registrationImport.$inferSelect; sheet: Sheet }> {
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const [row] = await context.db
		.select()
		.from(registrationImport)
		.where(
			and(eq(registrationImport.id, input.importId), eq(registrationImport.gatheringId, input.gatheringId))
		);
	return row ? { at, row, sheet: row.sheet as Sheet } : failCommon('NOT_FOUND');
}

/** Which of these people have asked for a seat at a gathering, in whatever state. */
export async function whoIsHere(db: Db, gatheringId: string, personIds: string[]): Promise<Set<string>> {
	if (!personIds.length) return new Set();
	const rows = await db
		.select({ personId: registration.personId })
		.from(registration)
		.where(and(eq(registration.gatheringId, gatheringId), inArray(registration.personId, personIds)));
	return new Set(rows.map(({ personId }) => personId));
}

export const hasNames = (sheet: Sheet): boolean =>
	sheet.columns.some((field) => field === 'name' || field === 'givenName');

/** What an uploaded guest list would do, row by row, before anything is written. */
export async function findImport(
	context: ReadContext,
	input: { gatheringId: string; importId: string }
): Promise<ImportView> {
	const { at, row, sheet } = await accessImport(context, input);
	const plan = await planPeople(context, at, sheet);
	const here = await whoIsHere(
		context.db,
		at.gathering.id,
		plan.flatMap(({ known }) => (known ? [known.id] : []))
	);
	let free = seatsLeft(at.gathering) ?? Number.POSITIVE_INFINITY;
	const counts = { going: 0, waitlisted: 0, here: 0, leftOut: 0 };
	const rows = plan.map((planned) => {
		const { said, number, problems, action, known } = planned;
		const becomes =
			action === 'leave_out' ? 'leave_out' : known && here.has(known.id) ? 'here' : free-- > 0 ? 'going' : 'waitlisted';
		counts[becomes === 'leave_out' ? 'leftOut' : becomes]++;
		return {
			number,
			name: said.name,
			email: said.email,
			phone: said.phone,
			company: said.company,
			becomes: becomes as ImportView['rows'][number]['becomes'],
			problems: problems.map((one) => ({ stops: one.stops, says: sayProblem(one, context.viewer.locale) }))
		};
	});
	return {
		id: row.id,
		fileName: row.fileName,
		columns: sheet.header.map((header, index) => ({
			header,
			sample: sheet.rows.find(({ cells }) => cells[index]?.trim())?.cells[index] ?? '',
			field: (sheet.columns[index] ?? null) as ImportView['columns'][number]['field']
		})),
		rows: rows
			.toSorted((a, b) => Number(b.problems.length > 0) - Number(a.problems.length > 0))
			.slice(0, 200),
		counts,
		can: { apply: hasNames(sheet) && counts.going + counts.waitlisted > 0 }
	};
}
