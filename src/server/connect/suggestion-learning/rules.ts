import type { Outcome, Signal, Weights } from '#engine/suggest/suggest.ts';

/** How many answers it takes before anything is learnt. */
export const leastAnswers = 30;
/** The latest so many are learnt from. */
export const mostAnswers = 5000;
/** How long after an answer the weights are learnt anew, in milliseconds: once for all answers meanwhile. */
export const learnAfter = 60 * 60 * 1000;

const strength: Record<Outcome, number> = {
	ignored: 0,
	declined: 1,
	accepted: 2,
	kept: 3,
	met_again: 4
};

/** One asking of another, by connection or meeting, and what came of it. */
export interface Asked {
	by: string;
	of: string;
	outcome: Outcome;
	/** Of a meeting that was held. */
	held: boolean;
}

/** One outcome for each asking pair: the strongest there was; two meetings held are to have met again. */
export function sumUp(asks: readonly Asked[]): Asked[] {
	const pairs = new Map<string, Asked & { meetings: number }>();
	for (const ask of asks) {
		const key = `${ask.by} ${ask.of}`;
		const meetings = (pairs.get(key)?.meetings ?? 0) + (ask.held ? 1 : 0);
		const best = pairs.get(key);
		const stronger = !best || strength[ask.outcome] > strength[best.outcome] ? ask : best;
		pairs.set(key, { ...stronger, meetings });
	}
	return [...pairs.values()].map(({ meetings, ...pair }) =>
		meetings > 1 ? { ...pair, outcome: 'met_again' } : pair
	);
}

/** How a learnt weight stands beside the usual one, in words: only what is sure is said to be more or less. */
export function sayChange(change: {
	before: number;
	after: number;
	error: number;
}): 'more' | 'less' | 'usual' {
	const by = change.after - change.before;
	if (Math.abs(by) < Math.max(change.error, 0.1 * Math.abs(change.before))) return 'usual';
	return by > 0 ? 'more' : 'less';
}

/** The weights that hold: the shipped ones, and over them what was learnt. */
export const learntWeights = (
	row: { offAt: Date | null; changes: { signal: string; after: number }[] } | undefined
): Partial<Weights> =>
	!row || row.offAt
		? {}
		: Object.fromEntries(row.changes.map(({ signal, after }) => [signal as Signal, after]));
