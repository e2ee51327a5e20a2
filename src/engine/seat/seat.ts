import { Random } from '../random.ts';
import { Board } from './board.ts';
import { constructRounds } from './construct.ts';
import { seatByDesign, seatByWorth, placeRest } from './gather.ts';
import { exchangeParts, improve } from './improve.ts';
import type { Seating, SeatOptions, SeatProblem, SeatProgress, SeatStage } from './problem.ts';
import { boundRepeats, countRepeats, findBreaches } from './report.ts';
import { readWorth } from './worth.ts';

export type * from './problem.ts';
export { repair } from './repair.ts';
export { meetEveryone, leastRounds, type MeetEveryone } from './everyone.ts';
export { constructRounds, mostRoundsPossible, type Construction, type Rounds } from './construct.ts';

/** Above this share of all pairs met, seats are too tight to be filled by worth alone. */
const tight = 0.35;

/**
 * Seats people at tables over several rounds. Nobody sits at a table out of their reach, in a round they are not there
 * for, or beyond a table's places; whoever can have a seat has one. Within that, in this order of weight: pairs are kept
 * apart and together; no table is short of people; nobody meets anyone twice; what those at one table are worth to each
 * other, mixing of companies and roles taken off, is as great as can be found.
 *
 * A construction without repeats is used where there is one and seats are tight, search where not. The same problem,
 * options and seed give the same seating (but for where `shouldStop` ends it). Throws a RangeError for indices that
 * point nowhere. Memory grows with the square of the number of people: 5 bytes a pair.
 */
export function seat(problem: SeatProblem, options: SeatOptions = {}): Seating {
	check(problem);
	const { seed = 1, effort = 1, onProgress } = options;
	let stopped = false;
	const shouldStop = () => (stopped ||= options.shouldStop?.() ?? false);
	const random = new Random(seed);
	const rounds: number[][][] = Array.from({ length: problem.rounds }, () => problem.tables.map(() => []));
	const methods: string[] = [];
	let steps = 0;
	let relevance = 0;
	let relevanceBound = 0;
	let repeatsBound = 0;
	for (const { part, people, tables } of partsOf(problem)) {
		const told = (stage: SeatStage, repeats: number, reached: number, made: number) => {
			const progress: SeatProgress = { stage, repeats, relevance: relevance + reached, steps: steps + made };
			onProgress?.(progress);
		};
		const done = seatPart(part, random, effort, shouldStop, told);
		methods.push(done.method);
		steps += done.steps;
		relevance += done.relevance;
		relevanceBound += done.relevanceBound;
		repeatsBound += boundRepeats(part);
		done.rounds.forEach((round, r) =>
			round.forEach((seated, t) => (rounds[r]![tables[t]!] = seated.map((p) => people[p]!).sort((a, b) => a - b)))
		);
	}
	const broken = findBreaches(problem, rounds);
	const repeats = countRepeats(broken);
	onProgress?.({ stage: 'done', repeats, relevance, steps });
	return {
		rounds,
		repeats,
		relevance,
		bound: { repeats: Math.min(repeats, repeatsBound), relevance: Math.max(relevance, relevanceBound) },
		broken,
		methods,
		steps,
		stopped
	};
}

interface Part {
	part: SeatProblem;
	people: number[];
	tables: number[];
}

/** Online and onsite never meet, so each is a problem of its own. */
function partsOf(problem: SeatProblem): Part[] {
	const parts: Part[] = [];
	for (const mode of ['onsite', 'online'] as const) {
		const people: number[] = [];
		problem.people.forEach((person, p) => (person.mode ?? 'onsite') === mode && people.push(p));
		const tables: number[] = [];
		problem.tables.forEach((table, t) => (table.mode ?? 'onsite') === mode && tables.push(t));
		if (!people.length || !tables.length) continue;
		const newPerson = new Map(people.map((p, i) => [p, i]));
		const newTable = new Map(tables.map((t, i) => [t, i]));
		const pairs = (list: SeatProblem['apart']) =>
			(list ?? []).flatMap(([a, b]): [number, number][] =>
				newPerson.has(a) && newPerson.has(b) ? [[newPerson.get(a)!, newPerson.get(b)!]] : []
			);
		const { relevance } = problem;
		let own = relevance;
		if (people.length < problem.people.length && relevance) {
			if (typeof relevance === 'function') own = (a, b) => relevance(people[a]!, people[b]!);
			else {
				const kept = { a: [] as number[], b: [] as number[], worth: [] as number[] };
				for (let i = 0; i < relevance.a.length; i++) {
					const a = newPerson.get(relevance.a[i]!);
					const b = newPerson.get(relevance.b[i]!);
					if (a === undefined || b === undefined) continue;
					kept.a.push(a);
					kept.b.push(b);
					kept.worth.push(relevance.worth[i]!);
				}
				own = kept;
			}
		}
		const part: SeatProblem = {
			rounds: problem.rounds,
			people: people.map((p) => {
				const { table, tables: only, ...person } = problem.people[p]!;
				const fixed = table !== undefined && table !== null;
				const reach = (fixed ? [table] : only)?.flatMap((t) => newTable.get(t) ?? []);
				return reach ? { ...person, tables: reach } : person;
			}),
			tables: tables.map((t) => problem.tables[t]!),
			apart: pairs(problem.apart),
			together: pairs(problem.together)
		};
		if (own) part.relevance = own;
		if (problem.mixing) part.mixing = problem.mixing;
		parts.push({ part, people, tables });
	}
	return parts;
}

function seatPart(
	problem: SeatProblem,
	random: Random,
	effort: number,
	shouldStop: () => boolean,
	tell: (stage: SeatStage, repeats: number, relevance: number, steps: number) => void
) {
	const board = new Board(problem);
	const { people: n, tables, rounds } = board;
	const worth = readWorth(problem);
	board.worth = worth.matrix;
	const { friends, scale } = worth;

	let present = 0;
	for (let r = 0; r < rounds; r++) {
		let here = 0;
		for (let p = 0; p < n; p++) here += board.here[r * n + p]!;
		present = Math.max(present, here);
	}
	// The even size at which all find a place.
	let size = 1;
	while (size < 64 && problem.tables.reduce((sum, { places }) => sum + Math.min(places, size), 0) < Math.min(n, board.seats)) size++;
	const isTight = rounds * (size - 1) > tight * Math.max(1, n - 1);
	let method: string;
	tell('construct', 0, 0, 0);
	const byWorth = friends !== null && !isTight;
	const design =
		byWorth || size < 2 || tables < 2 || tables * size < n
			? null
			: constructRounds(tables, size, rounds, { random, effort, shouldStop });
	if (byWorth) {
		method = 'by_worth';
		board.repeatCost = 50 * scale;
		board.worthFactor = 1;
		seatByWorth(board, random);
	} else if (design && design.rounds.length > 0) {
		method = design.method;
		seatByDesign(board, design.rounds, size, random);
		for (let r = design.rounds.length; r < rounds; r++) placeRest(board, r, random);
	} else {
		method = 'search';
		for (let r = 0; r < rounds; r++) placeRest(board, r, random);
	}
	tell('gather', board.repeats(), 0, 0);

	let steps = 0;
	board.repeatCost = 1;
	board.worthFactor = 0;
	const bound = boundRepeats(problem);
	let goal = bound;
	for (const [a, b] of problem.together ?? [])
		for (let r = 0; r < rounds; r++) if (a !== b && board.here[r * n + a] && board.here[r * n + b]) goal -= 40;
	// Where worth has seated them, repeats are few, and weighed together with worth below.
	if (!byWorth && board.cost() > goal + 1e-9 && !shouldStop()) {
		const many = board.people * rounds;
		steps += improve(board, {
			random,
			steps: Math.round(effort * Math.min(3_000_000, Math.max(100_000, many * 1500))),
			hot: 0.7,
			cold: 0.08,
			goal,
			friends: null,
			shouldStop,
			onProgress: (made) => tell('repeats', board.repeats(), 0, made)
		});
		if (design && steps > 0) method += '+search';
	}
	if (worth.matrix && !shouldStop()) {
		board.repeatCost = 50 * scale;
		board.worthFactor = 1;
		const before = byWorth ? Infinity : board.repeats();
		const kept = board.keep();
		const relevanceNow = () => sumWorth(board, worth.of);
		if (!byWorth) steps += exchangeParts(board, random, Math.round(effort * Math.min(150_000, n * 300)), scale, shouldStop);
		const many = n * rounds;
		steps += improve(board, {
			random,
			steps: Math.round(effort * Math.min(byWorth ? 1_000_000 : 6_000_000, Math.max(100_000, many * 400))),
			hot: (many > 5000 ? 0.15 : 0.6) * scale,
			cold: 0.02 * scale,
			goal: -Infinity,
			friends,
			shouldStop,
			onProgress: (made) => {
				if ((made & 0x3ffff) === 0) tell('relevance', board.repeats(), relevanceNow(), steps + made);
			}
		});
		if (board.repeats() > before) board.restore(kept);
	}
	const seated = Array.from({ length: rounds }, (_, r) =>
		Array.from({ length: tables }, (_, t) => {
			const own: number[] = [];
			for (let i = board.start[t]!; i < board.start[t + 1]!; i++) {
				const p = board.at[r * board.seats + i]!;
				if (p >= 0) own.push(p);
			}
			return own;
		})
	);
	const repeats = board.repeats();
	return {
		rounds: seated,
		method,
		steps,
		relevance: sumWorth(board, worth.of),
		relevanceBound: worth.bound + repeats * worth.best
	};
}

function sumWorth(board: Board, of: (a: number, b: number) => number): number {
	let sum = 0;
	for (let r = 0; r < board.rounds; r++)
		for (let t = 0; t < board.tables; t++)
			for (let i = board.start[t]!; i < board.start[t + 1]!; i++)
				for (let j = board.start[t]!; j < i; j++) {
					const a = board.at[r * board.seats + i]!;
					const b = board.at[r * board.seats + j]!;
					if (a >= 0 && b >= 0) sum += of(a, b);
				}
	return sum;
}

function check(problem: SeatProblem): void {
	const { people, tables, rounds } = problem;
	const within = (value: number, end: number, what: string) => {
		if (!Number.isInteger(value) || value < 0 || value >= end)
			throw new RangeError(`There is no ${what} ${value}; they are numbered from 0 to ${end - 1}.`);
	};
	if (!Number.isInteger(rounds) || rounds < 0 || rounds > 63)
		throw new RangeError(`Rounds must be a whole number from 0 to 63, not ${rounds}.`);
	tables.forEach(({ places }, t) => {
		if (!Number.isInteger(places) || places < 0) throw new RangeError(`Table ${t} cannot have ${places} places.`);
	});
	for (const { table, tables: only } of people) {
		if (table !== undefined && table !== null) within(table, tables.length, 'table');
		for (const t of only ?? []) within(t, tables.length, 'table');
	}
	for (const [a, b] of [...(problem.apart ?? []), ...(problem.together ?? [])]) {
		within(a, people.length, 'person');
		within(b, people.length, 'person');
	}
	if (problem.relevance && typeof problem.relevance !== 'function')
		for (const list of [problem.relevance.a, problem.relevance.b])
			for (let i = 0; i < list.length; i++) within(list[i]!, people.length, 'person');
}
