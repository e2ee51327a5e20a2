import { readFileSync } from 'node:fs';

/**
 * Resolves when what only started this process (npm and its shell, or the older Node that handed over) has been killed:
 * Gerbang must not run on unseen, in the way of the next start. Never resolves where a person's shell or a
 * service started it.
 */
export function starterDied(): Promise<void> {
	const isNpm = /gerbang/.test(process.env.npm_lifecycle_script ?? '');
	if (!isNpm && !process.env.GERBANG_HANDED_OVER) return new Promise(() => {});
	const starter = process.ppid;
	// npm runs its scripts through a shell, which outlives it; some shells give way to the one command they run.
	const isShell = isNpm && /^\S*sh\0-c\0/.test(read(starter, 'cmdline'));
	const npm = isShell ? parentOf(starter) : null;
	return new Promise((died) => {
		const watch = setInterval(() => {
			if (process.ppid === starter && (npm === null || parentOf(starter) === npm)) return;
			clearInterval(watch);
			died();
		}, 200);
		watch.unref();
	});
}

function parentOf(pid: number): number | null {
	const stat = read(pid, 'stat');
	return stat ? Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) : null;
}

// Where there is no /proc, only the direct parent is watched.
function read(pid: number, name: string): string {
	try {
		return readFileSync(`/proc/${pid}/${name}`, 'utf8');
	} catch {
		return '';
	}
}
