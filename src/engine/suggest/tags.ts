import terms from './ict-terms.json' with { type: 'json' };

/** Text without case and accents: "Kafé" and "kafe" are one. */
export const fold = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase();

const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+(?:\+\+|#)?/gu) ?? [];

const concepts = new Map<string, string[]>();
const longest = { words: 1 };
function teach(phrase: string, means: string[]) {
	const words = wordsOf(phrase);
	longest.words = Math.max(longest.words, words.length);
	concepts.set(words.join(' '), means);
}
for (const [concept, phrases] of Object.entries(terms.concepts)) {
	for (const phrase of phrases) teach(phrase, [`=${concept}`]);
}
for (const [phrase, means] of Object.entries(terms.compounds)) {
	teach(
		phrase,
		means.map((concept) => `=${concept}`)
	);
}
const broader = new Map(
	Object.entries(terms.broader).map(([narrow, wide]) => [`=${narrow}`, `=${wide}`])
);
const generic = new Set(terms.generic);

/**
 * The tokens of a tag: what it means (`=cloud` for "cloud computing" and "komputasi awan" alike, longest phrase
 * first), then the words that are in no list. Values are how much each counts, in (0, 1]: the wider concept of a
 * narrow one 0.6, words that say little ("solusi", "services") 0.1.
 */
export function readTag(tag: string): Map<string, number> {
	const words = wordsOf(tag);
	const tokens = new Map<string, number>();
	const add = (token: string, weight: number) =>
		tokens.set(token, Math.max(weight, tokens.get(token) ?? 0));
	for (let at = 0; at < words.length;) {
		let taken = Math.min(longest.words, words.length - at);
		let means: string[] | undefined;
		for (; taken > 0 && !means; taken--)
			means = concepts.get(words.slice(at, at + taken).join(' '));
		if (means) {
			at += taken + 1;
			for (const concept of means) {
				add(concept, 1);
				const wide = broader.get(concept);
				if (wide) add(wide, 0.6);
			}
		} else {
			const word = words[at++]!;
			add(word, generic.has(word) || word.length < 2 ? 0.1 : 1);
		}
	}
	return tokens;
}

/** The letters of a word in threes, with two spaces before and one after. */
function trigrams(word: string): string[] {
	const padded = `  ${word} `;
	const grams: string[] = [];
	for (let i = 0; i + 3 <= padded.length; i++) grams.push(padded.slice(i, i + 3));
	return [...new Set(grams)];
}

const phraseGrams = [...concepts]
	.filter(([phrase]) => phrase.length >= 5 && !phrase.includes(' '))
	.map(([phrase, means]) => ({ means, grams: new Set(trigrams(phrase)) }));

/** How much of each other two tags mean: `of` is a tag's number, `strength` in (0, 1]. */
export interface TagMatch {
	of: number;
	strength: number;
}

/** All tags of a crowd, each known by a number, and how they match. */
export interface TagSpace {
	/** The number of a tag, or -1 where nothing can be read in it. Two spellings of one meaning share a number. */
	numberOf(tag: string): number;
	/** How telling a tag is: 1 where hardly anybody has it, towards 0 where everybody does. */
	rarity(tag: number): number;
	/** The tags that answer `tag`, taken as what somebody looks for; itself first. */
	answersTo(tag: number): readonly TagMatch[];
	/** The tags that `tag` answers, taken as what somebody brings. */
	answeredBy(tag: number): readonly TagMatch[];
	readonly size: number;
}

/** Below this the likeness of two tags is chance. */
const threshold = 0.34;
/** Words that share this much of their trigrams (Dice) are one word misspelt or bent. */
const sameWord = 0.55;

/**
 * Reads the tags of a crowd; `uses` has each person's tags (any number of lists). Token weights are inverse
 * document frequencies over people, so that a match on "SD-WAN" says more than one on "solusi".
 * Cost: about the number of distinct tags times the tags that share a token with each.
 */
export function readTags(uses: readonly (readonly string[])[]): TagSpace {
	const numbers = new Map<string, number>();
	const spelt = new Map<string, number>();
	const tags: { tokens: Map<number, number>; people: number }[] = [];
	const tokenNumbers = new Map<string, number>();
	const tokenNames: string[] = [];
	const tokenPeople: number[] = [];

	function numberOf(tag: string): number {
		const seen = spelt.get(tag);
		if (seen !== undefined) return seen;
		const read = readTag(tag);
		const key = [...read.keys()].sort().join(' ');
		let number = numbers.get(key) ?? -1;
		if (number < 0 && read.size) {
			number = tags.length;
			numbers.set(key, number);
			const tokens = new Map<number, number>();
			for (const [token, weight] of read) {
				let id = tokenNumbers.get(token);
				if (id === undefined) {
					id = tokenNames.length;
					tokenNumbers.set(token, id);
					tokenNames.push(token);
					tokenPeople.push(0);
				}
				tokens.set(id, weight);
			}
			tags.push({ tokens, people: 0 });
		}
		spelt.set(tag, number);
		return number;
	}

	for (const list of uses) {
		const seenTags = new Set<number>();
		const seenTokens = new Set<number>();
		for (const tag of list) {
			const number = numberOf(tag);
			if (number < 0) continue;
			seenTags.add(number);
			for (const token of tags[number]!.tokens.keys()) seenTokens.add(token);
		}
		for (const number of seenTags) tags[number]!.people++;
		for (const token of seenTokens) tokenPeople[token]!++;
	}

	const crowd = Math.max(uses.length, 2);
	const rarityOf = (people: number) =>
		Math.log(1 + crowd / Math.max(1, people)) / Math.log(1 + crowd);
	const idf = tokenPeople.map(rarityOf);

	// Misspelt and bent words lead to the words they resemble.
	const byGram = new Map<string, number[]>();
	const grams = tokenNames.map((name) =>
		name.startsWith('=') || name.length < 5 ? [] : trigrams(name)
	);
	grams.forEach((list, token) => {
		for (const gram of list) {
			const tokens = byGram.get(gram);
			if (tokens) tokens.push(token);
			else byGram.set(gram, [token]);
		}
	});
	const meant: [number, number, number][] = [];
	const near = grams.map((list, token): [number, number][] => {
		if (!list.length) return [];
		const shared = new Map<number, number>();
		for (const gram of list)
			for (const other of byGram.get(gram)!) shared.set(other, (shared.get(other) ?? 0) + 1);
		const found: [number, number][] = [];
		for (const [other, count] of shared) {
			const dice = (2 * count) / (list.length + grams[other]!.length);
			if (other !== token && dice >= sameWord) found.push([other, dice * 0.85]);
		}
		for (const phrase of phraseGrams) {
			const count = list.reduce((sum, gram) => sum + (phrase.grams.has(gram) ? 1 : 0), 0);
			const dice = (2 * count) / (list.length + phrase.grams.size);
			if (dice < sameWord + 0.1) continue;
			for (const concept of phrase.means) {
				const id = tokenNumbers.get(concept);
				if (id !== undefined) meant.push([token, id, dice * 0.85]);
			}
		}
		return found;
	});
	for (const [word, concept, likeness] of meant) {
		near[word]!.push([concept, likeness]);
		near[concept]!.push([word, likeness]);
	}
	const reach = tags.map(({ tokens }) => {
		const wide = new Map(tokens);
		for (const [token, weight] of tokens) {
			for (const [other, likeness] of near[token]!) {
				wide.set(other, Math.max(wide.get(other) ?? 0, weight * likeness));
			}
		}
		return wide;
	});
	const full = tags.map(({ tokens }) => {
		let sum = 0;
		for (const [token, weight] of tokens) sum += weight * idf[token]!;
		return sum;
	});

	const carriers = new Map<number, number[]>();
	reach.forEach((tokens, tag) => {
		for (const token of tokens.keys()) {
			const list = carriers.get(token);
			if (list) list.push(tag);
			else carriers.set(token, [tag]);
		}
	});
	const answers: TagMatch[][] = tags.map(() => []);
	const answered: TagMatch[][] = tags.map(() => []);
	const common = new Float64Array(tags.length);
	tags.forEach(({ tokens }, need) => {
		const touched: number[] = [];
		for (const [token, weight] of tokens) {
			for (const tag of carriers.get(token)!) {
				if (!common[tag]) touched.push(tag);
				common[tag]! += Math.min(weight, reach[tag]!.get(token)!) * idf[token]!;
			}
		}
		for (const tag of touched) {
			const covered = Math.min(1, common[tag]! / full[need]!);
			const precise = Math.min(1, common[tag]! / full[tag]!);
			common[tag] = 0;
			// What is looked for must be covered; that the offer is wider than the need matters less.
			const strength = tag === need ? 1 : covered ** 0.75 * precise ** 0.35;
			if (strength < threshold) continue;
			answers[need]!.push({ of: tag, strength });
			answered[tag]!.push({ of: need, strength });
		}
		answers[need]!.sort((a, b) => b.strength - a.strength || a.of - b.of);
	});

	return {
		numberOf: (tag) => spelt.get(tag) ?? -1,
		rarity: (tag) => rarityOf(tags[tag]!.people),
		answersTo: (tag) => answers[tag]!,
		answeredBy: (tag) => answered[tag]!,
		size: tags.length
	};
}
