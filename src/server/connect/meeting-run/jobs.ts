import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Schedule, ScheduleProgress } from '#engine/schedule/schedule.ts';
import { accessOrganisation } from '#server/gate/public.ts';
import { findGatheringLines } from '#server/gather/public.ts';
import { defineJob } from '#server/kernel/jobs.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import type { Viewer } from '#server/kernel/procedures.ts';
import { findWishBook } from '../meeting-wish/queries.ts';
import { composeProblem, type Composed } from '../meeting-wish/rules.ts';
import { scheduleWishes } from '../schedule-thread.ts';
import type { Run } from './access.ts';
import { beatEvery, longest, readSchedule } from './rules.ts';
import { meetingRun, meetingRunMeeting, meetingRunRefusal, type RunFailure } from './tables.ts';

/** Computes a run. Not tried again by itself: whoever started it sees that it failed, and may. */
export const computeRun = defineJob<{ runId: string }>('meeting-run.compute', { retries: 0, lane: 'long' });

const nobody: Viewer = { accountId: null, signInId: null, locale: 'id', address: 'job', userAgent: null };

/** Names what a run is computed from. */
export const keyOf = ({ problem }: Composed): string =>
	createHash('sha256').update(JSON.stringify(problem)).digest('base64url').slice(0, 16);

/** What a run of this gathering has before it now. */
export async function composeFor(
	context: { db: Kernel['database']['db']; now: Date },
	by: { gatheringId: string; most: number }
): Promise<Composed | null> {
	const { db } = context;
	const gathering = (await findGatheringLines(db, [by.gatheringId])).get(by.gatheringId);
	if (!gathering) return null;
	const { organisation } = await accessOrganisation(
		{ db, viewer: nobody },
		{ id: sql`(select organisation_id from gather.gathering where id = ${by.gatheringId})` },
		'see'
	);
	return composeProblem(await findWishBook(context, { organisation, gathering, most: by.most }));
}

/**
 * Computes a run that waits, in a thread of its own. Twice a second it writes down how far it is and that it lives,
 * and learns whether it is to stop; then its best so far is the result. Where this process ends, the run is written
 * down as interrupted. Nothing is done for a run that does not wait (any more).
 */
export async function runComputeRun(kernel: Kernel, data: { runId: string }, ending: AbortSignal): Promise<void> {
	const { database, clock } = kernel;
	const mine = and(eq(meetingRun.id, data.runId), eq(meetingRun.state, 'running'));
	const update = (change: Partial<Run>, where = mine) =>
		database.transaction(async (tx) => {
			const [row] = await tx.update(meetingRun).set(change).where(where).returning();
			if (row) kernel.notices.notify(tx, { topic: `gathering:${row.gatheringId}`, kind: 'meeting-run', id: row.id });
			return row ?? null;
		});
	const run = await update(
		{ state: 'running', startedAt: clock.now(), heardAt: clock.now() },
		and(eq(meetingRun.id, data.runId), eq(meetingRun.state, 'waiting'))
	);
	if (!run) return;
	const failed = (failure: RunFailure) => update({ state: 'failed', failure, endedAt: clock.now() });

	const stop = new AbortController();
	const end = () => stop.abort();
	if (ending.aborted) end();
	ending.addEventListener('abort', end);
	let latest: ScheduleProgress | null = null;
	let writing: Promise<void> | null = null;
	const say = async () => {
		const { stage, weight, bound, meetings } = latest ?? {};
		try {
			const row = await update({ heardAt: clock.now(), ...(stage && { stage, weight, bound, meetings }) });
			// No row: somebody took it for dead, or removed it. Its result would be nobody's.
			if (!row || row.stopAskedAt) end();
		} catch (error) {
			kernel.log.error({ error }, 'a meeting run could not say how far it is');
		}
		writing = null;
	};
	const beat = setInterval(() => (writing ??= say()), beatEvery);
	try {
		const composed = await composeFor({ db: database.db, now: clock.now() }, run);
		if (!composed) return;
		latest = { stage: 'bound', weight: 0, bound: 0, meetings: 0, steps: 0 };
		const schedule = await scheduleWishes(composed.problem, {
			seed: run.seed,
			time: longest,
			signal: stop.signal,
			onProgress: (progress) => (latest = progress)
		});
		clearInterval(beat);
		await writing;
		if (ending.aborted) await failed('interrupted');
		else await keep(kernel, run, composed, schedule);
	} catch (error) {
		kernel.log.error({ error, runId: run.id }, 'a meeting run failed');
		clearInterval(beat);
		await writing;
		await failed(ending.aborted ? 'interrupted' : 'broke');
	} finally {
		clearInterval(beat);
		ending.removeEventListener('abort', end);
	}
}

/** Writes down what was found, all of it or nothing. */
async function keep(kernel: Kernel, run: Run, composed: Composed, schedule: Schedule): Promise<void> {
	const { meetings, refusals } = readSchedule(composed, schedule);
	await kernel.database.transaction(async (tx) => {
		const [row] = await tx
			.update(meetingRun)
			.set({
				state: schedule.stopped ? 'stopped' : 'done',
				endedAt: kernel.clock.now(),
				stage: 'done',
				people: composed.people.length,
				slots: composed.slots.length,
				wished: composed.wished,
				alreadyMeeting: composed.alreadyMeeting,
				meetings: meetings.length,
				withNone: schedule.withNone.length,
				weight: schedule.weight,
				bound: schedule.bound,
				inputKey: keyOf(composed)
			})
			.where(and(eq(meetingRun.id, run.id), eq(meetingRun.state, 'running')))
			.returning();
		if (!row) return;
		for (let from = 0; from < meetings.length; from += 1000) {
			const part = meetings.slice(from, from + 1000).map((one) => ({ ...one, runId: run.id }));
			await tx.insert(meetingRunMeeting).values(part);
		}
		for (let from = 0; from < refusals.length; from += 1000) {
			const part = refusals.slice(from, from + 1000).map((one) => ({ ...one, runId: run.id }));
			await tx.insert(meetingRunRefusal).values(part);
		}
		kernel.notices.notify(tx, { topic: `gathering:${run.gatheringId}`, kind: 'meeting-run', id: run.id });
	});
}
