import { and, desc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessOrganisation } from '../access/access.ts';
import { company } from '../company/tables.ts';
import { person } from '../person/tables.ts';
import type { History } from './schema.ts';
import { history } from './tables.ts';

const by = alias(person, 'by_person');

/** Who did what, the newest first; for owners. */
export async function listHistory(
	context: ReadContext,
	input: {
		organisation: string;
		noun?: string | undefined;
		personId?: string | undefined;
		after?: string | undefined;
		limit: number;
	}
): Promise<History> {
	const { organisation } = await accessOrganisation(context, { slug: input.organisation }, 'own');
	const here = eq(history.organisationId, organisation.id);
	const where = and(
		here,
		input.noun ? eq(history.noun, input.noun) : undefined,
		input.personId ? eq(history.byPersonId, input.personId) : undefined
	);
	const rows = await context.db
		.select({
			line: history,
			by: { id: by.id, name: by.name, photoFileId: by.photoFileId, erasedAt: by.erasedAt },
			personName: person.name,
			companyName: company.name
		})
		.from(history)
		.leftJoin(by, eq(by.id, history.byPersonId))
		.leftJoin(person, eq(person.id, history.nounId))
		.leftJoin(company, eq(company.id, history.nounId))
		.where(
			and(
				where,
				input.after
					? sql`(${history.at}, ${history.id}) < (select h.created_at, h.id from gate.history h where h.id = ${input.after})`
					: undefined
			)
		)
		.orderBy(desc(history.at), desc(history.id))
		.limit(input.limit + 1);
	const [counted] = await context.db
		.select({ total: sql<number>`count(*)::int` })
		.from(history)
		.where(where);
	const nouns = await context.db
		.select({ noun: history.noun, count: sql<number>`count(*)::int` })
		.from(history)
		.where(here)
		.groupBy(history.noun)
		.orderBy(desc(sql`count(*)`));
	const shown = rows.slice(0, input.limit);
	return {
		lines: shown.map(({ line, by, personName, companyName }) => ({
			id: line.id,
			at: line.at,
			by: by && !by.erasedAt ? { id: by.id, name: by.name, photoFileId: by.photoFileId } : null,
			noun: line.noun,
			nounId: line.nounId,
			verb: line.verb,
			subject: personName || companyName || null,
			detail: line.detail
		})),
		total: counted!.total,
		next: rows.length > input.limit ? shown.at(-1)!.line.id : null,
		nouns
	};
}
