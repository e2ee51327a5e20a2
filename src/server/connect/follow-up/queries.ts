import { and, asc, desc, eq, inArray, isNull, or, type SQL } from 'drizzle-orm';
import { accessOrganisation } from '#server/gate/public.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { dayIn } from '../availability/rules.ts';
import {
	asPerson,
	findPersonLines,
	lookingAt,
	whoIsBlocked,
	type Looking
} from '../meeting/access.ts';
import { isDue, isOpenPromise } from './rules.ts';
import type { PromisesView } from './schema.ts';
import type { PromiseView } from '../meeting/schema.ts';
import { promise } from './tables.ts';

type Reading = Pick<ReadContext, 'db' | 'now'>;

/** The looker's promises (made or received) that satisfy `where`; those with somebody blocked are not there. Three queries. */
async function viewPromises(
	context: Reading,
	by: Looking,
	where: SQL | undefined,
	order: SQL[] = [asc(promise.dueOn), asc(promise.createdAt)]
): Promise<PromiseView[]> {
	const me = by.standing.personId;
	const rows = await context.db
		.select()
		.from(promise)
		.where(and(or(eq(promise.byPersonId, me), eq(promise.toPersonId, me)), where))
		.orderBy(...order)
		.limit(500);
	if (!rows.length) return [];
	const other = (row: (typeof rows)[number]) =>
		row.byPersonId === me ? row.toPersonId : row.byPersonId;
	const ids = [...new Set(rows.map(other))];
	const blocked = await whoIsBlocked(context.db, me, ids);
	const lines = await findPersonLines(context.db, by, ids);
	const today = dayIn(by.timeZone, context.now);
	return rows
		.filter((row) => !blocked.has(other(row)))
		.map((row) => {
			const isMine = row.byPersonId === me;
			const line = lines.get(other(row));
			return {
				id: row.id,
				meetingId: row.meetingId,
				isMine,
				person: line ? asPerson(line) : null,
				text: row.text,
				dueOn: row.dueOn,
				isDue: isDue(row, today),
				createdAt: row.createdAt,
				keptAt: row.keptAt,
				droppedAt: row.droppedAt,
				can: {
					keep: isMine && isOpenPromise(row),
					drop: isMine && isOpenPromise(row),
					reopen: isMine && !isOpenPromise(row)
				}
			};
		});
}

/** The looker's promises made in these meetings. */
export async function listPromisesOfMeetings(
	context: Reading,
	by: Looking,
	meetingIds: string[]
): Promise<PromiseView[]> {
	if (!meetingIds.length) return [];
	return viewPromises(context, by, inArray(promise.meetingId, meetingIds));
}

/** What the looker and one other person promised each other, newest first: for their thread. */
export async function listPromisesOfPair(
	context: Reading,
	by: Looking,
	otherPersonId: string
): Promise<PromiseView[]> {
	return viewPromises(
		context,
		by,
		or(eq(promise.byPersonId, otherPersonId), eq(promise.toPersonId, otherPersonId)),
		[desc(promise.createdAt), desc(promise.id)]
	);
}

/** One promise of the looker's. */
export async function viewPromise(context: Reading, by: Looking, id: string): Promise<PromiseView> {
	const [view] = await viewPromises(context, by, eq(promise.id, id));
	return view ?? failCommon('NOT_FOUND');
}

/** What the viewer promised and was promised in an organisation, as far as it is open; what has come due first. */
export async function listPromises(
	context: ReadContext,
	input: { organisationId: string }
): Promise<PromisesView> {
	const home = await accessOrganisation(context, { id: input.organisationId }, 'belong');
	const open = await viewPromises(
		context,
		lookingAt(home),
		and(isNull(promise.keptAt), isNull(promise.droppedAt))
	);
	const mine = open.filter(({ isMine }) => isMine);
	return {
		mine,
		toMe: open.filter(({ isMine }) => !isMine),
		dueCount: mine.filter((view) => view.isDue).length
	};
}
