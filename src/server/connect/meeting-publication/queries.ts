import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { GatheringStanding } from '#server/gather/public.ts';
import { say } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { allBusy, findGrid, findTimes, listTables, type PersonTime } from '../availability/queries.ts';
import { asPerson, findPersonLines, lookingAt, type Acting, type Meeting } from '../meeting/access.ts';
import { isPossible } from '../meeting/commands.ts';
import { meeting, meetingPerson, meetingProposal } from '../meeting/tables.ts';
import { accessRun, type Run } from '../meeting-run/access.ts';
import { keyOf } from '../meeting-run/jobs.ts';
import { canOf } from '../meeting-run/rules.ts';
import { fail, leftOutWords, type OneRun } from '../meeting-run/schema.ts';
import { meetingRunMeeting, type LeftOut } from '../meeting-run/tables.ts';
import { findWishBook, findWishers, listApart, listStanding, listWaiting, modeOf } from '../meeting-wish/queries.ts';
import { composeProblem, pairKey } from '../meeting-wish/rules.ts';
import { mayRollBack, planPublication, type Plan } from './rules.ts';
import type { Preview, RollbackPreview } from './schema.ts';

type Reading = Pick<ReadContext, 'db' | 'now'>;
export type RunMeeting = typeof meetingRunMeeting.$inferSelect;

/** What publishing carries out: the plan, and the requests it makes into meetings, by pair. */
export interface Publication extends Plan<RunMeeting> {
	requests: Map<string, string>;
}

/** What of a run can be held as things stand now. */
export async function planRun(context: Reading, at: GatheringStanding, run: Run): Promise<Publication> {
	const { db, now } = context;
	const gatheringId = at.gathering.id;
	const rows = await db.select().from(meetingRunMeeting).where(eq(meetingRunMeeting.runId, run.id));
	const { taking, open, times } = await findWishers(context, at);
	const mode = modeOf(at.gathering);
	const standing = await listStanding(db, gatheringId);
	const openIds = open.map(({ id }) => id);
	const plan = planPublication(rows, {
		now,
		slots: (await findGrid(db, gatheringId))?.slots ?? [],
		taking,
		open: new Set(openIds),
		apart: await listApart(db, openIds),
		meet: new Set(
			standing.flatMap(({ personIds: [one, other, third] }) => (one && other && !third ? [pairKey(one, other)] : []))
		),
		busy: new Map([...times].map(([id, time]) => [id, allBusy(time)])),
		tables: mode === 'online' ? [] : await listTables(db, gatheringId),
		taken: standing.flatMap(({ tableId, during }) => (tableId ? [{ tableId, during }] : []))
	});
	const waiting = await listWaiting(context, { gatheringId, mode });
	return { ...plan, requests: new Map(waiting.map(({ id, from, to }) => [pairKey(from, to), id])) };
}

export const peopleOf = (rows: { row: { lowPersonId: string; highPersonId: string } }[]): string[] => [
	...new Set(rows.flatMap(({ row }) => [row.lowPersonId, row.highPersonId]))
];

/** The open requests of these people anywhere, and all of the gathering's. */
export async function listOpenRequests(
	context: Reading,
	by: { gatheringId: string; personIds: string[] }
): Promise<Meeting[]> {
	return context.db
		.select()
		.from(meeting)
		.where(
			and(
				eq(meeting.state, 'requested'),
				sql`${meeting.expiresAt} > ${context.now.toISOString()}::timestamptz`,
				sql`(${meeting.gatheringId} = ${by.gatheringId} or exists (
					select 1 from connect.meeting_person p
					where p.meeting_id = ${meeting.id} and p.person_id = any(${sql.param(by.personIds)}::uuid[])))`
			)
		)
		.orderBy(meeting.id);
}

/** The open requests that would have no time left if the plan were carried out, with their people. */
async function findEnded(
	context: Reading,
	at: GatheringStanding,
	plan: Publication
): Promise<{ id: string; personIds: string[] }[]> {
	const { db } = context;
	const granted = new Set(
		plan.kept.flatMap(({ row }) => plan.requests.get(pairKey(row.lowPersonId, row.highPersonId)) ?? [])
	);
	const rows = (
		await listOpenRequests(context, { gatheringId: at.gathering.id, personIds: peopleOf(plan.kept) })
	).filter(({ id }) => !granted.has(id));
	if (!rows.length) return [];
	const ids = rows.map(({ id }) => id);
	const people = await db.select().from(meetingPerson).where(inArray(meetingPerson.meetingId, ids));
	const proposals = await db.select().from(meetingProposal).where(inArray(meetingProposal.meetingId, ids));
	const ended: { id: string; personIds: string[] }[] = [];
	for (const gatheringId of new Set(rows.flatMap((row) => row.gatheringId ?? []))) {
		const grid = await findGrid(db, gatheringId);
		const times = await findTimes(db, {
			gatheringId,
			personIds: [...new Set(people.map(({ personId }) => personId))]
		});
		for (const { row, tableId } of plan.kept) {
			for (const id of [row.lowPersonId, row.highPersonId])
				times.get(id)?.meetings.push({ ...row.during, meetingId: 'planned' });
			if (tableId && gatheringId === at.gathering.id) grid?.taken.push({ ...row.during, tables: 1 });
		}
		for (const row of rows.filter((one) => one.gatheringId === gatheringId)) {
			const personIds = people.filter(({ meetingId }) => meetingId === row.id).map(({ personId }) => personId);
			const starts = proposals.filter(({ meetingId }) => meetingId === row.id).map(({ startsAt }) => startsAt);
			const by = { personIds, grid, times: times as Map<string, PersonTime>, starts };
			if (!(await isPossible(context as Acting, row, by))) ended.push({ id: row.id, personIds });
		}
	}
	return ended;
}

const mostLeftOut = 100;
const mostTold = 50;

async function viewTold(context: Reading, at: GatheringStanding, personIds: Iterable<string>) {
	const ids = [...new Set(personIds)];
	const lines = await findPersonLines(context.db, lookingAt(at), ids);
	return {
		count: ids.length,
		people: [...lines.values()]
			.map(asPerson)
			.sort((a, b) => a.name.localeCompare(b.name))
			.slice(0, mostTold)
	};
}

/** What publishing a run would do now: what changed since it was computed and is left out, and who would be told. */
export async function previewPublication(context: ReadContext, input: OneRun): Promise<Preview> {
	const { db, viewer } = context;
	const { at, run } = await accessRun(context, input);
	if (!canOf(run, context.now).publish) fail(run.publishedAt ? 'RUN_PUBLISHED' : 'RUN_NOT_READY');
	const plan = await planRun(context, at, run);
	const ended = await findEnded(context, at, plan);
	const fresh = composeProblem(await findWishBook(context, { ...at, most: run.most }));
	const left = plan.leftOut.slice(0, mostLeftOut);
	const lines = await findPersonLines(db, lookingAt(at), peopleOf(left));
	const reasons = new Map<LeftOut, number>();
	for (const { why } of plan.leftOut) reasons.set(why, (reasons.get(why) ?? 0) + 1);
	return {
		number: run.number,
		timeZone: at.gathering.timeZone,
		isFresh: keyOf(fresh) === run.inputKey,
		meetings: plan.kept.length,
		otherTable: plan.kept.filter(({ isOtherTable }) => isOtherTable).length,
		leftOut: {
			total: plan.leftOut.length,
			reasons: [...reasons]
				.sort(([, a], [, b]) => b - a)
				.map(([code, count]) => ({ code, reason: say(leftOutWords[code], viewer.locale), count })),
			meetings: left.map(({ row, why }) => ({
				people: [row.lowPersonId, row.highPersonId].flatMap((id) => lines.get(id) ?? []).map(asPerson),
				startsAt: row.during.from,
				endsAt: row.during.to,
				tableName: row.tableName,
				leftOut: say(leftOutWords[why], viewer.locale),
				calledOffAt: null
			}))
		},
		requestsEnded: ended.length,
		requestsGranted: plan.kept.filter(({ row }) => plan.requests.has(pairKey(row.lowPersonId, row.highPersonId))).length,
		told: await viewTold(context, at, [...peopleOf(plan.kept), ...ended.flatMap(({ personIds }) => personIds)])
	};
}

/** The meetings of a published run, as they stand now. */
export function listPublished(context: Reading, run: Run) {
	return context.db
		.select({ row: meetingRunMeeting, meeting })
		.from(meetingRunMeeting)
		.innerJoin(meeting, eq(meeting.id, meetingRunMeeting.meetingId))
		.where(
			and(
				eq(meetingRunMeeting.runId, run.id),
				isNotNull(meetingRunMeeting.meetingId),
				isNull(meetingRunMeeting.calledOffAt)
			)
		);
}

/** What rolling a published run back would call off, and who would be told. */
export async function previewRollback(context: ReadContext, input: OneRun): Promise<RollbackPreview> {
	const { at, run } = await accessRun(context, input);
	if (!canOf(run, context.now).rollBack) fail('RUN_NOT_PUBLISHED');
	const rows = await listPublished(context, run);
	const off = rows.filter(({ meeting }) => mayRollBack(meeting, context.now));
	const stand = rows.filter(({ meeting }) => meeting.state === 'confirmed');
	return {
		number: run.number,
		timeZone: at.gathering.timeZone,
		meetings: off.length,
		kept: stand.length - off.length,
		gone: rows.length - stand.length,
		told: await viewTold(context, at, peopleOf(off))
	};
}
