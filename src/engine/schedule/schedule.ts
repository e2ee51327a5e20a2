import { boundWeight } from './bound.ts';
import { Board } from './board.ts';
import { compile, unitOfWorth } from './compile.ts';
import { Granter } from './grant.ts';
import type {
	Schedule,
	ScheduledMeeting,
	ScheduleOptions,
	ScheduleProblem,
	ScheduleStage
} from './problem.ts';
import { Random } from '../random.ts';
import { arrangeTables, settle, waitsOf, walkOf } from './settle.ts';
import { whyNot } from './why-not.ts';

export type * from './problem.ts';

/**
 * Gives wished-for meetings a slot and a table. What was confirmed stays where it is; nobody is in two places, meets
 * in a slot in which they are away, has more meetings than their most, or loses a promised break; no table has more
 * meetings than places. Within that, in this order: guarantees are kept; the weight granted is as great as can be
 * found, where a person's first meeting outweighs any single wish; it is evened out between people; waits are few,
 * provisional meetings stay, and walks are short.
 *
 * Answers the schedule, why each other wish was not granted, and a proved upper bound of the weight. The same problem,
 * options and seed give the same schedule (but for where `shouldStop` ends it). Throws a RangeError for indices that
 * point nowhere. Size: memory grows with people x slots and with wishes.
 */
export function scheduleMeetings(problem: ScheduleProblem, options: ScheduleOptions = {}): Schedule {
	const { seed = 1, effort = 1, shouldStop = () => false, onProgress } = options;
	const model = compile(problem);
	const board = new Board(model);
	const random = new Random(seed);
	const tell = (stage: ScheduleStage, weight: number, bound: number, steps: number) => {
		let meetings = 0;
		if (onProgress) for (const slot of board.at) if (slot >= 0) meetings++;
		onProgress?.({ stage, weight: weight / unitOfWorth, bound: bound / unitOfWorth, meetings, steps });
	};

	const rounds = model.asks > 4000 ? 200 : 400;
	let { bound, reduced } = boundWeight(model, 0, rounds);
	tell('bound', 0, bound, 0);
	const granter = new Granter(board, {
		random,
		reduced,
		bound,
		steps: Math.round(effort * Math.min(12_000, 1000 + model.asks * 1.5)),
		shouldStop,
		onProgress: (weight, steps) => tell('grant', weight, bound, steps)
	});
	granter.run();
	const { weight } = granter;
	let { stopped, steps } = granter;
	if (!stopped && weight < bound) bound = Math.min(bound, boundWeight(model, weight, rounds).bound);
	tell('settle', weight, bound, steps);
	const placed = board.at.reduce((sum, slot) => sum + (slot >= 0 ? 1 : 0), 0);
	const watch = () => (stopped ||= shouldStop());
	if (!stopped) {
		steps += settle(board, { random, steps: Math.round(effort * Math.min(300_000, placed * 40)), shouldStop: watch });
	}
	tell('tables', weight, bound, steps);
	if (!stopped) {
		const tableSteps = Math.round(effort * Math.min(500_000, placed * 60));
		steps += arrangeTables(board, { random, steps: tableSteps, shouldStop: watch });
	}
	tell('done', weight, bound, steps);

	const { people, wishes } = problem;
	const held = problem.held ?? [];
	const meetings: ScheduledMeeting[] = [];
	const refused = model.refusedAtOnce.slice();
	const notes = model.notes.slice();
	for (let ask = 0; ask < model.asks; ask++) {
		const slot = board.at[ask]!;
		const heldIndex = model.heldIndex[ask]!;
		if (slot < 0) {
			if (heldIndex >= 0) notes.push({ kind: 'held_dropped', held: heldIndex });
			if (model.wishesOfAsk[ask]!.length === 0) continue;
			const why = whyNot(board, ask, stopped);
			for (const wish of model.wishesOfAsk[ask]!) refused.push({ wish, why });
			continue;
		}
		const c = board.by[ask]!;
		const unit = board.unit[ask]!;
		const source = heldIndex >= 0 ? held[heldIndex]! : null;
		// A confirmed meeting keeps even a table that another confirmed one has as well.
		const table = source?.confirmed ? source.table : unit < 0 ? null : model.unitTable[unit]!;
		meetings.push({
			people: [model.combinationA[c]!, model.combinationB[c]!],
			slot,
			length: model.length[ask]!,
			table,
			wishes: model.wishesOfAsk[ask]!.slice(),
			held: source ? heldIndex : null,
			moved: source !== null && (slot !== source.slot || table !== source.table),
			standIn: c !== model.combinationStart[ask]!
		});
	}
	meetings.sort((x, y) => x.slot - y.slot || (x.table ?? -1) - (y.table ?? -1) || x.people[0] - y.people[0]);
	refused.sort((x, y) => x.wish - y.wish);
	const withNone: number[] = [];
	let breaks = 0;
	let idleSlots = 0;
	let walking = 0;
	const wishing = new Set(wishes.filter(({ level }) => level !== 'no_thanks').map(({ from }) => from));
	for (let person = 0; person < people.length; person++) {
		const meetingsOf = board.count[person]!;
		if (meetingsOf === 0 && wishing.has(person)) withNone.push(person);
		const { guaranteed = 0 } = people[person]!;
		if (meetingsOf < guaranteed) notes.push({ kind: 'guarantee_missed', person, guaranteed, meetings: meetingsOf });
		const waits = waitsOf(board, person);
		breaks += waits.breaks;
		idleSlots += waits.idle;
		walking += walkOf(board, person);
	}
	return {
		meetings,
		refused,
		notes,
		weight: weight / unitOfWorth,
		bound: bound / unitOfWorth,
		gap: bound > 0 ? Math.max(0, (bound - weight) / bound) : 0,
		withNone,
		breaks,
		idleSlots,
		walking: Math.round(walking),
		steps,
		stopped
	};
}
