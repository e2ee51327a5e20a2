import { Learning } from './solver-learning.ts';

/**
 * A SAT solver with at-most-k constraints of its own: conflict-driven clause learning with restarts by literal-block
 * distance (Glucose 2009) and by Luby's sequence in turn, and resets to the best phases (CaDiCaL 2020). Solves under
 * assumptions and names those that cannot hold together. It may be shown an assignment that nearly does, found by
 * other means, and then looks near it (Cai & Zhang 2021).
 *
 * Variables are 0, 1, 2...; a literal is 2v for v and 2v + 1 for not v.
 */
export class Solver extends Learning {
	conflicts = 0;
	/** By variable, after `solve` answered 1: 1 true, 0 false. */
	model = new Uint8Array(0);
	/** Asked every few hundred conflicts; true ends the search. */
	shouldStop: () => boolean = () => false;
	#learnts: number[] = [];
	#learntLimit = 4000;
	#bestPhase = new Uint8Array(0);
	#bestTrail = 0;
	#shown: Uint8Array | null = null;
	#rephased = 0;
	#fast = 0;
	#slow = 0;
	#stable = false;
	#modeEnd = 1000;
	#modeLength = 1000;

	/** Keeps the better half of what was learnt, forgets clauses that are true for good, and packs the rest. */
	#reduce(): void {
		this.backtrack(0);
		const old = this.arena;
		const isTrue = (clause: number) => {
			for (let k = clause + 2; k < clause + 2 + old[clause]!; k++) if (this.value[old[k]!]! > 0) return true;
			return false;
		};
		const loose = this.#learnts.filter((clause) => old[clause + 1]! > 2);
		loose.sort((a, b) => old[b + 1]! - old[a + 1]! || old[b]! - old[a]! || a - b);
		const dropped = new Set(loose.slice(0, loose.length >> 1));
		this.arena = new Int32Array(old.length);
		this.arenaEnd = 1;
		this.watchEnd.fill(0);
		for (let v = 0; v < this.variables; v++) this.reason[v] = 0;
		const copy = (clause: number): number => {
			const literals: number[] = [];
			for (let k = clause + 2; k < clause + 2 + old[clause]!; k++) {
				if (this.value[old[k]!]! === 0) literals.push(old[k]!);
			}
			const moved = this.allocate(literals, old[clause + 1]!);
			this.attach(moved);
			return moved;
		};
		this.originals = this.originals.filter((clause) => !isTrue(clause)).map(copy);
		this.#learnts = this.#learnts.filter((clause) => !dropped.has(clause) && !isTrue(clause)).map(copy);
	}

	/** Shows an assignment that is worth looking near: the phases begin there, and go back to it at times. */
	show(model: Uint8Array): void {
		this.#shown = model.slice();
		this.phase.set(model);
		this.#bestPhase = this.phase.slice();
		this.#bestTrail = 0;
		this.#stable = true;
		this.#modeEnd = this.conflicts + this.#modeLength;
	}

	/**
	 * Answers 1 (there is a model), -1 (none under the assumptions: see `core`; empty when there is none at all) or 0
	 * (given up: `budget` conflicts, or told to stop). May be called again and again, with clauses added in between.
	 */
	solve(assumptions: readonly number[] = [], budget = Infinity): -1 | 0 | 1 {
		this.core = [];
		if (!this.consistent) return -1;
		this.backtrack(0);
		if (this.propagate() !== 0) return this.#contradiction();
		if (this.#bestPhase.length !== this.phase.length) {
			this.#bestPhase = this.phase.slice();
			this.#bestTrail = 0;
		}
		this.assumed = assumptions.length;
		const end = this.conflicts + budget;
		let askAt = this.conflicts + 200;
		let sinceRestart = 0;
		let luby = 1;
		for (;;) {
			const conflict = this.propagate();
			if (conflict !== 0) {
				this.conflicts++;
				sinceRestart++;
				if (this.levelStart.length === 0) return this.#contradiction();
				this.#learn(conflict);
				continue;
			}
			if (this.conflicts >= askAt) {
				askAt = this.conflicts + 200;
				if (this.shouldStop()) return this.#giveUp();
			}
			if (this.conflicts >= end) return this.#giveUp();
			if (this.#stable && this.trailEnd > this.#bestTrail) this.#keepPhases();
			const due = this.#stable
				? sinceRestart > 256 * lubyOf(luby)
				: sinceRestart > 10 && this.#fast > 1.1 * this.#slow;
			if (due) {
				luby++;
				sinceRestart = 0;
				// Assumptions always come first, and so may stay.
				this.backtrack(assumptions.length);
				if (this.#stable) this.#rephase();
				if (this.conflicts > this.#modeEnd) {
					this.#stable = !this.#stable;
					if (!this.#stable) this.#modeLength *= 1.5;
					this.#modeEnd = this.conflicts + this.#modeLength;
					this.#bestTrail = 0;
					luby = 1;
				}
				if (this.#learnts.length > this.#learntLimit) {
					this.#reduce();
					this.#learntLimit += 400;
					if (this.propagate() !== 0) return this.#contradiction();
				}
				continue;
			}
			let next = -1;
			while (this.levelStart.length < assumptions.length) {
				const literal = assumptions[this.levelStart.length]!;
				if (this.value[literal]! > 0) this.levelStart.push(this.trailEnd);
				else if (this.value[literal]! < 0) {
					this.coreOf(literal);
					this.backtrack(0);
					return -1;
				} else {
					next = literal;
					break;
				}
			}
			while (next < 0 && !this.order.isEmpty) {
				const v = this.order.pop();
				if (this.value[2 * v] === 0) next = this.phase[v] ? 2 * v : 2 * v + 1;
			}
			if (next < 0) {
				this.model = new Uint8Array(this.variables);
				for (let v = 0; v < this.variables; v++) this.model[v] = this.value[2 * v]! > 0 ? 1 : 0;
				this.backtrack(0);
				return 1;
			}
			this.levelStart.push(this.trailEnd);
			this.enqueue(next, 0);
		}
	}

	#contradiction(): -1 {
		this.consistent = false;
		return -1;
	}

	#giveUp(): 0 {
		this.backtrack(0);
		return 0;
	}

	#learn(conflict: number): void {
		const back = this.analyze(conflict);
		const learnt = this.learnt;
		const distance = this.distance(learnt, 0, learnt.length);
		this.#fast += (distance - this.#fast) / Math.min(this.conflicts, 32);
		this.#slow += (distance - this.#slow) / Math.min(this.conflicts, 8192);
		this.backtrack(back);
		let reason = 0;
		if (learnt.length > 1) {
			reason = this.allocate(learnt, Math.max(1, distance));
			this.#learnts.push(reason);
			this.attach(reason);
		}
		this.enqueue(learnt[0]!, reason);
		this.order.decay(this.#stable ? 0.97 : 0.94);
	}

	#keepPhases(): void {
		this.#bestTrail = this.trailEnd;
		for (let i = 0; i < this.trailEnd; i++) {
			const literal = this.trail[i]!;
			this.#bestPhase[literal >> 1] = literal & 1 ? 0 : 1;
		}
	}

	#rephase(): void {
		if (this.#shown && ++this.#rephased % 3 === 0) {
			this.phase.set(this.#shown);
			this.#bestTrail = 0;
		} else this.phase.set(this.#bestPhase);
	}
}

/** 1 1 2 1 1 2 4 1 1 2 1 1 2 4 8... (Luby, Sinclair & Zuckerman 1993), from 1. */
function lubyOf(i: number): number {
	let k = 1;
	while ((1 << k) - 1 < i) k++;
	return (1 << k) - 1 === i ? 1 << (k - 1) : lubyOf(i - (1 << (k - 1)) + 1);
}
