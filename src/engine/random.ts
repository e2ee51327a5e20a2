/** Seeded random numbers (Jenkins' small fast generator): the same seed gives the same run everywhere. */
export class Random {
	#a = 0xf1ea5eed;
	#b: number;
	#c: number;
	#d: number;

	constructor(seed: number) {
		this.#b = this.#c = this.#d = seed | 0;
		for (let i = 0; i < 20; i++) this.bits();
	}

	/** 32 random bits, as a number from 0 to 2^32 - 1. */
	bits(): number {
		const e = (this.#a - ((this.#b << 27) | (this.#b >>> 5))) | 0;
		this.#a = this.#b ^ ((this.#c << 17) | (this.#c >>> 15));
		this.#b = (this.#c + this.#d) | 0;
		this.#c = (this.#d + e) | 0;
		this.#d = (e + this.#a) | 0;
		return this.#d >>> 0;
	}

	/** From 0 up to, not reaching, 1. */
	unit(): number {
		return this.bits() / 4294967296;
	}

	/** A whole number from 0 up to, not reaching, `end`. */
	below(end: number): number {
		return Math.floor((this.bits() / 4294967296) * end);
	}

	shuffle(list: { [i: number]: number; length: number }): void {
		for (let i = list.length - 1; i > 0; i--) {
			const j = this.below(i + 1);
			const kept = list[i]!;
			list[i] = list[j]!;
			list[j] = kept;
		}
	}
}
