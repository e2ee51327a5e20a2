/** What the engine knows of a person; all lists are free text as it was typed. Only what is there counts: an empty profile is suggested people too. */
export interface Attendee {
	/** Whatever tells companies apart; null for none. */
	company: string | null;
	/** Keys of channel roles. */
	roles: readonly string[];
	city: string | null;
	offers: readonly string[];
	needs: readonly string[];
	interests: readonly string[];
	brandsCarried: readonly string[];
	brandsWanted: readonly string[];
	/** Titles of what they speak about here. */
	talks: readonly string[];
	/** False for a person without an account, who cannot answer yet. */
	reachable: boolean;
	/** "Direktur Penjualan"; how senior they are is read from it. */
	title?: string | null;
	/** Ids of the sessions they starred. */
	stars?: readonly string[];
	/** How new they are here, from 1 (just now) to 0. */
	fresh?: number;
	/** How many asks they were sent and have had time to answer, and how many of them they answered. */
	asked?: number;
	answered?: number;
	/** Anything else two people may have in common, `key:value` ("language:id"). */
	facts?: readonly string[];
}

export type Wish = 'must_meet' | 'meet' | 'no_thanks';

/** How much it is worth that one channel role meets another, 0 (hidden from each other) to 3, by role and role. */
export type RoleWeights = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Why somebody is suggested, strongest first; words are those the people used. */
export type Reason =
	/** They offer what the viewer looks for. */
	| { kind: 'brings'; tags: string[] }
	/** They look for what the viewer offers. */
	| { kind: 'looks_for'; tags: string[] }
	/** Their company carries brands that the viewer's wants. */
	| { kind: 'carries_brand'; tags: string[] }
	/** Their company wants brands that the viewer's carries. */
	| { kind: 'wants_brand'; tags: string[] }
	/** They speak here about what the viewer looks for or is interested in. */
	| { kind: 'speaks'; tags: string[] }
	| { kind: 'interest'; tags: string[] }
	/** Their channel role is one the viewer's ought to meet. */
	| { kind: 'role'; role: string }
	| { kind: 'city'; city: string }
	/** Their titles are of the same weight. */
	| { kind: 'level' }
	/** Both starred these sessions; ids. */
	| { kind: 'together'; sessions: string[] }
	/** So many are connected to both; from two on, so that it names nobody. */
	| { kind: 'common'; people: number }
	/** Whom the one met here, the other meets too. */
	| { kind: 'circles' }
	| { kind: 'alike'; facts: string[] }
	| { kind: 'new_here' }
	/** The words of the two mean much the same to the provider of embeddings that the operator set up. */
	| { kind: 'meaning' }
	/** Both said that they want to meet. */
	| { kind: 'both_wish' }
	/** The viewer said so. */
	| { kind: 'wish' }
	/** Many here look for what they offer. */
	| { kind: 'sought'; tags: string[]; people: number };

export type ReasonKind = Reason['kind'];

export const reasonKinds: readonly ReasonKind[] = [
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
];

/**
 * What is measured between two people, each about 0 to 1; what the weights are for. `mutual`: each has something for the
 * other. `met`, `declined`, `quiet`, `unreachable`, `known` count against.
 */
export const signals = [
	'brings',
	'looks_for',
	'mutual',
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
	'sought',
	'met',
	'declined',
	'quiet',
	'unreachable',
	'known'
] as const;
export type Signal = (typeof signals)[number];

/** How much each signal is worth, in log-odds that the two want to meet (1: the odds are e times as high). */
export type Weights = Readonly<Record<Signal, number>>;

/** Against: said by no reason, but part of the score all the same. */
export type Against = 'met' | 'declined' | 'quiet' | 'unreachable' | 'known';

/** A part of a score, and the kind of reason it belongs to. */
export interface Point {
	kind: ReasonKind | Against;
	points: number;
}

/**
 * The weights that are shipped. Those of offers, needs, interests, roles and the city are fitted on generated
 * populations (`SUGGEST_TUNE=1 npm run bench suggest`, on seeds that no figure is reported for), rounded; `circles` is 1
 * because its own model is fitted (`encounter.ts`), and so is `alike`; the others are judgements, to be corrected by what people answer (`learn.ts`).
 */
export const defaultWeights: Weights = {
	brings: 1.6,
	looks_for: 1.6,
	mutual: 0.3,
	carries_brand: 0.9,
	wants_brand: 0.8,
	speaks: 0.7,
	interest: 0.4,
	role: 0.5,
	city: 0.25,
	level: 0.15,
	together: 0.5,
	common: 0.5,
	circles: 1,
	alike: 0.3,
	new_here: 0.15,
	meaning: 0.8,
	sought: 0.1,
	met: -0.6,
	declined: -3,
	quiet: -0.8,
	unreachable: -0.6,
	known: -6
};

export interface PrepareOptions {
	roleWeights: RoleWeights;
	/** Same people, same seed, same answer. */
	seed: number;
	weights?: Partial<Weights>;
	/** How many suggestions each person is thought to look at; what exposure is counted in. Default 5. */
	listLength?: number;
	/** In how many people's first `listLength` one person may stand, as a multiple of the fair share; 0: no bound. Default 4. */
	exposure?: number;
	/** Who is connected to whom. */
	ties?: readonly (readonly [number, number])[];
	/** Who met whom here so far, and for how many minutes. */
	contacts?: readonly { a: number; b: number; minutes: number }[];
	/** How many hours each has been here; needed beside `contacts`. */
	hours?: readonly number[];
	/** A vector for each person's words, from a provider of embeddings; null for none. Of one length each. */
	meaning?: readonly (Float32Array | null)[];
}

/** What one asks for, and what stands between them and the others. People are indices into `people`. */
export interface SuggestOptions {
	count: number;
	/** What the viewer said of others; lasting. */
	wishes?: ReadonlyMap<number, Wish>;
	/** What others said of the viewer; never told, but where both wish it. */
	wishedBy?: ReadonlyMap<number, Wish>;
	/** Already connected, or asked: suggested only where little else is. */
	known?: ReadonlySet<number>;
	/** Whom the viewer met before: a little less needed. */
	met?: ReadonlySet<number>;
	/** Who turned the viewer down, or was turned down. */
	declined?: ReadonlySet<number>;
	/** Who may be suggested at all; absent means everybody. */
	eligible?: (index: number) => boolean;
	/** Kinds of reason this viewer does not want to be suggested people for: they then neither count nor are said. */
	muted?: ReadonlySet<ReasonKind>;
}

export interface Suggestion {
	index: number;
	/** The sum of `points`. Comparable within one answer only. */
	score: number;
	/** At least one, the strongest first. */
	reasons: Reason[];
	/** Where the score comes from, each part under its reason. */
	points: Point[];
}
