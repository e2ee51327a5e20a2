import { parentPort, Worker, workerData } from 'node:worker_threads';
import { scheduleBreaks, type BreaksProblem, type BreaksProgress, type BreaksResult } from '#engine/schedule/breaks.ts';
import { scheduleMeetings, type Schedule, type ScheduleProblem, type ScheduleProgress } from '#engine/schedule/schedule.ts';

interface Task {
	wishes?: ScheduleProblem;
	breaks?: BreaksProblem;
	seed: number;
	effort: number;
	stop: Int32Array;
}

// This file is its own thread: the engine computes there, so that Ctrl-C and the clock are heard here.
if (parentPort && workerData && 'stop' in (workerData as object)) {
	const { wishes, breaks, seed, effort, stop } = workerData as Task;
	const port = parentPort;
	const shouldStop = () => Atomics.load(stop, 0) === 1;
	let told = 0;
	const onProgress = (progress: object) => {
		const now = performance.now();
		if (now - told < 100) return;
		told = now;
		port.postMessage({ progress });
	};
	port.postMessage({
		result: wishes
			? scheduleMeetings(wishes, { seed, effort, shouldStop, onProgress })
			: scheduleBreaks(breaks!, { seed, shouldStop, onProgress })
	});
}

export interface RunOptions<Progress> {
	seed: number;
	effort?: number;
	/** Seconds after which the best so far is answered. */
	time?: number | undefined;
	/** Ends the run the same way. */
	signal?: AbortSignal;
	onProgress?: (progress: Progress) => void;
}

function run<Result, Progress>(
	task: Pick<Task, 'wishes' | 'breaks'>,
	{ seed, effort = 1, time, signal, onProgress }: RunOptions<Progress>
): Promise<Result> {
	return new Promise((answer, refuse) => {
		const stop = new Int32Array(new SharedArrayBuffer(4));
		const end = () => Atomics.store(stop, 0, 1);
		const timer = time === undefined ? undefined : setTimeout(end, time * 1000);
		if (signal?.aborted) end();
		signal?.addEventListener('abort', end);
		const worker = new Worker(new URL(import.meta.url), { workerData: { ...task, seed, effort, stop } });
		worker.on('message', (message: { progress?: Progress; result?: Result }) => {
			if (message.progress) onProgress?.(message.progress);
			if (message.result) answer(message.result);
		});
		worker.on('error', refuse);
		worker.on('exit', () => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', end);
			refuse(new Error('The thread ended without an answer.'));
		});
	});
}

/** Schedules wishes in a thread of its own; ends early, with the best so far, on time or on the signal. */
export const scheduleWishes = (wishes: ScheduleProblem, options: RunOptions<ScheduleProgress>): Promise<Schedule> =>
	run({ wishes }, options);

/** The same for meetings that are all held, with the fewest breaks. */
export const scheduleAll = (breaks: BreaksProblem, options: RunOptions<BreaksProgress>): Promise<BreaksResult> =>
	run({ breaks }, options);
