/** Pages that still open with no network once they were read on this phone; the service worker knows the same. */
const isKept = (path: string): boolean => /^\/[^/]+\/g\/[^/]+\/(ticket|programme(\/.*)?|agenda)\/?$/.test(path);

/**
 * Asks the service worker to keep this page and what it is shown with: on a first visit the page was there before the
 * worker, and a page reached by a link inside the site was never fetched as a whole. Harmless where there is none.
 */
export async function keepOffline(): Promise<void> {
	if (!isKept(location.pathname) || !('serviceWorker' in navigator)) return;
	const { active } = await navigator.serviceWorker.ready;
	const loaded = performance
		.getEntriesByType('resource')
		.map(({ name }) => name)
		.filter((name) => name.startsWith(`${location.origin}/_app/`));
	active?.postMessage({ keep: [location.href, ...loaded] });
}
