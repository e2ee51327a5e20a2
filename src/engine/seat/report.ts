import { isHere, leastOf } from './board.ts';
import type { SeatBreach, SeatPerson, SeatProblem, SeatWhy } from './problem.ts';

const modeOf = ({ mode }: { mode?: 'onsite' | 'online' }) => mode ?? 'onsite';

/** Tables a person may sit at. */
export function tablesOf(problem: SeatProblem, person: SeatPerson): number[] {
	const only = person.table !== undefined && person.table !== null ? [person.table] : person.tables;
	const all = only ?? problem.tables.map((_, t) => t);
	return all.filter((t) => problem.tables[t] && modeOf(problem.tables[t]) === modeOf(person));
}

/** Groups of people tied together, each person with the number of theirs. */
export function groupsOf(problem: SeatProblem): Int32Array {
	const group = Int32Array.from(problem.people, (_, p) => p);
	const root = (p: number): number => (group[p] === p ? p : (group[p] = root(group[p]!)));
	for (const [a, b] of problem.together ?? []) group[root(a)] = root(b);
	return group.map((_, p) => root(p));
}

/** Every wish that a seating breaks, with why. Counts anew from the seats alone. */
export function findBreaches(problem: SeatProblem, rounds: number[][][], gone?: Uint8Array, from = 0): SeatBreach[] {
	const { people, tables } = problem;
	const n = people.length;
	const broken: SeatBreach[] = [];
	const group = groupsOf(problem);
	const reach = new Map<number, number[]>();
	const reachOf = (p: number) => {
		if (!reach.has(p)) reach.set(p, tablesOf(problem, people[p]!));
		return reach.get(p)!;
	};
	const present = (p: number, r: number) => isHere(people[p]!, r) && !(gone?.[p] && r >= from);
	const sizes = new Map<string, number>();
	for (const { company } of people) if (company) sizes.set(company, (sizes.get(company) ?? 0) + 1);
	const capacity = tables.map(({ places }) => places);
	const at = Array.from(rounds, () => new Int32Array(n).fill(-1));
	const met = new Map<number, number[]>();
	rounds.forEach((round, r) =>
		round.forEach((seated, t) => {
			for (const p of seated) at[r]![p] = t;
			const least = leastOf(tables[t]!);
			if (seated.length > 0 && seated.length < least) {
				let there = 0;
				for (let p = 0; p < n; p++) if (present(p, r) && modeOf(people[p]!) === modeOf(tables[t]!)) there++;
				const why: SeatWhy = there < least ? 'numbers' : 'not_found';
				broken.push({ kind: 'table_short', table: t, round: r, people: seated.length, least, why });
			}
			const colleagues = new Map<string, number>();
			for (let i = 0; problem.mixing?.company !== 0 && i < seated.length; i++) {
				const { company } = people[seated[i]!]!;
				if (!company) continue;
				for (let j = 0; j < i; j++)
					if (people[seated[j]!]!.company === company) {
						colleagues.set(company, seated.filter((p) => people[p]!.company === company).length);
						break;
					}
			}
			if (colleagues.size)
				for (const [company, count] of colleagues) {
					if (count < 2) continue;
					const own = seated.filter((p) => people[p]!.company === company);
					if (own.every((p) => group[p] === group[own[0]!])) continue;
					const why: SeatWhy = sizes.get(company)! > tables.length ? 'numbers' : 'not_found';
					broken.push({ kind: 'same_company', company, table: t, round: r, people: count, why });
				}
		})
	);
	const seen = new Int32Array(n).fill(-1);
	for (let a = 0; a < n; a++)
		for (let r = 0; r < rounds.length; r++) {
			const t = at[r]![a]!;
			if (t < 0) continue;
			for (const b of rounds[r]![t]!) {
				if (b <= a || group[a] === group[b]) continue;
				if (seen[b] === a && !met.has(a * n + b))
					met.set(a * n + b, rounds.flatMap((_, e) => (at[e]![a]! >= 0 && at[e]![a] === at[e]![b] ? [e] : [])));
				seen[b] = a;
			}
		}
	for (let r = 0; r < rounds.length; r++)
		for (let p = 0; p < n; p++)
			if (present(p, r) && at[r]![p]! < 0)
				broken.push({
					kind: 'unseated',
					person: p,
					round: r,
					why: reachOf(p).length === 0 ? 'no_common_table' : 'no_place'
				});
	const oneTable = (a: number, b: number) => {
		const [s, t] = [reachOf(a), reachOf(b)];
		return s.length === 1 && t.length === 1 && s[0] === t[0];
	};
	for (const [key, again] of met) {
		const a = Math.floor(key / n);
		const b = key % n;
		const strangers = n - 1;
		const why: SeatWhy = oneTable(a, b)
			? 'same_fixed_table'
			: rounds.length * (Math.ceil(n / Math.max(1, tables.length)) - 1) > strangers
				? 'numbers'
				: 'not_found';
		broken.push({ kind: 'met_again', people: [a, b], rounds: again, why });
	}
	for (const [a, b] of problem.apart ?? [])
		for (let r = 0; r < rounds.length; r++)
			if (a !== b && at[r]![a]! >= 0 && at[r]![a] === at[r]![b])
				broken.push({
					kind: 'not_apart',
					people: [a, b],
					round: r,
					why: oneTable(a, b) ? 'same_fixed_table' : 'not_found'
				});
	for (const [a, b] of problem.together ?? [])
		for (let r = 0; r < rounds.length; r++) {
			if (a === b || (at[r]![a] === at[r]![b] && at[r]![a]! >= 0)) continue;
			if (!present(a, r) && !present(b, r)) continue;
			const common = reachOf(a).filter((t) => reachOf(b).includes(t));
			const size = group.filter((g) => g === group[a]).length;
			const why: SeatWhy =
				!present(a, r) || !present(b, r)
					? 'not_there'
					: common.length === 0
						? 'no_common_table'
						: common.every((t) => capacity[t]! < size)
							? 'table_too_small'
							: 'not_found';
			if (why !== 'not_there') broken.push({ kind: 'not_together', people: [a, b], round: r, why });
		}
	return broken;
}

/** Times that two sit together again, those who belong together left out. */
export function countRepeats(broken: SeatBreach[]): number {
	return broken.reduce((sum, each) => (each.kind === 'met_again' ? sum + each.rounds.length - 1 : sum), 0);
}

/** Fewer repeats no seating has: by pairs that there are, and by drawers and pigeons. */
export function boundRepeats(problem: SeatProblem): number {
	const { people, tables, rounds } = problem;
	const pairsIn = (count: number, parts: number) => {
		if (parts < 1) return 0;
		const low = Math.floor(count / parts);
		const high = count % parts;
		return (parts - high) * ((low * (low - 1)) / 2) + high * (((low + 1) * low) / 2);
	};
	const t = tables.length;
	let total = 0;
	let shared = 0;
	const room = tables.reduce((sum, { places }) => sum + places, 0);
	const ever = people.map((_, p) => Array.from({ length: rounds }, (_, r) => isHere(people[p]!, r)));
	for (let r = 0; r < rounds; r++) {
		const there = Math.min(room, ever.filter((own) => own[r]).length);
		total += pairsIn(there, t);
		if (r > 0) {
			const both = ever.filter((own) => own[r] && own[0]).length;
			if (there === ever.filter((own) => own[r]).length && ever.filter((own) => own[0]).length <= room) {
				const low = Math.floor(both / t);
				const high = both % t;
				shared += high * pairsIn(low + 1, t) + (t - high) * pairsIn(low, t);
			}
		}
	}
	const met = people.filter((_, p) => ever[p]!.some(Boolean)).length;
	const exempt = (() => {
		const sizes = new Map<number, number>();
		for (const g of groupsOf(problem)) sizes.set(g, (sizes.get(g) ?? 0) + 1);
		let pairs = 0;
		for (const size of sizes.values()) pairs += (size * (size - 1)) / 2;
		return pairs * rounds;
	})();
	return Math.max(0, total - (met * (met - 1)) / 2 - exempt, shared - exempt);
}
