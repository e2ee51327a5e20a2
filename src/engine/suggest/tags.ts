import { knownWords, readTag } from './words.ts';

/** The letters of a word in threes, with two spaces before and one after. */
function trigrams(word: string): string[] {
	const padded = `  ${word} `;
	const grams: string[] = [];
	for (let i = 0; i + 3 <= padded.length; i++) grams.push(padded.slice(i, i + 3));
	return [...new Set(grams)];
}

const wordGrams = knownWords.map(({ word, means }) => ({
	means,
	grams: trigrams(word).length,
	list: trigrams(word)
}));
const wordsByGram = new Map<string, number[]>();
wordGrams.forEach(({ list }, at) => {
	for (const gram of list) {
		const held = wordsByGram.get(gram);
		if (held) held.push(at);
		else wordsByGram.set(gram, [at]);
	}
});

/** How two tags match: the other's number, and how strongly, in (0, 1]; the strongest first. */
export class Matches {
	readonly of: Int32Array;
	readonly strength: Float32Array;
	#found: Map<number, number> | undefined;

	constructor(found: readonly { of: number; strength: number }[]) {
		this.of = Int32Array.from(found, ({ of }) => of);
		this.strength = Float32Array.from(found, ({ strength }) => strength);
	}

	/** How strongly one tag matches; 0 where it does not. */
	with(of: number): number {
		if (this.of.length <= 12) {
			const at = this.of.indexOf(of);
			return at < 0 ? 0 : this.strength[at]!;
		}
		this.#found ??= new Map(Array.from(this.of, (tag, at) => [tag, this.strength[at]!]));
		return this.#found.get(of) ?? 0;
	}
}

/** Below this the likeness of two tags is chance. */
const threshold = 0.34;
/** Words that share this much of their trigrams (Dice) are one word misspelt or bent. */
const sameWord = 0.55;
/** A trigram of more words than this tells nothing; looking them all up would cost more than it finds. */
const commonGram = 600;

interface Tag {
	tokens: Int32Array;
	weights: Float32Array;
	also: Int32Array;
	alsoWeights: Float32Array;
	/** Sum of weights times idf. */
	full: number;
}

const nothing = new Int32Array(0);
const noWeights = new Float32Array(0);

/**
 * The tags of a crowd, each known by a number, and how they match: by concept in two languages, by stem, by likeness of
 * letters. Tags may come in at any time. How telling a token or a tag is (`settle`) is counted once, from the people
 * known then; what comes in later counts as rare.
 */
export class TagSpace {
	readonly #spelt = new Map<string, number>();
	readonly #numbers = new Map<string, number>();
	readonly #tags: Tag[] = [];
	readonly #tokenNumbers = new Map<string, number>();
	/** By token: how telling; the tags it stands in; the tokens that resemble it, with how much; its changes. */
	readonly #idf: number[] = [];
	readonly #carriers: number[][] = [];
	readonly #near: number[][] = [];
	readonly #likeness: number[][] = [];
	readonly #changes: number[] = [];
	readonly #rarity: number[] = [];
	readonly #gramsOf: number[] = [];
	readonly #byGram = new Map<string, number[]>();
	/** Misspelt words that may mean a concept nobody has used yet. */
	readonly #awaited = new Map<string, [number, number][]>();
	readonly #answers: ({ changes: number; matches: Matches } | undefined)[] = [];
	readonly #answered: ({ changes: number; matches: Matches } | undefined)[] = [];
	#stamp = new Int32Array(256);
	#round = 0;

	get size(): number {
		return this.#tags.length;
	}

	/** The number of a tag, or -1 where nothing can be read in it. Two spellings of one meaning share a number. */
	numberOf(tag: string): number {
		const seen = this.#spelt.get(tag);
		if (seen !== undefined) return seen;
		const { tokens, also } = readTag(tag);
		const key = `${[...tokens.keys()].sort().join(' ')}|${[...also.keys()].sort().join(' ')}`;
		let number = this.#numbers.get(key) ?? -1;
		if (number < 0 && tokens.size) {
			number = this.#tags.length;
			this.#numbers.set(key, number);
			const made: Tag = {
				tokens: Int32Array.from(tokens.keys(), (token) => this.#tokenOf(token)),
				weights: Float32Array.from(tokens.values()),
				also: also.size ? Int32Array.from(also.keys(), (token) => this.#tokenOf(token)) : nothing,
				alsoWeights: also.size ? Float32Array.from(also.values()) : noWeights,
				full: 0
			};
			this.#tags.push(made);
			this.#rarity.push(1);
			made.full = this.#fullOf(made);
			for (const token of [...made.tokens, ...made.also]) {
				this.#carriers[token]!.push(number);
				this.#changed(token);
			}
		}
		this.#spelt.set(tag, number);
		return number;
	}

	/** How telling a tag is: 1 where hardly anybody has it, towards 0 where everybody does. */
	rarity(tag: number): number {
		return this.#rarity[tag]!;
	}

	/** The tags that answer `tag`, taken as what somebody looks for; itself first. */
	answersTo(tag: number): Matches {
		return this.#matches(tag, this.#answers, true);
	}

	/** The tags that `tag` answers, taken as what somebody brings. */
	answeredBy(tag: number): Matches {
		return this.#matches(tag, this.#answered, false);
	}

	/** Counts anew how telling each token and tag is. `people` yields the tag numbers of each person. */
	settle(people: Iterable<Iterable<number>>): void {
		const tagPeople = new Float64Array(this.#tags.length);
		const tokenPeople = new Float64Array(this.#idf.length);
		const tagSeen = new Int32Array(this.#tags.length).fill(-1);
		const tokenSeen = new Int32Array(this.#idf.length).fill(-1);
		let crowd = 0;
		for (const tags of people) {
			for (const tag of tags) {
				if (tagSeen[tag] === crowd) continue;
				tagSeen[tag] = crowd;
				tagPeople[tag]!++;
				for (const token of this.#tags[tag]!.tokens) {
					if (tokenSeen[token] === crowd) continue;
					tokenSeen[token] = crowd;
					tokenPeople[token]!++;
				}
			}
			crowd++;
		}
		const all = Math.max(crowd, 2);
		// Inverse document frequency (Spärck Jones 1972), scaled to 1.
		const rarityOf = (count: number) => Math.log(1 + all / Math.max(1, count)) / Math.log(1 + all);
		tokenPeople.forEach((count, token) => (this.#idf[token] = rarityOf(count)));
		tagPeople.forEach((count, tag) => (this.#rarity[tag] = rarityOf(count)));
		for (const tag of this.#tags) tag.full = this.#fullOf(tag);
		this.#answers.length = this.#answered.length = 0;
	}

	#fullOf({ tokens, weights }: Tag): number {
		let sum = 0;
		tokens.forEach((token, at) => (sum += weights[at]! * this.#idf[token]!));
		return sum;
	}

	#changed(token: number): void {
		this.#changes[token]!++;
		for (const other of this.#near[token]!) this.#changes[other]!++;
	}

	#resembles(a: number, b: number, likeness: number): void {
		if (this.#near[a]!.includes(b)) return;
		this.#near[a]!.push(b);
		this.#likeness[a]!.push(likeness);
		this.#near[b]!.push(a);
		this.#likeness[b]!.push(likeness);
		this.#changes[a]!++;
		this.#changes[b]!++;
	}

	#tokenOf(name: string): number {
		const known = this.#tokenNumbers.get(name);
		if (known !== undefined) return known;
		const token = this.#idf.length;
		this.#tokenNumbers.set(name, token);
		this.#idf.push(1);
		this.#carriers.push([]);
		this.#near.push([]);
		this.#likeness.push([]);
		this.#changes.push(0);
		this.#gramsOf.push(0);
		for (const [other, likeness] of this.#awaited.get(name) ?? [])
			this.#resembles(token, other, likeness);
		if (name.startsWith('=') || name.length < 5) return token;

		const grams = trigrams(name);
		this.#gramsOf[token] = grams.length;
		const shared = new Map<number, number>();
		const sharedWords = new Map<number, number>();
		for (const gram of grams) {
			const held = this.#byGram.get(gram);
			if (!held) this.#byGram.set(gram, [token]);
			else {
				if (held.length < commonGram)
					for (const other of held) shared.set(other, (shared.get(other) ?? 0) + 1);
				held.push(token);
			}
			for (const word of wordsByGram.get(gram) ?? [])
				sharedWords.set(word, (sharedWords.get(word) ?? 0) + 1);
		}
		for (const [other, count] of shared) {
			const dice = (2 * count) / (grams.length + this.#gramsOf[other]!);
			if (dice >= sameWord) this.#resembles(token, other, dice * 0.85);
		}
		for (const [at, count] of sharedWords) {
			const { means, grams: size } = wordGrams[at]!;
			const dice = (2 * count) / (grams.length + size);
			if (dice < sameWord + 0.1) continue;
			for (const concept of means) {
				const id = this.#tokenNumbers.get(concept);
				if (id !== undefined) this.#resembles(token, id, dice * 0.85);
				else
					this.#awaited.set(concept, [...(this.#awaited.get(concept) ?? []), [token, dice * 0.85]]);
			}
		}
		return token;
	}

	/** How much of `need` is in `offer`, and the other way, as one number. */
	#strength(need: Tag, offer: Tag): number {
		let common = 0;
		for (let i = 0; i < need.tokens.length; i++) {
			const best = this.#inside(offer, need.tokens[i]!, need.weights[i]!);
			if (best > 0) common += best * this.#idf[need.tokens[i]!]!;
		}
		for (let i = 0; i < need.also.length; i++) {
			const at = offer.tokens.indexOf(need.also[i]!);
			if (at >= 0) common += need.alsoWeights[i]! * offer.weights[at]! * this.#idf[need.also[i]!]!;
		}
		const covered = Math.min(1, common / need.full);
		const precise = Math.min(1, common / offer.full);
		// What is looked for must be covered; that the offer is wider than the need matters less.
		return covered ** 0.75 * precise ** 0.35;
	}

	#inside(offer: Tag, token: number, weight: number): number {
		let best = 0;
		const near = this.#near[token]!;
		for (let j = 0; j < offer.tokens.length; j++) {
			const other = offer.tokens[j]!;
			if (other === token) best = Math.max(best, Math.min(weight, offer.weights[j]!));
			else if (near.length) {
				const at = near.indexOf(other);
				if (at >= 0)
					best = Math.max(best, Math.min(weight, offer.weights[j]! * this.#likeness[token]![at]!));
			}
		}
		for (let j = 0; j < offer.also.length; j++) {
			if (offer.also[j] === token) best = Math.max(best, Math.min(weight, offer.alsoWeights[j]!));
		}
		return best;
	}

	#matches(
		tag: number,
		held: ({ changes: number; matches: Matches } | undefined)[],
		asNeed: boolean
	): Matches {
		const mine = this.#tags[tag]!;
		let changes = 0;
		for (const token of mine.tokens) changes += this.#changes[token]!;
		for (const token of mine.also) changes += this.#changes[token]!;
		const kept = held[tag];
		if (kept?.changes === changes) return kept.matches;

		if (this.#stamp.length < this.#tags.length) this.#stamp = new Int32Array(this.#tags.length * 2);
		const round = ++this.#round;
		const found: { of: number; strength: number }[] = [];
		const look = (token: number) => {
			for (const other of this.#carriers[token]!) {
				if (this.#stamp[other] === round) continue;
				this.#stamp[other] = round;
				const them = this.#tags[other]!;
				const strength =
					other === tag ? 1 : asNeed ? this.#strength(mine, them) : this.#strength(them, mine);
				if (strength >= threshold) found.push({ of: other, strength });
			}
		};
		for (const token of [...mine.tokens, ...mine.also]) {
			look(token);
			for (const other of this.#near[token]!) look(other);
		}
		found.sort((a, b) => b.strength - a.strength || a.of - b.of);
		const matches = new Matches(found);
		held[tag] = { changes, matches };
		return matches;
	}
}

/** A space that knows these people's tags and how telling each is. */
export function readTags(uses: readonly (readonly string[])[]): TagSpace {
	const space = new TagSpace();
	const numbers = uses.map((list) =>
		list.map((tag) => space.numberOf(tag)).filter((tag) => tag >= 0)
	);
	space.settle(numbers);
	return space;
}
