import MarkdownIt from 'markdown-it';

const longest = 40_000;

const { unescapeAll } = new MarkdownIt().utils;

/** `&eacute;`, `&#39;` and their like as the letters they mean; what is no entity stays. */
const decodeHtml = (text: string): string =>
	text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|[a-z][a-z\d]{1,31});/gi, (entity) => unescapeAll(entity));

const looksLikeHtml = /<\/?(p|br|a|ul|ol|li|div|span|em|i|b|strong|code|pre|h[1-6]|blockquote|table|tt|img|hr)\b[^<>]{0,2000}>/i;
const entity = /&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]{2,12}\d{0,2});/i;

// What would otherwise be read as Markdown; a dot or dash is harmless but at a line's start.
// An underscore inside a word is left alone: addresses hold them.
const escapeText = (text: string): string =>
	text.replace(/[\\`*[\]<>]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&');
const escapeLine = (text: string): string =>
	text.replace(/^(\s*)([-+#])/, '$1\\$2').replace(/^(\s*\d+)([.)]\s)/, '$1\\$2');

/** An address that may stand behind a link: http, https or mailto. */
export function safeUrl(text: string): string | null {
	const trimmed = text.trim();
	if (!/^(https?:\/\/|mailto:)/i.test(trimmed)) return null;
	const url = URL.parse(trimmed);
	return url && url.href.length <= 2000 ? url.href : null;
}

/**
 * HTML as people paste it into call-for-papers forms, as Markdown: paragraphs, lists, links, code blocks and
 * headings stay; everything else leaves only its text. Scripts and styles leave nothing.
 */
function htmlToMarkdown(html: string): string {
	let out = '';
	let dropUntil: string | null = null;
	let pre = false;
	const lists: { ordered: boolean; count: number }[] = [];
	const links: (string | null)[] = [];
	const block = () => {
		if (out) out = `${out.trimEnd()}\n\n`;
	};
	const mark = (sign: string) => {
		out += sign;
	};
	for (const [piece, closing, rawName, attributes] of html.matchAll(
		/<!--[\s\S]*?(?:-->|$)|<(\/?)([a-z][a-z\d]*)\b([^<>]{0,2000})>|[^<]+|</gi
	)) {
		const name = rawName?.toLowerCase();
		if (dropUntil) {
			if (closing && name === dropUntil) dropUntil = null;
			continue;
		}
		if (!name) {
			if (piece.startsWith('<!--')) continue;
			const text = decodeHtml(piece);
			if (pre) out += text;
			else {
				// Old exports lay lists out by hand inside one paragraph.
				text.split(/\n\s{0,40}[*•-] /).forEach((part, nth) => {
					if (nth) out = `${out.trimEnd()}\n${nth === 1 ? '\n' : ''}- `;
					const words = escapeText(part.replace(/\s+/g, ' '));
					const atStart = out === '' || out.endsWith('\n');
					out += atStart ? escapeLine(words.trimStart()) : words;
				});
			}
			continue;
		}
		switch (name) {
			case 'script':
			case 'style':
			case 'template':
			case 'iframe':
				if (!closing && !attributes!.endsWith('/')) dropUntil = name;
				break;
			case 'br':
				out = `${out.trimEnd()}\n`;
				break;
			case 'hr':
			case 'p':
			case 'div':
			case 'section':
			case 'table':
			case 'tr':
			case 'dl':
			case 'dt':
			case 'dd':
				// A paragraph inside a list item stays on the item's line.
				if (lists.length && /(-|\d\.) $/.test(out.slice(-8))) break;
				block();
				break;
			case 'blockquote':
				block();
				break;
			case 'ul':
			case 'ol':
				if (closing) lists.pop();
				else if (lists.length < 6) lists.push({ ordered: name === 'ol', count: 0 });
				if (lists.length === 0 || (lists.length === 1 && !closing)) block();
				break;
			case 'li': {
				if (closing) break;
				const list = lists.at(-1);
				const nth = list ? ++list.count : 2;
				const gap = nth === 1 && lists.length === 1 ? '\n\n' : '\n';
				const indent = '   '.repeat(Math.max(0, lists.length - 1));
				out = `${out.trimEnd()}${out ? gap : ''}${indent}${list?.ordered ? `${nth}.` : '-'} `;
				break;
			}
			case 'h1':
			case 'h2':
			case 'h3':
			case 'h4':
			case 'h5':
			case 'h6':
				block();
				// Below the page's own headings.
				if (!closing) mark('#### ');
				break;
			case 'pre':
				block();
				mark(closing ? '```\n\n' : '```\n');
				pre = !closing;
				break;
			case 'code':
			case 'tt':
				break;
			case 'a':
				if (closing) {
					const to = links.pop();
					if (to) mark(`](${to.replace(/[()\s<>]/g, (c) => encodeURIComponent(c).replace('(', '%28').replace(')', '%29'))})`);
				} else {
					const href = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(attributes ?? '');
					const to = href ? safeUrl(decodeHtml(href[1] ?? href[2] ?? href[3] ?? '')) : null;
					links.push(to);
					if (to) mark('[');
				}
				break;
		}
	}
	if (pre) out += '\n```';
	for (let to = links.pop(); to !== undefined; to = links.pop()) if (to) mark(`](${to})`);
	return out;
}

// PostgreSQL takes neither NUL nor half a surrogate pair.
const tidy = (text: string): string =>
	text
		.replace(/\r\n?/g, '\n')
		.replace(/[^\P{Cc}\n\t]/gu, '')
		.split('\n')
		.map((line) => line.trimEnd())
		.join('\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim()
		.slice(0, longest)
		.toWellFormed();

/** A long text of a file (HTML, Markdown or plain) as Markdown, or null if it says nothing. */
export function toMarkdown(text: string | null): string | null {
	if (!text) return null;
	text = text.slice(0, 60_000);
	const made = looksLikeHtml.test(text)
		? htmlToMarkdown(text.replace(/\r\n?/g, '\n'))
		: entity.test(text)
			? decodeHtml(text)
			: text;
	return tidy(made) || null;
}

/** A name or title of a file on one line, or null if it says nothing. */
export function toLine(text: string | null): string | null {
	if (!text) return null;
	text = text.slice(0, 5000);
	const plain = entity.test(text) ? decodeHtml(text) : text;
	return (
		plain
			.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
			.trim()
			.slice(0, 500)
			.toWellFormed() || null
	);
}

/** Two spellings of one name: no case, no accents, no punctuation. */
export const nameKey = (name: string): string =>
	name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.replace(/^-|-$/g, '');
