import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nouns, verbs } from '#lib/gate/history-words.ts';

test('everything that is written down in the history can be said in words', () => {
	const unsaid = new Set<string>();
	let lines = 0;
	for (const file of globSync('src/server/**/*.ts').filter((path) => !path.endsWith('.test.ts'))) {
		const source = readFileSync(file, 'utf8');
		for (const [, line] of source.matchAll(/record\(context, \{(.*?)\n\t*\}\)/gs)) {
			lines++;
			const noun = /noun: '([\w-]+)'/.exec(line!)?.[1];
			if (noun && !(noun in nouns)) unsaid.add(`${noun} (${file})`);
			for (const [, verb] of (/verb:(.*)/.exec(line!)?.[1] ?? '').matchAll(/'([\w-]+)'/g)) {
				if (!(verb! in verbs)) unsaid.add(`${verb} (${file})`);
			}
		}
		// Nouns with a short way of writing down: `note(context, at, …, 'verb')`.
		for (const [, verb] of source.matchAll(/(?:note|recordMeeting)\(context, .*?'([\w-]+)'(?:, \{.*\})?\)/g)) {
			lines++;
			if (!(verb! in verbs) && !(verb! in nouns)) unsaid.add(`${verb} (${file})`);
		}
	}
	expect(lines).toBeGreaterThan(50);
	expect([...unsaid]).toEqual([]);
});
