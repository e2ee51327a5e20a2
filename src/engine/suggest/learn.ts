import { defaultWeights, signals, type Signal, type Weights } from './profile.ts';

/** One row to learn from: what was measured, what came of it (1 or 0), how much it counts (1 where absent). */
export interface Row {
	x: readonly number[];
	y: number;
	weight?: number;
}

export interface Fitted {
	weights: Float64Array;
	/** Standard errors of the weights, from the curvature at the optimum (Laplace's approximation). */
	errors: Float64Array;
	steps: number;
}

/** Solves `a x = b` for a symmetric positive definite matrix by Cholesky; also the diagonal of its inverse. */
function solve(a: Float64Array, b: Float64Array): { x: Float64Array; inverse: Float64Array } {
	const n = b.length;
	const l = new Float64Array(n * n);
	for (let i = 0; i < n; i++) {
		for (let j = 0; j <= i; j++) {
			let sum = a[i * n + j]!;
			for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
			l[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j * n + j]!;
		}
	}
	const back = (right: Float64Array): Float64Array => {
		const x = Float64Array.from(right);
		for (let i = 0; i < n; i++) {
			for (let k = 0; k < i; k++) x[i]! -= l[i * n + k]! * x[k]!;
			x[i]! /= l[i * n + i]!;
		}
		for (let i = n - 1; i >= 0; i--) {
			for (let k = i + 1; k < n; k++) x[i]! -= l[k * n + i]! * x[k]!;
			x[i]! /= l[i * n + i]!;
		}
		return x;
	};
	const inverse = new Float64Array(n);
	for (let i = 0; i < n; i++) {
		const unit = new Float64Array(n);
		unit[i] = 1;
		inverse[i] = back(unit)[i]!;
	}
	return { x: back(b), inverse };
}

/**
 * Logistic regression with a normal prior on each weight (mean `prior`, precision = 1 / variance), by Newton's method to
 * the one maximum there is. Few rows stay at the prior; many leave it.
 */
export function fitLogistic(
	rows: readonly Row[],
	prior: readonly number[],
	precision: readonly number[]
): Fitted {
	const n = prior.length;
	const weights = Float64Array.from(prior);
	let errors = new Float64Array(n);
	let steps = 0;
	for (; steps < 50; steps++) {
		const gradient = new Float64Array(n);
		const curve = new Float64Array(n * n);
		for (let i = 0; i < n; i++) {
			gradient[i] = precision[i]! * (prior[i]! - weights[i]!);
			curve[i * n + i] = precision[i]!;
		}
		for (const { x, y, weight = 1 } of rows) {
			let sum = 0;
			for (let i = 0; i < n; i++) sum += x[i]! * weights[i]!;
			const p = 1 / (1 + Math.exp(-sum));
			const slope = weight * p * (1 - p);
			for (let i = 0; i < n; i++) {
				if (x[i] === 0) continue;
				gradient[i]! += weight * (y - p) * x[i]!;
				for (let j = 0; j <= i; j++) curve[i * n + j]! += slope * x[i]! * x[j]!;
			}
		}
		for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) curve[j * n + i] = curve[i * n + j]!;
		const { x: step, inverse } = solve(curve, gradient);
		errors = inverse.map(Math.sqrt);
		let largest = 0;
		for (let i = 0; i < n; i++) {
			// A step longer than 2 is cut: far from the optimum the curvature says little.
			const cut = Math.max(-2, Math.min(2, step[i]!));
			weights[i]! += cut;
			largest = Math.max(largest, Math.abs(cut));
		}
		if (largest < 1e-7) break;
	}
	return { weights, errors, steps };
}

/** What came of suggesting one person to another. */
export type Outcome = 'accepted' | 'kept' | 'met_again' | 'declined' | 'ignored';

/** One answer: the signals as they stood between the two, and what came of it. No words of anybody are in it. */
export interface Answer {
	signals: Partial<Record<Signal, number>>;
	outcome: Outcome;
}

/** What an outcome says, and how loudly: to have met again says more than to have accepted; not to have answered says little. */
export const outcomes: Readonly<Record<Outcome, { wanted: 0 | 1; weight: number }>> = {
	accepted: { wanted: 1, weight: 1 },
	kept: { wanted: 1, weight: 1.5 },
	met_again: { wanted: 1, weight: 2 },
	declined: { wanted: 0, weight: 1 },
	ignored: { wanted: 0, weight: 0.4 }
};

/** Signals whose weights answers may change; the others are rules rather than tastes. */
export const learnable: readonly Signal[] = signals.filter(
	// `quiet` is made of the very answers that are learnt from.
	(signal) => !['circles', 'met', 'declined', 'quiet', 'unreachable', 'known'].includes(signal)
);

export interface Learned {
	weights: Weights;
	/** By signal that may change: what it was, what it is, and how sure that is. */
	changes: { signal: Signal; before: number; after: number; error: number }[];
	answers: number;
}

/**
 * Weights from answers, beginning at the shipped ones: each is held to its shipped value by a normal prior of standard
 * deviation `looseness` (default 0.35), so that a handful of answers changes next to nothing and no weight changes its sign
 * for want of evidence. Below `least` answers (default 30) nothing changes. Order of answers does not matter.
 */
export function learnWeights(
	answers: readonly Answer[],
	options: { from?: Weights; looseness?: number; least?: number } = {}
): Learned {
	const from = options.from ?? defaultWeights;
	const looseness = options.looseness ?? 0.35;
	const stay = answers.length < (options.least ?? 30);
	const rows: Row[] = answers.map(({ signals: measured, outcome }) => ({
		x: [1, ...learnable.map((signal) => measured[signal] ?? 0)],
		y: outcomes[outcome].wanted,
		weight: outcomes[outcome].weight
	}));
	const prior = [-1, ...learnable.map((signal) => from[signal])];
	const precision = [0.05, ...learnable.map(() => 1 / looseness ** 2)];
	const { weights, errors } = fitLogistic(stay ? [] : rows, prior, precision);
	const after = Object.fromEntries(
		learnable.map((signal, at) => {
			// What counts for somebody must not come to count against them: at least nothing.
			const found = weights[at + 1]!;
			return [signal, from[signal] > 0 ? Math.max(0, found) : Math.min(0, found)];
		})
	);
	return {
		weights: { ...from, ...after },
		changes: learnable.map((signal, at) => ({
			signal,
			before: from[signal],
			after: after[signal]!,
			error: errors[at + 1]!
		})),
		answers: answers.length
	};
}
