/** What a live notice says: something about `topic` changed, look again. */
export interface Notice {
	topic: string;
	kind: string;
	id?: string;
}

/**
 * Listens to live notices about the viewer (and, for its organisers, a gathering) until the returned function is
 * called. `heard` is also called once after a lost connection comes back, with null: something may have been missed.
 */
export function listenLive(heard: (notice: Notice | null) => void, gatheringId?: string): () => void {
	const source = new EventSource(gatheringId ? `/live?gathering=${gatheringId}` : '/live');
	let lost = false;
	source.addEventListener('error', () => (lost = true));
	source.addEventListener('open', () => {
		if (lost) heard(null);
		lost = false;
	});
	source.addEventListener('message', ({ data }) => heard(JSON.parse(data) as Notice));
	return () => source.close();
}
