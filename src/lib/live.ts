import { invalidateAll } from '$app/navigation';

/** What a live notice says: something about `topic` changed, look again. */
export interface Notice {
	topic: string;
	kind: string;
	id?: string;
}

/** On a slow phone the first stream of a page opens long after the page was made. */
const late = 2000;
let hasListened = false;

/**
 * Listens to live notices about the viewer (and, for its organisers, a gathering) until the returned function is
 * called. `heard` is also called with null after a lost connection comes back, and where the first one came late:
 * something may have been missed.
 */
export function listenLive(heard: (notice: Notice | null) => void, gatheringId?: string): () => void {
	const source = new EventSource(gatheringId ? `/live?gathering=${gatheringId}` : '/live');
	let lost = false;
	source.addEventListener('error', () => (lost = true));
	source.addEventListener('open', () => {
		if (lost || (!hasListened && performance.now() > late)) heard(null);
		lost = false;
		hasListened = true;
	});
	source.addEventListener('message', ({ data }) => heard(JSON.parse(data) as Notice));
	return () => source.close();
}

/**
 * Loads the page's data anew, and says whether it could. Where the server cannot be reached the page stays as it is
 * (an error page would take its place, and what is typed with it), and is looked at again once the network is back.
 */
export async function lookAgain(): Promise<boolean> {
	if (await isReached()) {
		await invalidateAll();
		return true;
	}
	addEventListener('online', () => void lookAgain(), { once: true });
	return false;
}

const isReached = () =>
	fetch('/health', { cache: 'no-store' }).then(
		({ ok }) => ok,
		() => false
	);
