import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false });
// Headings in a text stand below the page's own.
markdown.renderer.rules.heading_open = (tokens, index) => `<h${Math.min(6, Number(tokens[index]!.tag[1]) + 2)}>`;
markdown.renderer.rules.heading_close = (tokens, index) => `</h${Math.min(6, Number(tokens[index]!.tag[1]) + 2)}>`;
markdown.renderer.rules.link_open = (tokens, index, options, environment, self) => {
	tokens[index]!.attrSet('rel', 'nofollow noopener ugc');
	if ((environment as { opensBeside?: true } | undefined)?.opensBeside) tokens[index]!.attrSet('target', '_blank');
	return self.renderToken(tokens, index, options);
};
// A picture elsewhere would tell its host who reads here: it becomes a link.
markdown.renderer.rules.image = (tokens, index) => {
	const token = tokens[index]!;
	const source = markdown.utils.escapeHtml(String(token.attrGet('src') ?? ''));
	return `<a href="${source}" rel="nofollow noopener ugc">${markdown.utils.escapeHtml(token.content || source)}</a>`;
};

/** Markdown (CommonMark) as safe HTML: markup in it is shown as text, links carry rel, nothing is loaded from elsewhere. */
export const renderMarkdown = (text: string | null): string => (text ? markdown.render(text) : '');

/**
 * One line or a few of what somebody wrote to somebody, as safe HTML without blocks: emphasis, code, links (which open
 * beside the page), line breaks; headings and lists stay as they were typed.
 */
export const renderLines = (text: string): string => markdown.renderInline(text, { opensBeside: true });

/** The words alone, on one line, cut at `max` letters: for previews. */
export function plainWords(text: string | null, max: number): string {
	const words = renderMarkdown(text)
		.replace(/<[^>]+>/g, ' ')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&amp;/g, '&')
		.replace(/\s+/g, ' ')
		.trim();
	return words.length > max ? `${words.slice(0, max - 1).trimEnd()}…` : words;
}
