import { addTotal, type BreaksModel } from './breaks-model.ts';

/**
 * Raises a lower bound of the breaks: assumes that no more than the bound's breaks happen, and turns each core - breaks
 * of which at least one cannot be avoided - into a count of which one is free and the next is assumed away (OLL:
 * Andres, Kaufmann, Matheis & Schaub 2012; Morgado, Dodaro & Marques-Silva 2014).
 */
export class Cores {
	bound: number;
	readonly #model: BreaksModel;
	/** Literals that each cost one break when false. */
	readonly #softs = new Set<number>();
	readonly #totals = new Map<number, { outputs: number[]; index: number }>();
	/** How soon a literal is assumed: the breaks of whoever has most meetings first. */
	readonly #rank = new Map<number, number>();
	/** How many are assumed: a contradiction among a few is found sooner than among all, and says more. */
	#size = 8;

	/** "At least j breaks of all", for j from 1. */
	#sum: number[] = [];

	/** `least`: breaks by person that were proved already. */
	constructor(model: BreaksModel, least: Int32Array) {
		this.#model = model;
		this.bound = least.reduce((sum, n) => sum + n, 0);
		model.atLeast.forEach((outputs, p) => {
			for (let k = least[p]!; k < outputs.length; k++) {
				const literal = 2 * outputs[k]! + 1;
				this.#softs.add(literal);
				this.#rank.set(literal, model.meetingsOf[p]!);
			}
		});
	}

	/**
	 * One step within that many contradictions: `met` (a schedule with no more breaks than the bound), `raised` (by
	 * one), `impossible`, or `tired`.
	 */
	raise(
		budget: number,
		keep: (slots: Int32Array) => void,
		read: () => Int32Array
	): 'met' | 'raised' | 'impossible' | 'tired' {
		const { solver } = this.#model;
		const softs = [...this.#softs].sort((a, b) => (this.#rank.get(b) ?? Infinity) - (this.#rank.get(a) ?? Infinity) || a - b);
		const end = solver.conflicts + budget;
		for (;;) {
			const answer = solver.solve(softs.slice(0, Math.min(softs.length, this.#size)), end - solver.conflicts);
			if (answer === -1) break;
			const isAll = this.#size >= softs.length;
			if (answer === 0) {
				// No contradiction among the few was near: from now on all.
				this.#size = Infinity;
				return 'tired';
			}
			keep(read());
			if (isAll) return 'met';
			this.#size *= 2;
		}
		let core = solver.core;
		if (core.length === 0) return 'impossible';
		// A smaller core says more.
		for (let round = 0; round < 4 && core.length > 1; round++) {
			if (solver.solve(core.slice().reverse(), 2000) !== -1) break;
			if (solver.core.length === 0) return 'impossible';
			if (solver.core.length >= core.length) break;
			core = solver.core;
		}
		const last = solver.conflicts + 4000;
		for (let i = 0; i < core.length && core.length > 1 && solver.conflicts < last; ) {
			const fewer = core.filter((_, k) => k !== i);
			const smaller = solver.solve(fewer, 300);
			if (smaller === 1) keep(read());
			if (smaller === -1) {
				if (solver.core.length === 0) return 'impossible';
				core = fewer.filter((literal) => solver.core.includes(literal));
			} else i++;
		}
		this.#relax(core);
		return 'raised';
	}

	/**
	 * Looks for a schedule with no more breaks than `most`, over all people at once: `met`, `none` (proved), or `tired`
	 * after that many contradictions. Says less than a core, but is often found, or refuted, sooner.
	 */
	aim(most: number, budget: number, keep: (slots: Int32Array) => void, read: () => Int32Array): 'met' | 'none' | 'tired' {
		const { solver, atLeast } = this.#model;
		if (this.#sum.length <= most) {
			const all = atLeast.flatMap((outputs) => outputs.map((v) => 2 * v));
			if (all.length <= most) return 'tired';
			this.#sum = addTotal(solver, all, Math.min(all.length, most + 3));
		}
		const answer = solver.solve([this.#sum[most]! ^ 1], budget);
		if (answer === 1) keep(read());
		if (answer === -1) solver.addClause([this.#sum[most]!]);
		return answer === 1 ? 'met' : answer === 0 ? 'tired' : 'none';
	}

	#relax(core: readonly number[]): void {
		const { solver } = this.#model;
		this.bound++;
		for (const literal of core) {
			this.#softs.delete(literal);
			// One more of an older total may now be true.
			const total = this.#totals.get(literal);
			if (total && total.index + 1 < total.outputs.length) this.#assume(total.outputs, total.index + 1);
		}
		solver.addClause(core.map((literal) => literal ^ 1));
		if (core.length < 2) return;
		const inputs = core.map((literal) => literal ^ 1);
		const outputs = addTotal(solver, inputs, core.length);
		if (outputs.length > 1) this.#assume(outputs, 1);
	}

	#assume(outputs: number[], index: number): void {
		const literal = outputs[index]! ^ 1;
		this.#softs.add(literal);
		this.#totals.set(literal, { outputs, index });
	}
}
