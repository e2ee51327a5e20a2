import { Random } from '../src/engine/random.ts';
import type { ScheduleProblem } from '../src/engine/schedule/schedule.ts';

/** A market of sellers with booths or tables and buyers, some sought by many: sizes and seed in, a problem out. */
export function makeCrowd(people: number, wishes: number, slots: number, tables: number, seed: number): ScheduleProblem {
	const random = new Random(seed);
	const sellers = Math.floor(people * 0.4);
	// How sought somebody is: a few are sought by very many (Zipf, exponent 0.6).
	const draw = (from: number, to: number) => {
		const n = to - from;
		return from + Math.min(n - 1, Math.floor(n * random.unit() ** 1.6));
	};
	const days = Array.from({ length: slots }, (_, slot) => (slot < slots / 2 ? 0 : 1));
	const half = Math.ceil(slots / 2);
	const lunch = (day: number) => ({
		from: day * half + Math.floor(half * 0.4),
		to: Math.min(slots - 1, day * half + Math.floor(half * 0.4) + 3),
		length: 2
	});
	const list = Array.from({ length: people }, (_, p) => ({
		company: `c${Math.floor(p / 3)}`,
		roles: [p < sellers ? 'distributor' : 'reseller'],
		unavailable: Array.from({ length: slots }, (_, s) => s).filter(() => random.unit() < 0.08),
		voice: p < sellers ? 1 : 2,
		most: random.unit() < 0.2 ? 8 : undefined,
		guaranteed: p < sellers && random.unit() < 0.03 ? 5 : 0,
		breaks: random.unit() < 0.8 ? [lunch(0), lunch(1)] : [],
		standsIn: random.unit() < 0.3,
		booth: null
	}));
	const said = new Set<number>();
	const made: ScheduleProblem['wishes'][number][] = [];
	while (made.length < wishes) {
		const buys = random.unit() < 0.65;
		const from = buys ? sellers + random.below(people - sellers) : random.below(sellers);
		const to = buys ? draw(0, sellers) : draw(sellers, people);
		if (said.has(from * people + to)) continue;
		said.add(from * people + to);
		made.push({
			from,
			to,
			level: random.unit() < 0.25 ? 'must_meet' : 'meet',
			length: random.unit() < 0.05 ? 2 : 1
		});
	}
	const columns = Math.ceil(Math.sqrt(tables));
	return {
		days,
		people: list,
		tables: Array.from({ length: tables }, (_, t) => ({ x: 3 * (t % columns), y: 3 * Math.floor(t / columns) })),
		wishes: made
	};
}
