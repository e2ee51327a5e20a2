import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/engine/random.ts';
import {
	constructRounds,
	leastRounds,
	meetEveryone,
	mostRoundsPossible,
	repair,
	seat,
	type SeatProblem
} from '../../src/engine/seat/seat.ts';
import { checkSeating } from './check-seating.ts';

const hall = (people: number, tables: number, places: number, rounds: number): SeatProblem => ({
	rounds,
	people: Array.from({ length: people }, () => ({})),
	tables: Array.from({ length: tables }, () => ({ places }))
});
const search = () => ({ random: new Random(1), effort: 1, shouldStop: () => false });

/** Repeats in rounds listed table by table; -1 where someone sits twice or not at all. */
function repeatsIn(rounds: Int32Array[], people: number, size: number): number {
	const met = new Set<number>();
	let repeats = 0;
	for (const round of rounds) {
		if (round.length !== people || new Set(round).size !== people) return -1;
		for (let s = 0; s < people; s++)
			for (let u = s - (s % size); u < s; u++) {
				const key = Math.min(round[s]!, round[u]!) * people + Math.max(round[s]!, round[u]!);
				if (met.has(key)) repeats++;
				met.add(key);
			}
	}
	return repeats;
}

/** Small evenings with everything in them. */
const anyProblem: fc.Arbitrary<SeatProblem> = fc
	.record({ people: fc.integer({ min: 0, max: 16 }), tables: fc.integer({ min: 1, max: 5 }), rounds: fc.integer({ min: 0, max: 4 }) })
	.chain(({ people, tables, rounds }) => {
		const person = fc.integer({ min: 0, max: Math.max(0, people - 1) });
		const table = fc.integer({ min: 0, max: tables - 1 });
		const pair = fc.tuple(person, person);
		const pairs = people ? fc.array(pair, { maxLength: 3 }) : fc.constant([]);
		return fc.record(
			{
				rounds: fc.constant(rounds),
				people: fc.array(
					fc.record(
						{
							company: fc.constantFrom('a', 'b', 'c', null),
							roles: fc.subarray(['reseller', 'distributor']),
							arrives: fc.constantFrom(0, 0, 0, 1, 2),
							leaves: fc.constantFrom(9, 9, 9, 1, 2),
							table: fc.option(table, { freq: 8 }),
							tables: fc.subarray(Array.from({ length: tables }, (_, t) => t)),
							mode: fc.constantFrom('onsite' as const, 'onsite' as const, 'online' as const)
						},
						{ requiredKeys: [] }
					),
					{ minLength: people, maxLength: people }
				),
				tables: fc.array(
					fc.record(
						{
							places: fc.integer({ min: 0, max: 6 }),
							least: fc.integer({ min: 0, max: 4 }),
							mode: fc.constantFrom('onsite' as const, 'onsite' as const, 'online' as const)
						},
						{ requiredKeys: ['places'] }
					),
					{ minLength: tables, maxLength: tables }
				),
				apart: pairs,
				together: pairs,
				relevance: fc.oneof(
					fc.constant((a: number, b: number) => ((a * 7 + b * 3) % 5) / 2),
					fc.array(fc.tuple(person, person, fc.integer({ min: -2, max: 5 })), { maxLength: people ? 12 : 0 }).map(
						(list) => ({
							a: list.map(([a]) => a),
							b: list.map(([, b]) => b),
							worth: list.map(([, , worth]) => worth)
						})
					)
				)
			},
			{ requiredKeys: ['rounds', 'people', 'tables'] }
		);
	});

describe('rounds in which nobody meets twice', () => {
	test.each([
		[4, 2, 7], [5, 3, 7], [6, 3, 8], [7, 3, 10], [9, 3, 13], [10, 3, 14], [4, 4, 5], [6, 4, 7], [7, 4, 9], [8, 4, 10], [9, 4, 11],
		[10, 4, 13], [6, 5, 6], [7, 7, 8], [8, 8, 9], [9, 9, 10], [10, 6, 7], [10, 8, 5], [10, 9, 5], [10, 10, 4], [16, 4, 21], [12, 3, 17]
	])('%i tables of %i have %i rounds', (groups, size, rounds) => {
		const found = constructRounds(groups, size, rounds, search());
		expect(found.rounds.length).toBe(rounds);
		expect(repeatsIn(found.rounds, groups * size, size)).toBe(0);
	});

	test('whatever the numbers, rounds are whole, without repeats, and never more than possible', () => {
		for (let groups = 1; groups <= 30; groups++)
			for (let size = 1; size <= 12; size++) {
				const found = constructRounds(groups, size, 6, { random: new Random(2), effort: 0.02, shouldStop: () => false });
				expect(found.rounds.length).toBeGreaterThan(0);
				expect(found.rounds.length).toBeLessThanOrEqual(mostRoundsPossible(groups, size));
				expect(repeatsIn(found.rounds, groups * size, size), `${groups} x ${size}`).toBe(0);
			}
	});
});

describe('seating', () => {
	test('every constraint holds, or is named, on any evening', () => {
		fc.assert(
			fc.property(anyProblem, fc.integer(), (problem, seed) => {
				const seating = seat(problem, { seed, effort: 0.003 });
				expect(checkSeating(problem, seating)).toEqual([]);
				expect(seating.bound.repeats).toBeLessThanOrEqual(seating.repeats);
			}),
			{ numRuns: 2000 }
		);
	}, 120_000);

	test('the checker sees what is wrong', () => {
		const problem = hall(4, 2, 2, 2);
		const rounds = [[[0, 1], [2, 3]], [[0, 1], [2, 3]]];
		expect(checkSeating(problem, { rounds, repeats: 0, broken: [] })).toHaveLength(3);
		expect(checkSeating(problem, { rounds: [[[0, 1, 2], [3]], [[0, 2], [1, 1]]], repeats: 0, broken: [] }).length).toBeGreaterThan(3);
	});

	test('numbers that do not divide: tables differ by one, and nobody meets twice', () => {
		const seating = seat(hall(38, 8, 5, 5));
		expect(seating.repeats).toBe(0);
		expect(seating.rounds.flat().every((table) => table.length === 4 || table.length === 5)).toBe(true);
	});

	test('hosts stay at their tables and nobody meets twice', () => {
		const problem = hall(56, 8, 7, 6);
		const people = problem.people.map((person, p) => (p < 8 ? { ...person, table: p } : person));
		const seating = seat({ ...problem, people });
		expect(seating.repeats).toBe(0);
		for (const round of seating.rounds) for (let t = 0; t < 8; t++) expect(round[t]).toContain(t);
	});

	test('two who must both sit at one table meet again, and it says why', () => {
		const problem = hall(12, 4, 3, 2);
		const people = problem.people.map((person, p) => (p < 2 ? { ...person, table: 0 } : person));
		const { broken } = seat({ ...problem, people });
		expect(broken).toContainEqual({ kind: 'met_again', people: [0, 1], rounds: [0, 1], why: 'same_fixed_table' });
	});

	test('couples stay together and rivals apart', () => {
		const problem: SeatProblem = { ...hall(30, 6, 5, 4), together: [[0, 1], [2, 3]], apart: [[4, 5], [6, 7], [0, 8]] };
		expect(seat(problem).broken.filter(({ kind }) => kind === 'not_together' || kind === 'not_apart')).toEqual([]);
	});

	test('online people sit with online people', () => {
		const problem = hall(24, 6, 4, 3);
		const seating = seat({
			...problem,
			people: problem.people.map((_, p) => (p < 8 ? { mode: 'online' as const } : {})),
			tables: problem.tables.map((table, t) => (t < 2 ? { ...table, mode: 'online' as const } : table))
		});
		for (const round of seating.rounds)
			round.forEach((table, t) => expect(table.every((p) => p < 8 === t < 2)).toBe(true));
	});

	test('relevance is sought and colleagues are spread', () => {
		const problem = hall(48, 8, 6, 3);
		const people = problem.people.map((_, p) => ({ company: `company ${p % 12}` }));
		const relevance = (a: number, b: number) => (Math.floor(a / 12) === Math.floor(b / 12) ? 1 : 0);
		const blind = seat({ ...problem, people, mixing: { company: 0 } });
		const worth = (rounds: number[][][]) =>
			rounds.flat().reduce((sum, table) => sum + table.reduce((s, a) => s + table.filter((b) => b < a && relevance(b, a)).length, 0), 0);
		const seating = seat({ ...problem, people, relevance });
		expect(seating.relevance).toBe(worth(seating.rounds));
		expect(seating.relevance).toBeGreaterThan(1.5 * worth(blind.rounds));
		expect(seating.relevance).toBeLessThanOrEqual(seating.bound.relevance);
		expect(seating.broken.filter(({ kind }) => kind === 'same_company')).toEqual([]);
		expect(seating.repeats).toBe(0);
	});

	test('the same seed gives the same seating, and the problem is left as it was', () => {
		const problem: SeatProblem = { ...hall(26, 5, 6, 4), relevance: (a, b) => (a * b) % 7, apart: [[0, 1]] };
		const before = JSON.stringify(problem);
		expect(seat(problem, { seed: 5, effort: 0.1 })).toEqual(seat(problem, { seed: 5, effort: 0.1 }));
		expect(JSON.stringify(problem)).toBe(before);
	});

	test('a run that is stopped at once still seats everybody', () => {
		const problem = hall(47, 6, 9, 5);
		const seating = seat(problem, { shouldStop: () => true });
		expect(seating.stopped).toBe(true);
		expect(checkSeating(problem, seating)).toEqual([]);
	});

	test('progress is told, and never more repeats at the end than when people were gathered', () => {
		const told: number[] = [];
		const { repeats } = seat(hall(37, 6, 7, 5), { onProgress: (progress) => told.push(progress.repeats) });
		expect(told.length).toBeGreaterThan(2);
		expect(repeats).toBeLessThanOrEqual(Math.max(...told));
	});

	test('indices that point nowhere are refused', () => {
		expect(() => seat({ ...hall(4, 2, 2, 1), apart: [[0, 9]] })).toThrow(RangeError);
		expect(() => seat({ ...hall(4, 2, 2, 1), rounds: -1 })).toThrow(RangeError);
	});
});

describe('repair', () => {
	test('what was is kept, the gone are gone, and every rule holds', () => {
		fc.assert(
			fc.property(anyProblem, fc.integer({ min: 0, max: 4 }), fc.array(fc.nat(15), { maxLength: 5 }), (problem, from, some) => {
				const leaving = some.filter((p) => p < problem.people.length);
				const before = seat(problem, { effort: 0.001 });
				const after = repair(problem, before, from, leaving);
				expect(checkSeating(problem, after, { from, people: leaving })).toEqual([]);
				expect(after.rounds.slice(0, from)).toEqual(before.rounds.slice(0, from));
				expect(after.bound.moves).toBeLessThanOrEqual(after.moved.length);
				const changed = after.rounds.flatMap((round, r) =>
					round.flatMap((table, t) => table.filter((p) => !before.rounds[r]![t]!.includes(p)).map((p) => `${r}-${p}`))
				);
				expect(after.moved.map(({ round, person }) => `${round}-${person}`).sort()).toEqual(changed.sort());
			}),
			{ numRuns: 1000 }
		);
	}, 120_000);

	test('nobody moves while every table keeps enough', () => {
		const problem = hall(80, 10, 8, 5);
		const before = seat(problem);
		expect(repair(problem, before, 2, [3, 17, 40]).moved).toEqual([]);
	});

	test('a table that falls short is filled by one, without a repeat', () => {
		const problem = hall(90, 10, 9, 3);
		const before = seat({ ...problem, tables: problem.tables.map((table) => ({ ...table, least: 5 })) });
		const leaving = before.rounds[1]![0]!.slice(0, 5);
		const after = repair({ ...problem, tables: problem.tables.map((table) => ({ ...table, least: 5 })) }, before, 1, leaving);
		expect(after.moved.filter(({ round }) => round === 1)).toHaveLength(1);
		expect(after.repeats).toBe(0);
	});
});

describe('everyone meets everyone', () => {
	test.each([
		[9, 3, 4], [13, 5, 4], [15, 3, 7], [18, 6, 4], [22, 6, 5], [25, 7, 5], [28, 4, 9], [28, 7, 6], [30, 6, 7], [30, 8, 5]
	])('%i people at tables of %i in %i rounds', (people, size, rounds) => {
		const found = meetEveryone(people, size);
		expect(found.rounds.length).toBe(rounds);
		const met = new Set<string>();
		for (const round of found.rounds) {
			expect(round.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: people }, (_, p) => p));
			for (const table of round) {
				expect(table.length).toBeLessThanOrEqual(size);
				for (const a of table) for (const b of table) if (a < b) met.add(`${a}-${b}`);
			}
		}
		expect(met.size).toBe((people * (people - 1)) / 2);
		expect(found.bound).toBe(leastRounds(people, size));
		expect(found.bound).toBeLessThanOrEqual(rounds);
	});
});
