import { z } from 'zod';

/** The signals that are learnt and that the product measures. */
export const LearntSignal = z.enum([
	'brings',
	'looks_for',
	'mutual',
	'carries_brand',
	'wants_brand',
	'interest',
	'role',
	'city',
	'level',
	'common',
	'sought'
]);
export type LearntSignal = z.infer<typeof LearntSignal>;

export const LearningShape = z.object({
	on: z.boolean(),
	answers: z.number().int().describe('How many answers were counted at the last learning.'),
	least: z.number().int().describe('From how many answers on anything changes.'),
	learnedAt: z.date().nullable(),
	signals: z.array(
		z.object({
			signal: LearntSignal,
			times: z.number().describe('The weight as a multiple of the shipped one.'),
			counts: z
				.enum(['usual', 'more', 'less'])
				.describe('In words; more or less only where the answers leave little doubt.')
		})
	),
	can: z.object({ change: z.boolean() })
});
export type LearningView = z.infer<typeof LearningShape>;

export const OfOrganisation = z.object({ organisation: z.string().describe('Slug.') });
export const SetLearning = OfOrganisation.extend({ on: z.boolean() });
export type SetLearning = z.infer<typeof SetLearning>;
