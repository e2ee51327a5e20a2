import { ActivityOrder } from './solver-order.ts';

/**
 * Clauses and at-most-k constraints, and what follows from them: the lower half of the solver. Clauses are watched by
 * two literals with a blocker (Chaff 2001, MiniSat 2003); counting constraints propagate by counter and are explained
 * only when asked.
 */
export class Propagation {
	variables = 0;
	propagations = 0;
	/** False once the clauses are contradictory without any assumption. */
	consistent = true;

	protected order = new ActivityOrder();
	/** Clauses one after another: length, distance (0: not learnt), literals. Address 0 is none. */
	protected arena = new Int32Array(1 << 16);
	protected arenaEnd = 1;
	protected originals: number[] = [];
	protected watch: Int32Array[] = [];
	protected watchEnd = new Int32Array(64);
	/** By literal: 1 true, -1 false, 0 open. */
	protected value = new Int8Array(64);
	protected level = new Int32Array(32);
	/** By variable: the clause that forces it, -(constraint + 1), or 0 for a decision. */
	protected reason = new Int32Array(32);
	protected place = new Int32Array(32);
	protected trail = new Int32Array(32);
	protected trailEnd = 0;
	protected head = 0;
	protected levelStart: number[] = [];
	protected phase = new Uint8Array(32);
	protected seen = new Uint8Array(32);
	protected stamp = new Int32Array(32);
	protected reasonLits = new Int32Array(64);
	protected reasonEnd = 0;
	// At-most-k constraints.
	protected countStart: number[] = [];
	protected countEnd: number[] = [];
	protected countLimit: number[] = [];
	protected countTrue = new Int32Array(32);
	protected countLits = new Int32Array(1 << 12);
	protected countLitsEnd = 0;
	protected countsOf: number[][] = [];

	newVariable(): number {
		const v = this.variables++;
		if (v >= this.level.length) this.growVariables();
		this.watch.push(new Int32Array(8), new Int32Array(8));
		this.countsOf.push([], []);
		this.order.add();
		return v;
	}

	private growVariables(): void {
		const size = this.level.length * 2;
		const grow = <A extends Int32Array | Uint8Array | Int8Array>(old: A, length: number): A => {
			const larger = new (old.constructor as new (length: number) => A)(length);
			larger.set(old as never);
			return larger;
		};
		this.watchEnd = grow(this.watchEnd, size * 2);
		this.value = grow(this.value, size * 2);
		this.level = grow(this.level, size);
		this.reason = grow(this.reason, size);
		this.place = grow(this.place, size);
		this.trail = grow(this.trail, size);
		this.phase = grow(this.phase, size);
		this.seen = grow(this.seen, size);
		this.stamp = grow(this.stamp, size);
		this.reasonLits = grow(this.reasonLits, size * 2);
	}

	/** Fixed true (1), false (-1) or open (0) by the clauses alone. */
	fixed(literal: number): number {
		return this.level[literal >> 1] === 0 ? this.value[literal]! : 0;
	}

	addClause(literals: readonly number[]): void {
		if (!this.consistent) return;
		this.backtrack(0);
		const sorted = [...new Set(literals)].sort((a, b) => a - b);
		const kept: number[] = [];
		for (const literal of sorted) {
			if (this.value[literal]! > 0 || sorted.includes(literal ^ 1)) return;
			if (this.value[literal]! === 0) kept.push(literal);
		}
		if (kept.length === 0) this.consistent = false;
		else if (kept.length === 1) {
			this.enqueue(kept[0]!, 0);
			if (this.propagate() !== 0) this.consistent = false;
		} else {
			const clause = this.allocate(kept, 0);
			this.originals.push(clause);
			this.attach(clause);
		}
	}

	/** At most `limit` of the literals are true. */
	addAtMost(literals: readonly number[], limit: number): void {
		if (!this.consistent) return;
		this.backtrack(0);
		const open = literals.filter((literal) => this.value[literal] === 0);
		limit -= literals.filter((literal) => this.value[literal]! > 0).length;
		if (limit < 0) {
			this.consistent = false;
			return;
		}
		if (open.length <= limit) return;
		if (limit === 0) {
			for (const literal of open) this.addClause([literal ^ 1]);
			return;
		}
		if (limit === 1 && open.length === 2) return this.addClause(open.map((literal) => literal ^ 1));
		const id = this.countStart.length;
		this.countStart.push(this.countLitsEnd);
		while (this.countLitsEnd + open.length > this.countLits.length) {
			const larger = new Int32Array(this.countLits.length * 2);
			larger.set(this.countLits);
			this.countLits = larger;
		}
		for (const literal of open) {
			this.countLits[this.countLitsEnd++] = literal;
			this.countsOf[literal]!.push(id);
		}
		this.countEnd.push(this.countLitsEnd);
		this.countLimit.push(limit);
		if (id >= this.countTrue.length) {
			const larger = new Int32Array(this.countTrue.length * 2);
			larger.set(this.countTrue);
			this.countTrue = larger;
		}
		this.countTrue[id] = 0;
	}

	/** At least `least` of the literals are true. */
	addAtLeast(literals: readonly number[], least: number): void {
		if (least <= 0) return;
		if (least === 1) this.addClause(literals);
		else
			this.addAtMost(
				literals.map((literal) => literal ^ 1),
				literals.length - least
			);
	}

	protected allocate(literals: ArrayLike<number>, distance: number): number {
		const size = literals.length;
		if (this.arenaEnd + size + 2 > this.arena.length) {
			const larger = new Int32Array(this.arena.length * 2 + size);
			larger.set(this.arena);
			this.arena = larger;
		}
		const clause = this.arenaEnd;
		this.arena[clause] = size;
		this.arena[clause + 1] = distance;
		for (let i = 0; i < size; i++) this.arena[clause + 2 + i] = literals[i]!;
		this.arenaEnd += size + 2;
		return clause;
	}

	protected watchBy(literal: number, clause: number, blocker: number): void {
		let list = this.watch[literal]!;
		const end = this.watchEnd[literal]!;
		if (end + 2 > list.length) {
			const larger = new Int32Array(list.length * 2);
			larger.set(list);
			this.watch[literal] = list = larger;
		}
		list[end] = clause;
		list[end + 1] = blocker;
		this.watchEnd[literal] = end + 2;
	}

	/** Watch lists are by the literal whose becoming true makes the watched one false. */
	protected attach(clause: number): void {
		const first = this.arena[clause + 2]!;
		const second = this.arena[clause + 3]!;
		this.watchBy(first ^ 1, clause, second);
		this.watchBy(second ^ 1, clause, first);
	}

	protected enqueue(literal: number, reason: number): void {
		const v = literal >> 1;
		this.value[literal] = 1;
		this.value[literal ^ 1] = -1;
		this.level[v] = this.levelStart.length;
		this.reason[v] = reason;
		this.place[v] = this.trailEnd;
		this.trail[this.trailEnd++] = literal;
	}

	/** Follows all consequences. Answers 0, or what is contradicted: a clause (positive) or -(constraint + 1). */
	protected propagate(): number {
		const value = this.value;
		const watchEnd = this.watchEnd;
		while (this.head < this.trailEnd) {
			const p = this.trail[this.head++]!;
			this.propagations++;
			const counts = this.countsOf[p]!;
			for (let i = 0; i < counts.length; i++) this.countTrue[counts[i]!]!++;

			const arena = this.arena;
			const list = this.watch[p]!;
			const end = watchEnd[p]!;
			const falseLit = p ^ 1;
			let kept = 0;
			let i = 0;
			let conflict = 0;
			while (i < end) {
				const clause = list[i]!;
				const blocker = list[i + 1]!;
				i += 2;
				if (value[blocker]! > 0) {
					list[kept] = clause;
					list[kept + 1] = blocker;
					kept += 2;
					continue;
				}
				const base = clause + 2;
				let first = arena[base]!;
				if (first === falseLit) {
					first = arena[base + 1]!;
					arena[base] = first;
					arena[base + 1] = falseLit;
				}
				if (first !== blocker && value[first]! > 0) {
					list[kept] = clause;
					list[kept + 1] = first;
					kept += 2;
					continue;
				}
				const stop = base + arena[clause]!;
				let k = base + 2;
				while (k < stop && value[arena[k]!]! < 0) k++;
				if (k < stop) {
					const other = arena[k]!;
					arena[base + 1] = other;
					arena[k] = falseLit;
					this.watchBy(other ^ 1, clause, first);
					continue;
				}
				list[kept] = clause;
				list[kept + 1] = first;
				kept += 2;
				if (value[first]! < 0) {
					conflict = clause;
					while (i < end) list[kept++] = list[i++]!;
				} else this.enqueue(first, clause);
			}
			watchEnd[p] = kept;
			if (conflict !== 0) return conflict;

			for (let i = 0; i < counts.length; i++) {
				const id = counts[i]!;
				const n = this.countTrue[id]!;
				const limit = this.countLimit[id]!;
				if (n < limit) continue;
				if (n > limit) return -(id + 1);
				const last = this.countEnd[id]!;
				for (let k = this.countStart[id]!; k < last; k++) {
					const literal = this.countLits[k]!;
					if (value[literal] === 0) this.enqueue(literal ^ 1, -(id + 1));
				}
			}
		}
		return 0;
	}

	/** Writes into `reasonLits` the true literals that force `literal` (or, for literal -1, the contradiction). */
	protected explain(reason: number, literal: number): void {
		let end = 0;
		const out = this.reasonLits;
		if (reason > 0) {
			const arena = this.arena;
			const stop = reason + 2 + arena[reason]!;
			for (let k = reason + 2; k < stop; k++) {
				const other = arena[k]!;
				if (other !== literal) out[end++] = other ^ 1;
			}
		} else {
			const id = -reason - 1;
			const limit = this.countLimit[id]!;
			const before = literal < 0 ? this.head : this.place[literal >> 1]!;
			const needed = literal < 0 ? limit + 1 : limit;
			const stop = this.countEnd[id]!;
			if (literal < 0) {
				// The one that was one too many is of the current level, and must be told.
				out[end++] = this.trail[this.head - 1]!;
			}
			for (let k = this.countStart[id]!; k < stop && end < needed; k++) {
				const other = this.countLits[k]!;
				if (this.value[other]! > 0 && this.place[other >> 1]! < before && !(literal < 0 && other === out[0]))
					out[end++] = other;
			}
		}
		this.reasonEnd = end;
	}

	protected backtrack(level: number): void {
		if (this.levelStart.length <= level) return;
		const start = this.levelStart[level]!;
		for (let i = this.trailEnd - 1; i >= start; i--) {
			const literal = this.trail[i]!;
			const v = literal >> 1;
			if (i < this.head) {
				const counts = this.countsOf[literal]!;
				for (let k = 0; k < counts.length; k++) this.countTrue[counts[k]!]!--;
			}
			this.value[literal] = 0;
			this.value[literal ^ 1] = 0;
			this.phase[v] = literal & 1 ? 0 : 1;
			this.order.insert(v);
		}
		this.trailEnd = start;
		this.head = Math.min(this.head, start);
		this.levelStart.length = level;
	}
}
