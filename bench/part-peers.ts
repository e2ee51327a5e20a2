// Reference solvers on the published meeting problem, each with a model of its own that shares nothing with the engine.
import { spawnSync } from 'node:child_process';
import type { BreaksProblem } from '../src/engine/schedule/breaks.ts';

export interface PeerAnswer {
	breaks: number | null;
	/** Proved best, or proved impossible. */
	proved: boolean;
	seconds: number;
}
export type Peer = (problem: BreaksProblem, limit: number) => Promise<PeerAnswer>;

/** Processor seconds of this process, all threads: what other load on the machine takes does not count. */
export function stopwatch(): () => number {
	const start = process.cpuUsage();
	return () => {
		const { user, system } = process.cpuUsage(start);
		return (user + system) / 1e6;
	};
}

/** The problem as facts and twelve rules of answer set programming. */
export function asProgram({ people, slots, tables, meetings, forbidden, before, fairness }: BreaksProblem): string {
	const facts = [`slot(0..${slots - 1}). person(0..${people - 1}).`];
	meetings.forEach(({ people: [a, b], from, to, fixed }, m) =>
		facts.push(`meeting(${m},${a}). meeting(${m},${b}). window(${m},${fixed ?? from}..${fixed ?? to}).`)
	);
	forbidden.forEach((list, p) => list.forEach((s) => facts.push(`forbidden(${p},${s}).`)));
	for (const [a, b] of before) facts.push(`before(${a},${b}).`);
	return `${facts.join('\n')}
1 { at(M,S) : window(M,S) } 1 :- meeting(M,_).
:- at(M,S), meeting(M,P), forbidden(P,S).
:- person(P), slot(S), 2 { at(M,S) : meeting(M,P) }.
:- slot(S), ${tables + 1} { at(M,S) }.
:- before(A,B), at(A,S), at(B,T), S >= T.
busy(P,S) :- at(M,S), meeting(M,P).
begun(P,S+1) :- busy(P,S), slot(S+1).
begun(P,S+1) :- begun(P,S), slot(S+1).
break(P,S) :- busy(P,S), not busy(P,S-1), begun(P,S-1).
breaks(P,N) :- person(P), N = #count { S : break(P,S) }.
${fairness === null ? '' : `:- breaks(P,N), breaks(Q,K), N > K + ${fairness}.`}
#minimize { 1,P,S : break(P,S) }.
#show at/2.`;
}

export async function loadClingo(): Promise<Peer | null> {
	const loaded = await import('clingo-wasm').catch(() => null);
	if (!loaded) return null;
	const clingo = loaded.default;
	await clingo.run('a.', 1);
	return async (problem, limit) => {
		const watch = stopwatch();
		let best: number | null = null;
		let ended = false;
		// Its own time limit is not heard: the worker is ended instead.
		const timer = new Promise<null>((end) => {
			const look = setInterval(() => {
				if (!ended && watch() < limit) return;
				clearInterval(look);
				end(null);
			}, 100);
		});
		const answer = await Promise.race([
			clingo.run(asProgram(problem), 0, ['--opt-strategy=usc'], (model: { Costs?: number[] }) => {
				best = model.Costs?.[0] ?? best;
			}),
			timer
		]);
		ended = true;
		const seconds = watch();
		if (answer === null) {
			await clingo.restart();
			return { breaks: best, proved: false, seconds };
		}
		if (answer.Result === 'ERROR') throw new Error(answer.Error);
		const witness = answer.Call.flatMap(({ Witnesses }) => Witnesses).at(-1) as { Costs?: number[] } | undefined;
		return { breaks: witness?.Costs?.[0] ?? null, proved: answer.Result !== 'UNKNOWN', seconds };
	};
}

/** The same as a mixed integer program, in CPLEX LP format. */
export function asLinear({ people, slots, tables, meetings, forbidden, before, fairness }: BreaksProblem): string {
	const rows: string[] = [];
	const binary: string[] = [];
	const mine: number[][] = Array.from({ length: people }, () => []);
	const may = meetings.map(({ people: [a, b], from, to, fixed }, m) => {
		mine[a]!.push(m);
		mine[b]!.push(m);
		return Array.from({ length: slots }, (_, s) => s).filter(
			(s) => s >= from && s <= to && (fixed === null || fixed === s) && ![a, b].some((p) => forbidden[p]!.includes(s))
		);
	});
	may.forEach((list, m) => {
		list.forEach((s) => binary.push(`x${m}_${s}`));
		rows.push(list.length ? `${list.map((s) => `x${m}_${s}`).join(' + ')} = 1` : '0 none = 1');
	});
	for (let s = 0; s < slots; s++) {
		const here = meetings.flatMap((_, m) => (may[m]!.includes(s) ? [`x${m}_${s}`] : []));
		if (here.length > tables) rows.push(`${here.join(' + ')} <= ${tables}`);
	}
	for (const [a, b] of before) {
		const time = (m: number, sign: string) => may[m]!.map((s) => `${sign} ${s} x${m}_${s}`).join(' ');
		rows.push(`${time(b, '+')} ${time(a, '-')} >= 1`);
	}
	const cost: string[] = [];
	mine.forEach((list, p) => {
		if (list.length === 0) return;
		for (let s = 0; s < slots; s++) {
			const here = list.filter((m) => may[m]!.includes(s)).map((m) => `x${m}_${s}`);
			binary.push(`b${p}_${s}`);
			rows.push(`${here.join(' + ')}${here.length ? ' ' : '0 none '}- b${p}_${s} = 0`);
			// `g`: was busy before s. A break begins where somebody is busy, was not just before, and was earlier.
			if (s > 0) rows.push(`g${p}_${s} - b${p}_${s - 1} >= 0`);
			if (s > 1) {
				rows.push(`g${p}_${s} - g${p}_${s - 1} >= 0`);
				rows.push(`h${p}_${s} - b${p}_${s} + b${p}_${s - 1} - g${p}_${s - 1} >= -1`);
				cost.push(`h${p}_${s}`);
			}
		}
		const breaks = cost.filter((name) => name.startsWith(`h${p}_`));
		if (fairness !== null && breaks.length) {
			rows.push(`${breaks.join(' + ')} - least <= ${fairness}`);
			rows.push(`${breaks.join(' + ')} - least >= 0`);
		}
	});
	const idle = mine.some((list) => list.length < 2);
	return `Minimize\n obj: ${cost.join(' + ')}\nSubject To\n${rows.map((row, i) => ` c${i}: ${row}`).join('\n')}\nBounds\n ${idle ? 'least = 0' : 'least >= 0'}\nBinary\n ${binary.join(' ')}\nEnd\n`;
}

export async function loadHighs(): Promise<Peer | null> {
	const loaded = await import('highs').catch(() => null);
	if (!loaded) return null;
	return async (problem, limit) => {
		// A fresh instance each time: one that ran out of memory cannot be used again.
		const highs = await loaded.default();
		const watch = stopwatch();
		const { Status, ObjectiveValue } = highs.solve(asLinear(problem), { time_limit: limit, output_flag: false } as never);
		const proved = Status === 'Optimal' || Status === 'Infeasible';
		const breaks = Status === 'Infeasible' || !Number.isFinite(ObjectiveValue) ? null : Math.round(ObjectiveValue);
		return { breaks, proved, seconds: watch() };
	};
}

/** The same program through a native clingo, where one is installed (`apt install gringo`). */
export function findNativeClingo(): Peer | null {
	if (spawnSync('clingo', ['--version']).status !== 0) return null;
	return async (problem, limit) => {
		const { stdout } = spawnSync('clingo', ['--outf=2', '--opt-strategy=usc', `--time-limit=${Math.ceil(limit)}`, '-'], {
			input: asProgram(problem),
			encoding: 'utf8',
			maxBuffer: 1 << 28
		});
		const answer = JSON.parse(stdout);
		const costs = answer.Call?.at(-1)?.Witnesses?.at(-1)?.Costs?.[0] ?? null;
		return { breaks: costs, proved: /OPTIMUM|UNSAT/.test(answer.Result), seconds: answer.Time.CPU };
	};
}
