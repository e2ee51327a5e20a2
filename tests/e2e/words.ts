import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Locale = 'id' | 'en';

function readWords(locale: Locale): Record<string, string> {
	const root = fileURLToPath(new URL('../../', import.meta.url));
	const files = globSync(`messages/*/${locale}.json`, { cwd: root });
	return Object.assign({}, ...files.map((file) => JSON.parse(readFileSync(root + file, 'utf8'))));
}
const words: Record<Locale, Record<string, string>> = { id: readWords('id'), en: readWords('en') };

/** What the interface says in a language: `say('id', 'registration_going_title')`. */
export function say(locale: Locale, key: string, values: Record<string, string | number> = {}): string {
	const sentence = words[locale][key];
	if (sentence === undefined) throw new Error(`No word "${key}" in ${locale}.`);
	return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`));
}
