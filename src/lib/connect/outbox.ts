/** What was written and has not arrived. */
export interface Unsent {
	clientId: string;
	text: string;
	/** Why it does not go, where it is refused. */
	refused?: string;
}

/** As many as the server takes at once. */
const most = 20;

export interface OutboxOptions<U extends Unsent> {
	/** Sends some, in order, all or none; the same ones may come twice. */
	send(some: U[]): Promise<void>;
	/** The sentence of a refusal that would come again; null where it is worth trying again. */
	refusal(thrown: unknown): string | null;
	/** Where what waits is kept, beyond a reload: shared by the tabs of a browser. */
	read(): string;
	write(text: string): void;
	changed(): void;
}

/**
 * What is written without a network is kept, and sent later, in the order it was written, each once: up to
 * twenty at a time, tried again until they arrive or are refused. A refused one lets those behind it pass.
 */
export class Outbox<U extends Unsent = Unsent> {
	waiting: U[] = [];
	/** True while the server cannot be reached. */
	lost = false;
	readonly #options: OutboxOptions<U>;
	/** What is no longer to be sent, whatever another tab kept. */
	readonly #done = new Set<string>();
	#sending = false;
	#closed = false;
	#tries = 0;
	/** How many go at once: fewer where the network cuts, one by one after some were refused, to find which. */
	#most = most;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(options: OutboxOptions<U>) {
		this.#options = options;
	}

	/** Takes up what was left of an earlier visit. */
	open(): void {
		this.waiting = this.#kept();
		this.#options.changed();
		void this.#sendAll();
	}

	add(one: U): void {
		this.waiting = [...this.waiting, one];
		this.#keep();
		void this.#sendAll();
	}

	/** Tries now what waits, also (where `clientId` says so) one that was refused. */
	retry(clientId?: string): void {
		this.waiting = this.waiting.map((one) => {
			if (one.clientId !== clientId) return one;
			const { refused: _, ...rest } = one;
			return rest as U;
		});
		this.#tries = 0;
		this.#options.changed();
		void this.#sendAll();
	}

	/** Gives up one that has not arrived. */
	takeBack(clientId: string): void {
		this.#forget(clientId);
	}

	close(): void {
		this.#closed = true;
		clearTimeout(this.#timer);
	}

	#kept(): U[] {
		try {
			const kept = JSON.parse(this.#options.read() || '[]') as U[];
			return kept.filter(({ clientId }) => !this.#done.has(clientId));
		} catch {
			return [];
		}
	}

	/** What another tab keeps there stays. */
	#keep(): void {
		if (this.#closed) return;
		const mine = new Set(this.waiting.map(({ clientId }) => clientId));
		const all = [...this.#kept().filter(({ clientId }) => !mine.has(clientId)), ...this.waiting];
		this.#options.write(all.length ? JSON.stringify(all) : '');
		this.#options.changed();
	}

	#forget(...clientIds: string[]): void {
		for (const clientId of clientIds) this.#done.add(clientId);
		this.waiting = this.waiting.filter(({ clientId }) => !clientIds.includes(clientId));
		this.#keep();
	}

	async #sendAll(): Promise<void> {
		if (this.#sending) return;
		this.#sending = true;
		clearTimeout(this.#timer);
		try {
			for (;;) {
				const some = this.waiting.filter(({ refused }) => !refused).slice(0, this.#most);
				if (!some.length || this.#closed) return;
				try {
					await this.#options.send(some);
					this.#tries = 0;
					this.#most = Math.min(most, this.#most * 2);
					this.lost = false;
					this.#forget(...some.map(({ clientId }) => clientId));
				} catch (thrown) {
					const refused = this.#options.refusal(thrown);
					if (refused === null) {
						this.lost = true;
						this.#most = Math.max(1, this.#most >> 1);
						this.#options.changed();
						const wait = Math.min(8000, 100 * 2 ** this.#tries++) * (0.5 + Math.random());
						if (!this.#closed) this.#timer = setTimeout(() => void this.#sendAll(), wait);
						return;
					}
					if (some.length > 1) {
						this.#most = 1;
						continue;
					}
					this.waiting = this.waiting.map((held) => (held.clientId === some[0]!.clientId ? { ...held, refused } : held));
					this.#keep();
				}
			}
		} finally {
			this.#sending = false;
		}
	}
}
