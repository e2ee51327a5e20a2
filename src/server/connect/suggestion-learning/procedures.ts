import { read, write } from '#server/kernel/procedures.ts';
import { setLearning } from './commands.ts';
import { findLearning } from './queries.ts';
import { LearningShape, OfOrganisation, SetLearning } from './schema.ts';

const tags = ['suggestion'];
const path = '/organisations/{organisation}/suggestion-learning';

export const suggestionLearningProcedures = {
	find: read
		.route({
			method: 'GET',
			path,
			tags,
			summary: 'See what suggestions learnt from answers',
			description:
				'How much each signal counts beside the shipped weight, learnt from asks that were accepted, declined, ignored or kept; never from what people wrote, nor from who turned profiling off. For organisers.'
		})
		.input(OfOrganisation)
		.output(LearningShape)
		.handler(({ context, input }) => findLearning(context, input)),
	set: write
		.route({
			method: 'PUT',
			path,
			tags,
			summary: 'Turn learning from answers on or off',
			description: 'Off forgets what was learnt at once: the shipped weights hold. For organisers.'
		})
		.input(SetLearning)
		.output(LearningShape)
		.handler(({ context, input }) => setLearning(context, input))
};
