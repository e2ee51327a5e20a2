import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/closing-line.ts';

export default defineConfig({
	test: {
		include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
		globalSetup: ['tests/global-setup.ts'],
		reporters: ['default', new ClosingLine()],
		// Watchdogs, no claims about speed: two files share two processors, and a journey opens dozens of pages.
		testTimeout: 240_000,
		hookTimeout: 120_000,
		expect: { poll: { timeout: 45_000, interval: 100 } },
		// Each file has a database of its own; more files at once than processors only makes all of them slow.
		maxWorkers: 2,
		pool: 'forks'
	}
});
