import { and, asc, count, desc, eq, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import { seenPeople } from '#server/gate/public.ts';
import { accessGathering, type GatheringStanding } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { say } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { findGrid } from '../availability/queries.ts';
import { overlaps } from '../availability/rules.ts';
import { asPerson, findPersonLines, lookingAt } from '../meeting/access.ts';
import { findWishBook, listStanding, modeOf } from '../meeting-wish/queries.ts';
import { composeProblem, countPlaces } from '../meeting-wish/rules.ts';
import type { PersonLineShape } from '../profile/schema.ts';
import type { z } from 'zod';
import { accessRun, type Run } from './access.ts';
import { canOf, compareMeetings, countByPerson, isUnderWay, shareDone, stateAt } from './rules.ts';
import {
	leftOutWords,
	refusalWords,
	usualMost,
	type CompareRuns,
	type Comparison,
	type MeetingQuestion,
	type OneRun,
	type PlacedView,
	type RefusalQuestion,
	type RunList,
	type RunPage,
	type RunView
} from './schema.ts';
import { meetingRun, meetingRunMeeting, meetingRunRefusal } from './tables.ts';

type Reading = Pick<ReadContext, 'db' | 'now'>;
type Line = z.infer<typeof PersonLineShape>;

/** These runs as those who manage the gathering see them. */
export async function viewRuns(context: Reading, at: GatheringStanding, runs: Run[]): Promise<RunView[]> {
	if (!runs.length) return [];
	const { db, now } = context;
	const lines = await findPersonLines(db, lookingAt(at), [
		...new Set(runs.flatMap(({ startedByPersonId }) => startedByPersonId ?? []))
	]);
	const left = await db
		.select({ runId: meetingRunMeeting.runId, count: count() })
		.from(meetingRunMeeting)
		.where(
			and(
				inArray(
					meetingRunMeeting.runId,
					runs.map(({ id }) => id)
				),
				isNotNull(meetingRunMeeting.leftOut)
			)
		)
		.groupBy(meetingRunMeeting.runId);
	return runs.map((run) => ({
		...run,
		...stateAt(run, now),
		startedBy: lines.get(run.startedByPersonId ?? '')?.name ?? null,
		isStopping: isUnderWay(run, now) && run.stopAskedAt !== null,
		share: shareDone(run),
		granted: run.wished ? run.meetings / run.wished : null,
		gap: run.bound ? Math.max(0, (run.bound - (run.weight ?? 0)) / run.bound) : null,
		leftOut: left.find(({ runId }) => runId === run.id)?.count ?? 0,
		can: canOf(run, now)
	}));
}

export async function viewRun(context: Reading, at: GatheringStanding, run: Run): Promise<RunView> {
	return (await viewRuns(context, at, [run]))[0]!;
}

/** The runs of a gathering, and what one started now would have before it. For those who manage it. */
export async function listRuns(context: ReadContext, input: { gatheringId: string }): Promise<RunList> {
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const rows = await context.db
		.select()
		.from(meetingRun)
		.where(eq(meetingRun.gatheringId, at.gathering.id))
		.orderBy(desc(meetingRun.number));
	const busy = rows.some((row) => isUnderWay(row, context.now));
	const ahead = busy ? null : composeProblem(await findWishBook(context, { ...at, most: usualMost }));
	return {
		gatheringId: at.gathering.id,
		timeZone: at.gathering.timeZone,
		runs: await viewRuns(context, at, rows),
		usualMost,
		ahead: ahead && {
			people: ahead.people.length,
			wished: ahead.wished,
			alreadyMeeting: ahead.alreadyMeeting,
			slots: ahead.slots.length,
			places: ahead.tables.length ? countPlaces(ahead) : null
		},
		can: { start: ahead !== null && ahead.slots.length > 0 && !at.gathering.cancelledAt }
	};
}

const placed = {
	lowPersonId: meetingRunMeeting.lowPersonId,
	highPersonId: meetingRunMeeting.highPersonId,
	during: meetingRunMeeting.during,
	tableId: meetingRunMeeting.tableId,
	tableName: meetingRunMeeting.tableName,
	leftOut: meetingRunMeeting.leftOut,
	calledOffAt: meetingRunMeeting.calledOffAt
};
type PlacedRow = Pick<typeof meetingRunMeeting.$inferSelect, keyof typeof placed>;

const listPlaced = (db: Db, runId: string): Promise<PlacedRow[]> =>
	db
		.select(placed)
		.from(meetingRunMeeting)
		.where(eq(meetingRunMeeting.runId, runId))
		.orderBy(asc(sql`lower(${meetingRunMeeting.during})`), asc(meetingRunMeeting.lowPersonId), asc(meetingRunMeeting.highPersonId));

/** One run: its figures, how its meetings fall on slots and people, and how often which reason kept a wish from being granted. */
export async function findRun(context: ReadContext, input: OneRun): Promise<RunPage> {
	const { db, viewer } = context;
	const { at, run } = await accessRun(context, input);
	const rows = await listPlaced(db, run.id);
	const grid = await findGrid(db, at.gathering.id);
	const standing = await listStanding(db, at.gathering.id);
	// Of a published run the meetings stand themselves: they are not counted twice.
	const mine = new Set(
		(
			await db
				.select({ meetingId: meetingRunMeeting.meetingId })
				.from(meetingRunMeeting)
				.where(and(eq(meetingRunMeeting.runId, run.id), isNotNull(meetingRunMeeting.meetingId)))
		).map(({ meetingId }) => meetingId)
	);
	const others = standing.filter(({ id }) => !mine.has(id));
	const codes = await db
		.select({ code: meetingRunRefusal.code, count: count() })
		.from(meetingRunRefusal)
		.where(eq(meetingRunRefusal.runId, run.id))
		.groupBy(meetingRunRefusal.code)
		.orderBy(desc(count()), asc(meetingRunRefusal.code));
	const stand = rows.filter(({ leftOut, calledOffAt }) => leftOut === null && calledOffAt === null);
	const left = new Map<keyof typeof leftOutWords, number>();
	for (const { leftOut } of rows) if (leftOut) left.set(leftOut, (left.get(leftOut) ?? 0) + 1);
	return {
		...(await viewRun(context, at, run)),
		timeZone: at.gathering.timeZone,
		perSlot: (grid?.slots ?? []).map((slot) => ({
			startsAt: slot.from,
			endsAt: slot.to,
			meetings: stand.filter(({ during }) => overlaps(during, slot)).length,
			standing: others.filter(({ during }) => overlaps(during, slot)).length,
			tables: modeOf(at.gathering) === 'online' || !grid?.tables ? null : grid.tables
		})),
		perPerson: countByPerson(stand),
		reasons: codes.map(({ code, count }) => ({
			code,
			reason: say(refusalShort[code], viewer.locale),
			count
		})),
		leftOutReasons: [...left]
			.sort(([, a], [, b]) => b - a)
			.map(([code, count]) => ({ code, reason: say(leftOutWords[code], viewer.locale), count }))
	};
}

/** The reasons as the heading of many. */
const refusalShort: { [code in keyof typeof refusalWords]: { id: string; en: string } } = {
	role_rule: { id: 'Peran kanalnya tidak dipertemukan', en: 'Channel roles kept apart' },
	never_together: { id: 'Tidak pernah kosong bersamaan', en: 'Never free at the same time' },
	no_table_ever: { id: 'Tidak ada meja saat keduanya kosong', en: 'No table when both are free' },
	has_most: { id: 'Sudah mencapai batas pertemuan', en: 'Has the most meetings one may have' },
	fully_booked: { id: 'Terisi oleh pertemuan yang lebih diharapkan', en: 'Booked with meetings that count for more' },
	no_common_slot: { id: 'Jam kosongnya tidak bertemu', en: 'What is free for one is taken for the other' },
	tables_taken: { id: 'Semua meja terisi', en: 'Every table taken' },
	stopped: { id: 'Dihentikan lebih dulu', en: 'Stopped before' }
};

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** True for rows of which one of the two is found by this text; undefined for no text. */
function named(
	db: Db,
	at: GatheringStanding,
	text: string | undefined,
	of: typeof meetingRunMeeting | typeof meetingRunRefusal
): SQL | undefined {
	if (!text) return undefined;
	const seen = seenPeople(db, lookingAt(at));
	const like = sql`'%' || gate.fold(${escapeLike(text)}) || '%'`;
	const found = db
		.select({ id: seen.id })
		.from(seen)
		.where(or(sql`gate.fold(${seen.name}) like ${like}`, sql`gate.fold(${seen.companyName}) like ${like}`));
	return or(inArray(of.lowPersonId, found), inArray(of.highPersonId, found));
}

/** The people of these pairs in a line each. */
async function linesOf(
	context: Reading,
	at: GatheringStanding,
	rows: { lowPersonId: string; highPersonId: string }[]
): Promise<(row: { lowPersonId: string; highPersonId: string }) => Line[]> {
	const lines = await findPersonLines(context.db, lookingAt(at), [
		...new Set(rows.flatMap(({ lowPersonId, highPersonId }) => [lowPersonId, highPersonId]))
	]);
	return ({ lowPersonId, highPersonId }) =>
		[lowPersonId, highPersonId]
			.flatMap((id) => lines.get(id) ?? [])
			.map(asPerson)
			.sort((a, b) => a.name.localeCompare(b.name));
}

const viewPlaced =
	(people: Awaited<ReturnType<typeof linesOf>>, locale: 'id' | 'en') =>
	(row: PlacedRow): PlacedView => ({
		people: people(row),
		startsAt: row.during.from,
		endsAt: row.during.to,
		tableName: row.tableName,
		leftOut: row.leftOut ? say(leftOutWords[row.leftOut], locale) : null,
		calledOffAt: row.calledOffAt
	});

/** The meetings of a run by slot and table, searched by the names of their people. */
export async function listRunMeetings(
	context: ReadContext,
	input: MeetingQuestion
): Promise<{ total: number; meetings: PlacedView[] }> {
	const { db } = context;
	const { at, run } = await accessRun(context, input);
	const wanted = and(
		eq(meetingRunMeeting.runId, run.id),
		named(db, at, input.text, meetingRunMeeting),
		input.startsAt ? sql`lower(${meetingRunMeeting.during}) = ${input.startsAt.toISOString()}::timestamptz` : undefined,
		input.only && (input.only === 'left_out' ? isNotNull : isNull)(meetingRunMeeting.leftOut)
	);
	const [total] = await db.select({ count: count() }).from(meetingRunMeeting).where(wanted);
	const rows = await db
		.select(placed)
		.from(meetingRunMeeting)
		.where(wanted)
		.orderBy(
			asc(sql`lower(${meetingRunMeeting.during})`),
			asc(sql`(select position from connect.meeting_table t where t.id = ${meetingRunMeeting.tableId})`),
			asc(meetingRunMeeting.tableName),
			asc(meetingRunMeeting.lowPersonId),
			asc(meetingRunMeeting.highPersonId)
		)
		.offset(input.offset)
		.limit(input.limit);
	const people = await linesOf(context, at, rows);
	return { total: total!.count, meetings: rows.map(viewPlaced(people, context.viewer.locale)) };
}

/** The pairs whose wish a run does not grant, each with the reason in words. Who of the two wished it is not said. */
export async function listRefusals(context: ReadContext, input: RefusalQuestion) {
	const { db, viewer } = context;
	const { at, run } = await accessRun(context, input);
	const wanted = and(
		eq(meetingRunRefusal.runId, run.id),
		named(db, at, input.text, meetingRunRefusal),
		input.code ? sql`${meetingRunRefusal.code} = ${input.code}` : undefined
	);
	const [total] = await db.select({ count: count() }).from(meetingRunRefusal).where(wanted);
	const rows = await db
		.select()
		.from(meetingRunRefusal)
		.where(wanted)
		.orderBy(asc(meetingRunRefusal.code), asc(meetingRunRefusal.lowPersonId), asc(meetingRunRefusal.highPersonId))
		.offset(input.offset)
		.limit(input.limit);
	const people = await linesOf(context, at, rows);
	return {
		total: total!.count,
		refusals: rows.map((row) => {
			const theirs = people(row);
			const whose = row.whose === 'low' ? row.lowPersonId : row.highPersonId;
			return {
				people: theirs,
				code: row.code,
				reason: say(refusalWords[row.code], viewer.locale, {
					name: theirs.find(({ id }) => id === whose)?.name ?? '–',
					amount: row.amount ?? 0
				})
			};
		})
	};
}

/** Two runs of a gathering side by side: which pairs meet in one of them only, and which at another time or table. */
export async function compareRuns(context: ReadContext, input: CompareRuns): Promise<Comparison> {
	const { gatheringId, limit } = input;
	const { at, run: first } = await accessRun(context, { gatheringId, number: input.first });
	const { run: second } = await accessRun(context, { gatheringId, number: input.second });
	const found = compareMeetings(await listPlaced(context.db, first.id), await listPlaced(context.db, second.id));
	const shown = {
		onlyFirst: found.onlyFirst.slice(0, limit),
		onlySecond: found.onlySecond.slice(0, limit),
		moved: found.moved.slice(0, limit),
		otherTable: found.otherTable.slice(0, limit)
	};
	const people = await linesOf(context, at, [
		...shown.onlyFirst,
		...shown.onlySecond,
		...[...shown.moved, ...shown.otherTable].map(({ first }) => first)
	]);
	const view = viewPlaced(people, context.viewer.locale);
	const both = (pairs: { first: PlacedRow; second: PlacedRow }[]) =>
		pairs.map(({ first, second }) => ({ first: view(first), second: view(second) }));
	const [one, other] = await viewRuns(context, at, [first, second]);
	return {
		timeZone: at.gathering.timeZone,
		first: one!,
		second: other!,
		onlyFirst: { total: found.onlyFirst.length, meetings: shown.onlyFirst.map(view) },
		onlySecond: { total: found.onlySecond.length, meetings: shown.onlySecond.map(view) },
		moved: { total: found.moved.length, meetings: both(shown.moved) },
		otherTable: { total: found.otherTable.length, meetings: both(shown.otherTable) },
		same: found.same,
		people: found.people
	};
}
