import { Propagation } from './solver-propagation.ts';

/**
 * What is learnt from a contradiction: the clause of the first unique implication point (Marques-Silva & Sakallah
 * 1999), freed of what follows from its other literals (Sörensson & Biere 2009), with its literal-block distance
 * (Audemard & Simon 2009); and which assumptions made it.
 */
export class Learning extends Propagation {
	/** After `solve` answered -1: assumptions that cannot hold together. */
	core: number[] = [];
	protected stampTurn = 0;
	/** Levels that are assumptions: they say nothing about how a clause hangs together. */
	protected assumed = 0;
	protected learnt: number[] = [];

	/** Learns from a contradiction: into `learnt`, the asserting literal first. Answers the level to go back to. */
	protected analyze(conflict: number): number {
		const learnt = this.learnt;
		learnt.length = 0;
		learnt.push(0);
		const seen = this.seen;
		const current = this.levelStart.length;
		let open = 0;
		let index = this.trailEnd - 1;
		let literal = -1;
		let reason = conflict;
		const touched: number[] = [];
		do {
			this.explain(reason, literal);
			if (reason > 0 && this.arena[reason + 1]! > 2) this.refresh(reason);
			for (let i = 0; i < this.reasonEnd; i++) {
				const other = this.reasonLits[i]!;
				const v = other >> 1;
				if (seen[v] || this.level[v] === 0) continue;
				seen[v] = 1;
				touched.push(v);
				this.order.bump(v);
				if (this.level[v]! >= current) open++;
				else learnt.push(other ^ 1);
			}
			while (!seen[this.trail[index]! >> 1]) index--;
			literal = this.trail[index]!;
			index--;
			reason = this.reason[literal >> 1]!;
			open--;
		} while (open > 0);
		learnt[0] = literal ^ 1;

		// What follows from the others need not be said.
		let kept = 1;
		for (let i = 1; i < learnt.length; i++) {
			const v = learnt[i]! >> 1;
			if (this.reason[v] === 0 || !this.follows(v, touched)) learnt[kept++] = learnt[i]!;
		}
		learnt.length = kept;
		for (const v of touched) seen[v] = 0;
		let back = 0;
		if (kept > 1) {
			let most = 1;
			for (let i = 2; i < kept; i++) {
				if (this.level[learnt[i]! >> 1]! > this.level[learnt[most]! >> 1]!) most = i;
			}
			const swapped = learnt[1]!;
			learnt[1] = learnt[most]!;
			learnt[most] = swapped;
			back = this.level[learnt[1]! >> 1]!;
		}
		return back;
	}

	/** Whether the variable's value follows from literals already in the learnt clause (seen 1); 2 yes, 3 no. */
	protected follows(v: number, touched: number[], depth = 0): boolean {
		if (depth > 60) return false;
		this.explain(this.reason[v]!, this.literalOf(v));
		const start = this.followStack.length;
		for (let i = 0; i < this.reasonEnd; i++) this.followStack.push(this.reasonLits[i]! >> 1);
		const end = this.followStack.length;
		let ok = true;
		for (let i = start; i < end && ok; i++) {
			const u = this.followStack[i]!;
			const mark = this.seen[u]!;
			if (mark === 1 || mark === 2 || this.level[u] === 0) continue;
			if (mark === 3 || this.reason[u] === 0) {
				ok = false;
				break;
			}
			ok = this.follows(u, touched, depth + 1);
			if (this.seen[u] === 0) touched.push(u);
			if (this.seen[u] !== 1) this.seen[u] = ok ? 2 : 3;
		}
		this.followStack.length = start;
		return ok;
	}

	protected followStack: number[] = [];

	protected literalOf(v: number): number {
		return this.value[2 * v]! > 0 ? 2 * v : 2 * v + 1;
	}

	protected distance(literals: ArrayLike<number>, start: number, end: number): number {
		const turn = ++this.stampTurn;
		let distance = 0;
		for (let i = start; i < end; i++) {
			const level = this.level[literals[i]! >> 1]!;
			if (level <= this.assumed || this.stamp[level] === turn) continue;
			this.stamp[level] = turn;
			distance++;
		}
		return distance;
	}

	protected refresh(clause: number): void {
		const distance = this.distance(this.arena, clause + 2, clause + 2 + this.arena[clause]!);
		if (distance < this.arena[clause + 1]!) this.arena[clause + 1] = Math.max(1, distance);
	}

	protected coreOf(literal: number): void {
		// `literal` is an assumption that is false already: which others made it so?
		this.core = [literal];
		if (this.levelStart.length === 0) return;
		const seen = this.seen;
		seen[literal >> 1] = 1;
		for (let i = this.trailEnd - 1; i >= this.levelStart[0]!; i--) {
			const p = this.trail[i]!;
			const v = p >> 1;
			if (!seen[v]) continue;
			seen[v] = 0;
			if (this.reason[v] === 0) {
				if (p !== literal) this.core.push(p);
				continue;
			}
			this.explain(this.reason[v]!, p);
			for (let k = 0; k < this.reasonEnd; k++) {
				const u = this.reasonLits[k]! >> 1;
				if (this.level[u]! > 0) seen[u] = 1;
			}
		}
		seen[literal >> 1] = 0;
	}
}
