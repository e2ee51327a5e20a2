/** Variables by activity, the most active first: VSIDS (Moskewicz et al., 2001) on a binary heap. */
export class ActivityOrder {
	activity = new Float64Array(32);
	#increment = 1;
	#heap = new Int32Array(32);
	#at = new Int32Array(32);
	#end = 0;
	#variables = 0;

	get isEmpty(): boolean {
		return this.#end === 0;
	}

	/** Takes in the next variable. */
	add(): void {
		const v = this.#variables++;
		if (v >= this.activity.length) {
			const size = this.activity.length * 2;
			const activity = new Float64Array(size);
			activity.set(this.activity);
			this.activity = activity;
			for (const name of ['heap', 'at'] as const) {
				const larger = new Int32Array(size);
				larger.set(name === 'heap' ? this.#heap : this.#at);
				if (name === 'heap') this.#heap = larger;
				else this.#at = larger;
			}
		}
		this.#at[v] = -1;
		this.insert(v);
	}

	/** Sets how soon to branch on the variable, at first. */
	boost(v: number, activity: number): void {
		this.activity[v] = activity;
		if (this.#at[v]! >= 0) this.#raise(this.#at[v]!);
	}

	bump(v: number): void {
		if ((this.activity[v]! += this.#increment) > 1e100) {
			for (let i = 0; i < this.#variables; i++) this.activity[i]! *= 1e-100;
			this.#increment *= 1e-100;
		}
		if (this.#at[v]! >= 0) this.#raise(this.#at[v]!);
	}

	/** Makes all that was bumped before count a little less. */
	decay(factor: number): void {
		this.#increment /= factor;
	}

	/** Puts the variable back, unless it is there. */
	insert(v: number): void {
		if (this.#at[v]! >= 0) return;
		this.#heap[this.#end] = v;
		this.#at[v] = this.#end;
		this.#raise(this.#end++);
	}

	/** Takes out the most active one. */
	pop(): number {
		const v = this.#heap[0]!;
		this.#at[v] = -1;
		const last = this.#heap[--this.#end]!;
		if (this.#end > 0) {
			this.#heap[0] = last;
			this.#at[last] = 0;
			this.#sink(0);
		}
		return v;
	}

	#raise(i: number): void {
		const heap = this.#heap;
		const v = heap[i]!;
		const activity = this.activity[v]!;
		while (i > 0) {
			const parent = (i - 1) >> 1;
			const u = heap[parent]!;
			if (this.activity[u]! >= activity) break;
			heap[i] = u;
			this.#at[u] = i;
			i = parent;
		}
		heap[i] = v;
		this.#at[v] = i;
	}

	#sink(i: number): void {
		const heap = this.#heap;
		const v = heap[i]!;
		const activity = this.activity[v]!;
		for (;;) {
			let child = 2 * i + 1;
			if (child >= this.#end) break;
			if (child + 1 < this.#end && this.activity[heap[child + 1]!]! > this.activity[heap[child]!]!) child++;
			const u = heap[child]!;
			if (this.activity[u]! <= activity) break;
			heap[i] = u;
			this.#at[u] = i;
			i = child;
		}
		heap[i] = v;
		this.#at[v] = i;
	}
}
