/** The words of a search: at most six, none longer than a name. */
export const wordsOf = (q: string): string[] =>
	q
		.trim()
		.split(/[\s,;|]+/)
		.filter(Boolean)
		.slice(0, 6)
		.map((word) => word.slice(0, 40));

export const foldWord = (word: string): string =>
	word
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase();

function trigrams(word: string): Set<string> {
	const padded = `  ${word} `;
	return new Set(Array.from({ length: padded.length - 2 }, (_, i) => padded.slice(i, i + 3)));
}

/** How alike two words are, 0 to 1 (Jaccard over trigrams, as pg_trgm counts). */
export function likeness(one: string, other: string): number {
	const a = trigrams(foldWord(one));
	const b = trigrams(foldWord(other));
	let shared = 0;
	for (const gram of a) if (b.has(gram)) shared++;
	return shared / (a.size + b.size - shared);
}

/** The keys of the channel roles a typed word means: "resiler" is "Reseller", "integrator" is "Integrator sistem". */
export function rolesMeant(
	word: string,
	roles: { key: string; id: string; en: string }[]
): string[] {
	const typed = foldWord(word);
	if (typed.length < 3) return [];
	return roles
		.filter(({ key, id, en }) =>
			[...key.split('-'), ...id.split(' '), ...en.split(' ')].some((known) => {
				const folded = foldWord(known);
				return folded.startsWith(typed) || likeness(typed, folded) >= 0.4;
			})
		)
		.map(({ key }) => key);
}

/** How many words a misspelt one may stand for, and how alike they must be. */
const nearest = { words: 8, likeness: 0.4 };

/** The words a crowd's texts are made of, and which of them a misspelt word may mean. */
export interface Vocabulary {
	/** The words most like this one, itself left out, the most alike first. Folded; letters and digits only. */
	near(word: string): string[];
}

/** Reads folded texts once, so that a misspelling is then found by looking at words instead of at everybody. */
export function makeVocabulary(texts: Iterable<string>): Vocabulary {
	const words = new Set<string>();
	for (const text of texts) {
		for (const word of text.match(/[\p{L}\p{N}]{3,}/gu) ?? []) words.add(word);
	}
	const list = [...words];
	const sizes = new Uint8Array(list.length);
	const byGram = new Map<string, number[]>();
	list.forEach((word, index) => {
		const grams = trigrams(word);
		sizes[index] = Math.min(255, grams.size);
		for (const gram of grams) {
			const held = byGram.get(gram);
			if (held) held.push(index);
			else byGram.set(gram, [index]);
		}
	});
	return {
		near(typed) {
			const word = foldWord(typed);
			const grams = trigrams(word);
			const shared = new Map<number, number>();
			for (const gram of grams) {
				for (const index of byGram.get(gram) ?? []) shared.set(index, (shared.get(index) ?? 0) + 1);
			}
			return [...shared]
				.map(([index, count]) => ({
					word: list[index]!,
					likeness: count / (grams.size + sizes[index]! - count)
				}))
				.filter((one) => one.likeness >= nearest.likeness && one.word !== word)
				.sort((a, b) => b.likeness - a.likeness || (a.word < b.word ? -1 : 1))
				.slice(0, nearest.words)
				.map((one) => one.word);
		}
	};
}

/** How long a crowd's vocabulary is used before it is read again, in milliseconds: only misspellings wait for it. */
export const vocabularyAge = 30_000;

/** A page's end, to go on from: rank, sorted name, id. Opaque outside. */
export const writeCursor = (last: { rank: number; sortName: string; id: string }): string =>
	Buffer.from(JSON.stringify([last.rank, last.sortName, last.id])).toString('base64url');

export function readCursor(
	cursor: string | undefined
): { rank: number; sortName: string; id: string } | null {
	if (!cursor) return null;
	try {
		const [rank, sortName, id] = JSON.parse(
			Buffer.from(cursor, 'base64url').toString()
		) as unknown[];
		if (typeof rank !== 'number' || typeof sortName !== 'string') return null;
		return typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)
			? { rank: Math.trunc(rank), sortName, id }
			: null;
	} catch {
		return null;
	}
}
