import { m } from '#lib/paraglide/messages.js';
import { sayNumber, type Locale } from '#lib/time.ts';
import type { PersonExport } from '#server/gate/privacy/schema.ts';

const escape = (text: string): string =>
	text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

function cell(name: string, value: unknown, row: Record<string, unknown>): string {
	if (value === null || value === undefined || value === '') return '';
	if (name === 'bytes' && String(row.media_type).startsWith('image/')) {
		return `<img alt="" src="data:${escape(String(row.media_type))};base64,${escape(String(value))}">`;
	}
	if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
		return escape(value.join(', '));
	return escape(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

const words = (name: string): string => escape(name.replaceAll('_', ' '));
const facts = (row: Record<string, unknown>): string =>
	`<dl>${Object.entries(row)
		.map(([name, value]) => [name, cell(name, value, row)] as const)
		.filter(([, text]) => text)
		.map(([name, text]) => `<div><dt>${words(name)}</dt><dd>${text}</dd></div>`)
		.join('')}</dl>`;

/** Everything about a person as one page that needs nothing else: to read, to print, to keep. */
export function readableExport(taken: PersonExport, locale: Locale): string {
	const filled = taken.lists.filter(({ rows }) => rows.length);
	const title = `${escape(String(taken.person.name))} · ${escape(taken.organisation.name)}`;
	return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1a1822; background: #fffdf9; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid #ddd6c8; }
dl { margin: 0 0 1rem; padding: 0 0 1rem; border-bottom: 1px solid #eee8dc; } dl div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; }
dt { color: #5d5a66; } dd { margin: 0; white-space: pre-wrap; } img { max-width: 12rem; }
@media (max-width: 30rem) { dl div { display: block; } }
</style>
</head>
<body>
<h1>${title}</h1>
<p>${escape(m.me_export_made({ at: taken.madeAt }, { locale }))}</p>
${facts(taken.person)}
${taken.account ? `<h2>${escape(m.me_export_account({}, { locale }))}</h2>${facts(taken.account)}` : ''}
${filled
	.map(
		({ title, rows }) =>
			`<h2>${escape(title[locale])} (${sayNumber(rows.length, locale)})</h2>${rows.map(facts).join('')}`
	)
	.join('\n')}
<h2>${escape(m.me_export_not({}, { locale }))}</h2>
${facts(Object.fromEntries(taken.notIncluded.map(({ what, because }) => [what, because])))}
</body>
</html>
`;
}
