export type SeatMode = 'onsite' | 'online';

export interface SeatPerson {
	/** Colleagues share it; null for nobody's. */
	company?: string | null;
	/** Keys of channel roles. */
	roles?: readonly string[];
	/** First round they are there for. Default 0. */
	arrives?: number;
	/** First round they are there for no more. Default: they stay to the end. */
	leaves?: number;
	/** The table they sit at in every round: its host, or one who needs that place. */
	table?: number | null;
	/** The only tables they can sit at (within reach, without steps). Default: all of their mode. */
	tables?: readonly number[];
	/** Default onsite. */
	mode?: SeatMode;
}

export interface SeatTable {
	/** More people than this never sit at it. */
	places: number;
	/** Fewer people than this is a poor table. Default: half its places, rounded up. */
	least?: number;
	/** Default onsite. */
	mode?: SeatMode;
}

/** Worth of a pair at one table, by person and person: a function of two indices (taken as symmetric), or a list. */
export type Relevance =
	| ((a: number, b: number) => number)
	| { a: ArrayLike<number>; b: ArrayLike<number>; worth: ArrayLike<number> };

/** Who sits where in several rounds. Everything is indices: people, tables and rounds from 0. */
export interface SeatProblem {
	rounds: number;
	people: readonly SeatPerson[];
	tables: readonly SeatTable[];
	/** Pairs who must not sit together. */
	apart?: readonly (readonly [number, number])[];
	/** Pairs who sit together in every round; that they meet again is no fault. */
	together?: readonly (readonly [number, number])[];
	/** What it is worth that two sit together; what a list does not name is 0. */
	relevance?: Relevance;
	/** In the unit of relevance: what two colleagues at one table cost (default 1), and two with a common role (0.25). */
	mixing?: { company?: number; role?: number };
}

export type SeatStage = 'construct' | 'gather' | 'repeats' | 'relevance' | 'done';

export interface SeatProgress {
	stage: SeatStage;
	repeats: number;
	relevance: number;
	steps: number;
}

export interface SeatOptions {
	/** Same problem, same options, same seed: same seating. Default 1. */
	seed?: number;
	/** How long to search; 1 is the measure of the figures in docs/seat.md. */
	effort?: number;
	/** Asked often; true ends the search, and the best seating so far is answered. */
	shouldStop?: () => boolean;
	onProgress?: (progress: SeatProgress) => void;
}

/** Why a wish is broken. */
export type SeatWhy =
	/** Both must sit at one and the same table. */
	| 'same_fixed_table'
	/** Their tables never have one in common: fixed seats, reach, or online and onsite. */
	| 'no_common_table'
	/** One of the two is not there. */
	| 'not_there'
	/** Those who belong together are more than the places of any table they may sit at. */
	| 'table_too_small'
	/** There are fewer people than the tables want, or fewer tables than colleagues, or fewer strangers than seats. */
	| 'numbers'
	/** The other wishes, and not sitting with anyone twice, left nothing better that was found. */
	| 'not_found'
	/** Every place that they may take is taken by others who must be there. */
	| 'no_place';

/** A wish that was not kept. */
export type SeatBreach =
	| { kind: 'unseated'; person: number; round: number; why: SeatWhy }
	/** They sit together in all these rounds. */
	| { kind: 'met_again'; people: [number, number]; rounds: number[]; why: SeatWhy }
	| { kind: 'not_apart'; people: [number, number]; round: number; why: SeatWhy }
	| { kind: 'not_together'; people: [number, number]; round: number; why: SeatWhy }
	| { kind: 'table_short'; table: number; round: number; people: number; least: number; why: SeatWhy }
	/** So many colleagues sit at one table. */
	| { kind: 'same_company'; company: string; table: number; round: number; people: number; why: SeatWhy };

export interface Seating {
	/** By round and table: who sits there, in ascending order. */
	rounds: number[][][];
	/** Times that two who have met sit together again; those who belong together are not counted. */
	repeats: number;
	/** Sum of what each two at one table are worth, over all rounds; mixing costs are not in it. */
	relevance: number;
	/** No seating has fewer repeats; none reaches more relevance. */
	bound: { repeats: number; relevance: number };
	broken: SeatBreach[];
	/** How it was made, by part (online and onsite are parts of their own). */
	methods: string[];
	steps: number;
	/** Whether it was ended early by `shouldStop`. */
	stopped: boolean;
}

/** A seating mended after people left. */
export interface Repair {
	rounds: number[][][];
	/** Who sits at another table than before, in which round. */
	moved: { person: number; round: number; from: number; to: number }[];
	repeats: number;
	broken: SeatBreach[];
	/** With fewer moves it cannot be mended. */
	bound: { moves: number };
}
