import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { ConnectionCan } from '../connection/schema.ts';
import { PersonLineShape, Tie, Wish } from '../profile/schema.ts';

export const fail = refusals({
	WISH_ABOUT_ONESELF: {
		status: 422,
		id: 'Itu Anda sendiri. Pilih orang lain.',
		en: 'That is you. Choose somebody else.'
	},
	ROLE_UNKNOWN: {
		status: 422,
		id: 'Peran "{role}" tidak ada di daftar organisasi ini. Muat ulang halaman.',
		en: 'The role "{role}" is not in this organisation\'s list. Reload the page.'
	}
});

export const ReasonKind = z.enum([
	'brings',
	'looks_for',
	'carries_brand',
	'wants_brand',
	'speaks',
	'interest',
	'role',
	'city',
	'level',
	'together',
	'common',
	'circles',
	'alike',
	'new_here',
	'meaning',
	'both_wish',
	'wish',
	'sought'
]);

/** Kinds a person may mute: those that say something about people, not about what they said themselves. */
export const MutableReason = ReasonKind.exclude(['both_wish', 'wish']);

const words = z.array(z.string()).describe('In the words the people used themselves.');
const withTags = <Kind extends string>(kind: Kind) =>
	z.object({ kind: z.literal(kind), tags: words });

export const ReasonShape = z.discriminatedUnion('kind', [
	withTags('brings').describe('They offer what the caller looks for.'),
	withTags('looks_for').describe('They look for what the caller offers.'),
	withTags('carries_brand'),
	withTags('wants_brand'),
	withTags('speaks').describe('Titles of what they speak about here.'),
	withTags('interest'),
	z.object({ kind: z.literal('role'), role: z.string().describe('Key of their channel role.') }),
	z.object({ kind: z.literal('city'), city: z.string() }),
	z.object({ kind: z.literal('level') }).describe('Their titles are of about the same weight.'),
	z
		.object({ kind: z.literal('together'), sessions: z.number().int() })
		.describe('So many sessions both starred; which ones is theirs to tell.'),
	z
		.object({ kind: z.literal('common'), people: z.number().int() })
		.describe('So many are connected to both; at least two, so that it names nobody.'),
	z.object({ kind: z.literal('circles') }).describe('They meet the same people here.'),
	z.object({ kind: z.literal('alike') }),
	z.object({ kind: z.literal('new_here') }),
	z
		.object({ kind: z.literal('meaning') })
		.describe('What the two wrote means much the same, in other words.'),
	z.object({ kind: z.literal('both_wish') }).describe('Both said that they want to meet.'),
	z.object({ kind: z.literal('wish') }).describe('The caller said so.'),
	z.object({ kind: z.literal('sought'), tags: words, people: z.number().int() })
]);
export type ReasonView = z.infer<typeof ReasonShape>;

export const SuggestionShape = z.object({
	person: PersonLineShape.extend({ channelRoles: z.array(z.string()), hasAccount: z.boolean() }),
	reasons: z.array(ReasonShape).describe('At least one, the strongest first.'),
	tie: Tie,
	wish: Wish.nullable(),
	can: z.object({ ask: ConnectionCan.shape.ask, wish: z.boolean() })
});

export const SuggestionsShape = z.object({
	state: z
		.enum(['open', 'off', 'empty'])
		.describe(
			'`off`: the caller turned profiling off. `empty`: their offers and needs are empty, so there is little to go by.'
		),
	suggestions: z.array(SuggestionShape),
	muted: z
		.array(ReasonKind)
		.describe('Kinds of reason the caller does not want to be suggested people for.')
});
export type SuggestionsView = z.infer<typeof SuggestionsShape>;

export const SuggestionsRequest = z.object({
	organisation: z.string().describe('Slug.'),
	gathering: z.string().describe('Slug.'),
	count: z.coerce.number().int().min(1).max(20).default(5)
});
export type SuggestionsRequest = z.infer<typeof SuggestionsRequest>;

export const SetWish = z.object({
	organisation: z.string().describe('Slug.'),
	personId: z.uuid(),
	wish: Wish.nullable().describe('Null takes it back.')
});
export type SetWish = z.infer<typeof SetWish>;

export const Mute = z.object({
	organisation: z.string().describe('Slug.'),
	reason: MutableReason
});
export type Mute = z.infer<typeof Mute>;

export const OfGathering = z.object({ organisation: z.string(), gathering: z.string() });

const Weight = z
	.number()
	.int()
	.min(0)
	.max(3)
	.describe('0: hidden from each other; 1 low; 2 good; 3 best.');
export const Weights = z.record(z.string(), z.record(z.string(), Weight));

export const RoleWeightsShape = z.object({
	roles: z.array(z.object({ key: z.string(), id: z.string(), en: z.string() })),
	weights: Weights.describe('By the role of who looks, then by the role of who is suggested.'),
	isDefault: z.boolean()
});
export type RoleWeightsView = z.infer<typeof RoleWeightsShape>;

export const SaveRoleWeights = OfGathering.extend({
	weights: Weights.nullable().describe('The whole table; null goes back to the usual one.')
});
export type SaveRoleWeights = z.infer<typeof SaveRoleWeights>;
