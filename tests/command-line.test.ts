import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const gerbang = (directory: string, ...args: string[]) =>
	spawnSync(process.execPath, ['bin/gerbang.js', ...args], {
		encoding: 'utf8',
		env: { PATH: process.env.PATH, DATA_DIR: directory, PORT: '1' }
	});

test.each([
	[['demo', '--sed', '5'], '--sed'],
	[['start', 'sekarang'], '"sekarang"'],
	[['import', 'people', 'orang.csv', '--dry'], '--dry']
])('a command does nothing where it is told something it has no use for: %j', (args, strange) => {
	const directory = mkdtempSync(join(tmpdir(), 'gerbang-strict-'));
	try {
		const ended = gerbang(directory, ...args);
		expect(ended.status).toBe(1);
		expect(ended.stderr).toContain(`What is ${strange}? Nothing was done.`);
		expect(readdirSync(directory)).toEqual([]);
	} finally {
		rmSync(directory, { recursive: true });
	}
});

test('what a command takes is taken, in either spelling', () => {
	const directory = mkdtempSync(join(tmpdir(), 'gerbang-strict-'));
	try {
		for (const spelling of ['--dry-run', '--dryRun']) {
			expect(gerbang(directory, 'import', 'people', 'tidak-ada.csv', spelling).stderr).toContain('cannot be opened');
		}
	} finally {
		rmSync(directory, { recursive: true });
	}
});
