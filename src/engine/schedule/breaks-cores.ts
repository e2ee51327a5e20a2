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

	/** `least`: breaks by person that were proved already. */
	constructor(model: BreaksModel, least: Int32Array) {
		this.#model = model;
		this.bound = least.reduce((sum, n) => sum + n, 0);
		model.atLeast.forEach((outputs, p) => {
			for (let k = least[p]!; k < outputs.length; k++) this.#softs.add(2 * outputs[k]! + 1);
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
		const answer = solver.solve([...this.#softs], budget);
		if (answer === 0) return 'tired';
		if (answer === 1) {
			keep(read());
			return 'met';
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
		const end = solver.conflicts + 4000;
		for (let i = 0; i < core.length && core.length > 1 && solver.conflicts < end; ) {
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
