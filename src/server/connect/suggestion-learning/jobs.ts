import { eq, isNull } from 'drizzle-orm';
import { defineJob } from '#server/kernel/jobs.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { learnFrom } from './queries.ts';
import { learnAfter } from './rules.ts';
import { suggestionLearning } from './tables.ts';

/** Learns an organisation's weights anew from how its people answered. */
export const learnSuggestions = defineJob<{ organisationId: string }>('suggestion.learn');

/** Leaves the learning for later, once for all answers until then. */
export async function learnLater(
	context: WriteContext,
	organisationId: string,
	after: number = learnAfter
): Promise<void> {
	await context.kernel.jobs.enqueue(
		context.db,
		learnSuggestions,
		{ organisationId },
		{
			startAfter: new Date(context.now.getTime() + after),
			once: `suggestion.learn ${organisationId}`
		}
	);
}

/** Learns and keeps what was learnt; nothing where the organisation turned it off. The same answers give the same weights. */
export async function runLearnSuggestions(
	kernel: Kernel,
	{ organisationId }: { organisationId: string }
): Promise<void> {
	const { db } = kernel.database;
	const now = kernel.clock.now();
	const learnt = await learnFrom(db, organisationId, now);
	const changes = learnt.changes.filter(({ before, after }) => before !== after);
	await kernel.database.transaction(async (tx) => {
		const values = { answers: learnt.answers, changes, learnedAt: now };
		const [row] = await tx
			.select({ offAt: suggestionLearning.offAt })
			.from(suggestionLearning)
			.where(eq(suggestionLearning.organisationId, organisationId))
			.for('update');
		if (row?.offAt) return;
		await tx
			.insert(suggestionLearning)
			.values({ organisationId, ...values })
			.onConflictDoUpdate({
				target: suggestionLearning.organisationId,
				set: values,
				// Turned off between the two: what is off stays empty.
				setWhere: isNull(suggestionLearning.offAt)
			});
	});
}
