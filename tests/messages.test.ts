import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'svelte/compiler';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const areas = globSync('messages/*/id.json', { cwd: root }).map((path) => basename(dirname(path)));
const messages = (area: string, locale: string): Record<string, unknown> => {
	const { $schema: _, ...rest } = JSON.parse(read(`messages/${area}/${locale}.json`));
	return rest;
};
const pages = globSync('src/**/*.svelte', { cwd: root });

test('every message is there in both languages, asks for the same values, and carries its area in its name', () => {
	for (const area of areas) {
		const id = messages(area, 'id');
		const en = messages(area, 'en');
		expect(Object.keys(id).sort(), area).toEqual(Object.keys(en).sort());
		for (const key of Object.keys(id)) {
			const places = (text: unknown) => [...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].sort();
			expect(places(id[key]), key).toEqual(places(en[key]));
			expect(key.startsWith(`${area}_`) || key === 'app_name', key).toBe(true);
			for (const said of [id[key], en[key]]) expect(typeof said === 'string' && said.trim() === '', key).toBe(false);
		}
	}
});

test('no message is left over, and none is missing', () => {
	const text = globSync('src/{lib,routes}/**/*.{svelte,ts}', { cwd: root, exclude: (name) => name.includes('paraglide') })
		.map(read)
		.join('\n');
	const known = new Set(areas.flatMap((area) => Object.keys(messages(area, 'id'))));
	const used = new Set([...text.matchAll(/\bm\.(\w+)/g), ...text.matchAll(/\bm\[[`'"](\w+)/g)].map((found) => found[1]!));
	expect([...used].filter((key) => !known.has(key) && ![...known].some((one) => one.startsWith(key)))).toEqual([]);
	const left = [...known].filter((key) => {
		if (used.has(key)) return false;
		// A name put together from a state: m[`registration_status_${status}`].
		return ![...text.matchAll(/m\[`(\w+?)\$\{/g)].some(([, start]) => key.startsWith(start!));
	});
	expect(left).toEqual([]);
});

/** Words a page may hold outside the messages: names of things that are the same in every language. */
const sameEverywhere = /^(Gerbang|WhatsApp|Telegram|OpenID|openapi\.json|QR|CSV|PDF|vCard|Google|Outlook|Apple|iCal|XML|JSON|WIB|WITA|WIT|ID|EN|Rp|https?:\/\/\S*|[\d\s\W_]*)$/u;

test('no words stand in pages outside the messages', () => {
	const found: string[] = [];
	for (const page of pages) {
		const ast = parse(read(page), { modern: true, filename: page });
		const walk = (node: unknown, inCode: boolean): void => {
			if (Array.isArray(node)) return node.forEach((one) => walk(one, inCode));
			if (typeof node !== 'object' || node === null) return;
			const { type, name, data, value } = node as { type?: string; name?: string; data?: string; value?: unknown };
			if (/^(Comment|StyleSheet|StyleDirective)$/.test(type ?? '')) return;
			if (type === 'RegularElement' && (name === 'code' || name === 'style' || name === 'script')) inCode = true;
			if (type === 'Text' && !inCode && !sameEverywhere.test((data ?? '').trim())) found.push(`${page}: ${data!.trim()}`);
			if (type === 'Attribute') {
				const spoken = /^(aria-label|aria-description|placeholder|title|alt|label)$/.test(name ?? '');
				if (!spoken) {
					if (Array.isArray(value)) return value.forEach((one) => (one as { type: string }).type !== 'Text' && walk(one, inCode));
					return walk((value as { type?: string })?.type === 'ExpressionTag' ? value : null, inCode);
				}
			}
			for (const [key, child] of Object.entries(node)) {
				if (key !== 'parent' && key !== 'css' && key !== 'metadata' && key !== 'loc') walk(child, inCode);
			}
		};
		if (!page.includes('/style/')) walk(ast.fragment, false);
	}
	expect(found).toEqual([]);
});
