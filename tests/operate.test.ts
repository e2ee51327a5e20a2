import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const settings = [
	...read('src/server/kernel/config.ts').matchAll(/^\t([A-Z][A-Z_]+):([^]*?)(?=^\t[A-Z]|^\}\))/gm)
].map(([, name, shape]) => ({
	name: name!,
	byDefault: /\.default\('?([^')]*)'?\)/.exec(shape!)?.[1]
}));
const rows = [...read('docs/operate.md').matchAll(/^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$/gm)].map(
	([, name, byDefault, says]) => ({ name: name!, byDefault: byDefault!, says: says! })
);

test('docs/operate.md lists every setting, and no other', () => {
	expect(settings.length).toBeGreaterThan(10);
	expect(rows.map(({ name }) => name).sort()).toEqual(settings.map(({ name }) => name).sort());
});

test('docs/operate.md gives the default that holds', () => {
	for (const { name, byDefault } of settings) {
		const row = rows.find((found) => found.name === name)!;
		if (name === 'ORIGIN') expect(row.byDefault).toBe('`http://localhost:PORT`');
		else
			expect(`${name} ${row.byDefault}`).toBe(
				`${name} ${byDefault === undefined ? 'none' : `\`${byDefault}\``}`
			);
		expect(row.says.length).toBeGreaterThan(15);
	}
});
