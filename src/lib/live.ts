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

let looking = 0;
let isPatient = false;

/**
 * Loads the page's data anew. While the server cannot be reached the page stays as it is, and what it asks for waits:
 * SvelteKit would leave the page for the browser's own error, and what is typed would go with it.
 */
export async function lookAgain(): Promise<void> {
	if (!isPatient) bePatient();
	looking++;
	try {
		await invalidateAll();
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
