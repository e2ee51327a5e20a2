import { accessOrganisation, record } from '#server/gate/public.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { learnLater } from './jobs.ts';
import { viewLearning } from './queries.ts';
import type { LearningView, SetLearning } from './schema.ts';
import { suggestionLearning } from './tables.ts';

/**
 * Turns learning from answers on or off for an organisation. Off: what was learnt is forgotten at once and the shipped
 * weights hold. On: it is learnt in the background, from the answers there are. Harmless the second time.
 */
export async function setLearning(
	context: WriteContext,
	input: SetLearning
): Promise<LearningView> {
	const { db, now } = context;
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const values = {
		offAt: input.on ? null : now,
		...(!input.on && { answers: 0, changes: [], learnedAt: null })
	};
	await db
		.insert(suggestionLearning)
		.values({ organisationId: organisation.id, ...values })
		.onConflictDoUpdate({ target: suggestionLearning.organisationId, set: values });
	if (input.on) await learnLater(context, organisation.id, 0);
	await record(context, {
		organisationId: organisation.id,
		byPersonId: standing.personId,
		noun: 'organisation',
		nounId: organisation.id,
		verb: input.on ? 'turn-learning-on' : 'turn-learning-off'
	});
	return viewLearning(db, organisation.id);
}
