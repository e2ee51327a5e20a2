// Legal forms: these anywhere in a name, …
const forms = new Set(
	'pt cv ud tbk persero perum inc incorporated ltd llc llp gmbh plc pte sdn bhd kgaa oyj aktiengesellschaft'.split(
		' '
	)
);
// … and these at its end only, since they are also words.
const endForms = new Set(
	'co corp corporation company limited ag sa bv nv kg ab oy as fa pd srl spa pty kk'.split(' ')
);

const fold = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/ß/g, 'ss')
		.replace(/[øØ]/g, 'o')
		.replace(/[łŁ]/g, 'l')
		.replace(/[đĐ]/g, 'd')
		.replace(/[æÆ]/g, 'ae')
		.toLowerCase();

/**
 * The key two spellings of one company share: no case, accents, legal form (PT, CV, UD, Tbk, (Persero), Inc, Ltd,
 * GmbH, …) or punctuation. "PT. Sinar Jaya Abadi", "Sinar Jaya Abadi, PT" and "SINAR JAYA ABADI (Persero) Tbk" are
 * one. Never empty for a name that has a letter or digit in any script.
 */
export function nameKey(name: string): string {
	const words = fold(name)
		// "P.T.", "C.V.", "L.L.C.": single letters with dots are one word.
		.replace(/\b(?:\p{L}\.){2,}/gu, (letters) => letters.replaceAll('.', '') + ' ')
		.replace(/&|\+/g, ' dan ')
		.replace(/['’`´]/g, '')
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean)
		.map((word) => (word === 'and' ? 'dan' : word));
	let kept = words.filter((word) => !forms.has(word));
	while (kept.length > 1 && endForms.has(kept.at(-1)!)) kept = kept.slice(0, -1);
	return (kept.length ? kept : words).join(' ');
}

/** How alike two keys must be (pg_trgm similarity, 0 to 1) to be offered as one company. */
export const nearEnough = 0.5;
