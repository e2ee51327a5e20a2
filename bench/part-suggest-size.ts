// How long the index takes, one answer, one change, everybody at once; and how that grows.
import { prepare, change, suggest, suggestEveryone, defaultRoleWeights, type Attendee } from '../src/engine/suggest/suggest.ts';
import { generatePopulation } from './part-suggest-population.ts';

const roleWeights = defaultRoleWeights(['principal', 'distributor', 'system-integrator', 'reseller', 'customer']);
const cpu = () => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
};
const tidy = (): number => {
	(globalThis as { gc?: () => void }).gc?.();
	return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
};
const at = (sorted: number[], part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;

export function benchSize(sizes: number[] = [2000, 10000, 50000], whole: number[] = [1000, 3000, 10000]): void {
	console.log('Processor time of one core. Index without the bound of exposure, then with it (400 answers more).');
	console.log('| people | index s | with exposure s | memory MB | top 50: p50 ms | p99 ms | p99 on the clock | top 5: p99 ms | change: p50 ms | p99 ms |\n|---|---|---|---|---|---|---|---|---|---|');
	const built: [number, number][] = [];
	const asked: [number, number][] = [];
	for (const size of sizes) {
		const { people } = generatePopulation(size, 7, 0);
		const before = tidy();
		let from = cpu();
		const prepared = prepare(people, { roleWeights, seed: 1, exposure: 0 });
		const index = cpu() - from;
		const memory = (tidy() - before) / 1e6;
		from = cpu();
		const bounded = prepare(people, { roleWeights, seed: 1 });
		const exposed = cpu() - from;
		const times = (count: number, of: typeof prepared) => {
			const found: number[] = [];
			const clock: number[] = [];
			for (let i = 0; i < 1500; i++) {
				const me = (i * 7919) % size;
				const start = performance.now();
				const used = cpu();
				suggest(of, me, { count });
				const spent = (cpu() - used) * 1000;
				const passed = performance.now() - start;
				// The first hundred warm the process up.
				if (i < 100) continue;
				found.push(spent);
				clock.push(passed);
			}
			const byTime = (a: number, b: number) => a - b;
			return { cpu: found.sort(byTime), clock: clock.sort(byTime) };
		};
		const fifty = times(50, bounded);
		const five = times(5, bounded);
		const changes: number[] = [];
		for (let i = 0; i < 1000; i++) {
			const other: Attendee = { ...people[(i * 31 + 5) % size]!, offers: [`${people[i % size]!.offers[0] ?? 'cloud'} ${i % 50}`, 'kopi arabika'] };
			const start = cpu();
			change(prepared, i % 3 ? (i * 7919) % size : prepared.people.length, other);
			changes.push((cpu() - start) * 1000);
		}
		changes.sort((a, b) => a - b);
		built.push([size, index]);
		asked.push([size, at(fifty.cpu, 0.5)]);
		console.log(`| ${[size, index.toFixed(2), exposed.toFixed(2), memory.toFixed(0), at(fifty.cpu, 0.5).toFixed(2), at(fifty.cpu, 0.99).toFixed(2), at(fifty.clock, 0.99).toFixed(2), at(five.cpu, 0.99).toFixed(2), at(changes, 0.5).toFixed(3), at(changes, 0.99).toFixed(3)].join(' | ')} |`);
	}
	const slope = (points: [number, number][]) => {
		const [x, y] = [points.map(([a]) => Math.log(a)), points.map(([, b]) => Math.log(b))];
		const mean = (list: number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
		const [mx, my] = [mean(x), mean(y)];
		return x.reduce((sum, one, i) => sum + (one - mx) * (y[i]! - my), 0) / x.reduce((sum, one) => sum + (one - mx) ** 2, 0);
	};
	console.log(`Growth (log-log slope): index ${slope(built).toFixed(2)}, top 50 ${slope(asked).toFixed(2)}.`);
	console.log('| a whole gathering | seconds, index included | Gini of exposure |\n|---|---|---|');
	const all: [number, number][] = [];
	for (const size of whole) {
		const { people } = generatePopulation(size, 8, 0);
		const from = cpu();
		const found = suggestEveryone(prepare(people, { roleWeights, seed: 1, exposure: 0 }), { listLength: 10 });
		const seconds = cpu() - from;
		all.push([size, seconds]);
		console.log(`| ${size} | ${seconds.toFixed(2)} | ${found.gini.toFixed(3)} |`);
	}
	console.log(`Growth: ${slope(all).toFixed(2)}. Most memory of the whole process: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB.\n`);
}
