import { chance, Crowd } from './crowd.ts';
import type {
	Attendee,
	Point,
	PrepareOptions,
	Reason,
	Signal,
	SuggestOptions,
	Suggestion
} from './profile.ts';
import { best, explain, keptApart, merit, pointsOf, scoreAll, signalsOf, sumOf } from './score.ts';
import { defer } from './spread.ts';

export * from './profile.ts';
export {
	learnable,
	learnWeights,
	outcomes,
	type Answer,
	type Learned,
	type Outcome
} from './learn.ts';
export { defaultRoleWeights } from './roles.ts';
export { gini, suggestEveryone, type Everyone, type EveryoneOptions } from './spread.ts';

/** A crowd made ready to be asked many times. Opaque: another engine keeps something else in it. */
export interface Prepared {
	readonly people: readonly (Attendee | null)[];
	/** @internal */
	readonly crowd: Crowd;
}

const scratch = { scores: new Float64Array(0) };

/** Past this many requesters, exposure is learnt from a sample. */
const sampleSize = 400;

/**
 * Makes a crowd ready: reads its tags, indexes who holds which, and learns how much each person is sought, so that
 * nobody stands in everybody's list (`exposure: 0` leaves that out). Pure and deterministic. Costs about the number of
 * tags; with exposure as much again as 400 answers.
 */
export function prepare(people: readonly Attendee[], options: PrepareOptions): Prepared {
	const crowd = new Crowd(people, options);
	const listLength = options.listLength ?? 5;
	const exposure = options.exposure ?? 4;
	if (exposure > 0 && crowd.size > listLength * 2) learnBars(crowd, listLength, exposure);
	return { people: crowd.people, crowd };
}

/**
 * Puts a person in place of whom a number stood for, or a new one at the end (`index` = the number of people so far).
 * Costs the person's own tags. How telling a tag is stays as it was counted when the crowd was prepared; who is newly
 * changed has no bound of exposure until then.
 */
export function change({ crowd }: Prepared, index: number, person: Attendee): void {
	if (index < 0 || index > crowd.size)
		throw new RangeError(`There is no place ${index} among ${crowd.size} people.`);
	crowd.set(index, person);
}

/** Takes a person out. Their number stays empty; harmless the second time. */
export function remove({ crowd }: Prepared, index: number): void {
	if (crowd.people[index]) crowd.remove(index);
}

/** Each signal between two people, before weights: what `learn.ts` learns from. */
export const measure = (
	prepared: Prepared,
	me: number,
	other: number,
	options: Partial<SuggestOptions> = {}
): Record<Signal, number> => signalsOf(prepared.crowd, me, other, options);

/** Where the score of one pair comes from; empty for two who are kept apart. */
export const explainScore = (
	prepared: Prepared,
	me: number,
	other: number,
	options: Partial<SuggestOptions> = {}
): Point[] =>
	keptApart(prepared.crowd, me, other) ? [] : pointsOf(prepared.crowd, me, other, options);

function learnBars(crowd: Crowd, listLength: number, exposure: number): void {
	let requesters = Array.from({ length: crowd.size }, (_, index) => index);
	if (crowd.size > sampleSize) {
		requesters = requesters
			.map((index) => ({ index, order: chance(crowd.seed, index, 7919) }))
			.sort((a, b) => a.order - b.order)
			.slice(0, sampleSize)
			.map(({ index }) => index);
	}
	const cap = Math.max(1, Math.round((exposure * listLength * requesters.length) / crowd.size));
	const scores = new Float64Array(crowd.size);
	const lists = requesters.map((me) => {
		scoreAll(crowd, me, {}, scores);
		return best(scores, crowd.size, listLength * 8);
	});
	const { bars } = defer(requesters, lists, listLength, cap, crowd.size, (me, other) =>
		merit(crowd, me, other)
	);
	crowd.bar.set(bars);
}

const leading = ([first]: readonly Reason[]): string =>
	first && 'tags' in first ? `${first.kind} ${first.tags[0]?.toLowerCase()}` : (first?.kind ?? '');

/**
 * The people worth meeting for one of the crowd, best first; at most `count`, fewer only where there is nobody left
 * with a reason. Never: themself, their own company, no thanks in either direction, roles hidden from each other
 * (unless the viewer wished it), who is not eligible. Not two of one company while others remain.
 */
export function suggest({ crowd }: Prepared, me: number, options: SuggestOptions): Suggestion[] {
	if (!crowd.people[me]) return [];
	const { wishes, eligible } = options;
	if (scratch.scores.length < crowd.size)
		scratch.scores = new Float64Array(Math.ceil(crowd.size * 1.2));
	const { scores } = scratch;
	scoreAll(crowd, me, options, scores);
	const room = Math.min(options.count * 3, options.count + 20);
	// Enough to choose from though many be of one company or barred; all of them where even that is too little.
	for (let depth = room * 3; ; depth *= 8) {
		const candidates = best(scores, crowd.size, depth, eligible);
		const chosen = choose(crowd, me, candidates, scores, options, room, wishes);
		if (chosen.length >= options.count || candidates.length < depth) return chosen;
	}
}

function choose(
	crowd: Crowd,
	me: number,
	candidates: readonly number[],
	scores: Float64Array,
	options: SuggestOptions,
	room: number,
	wishes: SuggestOptions['wishes']
): Suggestion[] {
	const chosen: Suggestion[] = [];
	const taken = new Set<number>();
	const companies = new Map<number, number>();
	const told = new Map<string, number>();
	const said = new Map<number, { points: Point[]; reasons: Reason[]; lead: string }>();
	const sayOf = (other: number) => {
		let one = said.get(other);
		if (!one) {
			const points = pointsOf(crowd, me, other, options);
			const reasons = explain(crowd, me, other, options, points);
			one = { points, reasons, lead: leading(reasons) };
			said.set(other, one);
		}
		return one;
	};
	// Rounds, each less choosy: with the bar and one of a company; without the bar; without either.
	for (const [barred, ofOneCompany] of [
		[true, 1],
		[false, 1],
		[false, 2],
		[false, Infinity]
	] as const) {
		// A window of the best, from which what repeats a reason already given is put back a little.
		const window: number[] = [];
		for (const other of candidates) {
			if (chosen.length + window.length >= room) break;
			if (taken.has(other)) continue;
			const company = crowd.company[other]!;
			if (!wishes?.has(other)) {
				if (company >= 0 && (companies.get(company) ?? 0) >= ofOneCompany) continue;
				const needed = crowd.bar[other]!;
				if (barred && needed > -Infinity && merit(crowd, me, other) < needed) continue;
			}
			if (sayOf(other).reasons.length) window.push(other);
		}
		while (chosen.length < options.count && window.length) {
			let pick = -1;
			let highest = -Infinity;
			for (let at = 0; at < window.length; at++) {
				const other = window[at]!;
				const company = crowd.company[other]!;
				if (company >= 0 && (companies.get(company) ?? 0) >= ofOneCompany && !wishes?.has(other))
					continue;
				const worth = scores[other]! - 0.35 * (told.get(sayOf(other).lead) ?? 0);
				if (worth > highest) [highest, pick] = [worth, at];
			}
			if (pick < 0) break;
			const [other] = window.splice(pick, 1) as [number];
			const { points, reasons, lead } = sayOf(other);
			chosen.push({ index: other, score: sumOf(points), reasons, points });
			taken.add(other);
			companies.set(crowd.company[other]!, (companies.get(crowd.company[other]!) ?? 0) + 1);
			told.set(lead, (told.get(lead) ?? 0) + 1);
		}
		if (chosen.length >= options.count) break;
	}
	return chosen;
}
