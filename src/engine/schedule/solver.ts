/**
 * A SAT solver with at-most-k constraints of its own: conflict-driven clause learning (Marques-Silva & Sakallah 1999;
 * watched literals and VSIDS of Chaff 2001; MiniSat 2003; literal-block distance of Glucose 2009; alternating stable
 * and focused phases with best-phase resets of CaDiCaL 2020). Counting constraints propagate by counter and are
 * explained only when asked. Solves under assumptions and names those that cannot hold together.
 *
 * Variables are 0, 1, 2...; a literal is 2v for v and 2v + 1 for not v.
 */
export class Solver {
	variables = 0;
	conflicts = 0;
	propagations = 0;
	/** False once the clauses are contradictory without any assumption. */
	consistent = true;
	/** By variable, after `solve` answered 1: 1 true, 0 false. */
	model = new Uint8Array(0);
	/** After `solve` answered -1: assumptions that cannot hold together. */
	core: number[] = [];
	/** Asked every few hundred conflicts; true ends the search. */
	shouldStop: () => boolean = () => false;

	#arena = new Int32Array(1 << 16);
	#arenaEnd = 1;
	#learnts: number[] = [];
	#originals: number[] = [];
	#watch: Int32Array[] = [];
	#watchEnd = new Int32Array(64);
	#value = new Int8Array(64);
	#level = new Int32Array(32);
	#reason = new Int32Array(32);
	#place = new Int32Array(32);
	#trail = new Int32Array(32);
	#trailEnd = 0;
	#head = 0;
	#levelStart: number[] = [];
	#phase = new Uint8Array(32);
	#bestPhase = new Uint8Array(32);
	#bestTrail = 0;
	#activity = new Float64Array(32);
	#increment = 1;
	#heap = new Int32Array(32);
	#heapAt = new Int32Array(32);
	#heapEnd = 0;
	#seen = new Uint8Array(32);
	#stamp = new Int32Array(32);
	#stampTurn = 0;
	// At-most-k constraints.
	#countStart: number[] = [];
	#countEnd: number[] = [];
	#countLimit: number[] = [];
	#countTrue = new Int32Array(32);
	#countLits = new Int32Array(1 << 12);
	#countLitsEnd = 0;
	#countsOf: number[][] = [];
	#reasonLits = new Int32Array(64);
	#reasonEnd = 0;

	newVariable(): number {
		const v = this.variables++;
		if (v >= this.#level.length) this.#growVariables();
		this.#watch.push(new Int32Array(8), new Int32Array(8));
		this.#countsOf.push([], []);
		this.#heapAt[v] = -1;
		this.#phase[v] = 0;
		this.#heapInsert(v);
		return v;
	}

	#growVariables(): void {
		const size = this.#level.length * 2;
		const grow = <A extends Int32Array | Uint8Array | Int8Array | Float64Array>(old: A, length: number): A => {
			const larger = new (old.constructor as new (length: number) => A)(length);
			larger.set(old as never);
			return larger;
		};
		this.#watchEnd = grow(this.#watchEnd, size * 2);
		this.#value = grow(this.#value, size * 2);
		this.#level = grow(this.#level, size);
		this.#reason = grow(this.#reason, size);
		this.#place = grow(this.#place, size);
		this.#trail = grow(this.#trail, size);
		this.#phase = grow(this.#phase, size);
		this.#bestPhase = grow(this.#bestPhase, size);
		this.#activity = grow(this.#activity, size);
		this.#heap = grow(this.#heap, size);
		this.#heapAt = grow(this.#heapAt, size);
		this.#seen = grow(this.#seen, size);
		this.#stamp = grow(this.#stamp, size);
		this.#reasonLits = grow(this.#reasonLits, size * 2);
	}

	/** The value to try first. */
	prefer(variable: number, value: boolean): void {
		this.#phase[variable] = this.#bestPhase[variable] = value ? 1 : 0;
	}

	/** How soon to branch on the variable, at first. */
	boost(variable: number, activity: number): void {
		this.#activity[variable] = activity;
		if (this.#heapAt[variable]! >= 0) this.#heapUp(this.#heapAt[variable]!);
	}

	/** Fixed true (1), false (-1) or open (0) by the clauses alone. */
	fixed(literal: number): number {
		return this.#level[literal >> 1] === 0 ? this.#value[literal]! : 0;
	}

	addClause(literals: readonly number[]): void {
		if (!this.consistent) return;
		this.#backtrack(0);
		const sorted = [...new Set(literals)].sort((a, b) => a - b);
		const kept: number[] = [];
		for (const literal of sorted) {
			if (this.#value[literal]! > 0 || sorted.includes(literal ^ 1)) return;
			if (this.#value[literal]! === 0) kept.push(literal);
		}
		if (kept.length === 0) this.consistent = false;
		else if (kept.length === 1) {
			this.#enqueue(kept[0]!, 0);
			if (this.#propagate() !== 0) this.consistent = false;
		} else {
			const clause = this.#allocate(kept, 0);
			this.#originals.push(clause);
			this.#attach(clause);
		}
	}

	/** At most `limit` of the literals are true. */
	addAtMost(literals: readonly number[], limit: number): void {
		if (!this.consistent) return;
		this.#backtrack(0);
		const open = literals.filter((literal) => this.#value[literal] === 0);
		limit -= literals.filter((literal) => this.#value[literal]! > 0).length;
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
		const id = this.#countStart.length;
		this.#countStart.push(this.#countLitsEnd);
		while (this.#countLitsEnd + open.length > this.#countLits.length) {
			const larger = new Int32Array(this.#countLits.length * 2);
			larger.set(this.#countLits);
			this.#countLits = larger;
		}
		for (const literal of open) {
			this.#countLits[this.#countLitsEnd++] = literal;
			this.#countsOf[literal]!.push(id);
		}
		this.#countEnd.push(this.#countLitsEnd);
		this.#countLimit.push(limit);
		if (id >= this.#countTrue.length) {
			const larger = new Int32Array(this.#countTrue.length * 2);
			larger.set(this.#countTrue);
			this.#countTrue = larger;
		}
		this.#countTrue[id] = 0;
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

	#allocate(literals: ArrayLike<number>, distance: number): number {
		const size = literals.length;
		if (this.#arenaEnd + size + 2 > this.#arena.length) {
			const larger = new Int32Array(this.#arena.length * 2 + size);
			larger.set(this.#arena);
			this.#arena = larger;
		}
		const clause = this.#arenaEnd;
		this.#arena[clause] = size;
		this.#arena[clause + 1] = distance;
		for (let i = 0; i < size; i++) this.#arena[clause + 2 + i] = literals[i]!;
		this.#arenaEnd += size + 2;
		return clause;
	}

	#watchBy(literal: number, clause: number, blocker: number): void {
		let list = this.#watch[literal]!;
		const end = this.#watchEnd[literal]!;
		if (end + 2 > list.length) {
			const larger = new Int32Array(list.length * 2);
			larger.set(list);
			this.#watch[literal] = list = larger;
		}
		list[end] = clause;
		list[end + 1] = blocker;
		this.#watchEnd[literal] = end + 2;
	}

	/** Watch lists are by the literal whose becoming true makes the watched one false. */
	#attach(clause: number): void {
		const first = this.#arena[clause + 2]!;
		const second = this.#arena[clause + 3]!;
		this.#watchBy(first ^ 1, clause, second);
		this.#watchBy(second ^ 1, clause, first);
	}

	#enqueue(literal: number, reason: number): void {
		const v = literal >> 1;
		this.#value[literal] = 1;
		this.#value[literal ^ 1] = -1;
		this.#level[v] = this.#levelStart.length;
		this.#reason[v] = reason;
		this.#place[v] = this.#trailEnd;
		this.#trail[this.#trailEnd++] = literal;
	}

	/** Follows all consequences. Answers 0, or what is contradicted: a clause (positive) or -(constraint + 1). */
	#propagate(): number {
		const value = this.#value;
		const watchEnd = this.#watchEnd;
		while (this.#head < this.#trailEnd) {
			const p = this.#trail[this.#head++]!;
			this.propagations++;
			const counts = this.#countsOf[p]!;
			for (let i = 0; i < counts.length; i++) this.#countTrue[counts[i]!]!++;

			const arena = this.#arena;
			const list = this.#watch[p]!;
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
					this.#watchBy(other ^ 1, clause, first);
					continue;
				}
				list[kept] = clause;
				list[kept + 1] = first;
				kept += 2;
				if (value[first]! < 0) {
					conflict = clause;
					while (i < end) list[kept++] = list[i++]!;
				} else this.#enqueue(first, clause);
			}
			watchEnd[p] = kept;
			if (conflict !== 0) return conflict;

			for (let i = 0; i < counts.length; i++) {
				const id = counts[i]!;
				const n = this.#countTrue[id]!;
				const limit = this.#countLimit[id]!;
				if (n < limit) continue;
				if (n > limit) return -(id + 1);
				const last = this.#countEnd[id]!;
				for (let k = this.#countStart[id]!; k < last; k++) {
					const literal = this.#countLits[k]!;
					if (value[literal] === 0) this.#enqueue(literal ^ 1, -(id + 1));
				}
			}
		}
		return 0;
	}

	/** Writes into `#reasonLits` the true literals that force `literal` (or, for literal -1, the contradiction). */
	#explain(reason: number, literal: number): void {
		let end = 0;
		const out = this.#reasonLits;
		if (reason > 0) {
			const arena = this.#arena;
			const stop = reason + 2 + arena[reason]!;
			for (let k = reason + 2; k < stop; k++) {
				const other = arena[k]!;
				if (other !== literal) out[end++] = other ^ 1;
			}
		} else {
			const id = -reason - 1;
			const limit = this.#countLimit[id]!;
			const before = literal < 0 ? this.#head : this.#place[literal >> 1]!;
			const needed = literal < 0 ? limit + 1 : limit;
			const stop = this.#countEnd[id]!;
			if (literal < 0) {
				// The one that was one too many is of the current level, and must be told.
				out[end++] = this.#trail[this.#head - 1]!;
			}
			for (let k = this.#countStart[id]!; k < stop && end < needed; k++) {
				const other = this.#countLits[k]!;
				if (this.#value[other]! > 0 && this.#place[other >> 1]! < before && !(literal < 0 && other === out[0]))
					out[end++] = other;
			}
		}
		this.#reasonEnd = end;
	}

	#bump(v: number): void {
		if ((this.#activity[v]! += this.#increment) > 1e100) {
			for (let i = 0; i < this.variables; i++) this.#activity[i]! *= 1e-100;
			this.#increment *= 1e-100;
		}
		if (this.#heapAt[v]! >= 0) this.#heapUp(this.#heapAt[v]!);
	}

	#learnt: number[] = [];

	/** Learns from a contradiction: into `#learnt`, the asserting literal first. Answers the level to go back to. */
	#analyze(conflict: number): number {
		const learnt = this.#learnt;
		learnt.length = 0;
		learnt.push(0);
		const seen = this.#seen;
		const current = this.#levelStart.length;
		let open = 0;
		let index = this.#trailEnd - 1;
		let literal = -1;
		let reason = conflict;
		const touched: number[] = [];
		do {
			this.#explain(reason, literal);
			if (reason > 0 && this.#arena[reason + 1]! > 2) this.#refresh(reason);
			for (let i = 0; i < this.#reasonEnd; i++) {
				const other = this.#reasonLits[i]!;
				const v = other >> 1;
				if (seen[v] || this.#level[v] === 0) continue;
				seen[v] = 1;
				touched.push(v);
				this.#bump(v);
				if (this.#level[v]! >= current) open++;
				else learnt.push(other ^ 1);
			}
			while (!seen[this.#trail[index]! >> 1]) index--;
			literal = this.#trail[index]!;
			index--;
			reason = this.#reason[literal >> 1]!;
			open--;
		} while (open > 0);
		learnt[0] = literal ^ 1;

		// What follows from the others need not be said.
		let kept = 1;
		for (let i = 1; i < learnt.length; i++) {
			const v = learnt[i]! >> 1;
			if (this.#reason[v] === 0 || !this.#follows(v, touched)) learnt[kept++] = learnt[i]!;
		}
		learnt.length = kept;
		for (const v of touched) seen[v] = 0;
		let back = 0;
		if (kept > 1) {
			let most = 1;
			for (let i = 2; i < kept; i++) {
				if (this.#level[learnt[i]! >> 1]! > this.#level[learnt[most]! >> 1]!) most = i;
			}
			const swapped = learnt[1]!;
			learnt[1] = learnt[most]!;
			learnt[most] = swapped;
			back = this.#level[learnt[1]! >> 1]!;
		}
		return back;
	}

	/** Whether the variable's value follows from literals already in the learnt clause (seen 1); 2 yes, 3 no. */
	#follows(v: number, touched: number[], depth = 0): boolean {
		if (depth > 60) return false;
		this.#explain(this.#reason[v]!, this.#literalOf(v));
		const start = this.#followStack.length;
		for (let i = 0; i < this.#reasonEnd; i++) this.#followStack.push(this.#reasonLits[i]! >> 1);
		const end = this.#followStack.length;
		let ok = true;
		for (let i = start; i < end && ok; i++) {
			const u = this.#followStack[i]!;
			const mark = this.#seen[u]!;
			if (mark === 1 || mark === 2 || this.#level[u] === 0) continue;
			if (mark === 3 || this.#reason[u] === 0) {
				ok = false;
				break;
			}
			ok = this.#follows(u, touched, depth + 1);
			if (this.#seen[u] === 0) touched.push(u);
			if (this.#seen[u] !== 1) this.#seen[u] = ok ? 2 : 3;
		}
		this.#followStack.length = start;
		return ok;
	}

	#followStack: number[] = [];

	#literalOf(v: number): number {
		return this.#value[2 * v]! > 0 ? 2 * v : 2 * v + 1;
	}

	#distance(literals: ArrayLike<number>, start: number, end: number): number {
		const turn = ++this.#stampTurn;
		let distance = 0;
		for (let i = start; i < end; i++) {
			const level = this.#level[literals[i]! >> 1]!;
			if (level === 0 || this.#stamp[level] === turn) continue;
			this.#stamp[level] = turn;
			distance++;
		}
		return distance;
	}

	#refresh(clause: number): void {
		const distance = this.#distance(this.#arena, clause + 2, clause + 2 + this.#arena[clause]!);
		if (distance < this.#arena[clause + 1]!) this.#arena[clause + 1] = Math.max(1, distance);
	}

	#backtrack(level: number): void {
		if (this.#levelStart.length <= level) return;
		const start = this.#levelStart[level]!;
		for (let i = this.#trailEnd - 1; i >= start; i--) {
			const literal = this.#trail[i]!;
			const v = literal >> 1;
			if (i < this.#head) {
				const counts = this.#countsOf[literal]!;
				for (let k = 0; k < counts.length; k++) this.#countTrue[counts[k]!]!--;
			}
			this.#value[literal] = 0;
			this.#value[literal ^ 1] = 0;
			this.#phase[v] = literal & 1 ? 0 : 1;
			if (this.#heapAt[v]! < 0) this.#heapInsert(v);
		}
		this.#trailEnd = start;
		this.#head = Math.min(this.#head, start);
		this.#levelStart.length = level;
	}

	#heapUp(i: number): void {
		const heap = this.#heap;
		const v = heap[i]!;
		const activity = this.#activity[v]!;
		while (i > 0) {
			const parent = (i - 1) >> 1;
			const u = heap[parent]!;
			if (this.#activity[u]! >= activity) break;
			heap[i] = u;
			this.#heapAt[u] = i;
			i = parent;
		}
		heap[i] = v;
		this.#heapAt[v] = i;
	}

	#heapDown(i: number): void {
		const heap = this.#heap;
		const v = heap[i]!;
		const activity = this.#activity[v]!;
		for (;;) {
			let child = 2 * i + 1;
			if (child >= this.#heapEnd) break;
			if (child + 1 < this.#heapEnd && this.#activity[heap[child + 1]!]! > this.#activity[heap[child]!]!) child++;
			const u = heap[child]!;
			if (this.#activity[u]! <= activity) break;
			heap[i] = u;
			this.#heapAt[u] = i;
			i = child;
		}
		heap[i] = v;
		this.#heapAt[v] = i;
	}

	#heapInsert(v: number): void {
		this.#heap[this.#heapEnd] = v;
		this.#heapAt[v] = this.#heapEnd;
		this.#heapUp(this.#heapEnd++);
	}

	#heapPop(): number {
		const v = this.#heap[0]!;
		this.#heapAt[v] = -1;
		const last = this.#heap[--this.#heapEnd]!;
		if (this.#heapEnd > 0) {
			this.#heap[0] = last;
			this.#heapAt[last] = 0;
			this.#heapDown(0);
		}
		return v;
	}

	/** Keeps the better half of what was learnt, forgets clauses that are true for good, and packs the rest. */
	#reduce(): void {
		this.#backtrack(0);
		const old = this.#arena;
		const isTrue = (clause: number) => {
			for (let k = clause + 2; k < clause + 2 + old[clause]!; k++) if (this.#value[old[k]!]! > 0) return true;
			return false;
		};
		const loose = this.#learnts.filter((clause) => old[clause + 1]! > 2);
		loose.sort((a, b) => old[b + 1]! - old[a + 1]! || old[b]! - old[a]! || a - b);
		const dropped = new Set(loose.slice(0, loose.length >> 1));
		this.#arena = new Int32Array(old.length);
		this.#arenaEnd = 1;
		this.#watchEnd.fill(0);
		for (let v = 0; v < this.variables; v++) this.#reason[v] = 0;
		const copy = (clause: number): number => {
			const literals: number[] = [];
			for (let k = clause + 2; k < clause + 2 + old[clause]!; k++) {
				if (this.#value[old[k]!]! === 0) literals.push(old[k]!);
			}
			const moved = this.#allocate(literals, old[clause + 1]!);
			this.#attach(moved);
			return moved;
		};
		this.#originals = this.#originals.filter((clause) => !isTrue(clause)).map(copy);
		this.#learnts = this.#learnts.filter((clause) => !dropped.has(clause) && !isTrue(clause)).map(copy);
	}

	#coreOf(literal: number): void {
		// `literal` is an assumption that is false already: which others made it so?
		this.core = [literal];
		if (this.#levelStart.length === 0) return;
		const seen = this.#seen;
		seen[literal >> 1] = 1;
		for (let i = this.#trailEnd - 1; i >= this.#levelStart[0]!; i--) {
			const p = this.#trail[i]!;
			const v = p >> 1;
			if (!seen[v]) continue;
			seen[v] = 0;
			if (this.#reason[v] === 0) {
				if (p !== literal) this.core.push(p);
				continue;
			}
			this.#explain(this.#reason[v]!, p);
			for (let k = 0; k < this.#reasonEnd; k++) {
				const u = this.#reasonLits[k]! >> 1;
				if (this.#level[u]! > 0) seen[u] = 1;
			}
		}
		seen[literal >> 1] = 0;
	}

	/**
	 * Answers 1 (there is a model), -1 (none under the assumptions: see `core`; empty when there is none at all) or 0
	 * (given up: `budget` conflicts, or told to stop). May be called again and again, with clauses added in between.
	 */
	solve(assumptions: readonly number[] = [], budget = Infinity): -1 | 0 | 1 {
		this.core = [];
		if (!this.consistent) return -1;
		this.#backtrack(0);
		if (this.#propagate() !== 0) {
			this.consistent = false;
			return -1;
		}
		if (this.#learntLimit === 0) this.#learntLimit = 4000;
		let spent = 0;
		let fast = 0;
		let slow = 0;
		let sinceRestart = 0;
		let luby = 1;
		let stable = false;
		let modeEnd = 1000;
		let modeLength = 1000;
		this.#bestTrail = 0;
		for (;;) {
			const conflict = this.#propagate();
			if (conflict !== 0) {
				this.conflicts++;
				spent++;
				sinceRestart++;
				if (this.#levelStart.length === 0) {
					this.consistent = false;
					return -1;
				}
				const back = this.#analyze(conflict);
				const learnt = this.#learnt;
				const distance = this.#distance(learnt, 0, learnt.length);
				fast += (distance - fast) / Math.min(spent, 32);
				slow += (distance - slow) / Math.min(spent, 8192);
				this.#backtrack(back);
				if (learnt.length === 1) this.#enqueue(learnt[0]!, 0);
				else {
					const clause = this.#allocate(learnt, Math.max(1, distance));
					this.#learnts.push(clause);
					this.#attach(clause);
					this.#enqueue(learnt[0]!, clause);
				}
				this.#increment /= stable ? 0.97 : 0.94;
				continue;
			}
			if ((spent & 255) === 255 && this.shouldStop()) {
				this.#backtrack(0);
				return 0;
			}
			if (spent >= budget) {
				this.#backtrack(0);
				return 0;
			}
			if (stable && this.#trailEnd > this.#bestTrail) {
				this.#bestTrail = this.#trailEnd;
				for (let i = 0; i < this.#trailEnd; i++) {
					const literal = this.#trail[i]!;
					this.#bestPhase[literal >> 1] = literal & 1 ? 0 : 1;
				}
			}
			const restart = stable ? sinceRestart > 256 * lubyOf(luby) : sinceRestart > 10 && fast > 1.1 * slow;
			if (restart) {
				luby++;
				sinceRestart = 0;
				this.#backtrack(0);
				if (stable) this.#phase.set(this.#bestPhase);
				if (spent > modeEnd) {
					stable = !stable;
					if (!stable) modeLength *= 1.5;
					modeEnd = spent + modeLength;
					luby = 1;
					this.#bestTrail = 0;
				}
				if (this.#learnts.length > this.#learntLimit) {
					this.#reduce();
					this.#learntLimit += 400;
					if (this.#propagate() !== 0) {
						this.consistent = false;
						return -1;
					}
				}
				continue;
			}
			let next = -1;
			while (this.#levelStart.length < assumptions.length) {
				const literal = assumptions[this.#levelStart.length]!;
				if (this.#value[literal]! > 0) this.#levelStart.push(this.#trailEnd);
				else if (this.#value[literal]! < 0) {
					this.#coreOf(literal);
					this.#backtrack(0);
					return -1;
				} else {
					next = literal;
					break;
				}
			}
			if (next < 0) {
				while (this.#heapEnd > 0) {
					const v = this.#heapPop();
					if (this.#value[2 * v] === 0) {
						next = this.#phase[v] ? 2 * v : 2 * v + 1;
						break;
					}
				}
				if (next < 0) {
					this.model = new Uint8Array(this.variables);
					for (let v = 0; v < this.variables; v++) this.model[v] = this.#value[2 * v]! > 0 ? 1 : 0;
					this.#backtrack(0);
					for (let v = 0; v < this.variables; v++) this.#bestPhase[v] = this.model[v]!;
					return 1;
				}
			}
			this.#levelStart.push(this.#trailEnd);
			this.#enqueue(next, 0);
		}
	}

	#learntLimit = 0;
}

/** 1 1 2 1 1 2 4 1 1 2 1 1 2 4 8... (Luby, Sinclair & Zuckerman 1993), from 1. */
function lubyOf(i: number): number {
	let k = 1;
	while ((1 << k) - 1 < i) k++;
	return (1 << k) - 1 === i ? 1 << (k - 1) : lubyOf(i - (1 << (k - 1)) + 1);
}
