// `npm run bench seat`: published instances of tables over rounds, beside a plain tabu search in the same run; then the
// sizes that a summit has. `npm run bench seat` wants ../shared/data/golfer beside the project and skips loudly without.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../src/engine/random.ts';
import { constructRounds, meetEveryone, repair, seat, type SeatProblem } from '../src/engine/seat/seat.ts';

const data = join(import.meta.dirname, '../../shared/data/golfer');
const mostGroups = Number(process.env.SEAT_GROUPS ?? 10);
const tabuSeconds = Number(process.env.SEAT_TABU_SECONDS ?? 2);
const parts = (process.env.SEAT_PARTS ?? 'golfer,everyone,summit').split(',');
const now = () => performance.now() / 1000;
const read = (name: string) =>
	readFileSync(join(data, name), 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
const row = (...cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);

/** Whether rounds are whole and nobody meets twice. */
function isClean(rounds: Int32Array[], people: number, size: number): boolean {
	const met = new Set<number>();
	for (const round of rounds) {
		if (round.length !== people || new Set(round).size !== people) return false;
		for (let s = 0; s < people; s++)
			for (let u = s - (s % size); u < s; u++) {
				const key = Math.min(round[s]!, round[u]!) * people + Math.max(round[s]!, round[u]!);
				if (met.has(key)) return false;
				met.add(key);
			}
	}
	return true;
}

/** The peer: swaps of two in a round, the best of a sample, the last ones forbidden; one week more each time it is clean. */
function plainTabu(groups: number, size: number, seconds: number, goal: number): number {
	const people = groups * size;
	const random = new Random(1);
	const end = now() + seconds;
	for (let weeks = 1; ; weeks++) {
		if (weeks > goal) return goal;
		const at = Array.from({ length: weeks }, () => {
			const round = Int32Array.from({ length: people }, (_, i) => i);
			random.shuffle(round);
			return round;
		});
		const met = new Int16Array(people * people);
		const change = (a: number, b: number, by: number) => {
			met[a * people + b]! += by;
			met[b * people + a]! += by;
		};
		let cost = 0;
		for (const round of at)
			for (let s = 0; s < people; s++)
				for (let u = s - (s % size); u < s; u++) {
					if (met[round[s]! * people + round[u]!]! > 0) cost++;
					change(round[s]!, round[u]!, 1);
				}
		const tabu = new Int32Array(weeks * people * people);
		for (let step = 1; cost > 0; step++) {
			if (now() > end) return weeks - 1;
			let best = Infinity;
			let move: [number, number, number] | null = null;
			for (let sample = 0; sample < 60; sample++) {
				const w = random.below(weeks);
				const round = at[w]!;
				const s = random.below(people);
				const u = random.below(people);
				if (Math.floor(s / size) === Math.floor(u / size)) continue;
				const [p, q] = [round[s]!, round[u]!];
				let delta = 0;
				for (let i = s - (s % size), end = i + size; i < end; i++) {
					if (i === s) continue;
					if (met[p * people + round[i]!]! > 1) delta--;
					if (met[q * people + round[i]!]! > 0) delta++;
				}
				for (let i = u - (u % size), end = i + size; i < end; i++) {
					if (i === u) continue;
					if (met[q * people + round[i]!]! > 1) delta--;
					if (met[p * people + round[i]!]! > 0) delta++;
				}
				const key = (w * people + Math.min(p, q)) * people + Math.max(p, q);
				if (tabu[key]! > step && cost + delta > 0) continue;
				if (delta < best) {
					best = delta;
					move = [w, s, u];
				}
			}
			if (!move) continue;
			const [w, s, u] = move;
			const round = at[w]!;
			const [p, q] = [round[s]!, round[u]!];
			for (let i = s - (s % size), end = i + size; i < end; i++)
				if (i !== s) (change(p, round[i]!, -1), change(q, round[i]!, 1));
			for (let i = u - (u % size), end = i + size; i < end; i++)
				if (i !== u) (change(q, round[i]!, -1), change(p, round[i]!, 1));
			round[s] = q;
			round[u] = p;
			tabu[(w * people + Math.min(p, q)) * people + Math.max(p, q)] = step + 10 + random.below(10);
			cost += best;
		}
	}
}

if (!existsSync(data)) console.log(`*** SKIPPED: published instances. There is no ${data}. ***`);
else {
	if (parts.includes('golfer')) {
		console.log(`Rounds without repeats (golfer.csv, up to ${mostGroups} tables); plain tabu here has ${tabuSeconds} s.`);
		row('tables-size', 'best known', 'ours', 'method', 'seconds', 'tabu 20 s (file)', 'tabu here', 'ours / tabu here');
		row('---', '---', '---', '---', '---', '---', '---', '---');
		let short = 0;
		let beyond = 0;
		for (const [g, s, , , best, , , tabu] of read('golfer.csv')) {
			const [groups, size, known] = [Number(g), Number(s), Number(best)];
			if (groups > mostGroups) continue;
			const start = now();
			const end = start + 60;
			const found = constructRounds(groups, size, Infinity, { random: new Random(1), effort: 1, shouldStop: () => now() > end });
			const seconds = now() - start;
			if (!isClean(found.rounds, groups * size, size)) throw new Error(`${groups}-${size}: not clean`);
			const ours = found.rounds.length;
			if (ours < known) short++;
			if (ours > known) beyond++;
			const peer = plainTabu(groups, size, tabuSeconds, ours);
			row(`${groups}-${size}`, known, ours < known ? `${ours} (short)` : ours > known ? `**${ours}**` : ours, found.method, seconds.toFixed(1), tabu || '', peer, (ours / Math.max(1, peer)).toFixed(2));
		}
		console.log(`${short} below the best known, ${beyond} above it.\n`);
	}
	if (parts.includes('everyone')) {
		console.log('Rounds until everyone has sat with everyone (dagstuhl_full_socialisation.csv): cells that differ or took over 5 s.');
		row('people', 'size', 'best known', 'ours', 'seconds');
		row('---', '---', '---', '---', '---');
		let cells = 0;
		let worse = 0;
		let better = 0;
		for (const [n, s, , best] of read('dagstuhl_full_socialisation.csv')) {
			const [people, size, known] = [Number(n), Number(s), Number(best)];
			const start = now();
			const end = start + 60;
			const found = meetEveryone(people, size, { shouldStop: () => now() > end });
			const seconds = now() - start;
			cells++;
			const ours = found.unmet ? Infinity : found.rounds.length;
			if (ours > known) worse++;
			if (ours < known) better++;
			if (ours !== known || seconds > 5) row(people, size, known, ours, seconds.toFixed(1));
		}
		console.log(`${cells} cells: ${cells - worse - better} equal, ${better} better, ${worse} worse.\n`);
	}
}

if (parts.includes('summit')) {
	console.log('Summits: tables of 8, 8 rounds; relevance of offers and needs of a generated crowd; greedy fills each table with whoever adds most (relevance less mixing) and ignores repeats. Repair: 5 % leave before round 5.');
	row('people', 'plain s', 'repeats', 'with relevance s', 'repeats', 'relevance / greedy', 'relevance / bound', 'repair ms', 'moved');
	row('---', '---', '---', '---', '---', '---', '---', '---', '---');
	for (const people of [250, 500, 1000, 2000, 5000].filter((n) => n <= Number(process.env.SEAT_PEOPLE ?? 5000))) {
		const random = new Random(7);
		const topics = 60;
		const offers = Uint8Array.from({ length: people * 4 }, () => Math.floor(topics * random.unit() * random.unit()));
		const needs = Uint8Array.from({ length: people * 4 }, () => Math.floor(topics * random.unit() * random.unit()));
		const relevance = (a: number, b: number) => {
			let sum = 0;
			for (let i = a * 4; i < a * 4 + 4; i++)
				for (let j = b * 4; j < b * 4 + 4; j++) sum += (offers[i] === needs[j] ? 1 : 0) + (needs[i] === offers[j] ? 1 : 0);
			return sum;
		};
		const problem: SeatProblem = {
			rounds: 8,
			people: Array.from({ length: people }, () => ({ company: `c${random.below(people / 4)}`, roles: [`r${random.below(5)}`] })),
			tables: Array.from({ length: Math.ceil(people / 8) }, () => ({ places: 8 }))
		};
		let start = now();
		const plain = seat({ ...problem, mixing: { company: 0, role: 0 } });
		const plainSeconds = now() - start;
		start = now();
		const seating = seat({ ...problem, relevance });
		const seconds = now() - start;
		const greedy = greedyRelevance(problem, relevance);
		const leaving = Array.from({ length: people / 20 }, () => random.below(people));
		const times = Array.from({ length: 5 }, () => {
			const from = now();
			const { moved } = repair(problem, seating, 4, leaving);
			return { ms: (now() - from) * 1000, moved: moved.length };
		}).sort((a, b) => a.ms - b.ms);
		row(people, plainSeconds.toFixed(2), plain.repeats, seconds.toFixed(2), seating.repeats, (seating.relevance / greedy).toFixed(3), (seating.relevance / seating.bound.relevance).toFixed(3), times[2]!.ms.toFixed(0), times[2]!.moved);
	}
}

/** One round filled greedily, as often as there are rounds: the same people meet again and again. */
function greedyRelevance(problem: SeatProblem, relevance: (a: number, b: number) => number): number {
	const { people } = problem;
	const worth = (a: number, b: number) =>
		relevance(a, b) - (people[a]!.company === people[b]!.company ? 1 : 0) - (people[a]!.roles![0] === people[b]!.roles![0] ? 0.25 : 0);
	const free = people.map((_, p) => p);
	const gain = new Float64Array(people.length);
	let sum = 0;
	while (free.length) {
		const table = [free.pop()!];
		gain.fill(0);
		while (table.length < 8 && free.length) {
			const last = table[table.length - 1]!;
			let best = 0;
			free.forEach((p, i) => {
				gain[p]! += worth(last, p);
				if (gain[p]! > gain[free[best]!]!) best = i;
			});
			const p = free[best]!;
			free[best] = free[free.length - 1]!;
			free.pop();
			for (const x of table) sum += relevance(x, p);
			table.push(p);
		}
	}
	return sum * problem.rounds;
}
