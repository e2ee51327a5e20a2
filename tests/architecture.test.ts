import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const root = normalize(join(import.meta.dirname, '..'));
const files = globSync('src/**/*.{ts,js,svelte}', {
	cwd: root,
	exclude: (name) => name.includes('paraglide') || name.includes('node_modules')
}).sort();

interface Import {
	file: string;
	/** Path below the root for our own files, else the package's name. */
	target: string;
	typeOnly: boolean;
}

const imports: Import[] = files.flatMap((file) => {
	const text = readFileSync(join(root, file), 'utf8').replace(/<!--[\s\S]*?-->/g, '');
	const found: Import[] = [];
	const statement = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?([^'";]*?from\s*)?'([^']+)'|import\(\s*'([^']+)'/g;
	for (const [, type, names, from, lazily] of text.matchAll(statement)) {
		const specifier = from ?? lazily!;
		const inner = /\{([^}]*)\}/.exec(names ?? '')?.[1];
		const allTypes =
			Boolean(type) ||
			(inner !== undefined &&
				!/^\s*\w+\s*,/.test(names!) &&
				inner.split(',').every((name) => !name.trim() || name.trim().startsWith('type ')));
		const target = specifier.startsWith('.')
			? normalize(join(dirname(file), specifier))
			: specifier.replace(/^#(server|engine|lib)\//, 'src/$1/');
		found.push({ file, target, typeOnly: allTypes });
	}
	return found;
});

const isTest = (file: string) => file.endsWith('.test.ts');
const domains = ['gate', 'gather', 'connect'] as const;
const domainOf = (path: string) => domains.find((domain) => path.startsWith(`src/server/${domain}/`));
const say = (found: Import[]) => found.map(({ file, target }) => `${file} imports ${target}`);

test('imports between the domains go left, through public.ts (tables: keys.ts)', () => {
	const wrong = imports.filter(({ file, target }) => {
		const from = domainOf(file);
		const to = domainOf(target);
		if (!from || !to || from === to || isTest(file)) return false;
		if (domains.indexOf(to) > domains.indexOf(from)) return true;
		const isKeys = target === `src/server/${to}/keys.ts` && file.endsWith('/tables.ts');
		return target !== `src/server/${to}/public.ts` && !isKeys;
	});
	expect(say(wrong)).toEqual([]);
});

test('the domains know nothing of what stands above them, and the kernel nothing of the domains', () => {
	const above = /^src\/server\/(app|transport|web|start|handover|openapi|command-line|demo|operate)\b/;
	const wrong = imports.filter(
		({ file, target }) =>
			!isTest(file) &&
			((domainOf(file) && above.test(target)) ||
				(file.startsWith('src/server/kernel/') &&
					target.startsWith('src/') &&
					!target.startsWith('src/server/kernel/')))
	);
	expect(say(wrong)).toEqual([]);
});

test('the engine is pure: it imports nothing of ours, no Node, no package', () => {
	const wrong = imports.filter(
		({ file, target }) =>
			file.startsWith('src/engine/') && !isTest(file) && !target.startsWith('src/engine/')
	);
	expect(say(wrong)).toEqual([]);
	const clocks = files.filter(
		(file) =>
			file.startsWith('src/engine/') &&
			!isTest(file) &&
			/\b(Date\.now|new Date\(\)|Math\.random|performance\.now)\b/.test(readFileSync(join(root, file), 'utf8'))
	);
	expect(clocks).toEqual([]);
});

test('the server imports no SvelteKit and nothing of the faces', () => {
	const wrong = imports.filter(
		({ file, target }) =>
			file.startsWith('src/server/') && /^(svelte|@sveltejs|\$app|\$lib|src\/lib|src\/routes)/.test(target)
	);
	expect(say(wrong)).toEqual([]);
});

test('the faces take only types from the server, and the running product through handover.ts', () => {
	const wrong = imports.filter(
		({ file, target, typeOnly }) =>
			/^src\/(routes|lib|hooks|params)/.test(file) &&
			target.startsWith('src/server/') &&
			target !== 'src/server/handover.ts' &&
			!typeOnly
	);
	expect(say(wrong)).toEqual([]);
});

test('files of a noun have names of the closed list', () => {
	const roles = ['tables', 'schema', 'rules', 'queries', 'commands', 'procedures', 'jobs', 'mails', 'access', 'personal-data'];
	const wrong = files.filter((file) => {
		const [, , domain, noun, name, deeper] = file.split('/');
		if (!domainOf(file) || !name || deeper) return false;
		const role = name.replace(/(\.test)?\.ts$/, '');
		return !roles.includes(role) && !(isTest(file) && role === noun) && !domain!.includes('.');
	});
	expect(wrong).toEqual([]);
});

test('no file is called utils, helpers, common or types, and names are in kebab-case', () => {
	const wrong = files.filter((file) => {
		const name = file.split('/').pop()!;
		if (name.endsWith('.svelte') || name.startsWith('+')) return false;
		return /^(utils?|helpers?|common|types?|misc|shared)\./.test(name) || !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d|server|client|svelte))?\.(ts|js)$/.test(name);
	});
	expect(wrong).toEqual([]);
});

/** Files longer than 450 lines, each with what it waits for. The list only shrinks. */
const long: Record<string, string> = {};

test('a file of the server past 450 lines is two nouns', () => {
	const found = files.filter(
		(file) =>
			file.startsWith('src/server/') &&
			!isTest(file) &&
			readFileSync(join(root, file), 'utf8').split('\n').length > 450
	);
	expect(found.filter((file) => !(file in long))).toEqual([]);
	expect(Object.keys(long).filter((file) => !found.includes(file))).toEqual([]);
});

test('dependencies are pinned exactly, and none is below the version that mended a known hole', () => {
	const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
	expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version as string))).toEqual([]);
	const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
	const least: [RegExp, number[]][] = [
		[/^@orpc\//, [1, 13, 6]],
		[/^hono$/, [4, 12, 21]],
		[/^devalue$/, [5, 6, 3]]
	];
	const old = Object.entries(lock.packages as Record<string, { version?: string }>).filter(([path, { version }]) => {
		const name = path.split('node_modules/').pop()!;
		const floor = least.find(([pattern]) => pattern.test(name))?.[1];
		if (!floor || !version) return false;
		const parts = version.split('.').map(Number);
		for (let index = 0; index < 3; index++) {
			if (parts[index]! !== floor[index]!) return parts[index]! < floor[index]!;
		}
		return false;
	});
	expect(old.map(([path]) => path)).toEqual([]);
});

test('every dependency has its line in the decisions', () => {
	const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const said = globSync('docs/decisions/*.md', { cwd: root })
		.map((file) => readFileSync(join(root, file), 'utf8'))
		.join('\n');
	const all = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
	expect(all.filter((name) => !said.includes(`\`${name}\``))).toEqual([]);
});
