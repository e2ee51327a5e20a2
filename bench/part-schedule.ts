import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scheduleBreaks } from '../src/engine/schedule/breaks.ts';
import { scheduleMeetings, type Schedule, type ScheduleProblem } from '../src/engine/schedule/schedule.ts';
import { readB2bsop } from '../src/server/command-line/read-b2bsop.ts';
import { checkBreaks } from '../tests/engine/check-breaks.ts';
import { checkSchedule } from '../tests/engine/check-schedule.ts';
import type { EngineBenchOptions } from './engine.ts';
import { makeCrowd } from './part-crowd.ts';
import { findNativeClingo, loadClingo, loadHighs, stopwatch, type Peer } from './part-peers.ts';

const line = (cells: (string | number)[], widths: number[]) =>
	console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]!) : String(cell).padStart(widths[i] ?? 10))).join('  '));
const percent = (part: number) => `${(100 * part).toFixed(2)} %`;

/** What users have: a market of wishes, run, cancelled in a hundred places, and run again. Every schedule is checked. */
function benchWishes(seed: number, only: RegExp): void {
	const widths = [30, 9, 9, 9, 8, 9, 7, 7, 8];
	const points: [number, number][] = [];
	line(['wishes: people/wishes/slots/tables', 'meetings', 'weight', 'bound', 'gap', 'with none', 'waits', 'moved', 'seconds'], widths);
	const run = (name: string, problem: ScheduleProblem): { schedule: Schedule; seconds: number } => {
		const watch = stopwatch();
		const schedule = scheduleMeetings(problem, { seed });
		const seconds = watch();
		const wrong = checkSchedule(problem, schedule);
		if (wrong.length) throw new Error(`${name}: ${wrong.slice(0, 3).join('; ')}`);
		const { meetings, weight, bound, gap, withNone, breaks } = schedule;
		const moved = meetings.filter((meeting) => meeting.moved).length;
		line([name, meetings.length, weight, bound.toFixed(0), percent(gap), withNone.length, breaks, moved, seconds.toFixed(2)], widths);
		return { schedule, seconds };
	};
	for (const [people, wishes, slots, tables] of [
		[200, 1500, 20, 60],
		[500, 3000, 24, 80],
		[1000, 6000, 32, 150],
		[2000, 12_000, 40, 250]
	] as const) {
		const name = `${people}/${wishes}/${slots}/${tables}`;
		if (!only.test(name)) continue;
		const problem = makeCrowd(people, wishes, slots, tables, seed);
		const { schedule, seconds } = run(name, problem);
		points.push([wishes, seconds]);
		const every = Math.floor(schedule.meetings.length / 100);
		const kept = schedule.meetings.filter((_, i) => i % every !== 0 || i >= every * 100);
		run(`  again, ${schedule.meetings.length - kept.length} cancelled`, {
			...problem,
			held: kept.map(({ people: pair, slot, length, table }) => ({ people: pair, slot, length, table, confirmed: true }))
		});
	}
	if (points.length > 2) console.log(`growth: seconds ~ wishes^${slope(points).toFixed(2)} (log-log slope)`);
	console.log(`most memory so far: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`);
}

/** Slope of the line through the points on paper that is logarithmic both ways. */
function slope(points: readonly [number, number][]): number {
	const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
	const mean = (k: 0 | 1) => logs.reduce((sum, point) => sum + point[k], 0) / logs.length;
	const [mx, my] = [mean(0), mean(1)];
	return logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

export async function bench({ data, only, limit, peerLimit, peers, seed }: EngineBenchOptions): Promise<void> {
	benchWishes(seed, only);
	const folder = [data, process.env.BENCH_B2B, join(import.meta.dirname, '../../shared/data/b2b')].find(
		(path) => path && existsSync(join(path, 'best_known.csv'))
	);
	if (!folder) {
		console.log('The published instances are not here: say where best_known.csv lies with --data DIR or BENCH_B2B.');
		return;
	}
	const available: Record<string, Peer | null> = {
		clingo: peers.includes('clingo') ? await loadClingo() : null,
		highs: peers.includes('highs') ? await loadHighs() : null,
		native: peers.includes('native') ? findNativeClingo() : null
	};
	const running = Object.entries(available).filter((entry): entry is [string, Peer] => entry[1] !== null);
	const widths = [34, 3, 6, 6, 11, 8, ...running.flatMap(() => [14, 7])];
	line(['published: instance', 'd', 'known', 'ours', 'proved', 'seconds', ...running.flatMap(([name]) => [name, 'ratio'])], widths);
	const rows = readFileSync(join(folder, 'best_known.csv'), 'utf8').trim().split('\n').slice(1);
	const times: number[] = [];
	const ratios: Record<string, number[]> = {};
	let reached = 0;
	let wrongs = 0;
	for (const row of rows) {
		const [instance, family, file, d, known] = row.split(',') as [string, string, string, string, string];
		const name = `${instance} ${family}`;
		if (!only.test(`${name} d${d}`)) continue;
		const text = readFileSync(join(folder, file), 'utf8');
		const problem = readB2bsop(text, Number(d));
		const watch = stopwatch();
		const found = scheduleBreaks(problem, { seed, shouldStop: () => watch() > limit });
		const seconds = watch();
		if (found.slots) {
			const checked = checkBreaks(text, Number(d), (m) => found.slots![m - 1]! + 1);
			if (checked.wrong.length || checked.breaks !== found.breaks) {
				wrongs++;
				console.log(`${name}: WRONG ${checked.wrong.slice(0, 3).join('; ')}`);
			}
		}
		const good = known === 'UNSAT' ? found.status === 'impossible' : found.status === 'best' && found.breaks === Number(known);
		if (good) reached++;
		times.push(seconds);
		const proved =
			found.status === 'best' ? 'proved' : found.status === 'impossible' ? found.reason!.kind : `bound ${found.bound}`;
		const beside: string[] = [];
		for (const [peer, solve] of running) {
			const answer = await solve(problem, peerLimit);
			beside.push(`${answer.breaks ?? '-'}${answer.proved ? '' : ' open'} ${answer.seconds.toFixed(2)}`, `${(answer.seconds / seconds).toFixed(1)}`);
			(ratios[peer] ??= []).push(answer.seconds / seconds);
		}
		line([name, d, known, found.breaks ?? '-', `${good ? '' : '! '}${proved}`, seconds.toFixed(2), ...beside], widths);
	}
	if (times.length === 0) return;
	const median = (list: number[]) => {
		list.sort((a, b) => a - b);
		return (list[list.length >> 1]! + list[(list.length - 1) >> 1]!) / 2;
	};
	console.log(
		`${reached} of ${times.length} settings reached with proof; median ${median(times).toFixed(2)} s, longest ${times.at(-1)!.toFixed(1)} s`
	);
	for (const [peer, list] of Object.entries(ratios)) console.log(`${peer}: median ${median(list).toFixed(1)} times our seconds (limit ${peerLimit} s)`);
	if (wrongs > 0) process.exitCode = 1;
}
