import { and, desc, eq, inArray } from 'drizzle-orm';
import { record } from '#server/gate/public.ts';
import { accessGathering, type GatheringStanding } from '#server/gather/public.ts';
import { breaches } from '#server/kernel/database.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { findGrid } from '../availability/queries.ts';
import { hold } from '../meeting/access.ts';
import { accessRun, type Run } from './access.ts';
import { computeRun } from './jobs.ts';
import { viewRun } from './queries.ts';
import { canOf, isUnderWay, stateAt } from './rules.ts';
import { fail, type OneRun, type RunView, type StartRun } from './schema.ts';
import { meetingRun } from './tables.ts';

/** A line of history about a run. */
export const recordRun = (context: WriteContext, at: GatheringStanding, run: Run, verb: string, detail = {}) =>
	record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun: 'meeting-run',
		nounId: run.id,
		verb,
		detail: { number: run.number, ...detail }
	});

/** Tells the screens of those who look after the gathering that a run changed. */
export const notifyRun = (context: Pick<WriteContext, 'db' | 'kernel'>, run: Pick<Run, 'id' | 'gatheringId'>): void =>
	context.kernel.notices.notify(context.db, {
		topic: `gathering:${run.gatheringId}`,
		kind: 'meeting-run',
		id: run.id
	});

/**
 * Starts a run over the gathering's wishes: leaves a job, which computes it in a thread of its own. Nobody is told,
 * nothing is agreed: its result is a draft. One run of a gathering at a time (a constraint); one whose process died
 * is written down as failed and does not stand in the way.
 */
export async function startRun(context: WriteContext, input: StartRun): Promise<RunView> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const gatheringId = at.gathering.id;
	if (at.gathering.cancelledAt) fail('GATHERING_OFF');
	const grid = await findGrid(db, gatheringId);
	if (!grid?.slots.some(({ from }) => from > now)) fail('NO_HOURS');
	await hold(db, [`meeting-run:${gatheringId}`]);
	const [last] = await db
		.select()
		.from(meetingRun)
		.where(eq(meetingRun.gatheringId, gatheringId))
		.orderBy(desc(meetingRun.number))
		.limit(1);
	const open = await db
		.select()
		.from(meetingRun)
		.where(and(eq(meetingRun.gatheringId, gatheringId), inArray(meetingRun.state, ['waiting', 'running'])));
	for (const run of open) {
		if (isUnderWay(run, now)) fail('RUN_UNDER_WAY', { number: run.number });
		await db
			.update(meetingRun)
			.set({ ...stateAt(run, now), endedAt: now })
			.where(eq(meetingRun.id, run.id));
	}
	const number = (last?.number ?? 0) + 1;
	let made: Run;
	try {
		// A savepoint: after a breach there is still a transaction to say no in.
		made = await db.transaction(async (inner) => {
			const [row] = await inner
				.insert(meetingRun)
				.values({
					gatheringId,
					number,
					state: 'waiting',
					startedByPersonId: at.standing.personId,
					// Two drafts in a row are two different ones.
					seed: number,
					most: input.most,
					createdAt: now
				})
				.returning();
			return row!;
		});
	} catch (error) {
		if (breaches(error, 'meeting_run_one_at_a_time') || breaches(error, 'meeting_run_number'))
			return fail('RUN_UNDER_WAY', { number });
		throw error;
	}
	await context.kernel.jobs.enqueue(db, computeRun, { runId: made.id });
	await recordRun(context, at, made, 'start');
	notifyRun(context, made);
	return viewRun(context, at, made);
}

/** Ends a run: what it has found so far becomes its draft; one that has not begun has none. Harmless where it has ended. */
export async function stopRun(context: WriteContext, input: OneRun): Promise<RunView> {
	const { db, now } = context;
	const { at, run } = await accessRun(context, input, 'update');
	if (!canOf(run, now).stop) return viewRun(context, at, run);
	const [row] = await db
		.update(meetingRun)
		.set(
			run.state === 'waiting'
				? { state: 'stopped', stopAskedAt: now, endedAt: now, wished: 0, alreadyMeeting: 0, withNone: 0 }
				: { stopAskedAt: now }
		)
		.where(eq(meetingRun.id, run.id))
		.returning();
	await recordRun(context, at, run, 'stop');
	notifyRun(context, run);
	return viewRun(context, at, row!);
}

/** Removes a draft that was never published. */
export async function deleteRun(context: WriteContext, input: OneRun): Promise<{ number: number }> {
	const { at, run } = await accessRun(context, input, 'update');
	if (run.publishedAt) fail('RUN_PUBLISHED');
	if (isUnderWay(run, context.now)) fail('RUN_UNDER_WAY', { number: run.number });
	await context.db.delete(meetingRun).where(eq(meetingRun.id, run.id));
	await recordRun(context, at, run, 'delete');
	notifyRun(context, run);
	return { number: run.number };
}
