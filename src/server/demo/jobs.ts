import { defineJob } from '../kernel/jobs.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { loadDemo } from './load.ts';

/** Makes the demo summit in the background, for somebody who asked for it on the front page. */
export const makeDemo = defineJob<Record<string, never>>('demo.make', { retries: 1 });

let progress: { done: number; of: number } | null = null;

/** How far this process is with the demo it makes; null: it makes none. */
export const demoProgress = (): { done: number; of: number } | null => progress;

export async function runMakeDemo(kernel: Kernel): Promise<void> {
	progress = { done: 0, of: 1 };
	try {
		await loadDemo(kernel, { onProgress: (done, of) => (progress = { done, of }) });
	} finally {
		progress = null;
	}
}
