import type { Schedule, ScheduleStage } from '#engine/schedule/schedule.ts';
import type { Span } from '../availability/rules.ts';
import { orderPair } from '../connection/rules.ts';
import { worth, type Composed } from '../meeting-wish/rules.ts';
import type { RefusalCode, RunFailure, RunState } from './tables.ts';

/** How often a run says that it lives, and after what silence it is taken for dead, in milliseconds. */
export const beatEvery = 500;
export const silentAfter = 30_000;

/** How long a run may compute, in seconds; then its best schedule so far counts. */
export const longest = 120;

export interface RunNow {
	state: RunState;
	failure: RunFailure | null;
	heardAt: Date | null;
	publishedAt: Date | null;
	rolledBackAt: Date | null;
	stopAskedAt: Date | null;
}

/** The state as it is said at `now`: a run whose process is heard of no more has failed, whether or not it is written down. */
export function stateAt(run: RunNow, now: Date): { state: RunState; failure: RunFailure | null } {
	const isDead =
		run.state === 'running' && now.getTime() - (run.heardAt?.getTime() ?? 0) > silentAfter;
	return isDead ? { state: 'failed', failure: 'silent' } : { state: run.state, failure: run.failure };
}

/** True while a run waits for its turn or computes. */
export const isUnderWay = (run: RunNow, now: Date): boolean =>
	['waiting', 'running'].includes(stateAt(run, now).state);

/** What may be done with a run. A draft that was published stays as history. */
export function canOf(run: RunNow, now: Date) {
	const { state } = stateAt(run, now);
	const isReady = state === 'done' || state === 'stopped';
	return {
		stop: isUnderWay(run, now) && run.stopAskedAt === null,
		publish: isReady && run.publishedAt === null,
		rollBack: run.publishedAt !== null && run.rolledBackAt === null,
		delete: !isUnderWay(run, now) && run.publishedAt === null
	};
}

/** How far a run is, from 0 to 1: the engine knows how near it is to the best that can be, not how long it will take. */
export function shareDone(run: {
	stage: ScheduleStage | null;
	weight: number | null;
	bound: number | null;
}): number {
	const near = run.bound ? Math.min(1, (run.weight ?? 0) / run.bound) : 0;
	switch (run.stage) {
		case null:
			return 0;
		case 'bound':
			return 0.1;
		case 'grant':
			return 0.5 + 0.3 * near;
		case 'settle':
			return 0.85;
		case 'tables':
			return 0.95;
		case 'done':
			return 1;
	}
}

export interface Found {
	meetings: {
		lowPersonId: string;
		highPersonId: string;
		during: Span;
		tableId: string | null;
		tableName: string | null;
		weight: number;
	}[];
	refusals: {
		lowPersonId: string;
		highPersonId: string;
		code: RefusalCode;
		whose: 'low' | 'high' | null;
		amount: number | null;
	}[];
}

/** What the engine found, in ids: the new meetings, and each pair whose wish is not granted once, without who wished it. */
export function readSchedule(composed: Composed, schedule: Schedule): Found {
	const { problem, people, slots, tables } = composed;
	const pairOf = (a: number, b: number) => {
		const { low, high } = orderPair(people[a]!, people[b]!);
		return { lowPersonId: low, highPersonId: high };
	};
	const meetings = schedule.meetings.flatMap(({ people: [a, b], slot, table, held, wishes }) => {
		if (held !== null) return [];
		const place = table === null ? undefined : tables[table];
		return [
			{
				...pairOf(a, b),
				during: slots[slot]!,
				tableId: place?.id ?? null,
				tableName: place?.name ?? null,
				weight: wishes.reduce((sum, wish) => {
					const { level } = problem.wishes[wish]!;
					return sum + (level === 'no_thanks' ? 0 : worth[level]);
				}, 0)
			}
		];
	});
	const refusals = new Map<string, Found['refusals'][number]>();
	for (const { wish, why } of schedule.refused) {
		const { from, to } = problem.wishes[wish]!;
		const pair = pairOf(from, to);
		const key = `${pair.lowPersonId} ${pair.highPersonId}`;
		if (refusals.has(key)) continue;
		if (why.kind === 'no_thanks' || why.kind === 'oneself' || why.kind === 'meet_already' || why.kind === 'promised_break')
			throw new Error(`A run asked for what is out of the question: ${why.kind}.`);
		const who = 'person' in why ? people[why.person]! : null;
		refusals.set(key, {
			...pair,
			code: why.kind,
			whose: who === null ? null : who === pair.lowPersonId ? 'low' : 'high',
			amount:
				why.kind === 'has_most'
					? why.most
					: why.kind === 'fully_booked'
						? why.meetings
						: why.kind === 'tables_taken'
							? why.slots
							: null
		});
	}
	return { meetings, refusals: [...refusals.values()] };
}

/** How many people have how many meetings, from one meeting up. */
export function countByPerson(pairs: readonly { lowPersonId: string; highPersonId: string }[]): { meetings: number; people: number }[] {
	const each = new Map<string, number>();
	for (const { lowPersonId, highPersonId } of pairs) {
		each.set(lowPersonId, (each.get(lowPersonId) ?? 0) + 1);
		each.set(highPersonId, (each.get(highPersonId) ?? 0) + 1);
	}
	const people = new Map<number, number>();
	for (const count of each.values()) people.set(count, (people.get(count) ?? 0) + 1);
	const most = Math.max(0, ...people.keys());
	return Array.from({ length: most }, (_, n) => ({ meetings: n + 1, people: people.get(n + 1) ?? 0 }));
}

export interface Placed {
	lowPersonId: string;
	highPersonId: string;
	during: Span;
	tableId: string | null;
	tableName: string | null;
}

/** One run beside another: pairs that meet only in the first or only in the second, at another time, at another table. */
export function compareMeetings<One extends Placed>(first: readonly One[], second: readonly One[]) {
	const key = ({ lowPersonId, highPersonId }: Placed) => `${lowPersonId} ${highPersonId}`;
	const others = new Map(second.map((row) => [key(row), row]));
	const found = {
		onlyFirst: [] as One[],
		onlySecond: [] as One[],
		moved: [] as { first: One; second: One }[],
		otherTable: [] as { first: One; second: One }[],
		same: 0
	};
	for (const row of first) {
		const other = others.get(key(row));
		if (!other) found.onlyFirst.push(row);
		else if (row.during.from.getTime() !== other.during.from.getTime()) found.moved.push({ first: row, second: other });
		else if (row.tableName !== other.tableName) found.otherTable.push({ first: row, second: other });
		else found.same++;
		others.delete(key(row));
	}
	found.onlySecond.push(...others.values());
	const people = new Set(
		[...found.onlyFirst, ...found.onlySecond, ...found.moved.map(({ first }) => first)].flatMap(
			({ lowPersonId, highPersonId }) => [lowPersonId, highPersonId]
		)
	);
	return { ...found, people: people.size };
}
