import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { sayNumber } from '#lib/time.ts';

/** What these words need of a run as the server shows it. */
export interface SaidRun {
	state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
	failure: 'interrupted' | 'silent' | 'broke' | null;
	stage: 'bound' | 'grant' | 'settle' | 'tables' | 'done' | null;
	meetings: number;
	publishedAt: Date | null;
	rolledBackAt: Date | null;
}

/** "92,4 %": a share between 0 and 1. */
export const sayShare = (share: number | null): string =>
	share === null
		? '–'
		: new Intl.NumberFormat(getLocale() === 'id' ? 'id-ID' : 'en-GB', {
				style: 'percent',
				maximumFractionDigits: share > 0 && share < 1 ? 1 : 0
			}).format(share);

export const isUnderWay = (run: Pick<SaidRun, 'state'>): boolean =>
	run.state === 'waiting' || run.state === 'running';

/** A run's state in a word or two, and the badge it wears. */
export function runState(run: SaidRun): { word: string; kind: 'plain' | 'accent' | 'go' | 'warm' | 'lost' | 'bare' } {
	if (run.rolledBackAt) return { word: m.meeting_run_state_rolled_back(), kind: 'bare' };
	if (run.publishedAt) return { word: m.meeting_run_state_published(), kind: 'accent' };
	switch (run.state) {
		case 'waiting':
			return { word: m.meeting_run_state_waiting(), kind: 'warm' };
		case 'running':
			return { word: m.meeting_run_state_running(), kind: 'warm' };
		case 'done':
			return { word: m.meeting_run_state_draft(), kind: 'plain' };
		case 'stopped':
			return { word: m.meeting_run_state_stopped(), kind: 'plain' };
		case 'failed':
			return { word: m.meeting_run_state_failed(), kind: 'lost' };
	}
}

/** What a run is doing. */
export function runStage(run: SaidRun): string {
	if (run.state === 'waiting') return m.meeting_run_stage_waiting();
	switch (run.stage) {
		case null:
			return m.meeting_run_stage_start();
		case 'bound':
			return m.meeting_run_stage_bound();
		case 'grant':
			return m.meeting_run_stage_grant({ count: sayNumber(run.meetings, getLocale()) });
		case 'settle':
			return m.meeting_run_stage_settle();
		case 'tables':
		case 'done':
			return m.meeting_run_stage_tables();
	}
}

/** Why a run failed, and what to do. */
export const runFailure = (run: SaidRun): string =>
	run.failure === 'interrupted'
		? m.meeting_run_failed_interrupted()
		: run.failure === 'silent'
			? m.meeting_run_failed_silent()
			: m.meeting_run_failed_broke();
