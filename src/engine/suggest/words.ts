import data from './words.json' with { type: 'json' };

/** Text without case and accents: "Kafé" and "kafe" are one. */
export const fold = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase();

export const wordsOf = (text: string): string[] =>
	fold(text).match(/[\p{L}\p{N}]+(?:\+\+|#)?/gu) ?? [];

/**
 * The stem of a folded word, Indonesian or English, without a dictionary: affixes are taken off while at least four
 * letters are left, so that *pemasangan*, *memasang* and *dipasang*, or *printers* and *printing*, are one. It need
 * not be a word. After Nazief & Adriani (1996; as in Asian, Williams & Tahaghoghi 2005) without their lexicon, and
 * Harman's S-stemmer (1991).
 */
export function stem(word: string): string {
	if (word.length < 6 || /[^a-z]/.test(word))
		return word.length > 4 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
	let root = word
		.replace(/(?<=.{4})(nya|lah|kah)$/, '')
		.replace(/(?<=.{3})ies$/, 'y')
		.replace(/(?<=.{4}[^s])s$/, '');
	const english = root.replace(/(?<=.{4})(ing|ed)$/, '');
	if (english !== root) return english;
	const nasal =
		/^[mp]e(?:(ny)(?=[aeiou])|(ng)|(m)(?=[aeiou])|(m)|(n)(?=[aeiou])|(n)|(?=[rlwy]))/.exec(root);
	if (nasal && root.length - nasal[0].length >= 3) {
		const lost = nasal[1] ? 's' : nasal[3] ? 'p' : nasal[5] ? 't' : '';
		root = lost + root.slice(nasal[0].length);
	} else root = root.replace(/^(di|ter|ber|per)(?=.{4})/, '');
	return root.replace(/(?<=.{4})(kan|an)$/, '');
}

const concepts = new Map<string, string[]>();
const byStem = new Map<string, string[]>();
let longest = 1;
function teach(phrase: string, means: string[]) {
	const words = wordsOf(phrase);
	longest = Math.max(longest, words.length);
	concepts.set(words.join(' '), means);
	const stems = words.map(stem).join(' ');
	if (!byStem.has(stems)) byStem.set(stems, means);
}
for (const [concept, { id, en }] of Object.entries(data.concepts)) {
	for (const phrase of [...id, ...en]) teach(phrase, [`=${concept}`]);
}
for (const [phrase, means] of Object.entries(data.compounds)) {
	teach(
		phrase,
		means.map((concept) => `=${concept}`)
	);
}
const vendors = new Map(
	Object.entries(data.vendors).map(([name, means]) => [
		wordsOf(name).join(' '),
		means.map((concept) => `=${concept}`)
	])
);
const wider = new Map<string, string>(
	Object.entries(data.concepts).flatMap(([concept, entry]) =>
		'kind_of' in entry && entry.kind_of ? [[`=${concept}`, `=${entry.kind_of}`] as const] : []
	)
);
const saysLittle = new Set([...data.says_little.id, ...data.says_little.en]);

/** What is read in a tag: what it says, and what it may also be meant as; how much each token counts, in (0, 1]. */
export interface Reading {
	tokens: Map<string, number>;
	/** Counts where it is looked for, but need not be covered: what a vendor is known for; the initials of a long name, which stand for all its words. */
	also: Map<string, number>;
}

/**
 * Reads a tag. Tokens are what it means (`=cloud` for "cloud computing" and "komputasi awan" alike, longest phrase
 * first), then the stems of words that are in no list. The wider concept of a narrow one counts 0.6, words that say
 * little ("solusi", "services") 0.1. Words come from `words.json`.
 */
export function readTag(tag: string): Reading {
	const words = wordsOf(tag);
	const stems = words.map(stem);
	const tokens = new Map<string, number>();
	const also = new Map<string, number>();
	const add = (to: Map<string, number>, token: string, weight: number) =>
		to.set(token, Math.max(weight, to.get(token) ?? 0));
	let known = false;
	for (let at = 0; at < words.length;) {
		let taken = Math.min(longest, words.length - at);
		let means: string[] | undefined;
		let sold: string[] | undefined;
		for (; taken > 0; taken--) {
			const phrase = words.slice(at, at + taken).join(' ');
			means = concepts.get(phrase);
			sold = means ? undefined : vendors.get(phrase);
			if (!means && !sold) means = byStem.get(stems.slice(at, at + taken).join(' '));
			if (means || sold) break;
		}
		if (means) {
			known = true;
			for (const concept of means) {
				add(tokens, concept, 1);
				const wide = wider.get(concept);
				if (wide) add(tokens, wide, 0.6);
			}
		} else {
			taken = Math.max(taken, 1);
			for (let i = at; i < at + taken; i++)
				add(tokens, stems[i]!, saysLittle.has(words[i]!) || words[i]!.length < 2 ? 0.1 : 1);
			for (const concept of sold ?? []) {
				known = true;
				add(also, concept, 0.7);
			}
		}
		at += taken;
	}
	if (!known && words.length >= 3 && words.length <= 5)
		add(also, words.map((word) => word[0]).join(''), 0.7 * words.length);
	return { tokens, also };
}

/** Single words of the list and what they mean, to find them misspelt. */
export const knownWords: readonly { word: string; means: readonly string[] }[] = [...concepts]
	.filter(([phrase]) => phrase.length >= 5 && !phrase.includes(' '))
	.map(([word, means]) => ({ word, means }));

const levels = new Map(
	Object.entries(data.levels).flatMap(([level, { id, en }]) =>
		[...id, ...en].map((phrase) => [phrase, Number(level)] as const)
	)
);

/** How senior a title is, from 0 (student) to 5 (owner); -1 where it does not say. The longest phrase counts, then the highest. */
export function levelOf(title: string | null | undefined): number {
	if (!title) return -1;
	const words = wordsOf(title);
	for (let length = 3; length > 0; length--) {
		let best = -1;
		for (let at = 0; at + length <= words.length; at++)
			best = Math.max(best, levels.get(words.slice(at, at + length).join(' ')) ?? -1);
		if (best >= 0) return best;
	}
	return -1;
}
