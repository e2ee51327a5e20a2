import { invalidate, invalidateAll } from '$app/navigation';
import { openLive, type Live, type Notice } from './live-stream.ts';

let ours: Live | undefined;
let who = '';

/** Says whose notices this page hears: the tabs of one sign-in share a stream. */
export function liveAs(signIn: string | null): void {
	who = signIn ?? '';
	ours?.become(who);
}

/**
 * Listens to live notices about the viewer (and, for its organisers, a gathering) until the returned function is
 * called. `heard` is also called with null after a lost connection comes back, and where the first one came late:
 * something may have been missed.
 */
export function listenLive(heard: (notice: Notice | null) => void, gatheringId?: string): () => void {
	ours ??= openLive({
		open: (address) => new EventSource(address),
		// Browsers have no locks where an address is not secure.
		locks: (navigator.locks as LockManager | undefined) ?? null,
		viewer: who
	});
	return ours.listen(heard, gatheringId);
}

let looking = 0;
let isPatient = false;

/**
 * Loads the page's data anew (with `only`: what depends on it). While the server cannot be reached the page stays as
 * it is, and what it asks for waits: SvelteKit would leave the page for the browser's own error, and what is typed would go with it.
 */
export async function lookAgain(only?: string): Promise<void> {
	if (!isPatient) bePatient();
	looking++;
	try {
		await (only ? invalidate(only) : invalidateAll());
	} finally {
		looking--;
	}
}

/** SvelteKit asks for data through `window.fetch`, so that it may be replaced. */
function bePatient(): void {
	isPatient = true;
	const plain = window.fetch;
	window.fetch = async (input, init) => {
		const address = input instanceof Request ? input.url : String(input);
		for (;;) {
			const waits = looking > 0 && /\/__data\.json(\?|$)/.test(address);
			const answer = await plain(input, init).catch((error: unknown) => {
				if (!waits) throw error;
			});
			if (answer && !(waits && [502, 503, 504].includes(answer.status))) return answer;
			await networkBack();
		}
	};
}

const networkBack = () =>
	new Promise<void>((back) => {
		const done = () => {
			removeEventListener('online', done);
			clearTimeout(timer);
			back();
		};
		const timer = setTimeout(done, 3000);
		addEventListener('online', done);
	});
