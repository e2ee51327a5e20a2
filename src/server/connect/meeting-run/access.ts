import { and, eq } from 'drizzle-orm';
import { accessGathering, type GatheringStanding } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Viewer } from '#server/kernel/procedures.ts';
import type { OneRun } from './schema.ts';
import { meetingRun } from './tables.ts';

export type Run = typeof meetingRun.$inferSelect;

/** A run, if the viewer manages its gathering; else not found. `lock` holds its row: the first of all locks a run takes. */
export async function accessRun(
	context: { db: Db; viewer: Viewer },
	input: OneRun,
	lock?: 'update'
): Promise<{ at: GatheringStanding; run: Run }> {
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const query = context.db
		.select()
		.from(meetingRun)
		.where(and(eq(meetingRun.gatheringId, at.gathering.id), eq(meetingRun.number, input.number)));
	const [run] = await (lock ? query.for(lock) : query);
	return { at, run: run ?? failCommon('NOT_FOUND') };
}
