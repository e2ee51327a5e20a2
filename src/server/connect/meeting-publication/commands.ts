import { and, eq, inArray, sql } from 'drizzle-orm';
import type { GatheringStanding } from '#server/gather/public.ts';
import { breaches, type Tx } from '#server/kernel/database.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { findGrid } from '../availability/queries.ts';
import { holdPeople } from '../meeting/access.ts';
import { endImpossible } from '../meeting/commands.ts';
import { roomFor } from '../meeting/rules.ts';
import { meeting, meetingPerson, meetingProposal, meetingSetting } from '../meeting/tables.ts';
import { roomCode } from '../meeting-answer/commands.ts';
import { accessRun, type Run } from '../meeting-run/access.ts';
import { notifyRun, recordRun } from '../meeting-run/commands.ts';
import { viewRun } from '../meeting-run/queries.ts';
import { canOf } from '../meeting-run/rules.ts';
import { fail, type OneRun, type RunView } from '../meeting-run/schema.ts';
import { meetingRun, meetingRunClosing, meetingRunMeeting, type LeftOut } from '../meeting-run/tables.ts';
import { modeOf } from '../meeting-wish/queries.ts';
import { pairKey } from '../meeting-wish/rules.ts';
import { tellRun } from './jobs.ts';
import { listOpenRequests, listPublished, peopleOf, planRun, type Publication, type RunMeeting } from './queries.ts';
import { mayRollBack } from './rules.ts';

type Kept = Publication['kept'][number];

/** Tells the screens of these people, and of those who look after the gathering, once each. */
function notifyAll(context: WriteContext, run: Run, personIds: string[]): void {
	for (const id of personIds) context.kernel.notices.notify(context.db, { topic: `person:${id}`, kind: 'meeting' });
	context.kernel.notices.notify(context.db, { topic: `gathering:${run.gatheringId}`, kind: 'meeting' });
	notifyRun(context, run);
}

/**
 * Makes a draft's meetings agreed ones. Each keeps its time, and its table where that is free, else gets another;
 * what no longer fits is left out, with the reason kept. A request that waits between the two becomes their meeting.
 * Requests for which no time is left are closed. Publishing connects nobody: nobody has agreed to that. Everybody
 * concerned gets one letter, by a job. Publishing again changes nothing and tells nobody.
 * Locks, in this order: the run, the setting (alone: nobody accepts meanwhile), all the people, the requests.
 */
export async function publishRun(context: WriteContext, input: OneRun): Promise<RunView> {
	const { db, now } = context;
	const { at, run } = await accessRun(context, input, 'update');
	if (run.publishedAt) return viewRun(context, at, run);
	if (!canOf(run, now).publish) fail('RUN_NOT_READY');
	const gatheringId = at.gathering.id;
	if (at.gathering.cancelledAt) fail('GATHERING_OFF');
	await db
		.select({ id: meetingSetting.gatheringId })
		.from(meetingSetting)
		.where(eq(meetingSetting.gatheringId, gatheringId))
		.for('update');
	const drafted = await db.select().from(meetingRunMeeting).where(eq(meetingRunMeeting.runId, run.id));
	await holdPeople(db, peopleOf(drafted.map((row) => ({ row }))));
	const plan = await planRun(context, at, run);
	const { kept, failed } = await writeAll(context, at, plan);
	await markLeftOut(db, [...plan.leftOut, ...failed]);
	const [row] = await db
		.update(meetingRun)
		.set({ publishedAt: now })
		.where(eq(meetingRun.id, run.id))
		.returning();
	const personIds = peopleOf(kept);
	// Nobody else writes to these requests: those of the gathering wait for the setting, the others for their people.
	const open = await listOpenRequests(context, { gatheringId, personIds });
	const ended = await endImpossible(context, {
		meetingIds: open.map(({ id }) => id),
		actorId: null,
		untold: true
	});
	if (ended.length)
		await db.insert(meetingRunClosing).values(ended.map((meetingId) => ({ runId: run.id, meetingId })));
	await recordRun(context, at, run, 'publish', {
		meetings: kept.length,
		leftOut: plan.leftOut.length + failed.length,
		requestsEnded: ended.length
	});
	await context.kernel.jobs.enqueue(db, tellRun, { runId: run.id, news: 'published' });
	notifyAll(context, run, personIds);
	return viewRun(context, at, row!);
}

async function markLeftOut(db: Tx, left: { row: RunMeeting; why: LeftOut }[]): Promise<void> {
	if (!left.length) return;
	await db.execute(sql`
		update ${meetingRunMeeting} set left_out = kept_out.why
		from unnest(
			${sql.param(left.map(({ row }) => row.lowPersonId))}::uuid[],
			${sql.param(left.map(({ row }) => row.highPersonId))}::uuid[],
			${sql.param(left.map(({ why }) => why))}::text[]
		) as kept_out (low, high, why)
		where run_id = ${left[0]!.row.runId} and low_person_id = kept_out.low and high_person_id = kept_out.high`);
}

/**
 * Writes the meetings of a plan at once. The locks have made sure that they fit; should one breach a constraint all
 * the same, they are written one by one and those that breach are left out.
 */
async function writeAll(
	context: WriteContext,
	at: GatheringStanding,
	plan: Publication
): Promise<{ kept: Kept[]; failed: { row: RunMeeting; why: LeftOut }[] }> {
	const { db } = context;
	const template = (await findGrid(db, at.gathering.id))?.setting.roomTemplate ?? null;
	const write = (rows: Kept[]) =>
		db.transaction((inner) => writeMeetings(inner as Tx, { context, at, template, rows, requests: plan.requests }));
	const cause = (error: unknown): LeftOut | null =>
		breaches(error, 'meeting_person_not_twice')
			? 'person_busy'
			: breaches(error, 'meeting_table_not_twice')
				? 'no_table'
				: null;
	try {
		await write(plan.kept);
		return { kept: plan.kept, failed: [] };
	} catch (error) {
		if (!cause(error)) throw error;
	}
	const kept: Kept[] = [];
	const failed: { row: RunMeeting; why: LeftOut }[] = [];
	for (const one of plan.kept) {
		try {
			await write([one]);
			kept.push(one);
		} catch (error) {
			const why = cause(error);
			if (!why) throw error;
			failed.push({ row: one.row, why });
		}
	}
	return { kept, failed };
}

async function writeMeetings(
	db: Tx,
	by: {
		context: WriteContext;
		at: GatheringStanding;
		template: string | null;
		rows: Kept[];
		requests: Map<string, string>;
	}
): Promise<void> {
	const { now } = by.context;
	const { organisation, gathering } = by.at;
	const mode = modeOf(gathering);
	const made: { id: string; isRequest: boolean; one: Kept }[] = by.rows.map((one) => {
		const request = by.requests.get(pairKey(one.row.lowPersonId, one.row.highPersonId));
		return { id: request ?? uuidv7(), isRequest: Boolean(request), one };
	});
	const place = ({ row, tableId }: Kept) => ({
		during: row.during,
		tableId,
		roomUrl: mode === 'online' ? roomFor(by.template, roomCode(), gathering.roomUrl) : null
	});
	const asked = made.filter(({ isRequest }) => isRequest);
	for (const { id, one } of asked) {
		await db
			.update(meeting)
			.set({
				...place(one),
				state: 'confirmed',
				waitingForPersonId: null,
				expiresAt: null,
				answeredAt: now,
				arrangedAt: now,
				sequence: sql`${meeting.sequence} + 1`
			})
			.where(eq(meeting.id, id));
		await db.update(meetingPerson).set({ during: one.row.during }).where(eq(meetingPerson.meetingId, id));
	}
	if (asked.length) {
		const ids = asked.map(({ id }) => id);
		await db.delete(meetingProposal).where(inArray(meetingProposal.meetingId, ids));
	}
	const fresh = made.filter(({ isRequest }) => !isRequest);
	for (let from = 0; from < fresh.length; from += 500) {
		const part = fresh.slice(from, from + 500);
		await db.insert(meeting).values(
			part.map(({ id, one }) => ({
				id,
				organisationId: organisation.id,
				gatheringId: gathering.id,
				state: 'confirmed' as const,
				mode,
				line: '',
				...place(one),
				sequence: 1,
				createdAt: now,
				answeredAt: now,
				arrangedAt: now
			}))
		);
		await db.insert(meetingPerson).values(
			part.flatMap(({ id, one: { row } }) =>
				[row.lowPersonId, row.highPersonId].map((personId) => ({ meetingId: id, personId, during: row.during }))
			)
		);
	}
	await db.execute(sql`
		update ${meetingRunMeeting} set meeting_id = made.id, table_id = made.table_id,
			table_name = (select name from connect.meeting_table where id = made.table_id)
		from unnest(
			${sql.param(made.map(({ one }) => one.row.lowPersonId))}::uuid[],
			${sql.param(made.map(({ one }) => one.row.highPersonId))}::uuid[],
			${sql.param(made.map(({ id }) => id))}::uuid[],
			${sql.param(made.map(({ one }) => one.tableId))}::uuid[]
		) as made (low, high, id, table_id)
		where run_id = ${by.rows[0]?.row.runId ?? null} and low_person_id = made.low and high_person_id = made.high`);
}

/**
 * Takes a published run back: calls off exactly the meetings it made that are still to come and that its people have
 * not moved or asked to move since. What has begun, was moved or was called off before stays as it is. Everybody
 * concerned gets one letter, by a job. A second time changes nothing and tells nobody.
 * Locks, in this order: the run, the setting (shared), the people, the meetings.
 */
export async function rollBackRun(context: WriteContext, input: OneRun): Promise<RunView> {
	const { db, now } = context;
	const { at, run } = await accessRun(context, input, 'update');
	if (run.rolledBackAt) return viewRun(context, at, run);
	if (!canOf(run, now).rollBack) fail('RUN_NOT_PUBLISHED');
	await db
		.select({ id: meetingSetting.gatheringId })
		.from(meetingSetting)
		.where(eq(meetingSetting.gatheringId, run.gatheringId))
		.for('share');
	const made = await listPublished(context, run);
	await holdPeople(db, peopleOf(made));
	await db
		.select({ id: meeting.id })
		.from(meeting)
		.where(
			inArray(
				meeting.id,
				made.map(({ meeting }) => meeting.id)
			)
		)
		.orderBy(meeting.id)
		.for('update');
	// Until they were held, some may have been moved or called off.
	const off = (await listPublished(context, run)).filter(({ meeting }) => mayRollBack(meeting, now));
	const ids = off.map(({ meeting }) => meeting.id);
	if (ids.length) {
		await db
			.update(meeting)
			.set({
				state: 'cancelled',
				during: null,
				tableId: null,
				answeredAt: now,
				cancelledByPersonId: at.standing.personId,
				sequence: sql`${meeting.sequence} + 1`
			})
			.where(inArray(meeting.id, ids));
		await db.update(meetingPerson).set({ during: null }).where(inArray(meetingPerson.meetingId, ids));
		await db
			.update(meetingRunMeeting)
			.set({ calledOffAt: now })
			.where(and(eq(meetingRunMeeting.runId, run.id), inArray(meetingRunMeeting.meetingId, ids)));
	}
	const [row] = await db
		.update(meetingRun)
		.set({ rolledBackAt: now })
		.where(eq(meetingRun.id, run.id))
		.returning();
	await recordRun(context, at, run, 'roll-back', { meetings: ids.length });
	await context.kernel.jobs.enqueue(db, tellRun, { runId: run.id, news: 'rolled-back' });
	notifyAll(context, run, peopleOf(off));
	return viewRun(context, at, row!);
}
