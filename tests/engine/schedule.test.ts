import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeCrowd } from '../../bench/part-crowd.ts';
import { scheduleMeetings, type ScheduleProblem } from '../../src/engine/schedule/schedule.ts';
import { checkSchedule } from './check-schedule.ts';

const plain = (people: number, wishes: [number, number][], days: number[], tables = 5): ScheduleProblem => ({
	days,
	people: Array.from({ length: people }, () => ({})),
	tables: Array.from({ length: tables }, () => ({})),
	wishes: wishes.map(([from, to]) => ({ from, to, level: 'meet' as const }))
});

/** Small problems with everything in them. */
const anyProblem: fc.Arbitrary<ScheduleProblem> = fc
	.record({ people: fc.integer({ min: 2, max: 10 }), slots: fc.integer({ min: 1, max: 9 }), tables: fc.integer({ min: 1, max: 4 }) })
	.chain(({ people, slots, tables }) => {
		const person = fc.integer({ min: 0, max: people - 1 });
		const slot = fc.integer({ min: 0, max: slots - 1 });
		const table = fc.integer({ min: 0, max: tables - 1 });
		const night = fc.integer({ min: 1, max: slots });
		return fc.record({
			days: night.map((n) => Array.from({ length: slots }, (_, s) => (s < n ? 0 : 1))),
			people: fc.array(
				fc.record(
					{
						company: fc.constantFrom('a', 'b', null),
						roles: fc.subarray(['reseller', 'distributor', 'customer']),
						unavailable: fc.array(slot, { maxLength: 3 }),
						least: fc.integer({ min: 0, max: 2 }),
						most: fc.integer({ min: 0, max: 4 }),
						guaranteed: fc.integer({ min: 0, max: 2 }),
						voice: fc.constantFrom(1, 2, 1.5),
						booth: fc.option(table, { freq: 4 }),
						breaks: fc.array(fc.record({ from: slot, to: slot, length: fc.integer({ min: 1, max: 3 }) }), {
							maxLength: 2
						}),
						standsIn: fc.boolean()
					},
					{ requiredKeys: [] }
				),
				{ minLength: people, maxLength: people }
			),
			tables: fc.array(
				fc.record(
					{ x: fc.nat(30), y: fc.nat(30), places: fc.integer({ min: 1, max: 2 }), closed: fc.array(slot, { maxLength: 2 }) },
					{ requiredKeys: [] }
				),
				{ minLength: tables, maxLength: tables }
			),
			wishes: fc.array(
				fc.record(
					{
						from: person,
						to: person,
						level: fc.constantFrom('must_meet' as const, 'meet' as const, 'meet' as const, 'no_thanks' as const),
						length: fc.constantFrom(1, 1, 1, 2),
						standIn: fc.boolean()
					},
					{ requiredKeys: ['from', 'to', 'level'] }
				),
				{ maxLength: 24 }
			),
			held: fc
				.array(
					fc.record(
						{
							people: fc.tuple(person, person),
							slot,
							table: fc.option(table, { freq: 4 }),
							confirmed: fc.boolean()
						},
						{ requiredKeys: ['people', 'slot', 'table', 'confirmed'] }
					),
					{ maxLength: 4 }
				)
				.map((list) => list.filter(({ people: [a, b] }) => a !== b)),
			roleRules: fc.constantFrom(undefined, { reseller: { reseller: 0, distributor: 2 } })
		});
	});

describe('every rule', () => {
	test('holds on thousands of random problems', () => {
		fc.assert(
			fc.property(anyProblem, fc.nat(1000), (problem, seed) => {
				const schedule = scheduleMeetings(problem, { seed, effort: 0.1 });
				expect(checkSchedule(problem, schedule)).toEqual([]);
			}),
			{ numRuns: 3000, seed: 7 }
		);
	});

	test('is seen to be broken by the check, when it is', () => {
		const problem = plain(4, [[0, 1], [2, 3], [0, 2]], [0, 0], 1);
		const good = scheduleMeetings(problem);
		expect(checkSchedule(problem, good)).toEqual([]);
		const clash = { ...good, meetings: good.meetings.map((meeting) => ({ ...meeting, slot: 0, table: 0 })) };
		expect(checkSchedule(problem, clash).join()).toContain('table 0 slot 0');
	});

	test('holds in a crowd, near the bound', () => {
		const problem = makeCrowd(200, 1500, 20, 60, 5);
		const schedule = scheduleMeetings(problem, { effort: 0.5 });
		expect(checkSchedule(problem, schedule)).toEqual([]);
		expect(schedule.gap).toBeLessThan(0.02);
		expect(schedule.withNone).toEqual([]);
	});
});

/** The best there is, by trying everything: weight, twice the heaviest for each who has one, and the evenness. */
function tryEverything(problem: ScheduleProblem): { value: number; weight: number } {
	const slots = problem.days.length;
	const pairs = new Map<string, { a: number; b: number; worth: number }>();
	for (const { from, to, level } of problem.wishes) {
		const key = `${Math.min(from, to)}-${Math.max(from, to)}`;
		const worth = (level === 'must_meet' ? 4 : 1) * (problem.people[from]!.voice ?? 1);
		const pair = pairs.get(key);
		if (pair) pair.worth += worth;
		else pairs.set(key, { a: from, b: to, worth });
	}
	const list = [...pairs.values()].sort((x, y) => y.worth - x.worth);
	const heaviest = Math.max(...list.map(({ worth }) => worth));
	const lightest = Math.min(...list.map(({ worth }) => worth));
	const wishing = new Set(problem.wishes.map(({ from }) => from));
	const busy = problem.people.map(({ unavailable = [] }) => new Set(unavailable));
	const count = problem.people.map(() => 0);
	const load = Array.from({ length: slots }, () => 0);
	const gain = (p: number) => (count[p] === 0 && wishing.has(p) ? 2 * heaviest : 0) + lightest / 10 / (count[p]! + 1);
	const rest = list.map((_, i) => list.slice(i).reduce((sum, { worth }) => sum + worth + 0.2 * lightest, 0));
	let best = { value: -1, weight: 0 };
	const go = (i: number, value: number, weight: number) => {
		if (value > best.value + 1e-9) best = { value, weight };
		if (i === list.length) return;
		const unmet = [...wishing].filter((p) => count[p] === 0).length;
		if (value + rest[i]! + unmet * 2 * heaviest <= best.value + 1e-9) return;
		const { a, b, worth } = list[i]!;
		const full = [a, b].some((p) => count[p]! >= (problem.people[p]!.most ?? slots));
		for (let s = 0; s < slots && !full; s++) {
			if (busy[a]!.has(s) || busy[b]!.has(s) || load[s]! >= problem.tables.length) continue;
			const more = worth + gain(a) + gain(b);
			busy[a]!.add(s);
			busy[b]!.add(s);
			load[s]!++;
			count[a]!++;
			count[b]!++;
			go(i + 1, value + more, weight + worth);
			busy[a]!.delete(s);
			busy[b]!.delete(s);
			load[s]!--;
			count[a]!--;
			count[b]!--;
		}
		go(i + 1, value, weight);
	};
	go(0, 0, 0);
	return best;
}

test('on small problems nothing better is to be had, by trying everything', () => {
	const small = fc
		.record({ people: fc.integer({ min: 3, max: 12 }), slots: fc.integer({ min: 1, max: 4 }), tables: fc.integer({ min: 1, max: 3 }) })
		.chain(({ people, slots, tables }) =>
			fc.record({
				days: fc.constant(Array.from({ length: slots }, () => 0)),
				people: fc.array(
					fc.record(
						{
							unavailable: fc.uniqueArray(fc.integer({ min: 0, max: slots - 1 }), { maxLength: slots - 1 }),
							most: fc.integer({ min: 1, max: 3 }),
							voice: fc.constantFrom(1, 2)
						},
						{ requiredKeys: [] }
					),
					{ minLength: people, maxLength: people }
				),
				tables: fc.constant(Array.from({ length: tables }, () => ({}))),
				wishes: fc.uniqueArray(
					fc.record({
						from: fc.integer({ min: 0, max: people - 1 }),
						to: fc.integer({ min: 0, max: people - 1 }),
						level: fc.constantFrom('must_meet' as const, 'meet' as const)
					}),
					{ minLength: 1, maxLength: 9, selector: ({ from, to }) => from * 100 + to }
				)
			})
		)
		.map((problem) => ({ ...problem, wishes: problem.wishes.filter(({ from, to }) => from !== to) }))
		.filter(({ wishes }) => wishes.length > 0);
	fc.assert(
		fc.property(small, (problem) => {
			const best = tryEverything(problem);
			const found = scheduleMeetings(problem, { seed: 3 });
			expect(checkSchedule(problem, found)).toEqual([]);
			expect(found.weight).toBe(best.weight);
			expect(found.bound).toBeGreaterThanOrEqual(best.weight);
		}),
		{ numRuns: 300, seed: 11 }
	);
});

describe('a run', () => {
	test('answers the same for the same seed', () => {
		const problem = makeCrowd(60, 300, 12, 12, 3);
		expect(scheduleMeetings(problem, { seed: 5 })).toEqual(scheduleMeetings(problem, { seed: 5 }));
	});

	test('that is stopped answers a schedule that holds, and says so', () => {
		const problem = makeCrowd(100, 600, 16, 20, 3);
		for (const after of [0, 1, 5, 40]) {
			let asked = 0;
			const schedule = scheduleMeetings(problem, { shouldStop: () => asked++ >= after });
			expect(schedule.stopped).toBe(true);
			expect(checkSchedule(problem, schedule)).toEqual([]);
			expect(schedule.meetings.length).toBeGreaterThan(100);
		}
	});

	test('tells how far it is, never less than before', () => {
		const told: number[] = [];
		scheduleMeetings(makeCrowd(60, 400, 12, 12, 3), {
			onProgress: ({ weight, bound }) => {
				told.push(weight);
				expect(bound).toBeGreaterThanOrEqual(weight);
			}
		});
		expect(told.length).toBeGreaterThan(4);
	});
});

describe('after cancellations', () => {
	test('nothing confirmed moves, and the holes are filled', () => {
		const problem = makeCrowd(200, 1800, 20, 50, 9);
		const first = scheduleMeetings(problem, { effort: 0.3 });
		const kept = first.meetings.filter((_, i) => i % 10 !== 3);
		const again: ScheduleProblem = {
			...problem,
			held: kept.map(({ people, slot, length, table }) => ({ people, slot, length, table, confirmed: true }))
		};
		const second = scheduleMeetings(again, { effort: 0.3 });
		expect(checkSchedule(again, second)).toEqual([]);
		expect(second.meetings.filter(({ held }) => held === null).length).toBeGreaterThan(first.meetings.length / 20);
	});

	test('a provisional meeting stays where it is, unless a wish needs its place', () => {
		const problem: ScheduleProblem = {
			...plain(3, [[0, 1]], [0, 0, 0], 1),
			held: [{ people: [0, 1], slot: 1, table: 0, confirmed: false }]
		};
		expect(scheduleMeetings(problem).meetings).toMatchObject([{ slot: 1, moved: false }]);
		problem.wishes = [...problem.wishes, { from: 2, to: 0, level: 'must_meet' }];
		problem.people = [{}, {}, { unavailable: [0, 2] }];
		expect(scheduleMeetings(problem).meetings.find(({ held }) => held === 0)).toMatchObject({ moved: true });
	});
});

describe('why a wish was not granted', () => {
	const why = (problem: ScheduleProblem) => scheduleMeetings(problem).refused.map(({ why }) => why);

	test('is the nearest reason', () => {
		expect(why({ ...plain(2, [[0, 1]], [0, 0]), people: [{ unavailable: [0] }, { unavailable: [1] }] })).toEqual([
			{ kind: 'never_together' }
		]);
		expect(why({ ...plain(3, [[0, 1], [2, 1]], [0, 0]), people: [{}, { most: 1 }, {}] })).toEqual([
			{ kind: 'has_most', person: 1, most: 1 }
		]);
		expect(why(plain(4, [[0, 1], [2, 3]], [0], 1))).toEqual([{ kind: 'tables_taken', slots: 1 }]);
		expect(why(plain(3, [[0, 1], [0, 2]], [0]))).toEqual([{ kind: 'fully_booked', person: 0, meetings: 1 }]);
		expect(
			why({ ...plain(2, [[0, 1]], [0, 0]), people: [{ breaks: [{ from: 0, to: 1, length: 2 }] }, {}] })
		).toEqual([{ kind: 'promised_break', person: 0 }]);
		expect(why({ ...plain(2, [[0, 1]], [0]), tables: [{ closed: [0] }] })).toEqual([{ kind: 'no_table_ever' }]);
		expect(why(plain(2, [[0, 0]], [0]))).toEqual([{ kind: 'oneself' }]);
		expect(
			why({
				...plain(2, [[0, 1]], [0]),
				wishes: [
					{ from: 0, to: 1, level: 'meet' },
					{ from: 1, to: 0, level: 'no_thanks' }
				]
			})
		).toEqual([{ kind: 'no_thanks' }]);
		expect(
			why({
				...plain(2, [[0, 1]], [0]),
				people: [{ roles: ['reseller'] }, { roles: ['reseller'] }],
				roleRules: { reseller: { reseller: 0 } }
			})
		).toEqual([{ kind: 'role_rule' }]);
	});
});

describe('order of worth', () => {
	test('a sponsor’s guaranteed meetings come before every wish', () => {
		const problem = plain(4, [[0, 1], [2, 3]], [0], 1);
		problem.wishes = [
			{ from: 0, to: 1, level: 'must_meet' },
			{ from: 2, to: 3, level: 'meet' }
		];
		problem.people = [{}, {}, {}, { guaranteed: 1 }];
		expect(scheduleMeetings(problem).meetings).toMatchObject([{ people: [2, 3] }]);
	});

	test('nobody goes home with none while another has two', () => {
		const problem = plain(4, [], [0, 0], 1);
		problem.wishes = [
			{ from: 0, to: 1, level: 'must_meet' },
			{ from: 0, to: 3, level: 'must_meet' },
			{ from: 2, to: 3, level: 'meet' }
		];
		const { withNone, weight } = scheduleMeetings(problem);
		expect(withNone).toEqual([]);
		expect(weight).toBe(5);
	});

	test('a colleague stands in where the person cannot', () => {
		const problem = plain(3, [[0, 1]], [0]);
		problem.people = [{}, { company: 'x', unavailable: [0] }, { company: 'x', standsIn: true }];
		expect(scheduleMeetings(problem).meetings).toMatchObject([{ people: [0, 2], standIn: true }]);
	});
});
