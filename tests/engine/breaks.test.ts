import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countBreaks, scheduleBreaks, type BreaksProblem, type Impossible } from '../../src/engine/schedule/breaks.ts';
import { Cores } from '../../src/engine/schedule/breaks-cores.ts';
import { buildBreaksModel } from '../../src/engine/schedule/breaks-model.ts';
import { findImpossible } from '../../src/engine/schedule/breaks-reason.ts';
import { splitPeople } from '../../src/engine/schedule/breaks-sides.ts';
import { Solver } from '../../src/engine/schedule/solver.ts';

/** Small problems with every rule in them. */
const anyProblem: fc.Arbitrary<BreaksProblem> = fc
	.record({ people: fc.integer({ min: 2, max: 5 }), slots: fc.integer({ min: 1, max: 6 }), count: fc.integer({ min: 1, max: 6 }) })
	.chain(({ people, slots, count }) => {
		const slot = fc.integer({ min: 0, max: slots - 1 });
		const meeting = fc.integer({ min: 0, max: count - 1 });
		const person = fc.integer({ min: 0, max: people - 1 });
		return fc.record({
			people: fc.constant(people),
			slots: fc.constant(slots),
			tables: fc.integer({ min: 1, max: 3 }),
			meetings: fc.array(
				fc.record({
					people: fc.tuple(person, fc.integer({ min: 1, max: people - 1 })).map(([a, more]) => [a, (a + more) % people] as const),
					window: fc.tuple(slot, slot).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
					whole: fc.boolean(),
					fixed: fc.option(slot, { freq: 1 }).map((s) => (s !== null && s % 2 === 0 ? s : null))
				}),
				{ minLength: count, maxLength: count }
			).map((list) =>
				list.map(({ people: pair, window: [from, to], whole, fixed }) => ({
					people: pair,
					from: whole ? 0 : from,
					to: whole ? slots - 1 : to,
					fixed: whole ? null : fixed
				}))
			),
			forbidden: fc.array(fc.uniqueArray(slot, { maxLength: 1 }), { minLength: people, maxLength: people }),
			before: fc.array(fc.tuple(meeting, meeting), { maxLength: 2 }),
			fairness: fc.constantFrom(null, 0, 1, 2)
		});
	});

/** Every rule but the count of breaks, counted anew. */
function holds(problem: BreaksProblem, at: ArrayLike<number>): boolean {
	const { meetings, tables, slots, forbidden, before, fairness, people } = problem;
	const load = Array.from({ length: slots }, () => 0);
	const rows = Array.from({ length: people }, () => Array.from({ length: slots }, () => '.'));
	for (const [m, { people: pair, from, to, fixed }] of meetings.entries()) {
		const s = at[m]!;
		if (s < from || s > to || (fixed !== null && fixed !== s) || ++load[s]! > tables) return false;
		for (const p of pair) {
			if (rows[p]![s] === 'x' || forbidden[p]!.includes(s)) return false;
			rows[p]![s] = 'x';
		}
	}
	if (before.some(([first, second]) => at[first]! >= at[second]!)) return false;
	const breaks = breaksIn(rows);
	return fairness === null || Math.max(...breaks) - Math.min(...breaks) <= fairness;
}
const breaksIn = (rows: string[][]) =>
	rows.map((row) => (row.join('').replace(/^\.+|\.+$/g, '').match(/\.+/g) ?? []).length);

function tryEverything(problem: BreaksProblem): number | null {
	const { meetings, slots, people } = problem;
	const at: number[] = [];
	let best: number | null = null;
	const go = (m: number) => {
		if (m === meetings.length) {
			if (!holds(problem, at)) return;
			const rows = Array.from({ length: people }, () => Array.from({ length: slots }, () => '.'));
			meetings.forEach(({ people: pair }, i) => pair.forEach((p) => (rows[p]![at[i]!] = 'x')));
			const sum = breaksIn(rows).reduce((total, n) => total + n, 0);
			if (best === null || sum < best) best = sum;
			return;
		}
		for (let s = 0; s < slots; s++) {
			const clash = meetings.slice(0, m).some(({ people: pair }, i) => at[i] === s && pair.some((p) => meetings[m]!.people.includes(p)));
			if (clash) continue;
			at[m] = s;
			go(m + 1);
		}
		at.length = m;
	};
	go(0);
	return best;
}

/** Whether what the reason says is so in the problem. */
function isTrue(problem: BreaksProblem, reason: Impossible): boolean {
	const { meetings, slots, forbidden, before, tables } = problem;
	const left = (m: number) => {
		const { people: pair, from, to, fixed } = meetings[m]!;
		return Array.from({ length: slots }, (_, s) => s).filter(
			(s) => s >= from && s <= to && (fixed === null || fixed === s) && !pair.some((p) => forbidden[p]!.includes(s))
		);
	};
	switch (reason.kind) {
		case 'no_slot':
			return left(reason.meeting).length === 0;
		case 'person_crowded':
			return (
				reason.meetings.every((m) => meetings[m]!.people.includes(reason.person)) &&
				new Set(reason.meetings).size > new Set(reason.meetings.flatMap(left)).size
			);
		case 'tables_full':
			return (
				meetings.filter((_, m) => left(m).every((s) => s >= reason.from && s <= reason.to)).length === reason.meetings &&
				reason.places === tables * (reason.to - reason.from + 1) &&
				reason.meetings > reason.places
			);
		case 'order_circle':
			return reason.meetings.every((m, i, list) => before.some(([a, b]) => a === m && b === list[(i + 1) % list.length]));
		case 'order_too_long': {
			let from = 0;
			for (const [i, m] of reason.meetings.entries()) {
				if (i > 0 && !before.some(([a, b]) => a === reason.meetings[i - 1] && b === m)) return false;
				const next = left(m).find((s) => s >= from);
				if (next === undefined) return true;
				from = next + 1;
			}
			return false;
		}
		default:
			return true;
	}
}

describe('meetings that are all held', () => {
	test('have the fewest breaks there can be, or none can be held, by trying everything', () => {
		const seen = new Set<string>();
		fc.assert(
			fc.property(anyProblem, fc.nat(100), (problem, seed) => {
				const best = tryEverything(problem);
				const found = scheduleBreaks(problem, { seed });
				seen.add(found.reason?.kind ?? found.status);
				if (best === null) {
					expect(found.status).toBe('impossible');
					expect(isTrue(problem, found.reason!)).toBe(true);
					return;
				}
				expect(found.status).toBe('best');
				expect(found.breaks).toBe(best);
				expect(found.bound).toBe(best);
				expect(holds(problem, found.slots!)).toBe(true);
				expect(countBreaks(problem, found.slots!).reduce((sum, n) => sum + n, 0)).toBe(best);
			}),
			{ numRuns: 2000, seed: 3 }
		);
		for (const kind of ['best', 'no_slot', 'person_crowded', 'tables_full', 'order_circle', 'order_too_long', 'proved'])
			expect(seen).toContain(kind);
	});

	/** Sixteen people who all meet each other in turn: tight, and not solved at once. */
	const round: BreaksProblem = {
		people: 16,
		slots: 12,
		tables: 6,
		meetings: Array.from({ length: 16 * 4 }, (_, i) => ({
			people: [i % 16, (i + 1 + Math.floor(i / 16)) % 16] as const,
			from: 0,
			to: 11,
			fixed: i % 7 === 0 ? (i * 5) % 12 : null
		})),
		forbidden: Array.from({ length: 16 }, () => []),
		before: [],
		fairness: 2
	};

	test('answer the same for the same seed', () => {
		expect(scheduleBreaks(round, { seed: 4, conflicts: 3000 })).toEqual(scheduleBreaks(round, { seed: 4, conflicts: 3000 }));
	});

	test('give the best so far when told to stop, and a bound that holds', () => {
		const whole = scheduleBreaks(round);
		let asked = 0;
		const stopped = scheduleBreaks(round, { shouldStop: () => ++asked > 1 });
		expect(['found', 'best', 'unknown']).toContain(stopped.status);
		expect(stopped.bound).toBeLessThanOrEqual(whole.breaks!);
		if (stopped.slots) expect(holds(round, stopped.slots)).toBe(true);
	});

	test('tell of better schedules and higher bounds on the way', () => {
		const told: { breaks: number | null; bound: number }[] = [];
		const found = scheduleBreaks(round, { onProgress: (progress) => told.push({ ...progress }) });
		expect(told.length).toBeGreaterThan(1);
		for (let i = 1; i < told.length; i++) {
			expect(told[i]!.bound).toBeGreaterThanOrEqual(told[i - 1]!.bound);
			expect(told[i]!.breaks ?? Infinity).toBeLessThanOrEqual(told[i - 1]!.breaks ?? Infinity);
		}
		expect(told.at(-1)).toEqual({ breaks: found.breaks, bound: found.bound });
	});
});

describe('a search for no more than so many breaks', () => {
	test('finds a schedule exactly where there is one, by trying everything', () => {
		const seen = new Set<string>();
		fc.assert(
			fc.property(anyProblem, (problem) => {
				if (findImpossible(problem)) return;
				const least = tryEverything(problem);
				const none = new Int32Array(problem.people);
				const model = buildBreaksModel(problem, null, none);
				const cores = new Cores(model, none);
				const all = model.atLeast.flat().length;
				for (let most = 0; most < Math.min(all, 4); most++) {
					let breaks: number | null = null;
					const answer = cores.aim(
						most,
						Infinity,
						(slots) => {
							expect(holds(problem, slots)).toBe(true);
							breaks = countBreaks(problem, slots).reduce((sum, n) => sum + n, 0);
						},
						() =>
							Int32Array.from(problem.meetings, (_, m) => {
								const row = model.at.subarray(m * problem.slots, (m + 1) * problem.slots);
								return row.findIndex((v) => v >= 0 && model.solver.model[v] === 1);
							})
					);
					seen.add(answer);
					expect(answer).toBe(least !== null && least <= most ? 'met' : 'none');
					if (answer === 'met') expect(breaks).toBeLessThanOrEqual(most);
				}
			}),
			{ numRuns: 500, seed: 5 }
		);
		expect([...seen].sort()).toEqual(['met', 'none']);
	});

	test('counts by two sides of the people, with every meeting between them where that can be', () => {
		const buyersAndSellers = fc.array(fc.tuple(fc.nat(7), fc.integer({ min: 8, max: 15 })), { minLength: 1, maxLength: 40 });
		fc.assert(
			fc.property(buyersAndSellers, (pairs) => {
				const meetings = pairs.map((pair) => ({ people: pair, from: 0, to: 0, fixed: null }));
				const side = splitPeople({ people: 16, slots: 1, tables: 1, meetings, forbidden: [], before: [], fairness: null });
				for (const [a, b] of pairs) expect(side[a]).not.toBe(side[b]);
			}),
			{ seed: 1 }
		);
	});
});

describe('the solver', () => {
	const literal = fc.integer({ min: 0, max: 15 });
	const formula = fc.record({
		clauses: fc.array(fc.uniqueArray(literal, { minLength: 1, maxLength: 4 }), { maxLength: 30 }),
		counts: fc.array(fc.record({ literals: fc.uniqueArray(literal, { minLength: 2, maxLength: 8, selector: (l) => l >> 1 }), limit: fc.nat(4) }), { maxLength: 4 }),
		assumptions: fc.uniqueArray(literal, { maxLength: 4, selector: (l) => l >> 1 })
	});

	test('agrees with trying everything: clauses, counts, assumptions and their cores', () => {
		fc.assert(
			fc.property(formula, ({ clauses, counts, assumptions }) => {
				const solver = new Solver();
				for (let v = 0; v < 8; v++) solver.newVariable();
				for (const clause of clauses) solver.addClause(clause);
				for (const { literals, limit } of counts) solver.addAtMost(literals, limit);
				const some = (assumed: readonly number[]) => {
					for (let bits = 0; bits < 256; bits++) {
						const is = (l: number) => (((bits >> (l >> 1)) & 1) === 1) === (l % 2 === 0);
						if (
							assumed.every(is) &&
							clauses.every((clause) => clause.some(is)) &&
							counts.every(({ literals, limit }) => literals.filter(is).length <= limit)
						)
							return true;
					}
					return false;
				};
				for (const assumed of [assumptions, [], assumptions.slice(0, 2)]) {
					const answer = solver.solve(assumed);
					expect(answer).toBe(some(assumed) ? 1 : -1);
					if (answer === 1) {
						const is = (l: number) => (solver.model[l >> 1] === 1) === (l % 2 === 0);
						expect(assumed.every(is)).toBe(true);
						expect(clauses.every((clause) => clause.some(is))).toBe(true);
						expect(counts.every(({ literals, limit }) => literals.filter(is).length <= limit)).toBe(true);
					} else {
						expect(solver.core.every((l) => assumed.includes(l))).toBe(true);
						expect(some(solver.core)).toBe(false);
					}
				}
			}),
			{ numRuns: 5000, seed: 1 }
		);
	});
});
