/** What has a place in a thread: 1, 2, 3 … without gaps. */
export interface Placed {
	sequence: number;
}

export interface FollowingOptions<M extends Placed> {
	/** At most `limit` of what comes after a number, oldest first, and the number of the newest there is. */
	read(after: number, limit: number): Promise<{ messages: M[]; lastSequence: number }>;
	/** The newest page as it stands now. */
	reload(): Promise<M[]>;
	changed(messages: M[]): void;
	/** True where asking again would get the same answer: the thread may not be read any more. */
	isRefusal(thrown: unknown): boolean;
	/** The least milliseconds from one reading to the next. */
	pause?: number;
}

/**
 * Follows one thread: what is held is always one piece without gaps, in order. `hear` says that there may be more; it
 * is read on from the last number held, again and again until it is there, however often the network breaks. Where
 * what comes does not join what is held, everything is read anew.
 */
export class Following<M extends Placed> {
	messages: M[] = [];
	/** How often everything had to be read anew. */
	reloads = 0;
	readonly #options: FollowingOptions<M>;
	#reading = false;
	#again = false;
	#closed = false;
	#tries = 0;
	/** A network that cuts lets small pages through where large ones never arrive. */
	#limit = 100;
	#wake: (() => void) | undefined;

	constructor(options: FollowingOptions<M>) {
		this.#options = options;
	}

	get last(): number {
		return this.messages.at(-1)?.sequence ?? 0;
	}

	/** A page of the thread that was read elsewhere: joined where it joins; else the newer of the two stands. */
	take(page: M[]): void {
		const first = page[0];
		const end = page.at(-1);
		if (!first || !end) return;
		const held = this.messages[0];
		if (held && !(first.sequence <= this.last + 1 && end.sequence >= held.sequence - 1)) {
			if (end.sequence <= this.last) return;
			this.messages = [];
		}
		const known = new Map(this.messages.map((one) => [one.sequence, one]));
		for (const one of page) known.set(one.sequence, one);
		this.messages = [...known.values()].sort((a, b) => a.sequence - b.sequence);
		this.#options.changed(this.messages);
	}

	/** What was just sent: taken where it joins what is held; else there is more to read in between. */
	join(sent: M[]): void {
		const first = sent[0]?.sequence ?? 0;
		if (first <= this.last + 1 && sent.every(({ sequence }, at) => sequence === first + at)) this.take(sent);
		else this.hear();
	}

	/** There may be something new. Never throws; returns at once. */
	hear(): void {
		this.#again = true;
		this.#wake?.();
		if (!this.#reading && !this.#closed) void this.#readOn();
	}

	close(): void {
		this.#closed = true;
		this.#wake?.();
	}

	async #readOn(): Promise<void> {
		this.#reading = true;
		try {
			while (this.#again && !this.#closed) {
				this.#again = false;
				try {
					await this.#readToEnd();
					await this.#wait(this.#options.pause ?? 100, false);
				} catch (thrown) {
					if (this.#options.isRefusal(thrown)) return;
					this.#again = true;
					this.#limit = Math.max(5, this.#limit >> 1);
					await this.#wait(Math.min(8000, 100 * 2 ** this.#tries++) * (0.5 + Math.random()), true);
				}
			}
		} finally {
			this.#reading = false;
		}
	}

	async #readToEnd(): Promise<void> {
		for (;;) {
			const { messages, lastSequence } = await this.#options.read(this.last, this.#limit);
			if (this.#closed) return;
			this.#tries = 0;
			this.#limit = Math.min(100, this.#limit * 2);
			const news = messages.filter(({ sequence }) => sequence > this.last);
			const joins = news.every(({ sequence }, at) => sequence === this.last + 1 + at);
			if (!joins || (!news.length && lastSequence > this.last)) {
				const anew = await this.#options.reload();
				this.reloads++;
				this.messages = [];
				this.take(anew);
				return;
			}
			this.take(news);
			if (this.last >= lastSequence) return;
		}
	}

	/** Waits; with `soon`, no longer than until there is news. */
	#wait(milliseconds: number, soon: boolean): Promise<void> {
		return new Promise((done) => {
			const timer = setTimeout(done, milliseconds);
			const wake = () => {
				clearTimeout(timer);
				done();
			};
			this.#wake = soon ? wake : () => this.#closed && wake();
		});
	}
}
