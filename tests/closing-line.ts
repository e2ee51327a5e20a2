import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line: how many passed, failed and were skipped. */
export class ClosingLine implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
		const count = { passed: 0, failed: errors.length, skipped: 0 };
		for (const module of modules) {
			if (module.state() === 'failed' && ![...module.children.allTests('failed')].length) count.failed++;
			for (const test of module.children.allTests()) {
				const { state } = test.result();
				if (state !== 'pending') count[state]++;
			}
		}
		console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
	}
}
