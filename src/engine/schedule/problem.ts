/** How much a person wants to meet another. `no_thanks` is final, whoever of the two says it. */
export type WishLevel = 'must_meet' | 'meet' | 'no_thanks';

/** A break that a person is promised: `length` free slots in a row within slots `from` to `to` (both included). */
export interface PromisedBreak {
	from: number;
	to: number;
	length: number;
}

export interface SchedulePerson {
	/** Colleagues share it; null for nobody's. */
	company?: string | null;
	/** Keys of channel roles. */
	roles?: readonly string[];
	/** Slots in which they cannot meet: not there, on stage, at a workshop. */
	unavailable?: readonly number[];
	/** Meetings they ought to have at least. A wish, not a limit. */
	least?: number;
	/** Meetings they may have at most, those held already included. */
	most?: number;
	/** Meetings that were promised to them (a sponsor). Comes before every wish. */
	guaranteed?: number;
	/** What each of their own wishes is multiplied by: the buyers' side counts more. Default 1. */
	voice?: number;
	/** Index of the table at which all their meetings are; that table is then nobody else's but who shares it. */
	booth?: number | null;
	breaks?: readonly PromisedBreak[];
	/** Whether they may take a meeting in the place of a colleague. */
	standsIn?: boolean;
}

export interface ScheduleTable {
	/** Where it stands, in metres. Default 0, 0. */
	x?: number;
	y?: number;
	/** Meetings that fit at it at once. Default 1. */
	places?: number;
	/** Slots in which it cannot be used. */
	closed?: readonly number[];
}

export interface ScheduleWish {
	/** Who wishes it, and whom they wish to meet: indices into `people`. */
	from: number;
	to: number;
	level: WishLevel;
	/** Slots in a row that it needs. Default 1. */
	length?: number;
	/** False where only this very person will do. Default true; colleagues must also have `standsIn`. */
	standIn?: boolean;
}

export interface HeldMeeting {
	people: readonly [number, number];
	slot: number;
	length?: number;
	/** Index of the table; null for a meeting that needs none (online, at the coffee bar). */
	table: number | null;
	/** A confirmed meeting never moves; a provisional one may, at a cost. */
	confirmed: boolean;
}

/** Meetings wished for, to be given slots and tables. Everything is indices: people, tables and slots from 0. */
export interface ScheduleProblem {
	/** The day of each slot, in order of time. A meeting does not cross from one day to another, and a night is no gap. */
	days: readonly number[];
	people: readonly SchedulePerson[];
	tables: readonly ScheduleTable[];
	wishes: readonly ScheduleWish[];
	held?: readonly HeldMeeting[];
	/** Who may meet whom: factor by role of the one and role of the other; 0 keeps apart; what is not named is 1. */
	roleRules?: Readonly<Record<string, Readonly<Record<string, number>>>>;
	/** What a wish is worth. Default 4 and 1. */
	worth?: { must_meet: number; meet: number };
}

export type ScheduleStage = 'bound' | 'grant' | 'settle' | 'tables' | 'done';

export interface ScheduleProgress {
	stage: ScheduleStage;
	/** Weight granted so far, and more than which no schedule can grant. */
	weight: number;
	bound: number;
	meetings: number;
	steps: number;
}

export interface ScheduleOptions {
	/** Same problem, same options, same seed: same schedule. Default 1. */
	seed?: number;
	/** How long to search; 1 is the measure the figures in docs/engine.md are made with. */
	effort?: number;
	/** Asked often; true ends the search, and the best schedule so far is answered. */
	shouldStop?: () => boolean;
	onProgress?: (progress: ScheduleProgress) => void;
}

/** Why a wish was not granted. `person` is an index into `people`. */
export type WhyNot =
	/** One of the two wants no meeting with the other. */
	| { kind: 'no_thanks' }
	/** The gathering's rules keep their channel roles apart. */
	| { kind: 'role_rule' }
	/** The wish is for oneself. */
	| { kind: 'oneself' }
	/** The two are never free at the same time, whatever else is arranged. */
	| { kind: 'never_together' }
	/** They are together at times, but there is no table then. */
	| { kind: 'no_table_ever' }
	/** This person has the greatest number of meetings they wanted. */
	| { kind: 'has_most'; person: number; most: number }
	/** In every slot in which this person could, they have a meeting that counts more. */
	| { kind: 'fully_booked'; person: number; meetings: number }
	/** In every slot that is left to one of them the other has a meeting already. */
	| { kind: 'no_common_slot' }
	/** It would have cost this person the break that they are promised. */
	| { kind: 'promised_break'; person: number }
	/** Both were free in this many slots, but every table was taken then. */
	| { kind: 'tables_taken'; slots: number }
	/** The two meet already, for another wish. */
	| { kind: 'meet_already' }
	/** There was room, but the search was stopped before it came to this wish. */
	| { kind: 'stopped' };

export interface ScheduledMeeting {
	people: [number, number];
	slot: number;
	length: number;
	/** Null where it needs none. */
	table: number | null;
	/** Indices of the wishes that it grants; none for a meeting that was held without a wish. */
	wishes: number[];
	/** Index into `held`, or null for a new one. */
	held: number | null;
	/** A held meeting that was given another slot or another table. */
	moved: boolean;
	/** One of the two sits there for a colleague. */
	standIn: boolean;
}

/** What is wrong with what was held or promised, before anything is arranged. */
export type ScheduleNote =
	/** Two confirmed meetings want the same person at the same time; both stay. */
	| { kind: 'held_clash'; held: number; person: number }
	/** Two confirmed meetings want the same table at the same time; both stay. */
	| { kind: 'table_clash'; held: number; table: number }
	/** Held while this person is away. */
	| { kind: 'held_while_away'; held: number; person: number }
	/** A provisional meeting found no place any more. */
	| { kind: 'held_dropped'; held: number }
	/** The break promised cannot be kept, whatever is arranged: they are away or confirmed meetings stand there. */
	| { kind: 'break_impossible'; person: number; index: number }
	/** Fewer meetings than were guaranteed, though nobody else came first. */
	| { kind: 'guarantee_missed'; person: number; guaranteed: number; meetings: number };

export interface Schedule {
	/** In order of slot, then table. */
	meetings: ScheduledMeeting[];
	/** Every wish that was not granted, but for the wishes of `no_thanks`. */
	refused: { wish: number; why: WhyNot }[];
	notes: ScheduleNote[];
	/** Sum of what the granted wishes are worth; a provisional meeting that nobody wished counts as a plain wish. */
	weight: number;
	/** No schedule can grant more than this: proved by a Lagrangian relaxation. */
	bound: number;
	/** (bound - weight) / bound. */
	gap: number;
	/** People who made wishes and have no meeting at all. */
	withNone: number[];
	/** Waits between two meetings of a day, idle slots in them, and metres between tables, over all people. */
	breaks: number;
	idleSlots: number;
	walking: number;
	steps: number;
	/** Whether it was ended early by `shouldStop`. */
	stopped: boolean;
}
