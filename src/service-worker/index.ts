/**
 * What still works with no network: the tickets that were opened on this phone, and the programme pages that were
 * read. Everything else is asked of the network as ever; only what is needed to show these pages is kept.
 */
import { version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';

const shell = `shell ${version}`;
/** Pages belong to whoever is signed in: they are forgotten on signing out. */
const pages = 'pages';
const most = 60;

const files = new Set([...immutable, ...assets].map(({ path }) => (path.startsWith('/') ? path : `/${path}`)));
const isKept = (url: URL): boolean =>
	/^\/[^/]+\/g\/[^/]+\/(ticket|programme(\/.*)?|agenda)\/?$/.test(url.pathname);

self.addEventListener('install', (event) => {
	event.waitUntil(self.skipWaiting());
});

self.addEventListener('activate', (event) => {
	event.waitUntil(
		(async () => {
			for (const name of await caches.keys()) if (name !== shell && name !== pages) await caches.delete(name);
			await self.clients.claim();
		})()
	);
});

/** What a page that was there before this worker asks to be kept: itself, and what it is shown with. */
self.addEventListener('message', (event) => {
	const addresses = (event.data as { keep?: unknown })?.keep;
	if (!Array.isArray(addresses)) return;
	event.waitUntil(
		Promise.allSettled(
			addresses.slice(0, 200).map(async (address) => {
				const url = new URL(String(address), self.location.origin);
				if (url.origin !== self.location.origin) return;
				if (files.has(url.pathname)) await fromShell(new Request(url));
				else if (isKept(url)) await fromNetwork(new Request(url, { headers: { accept: 'text/html' } }));
			})
		)
	);
});

/** A file of this build never changes: from here if it is here, else kept as it comes. */
async function fromShell(request: Request): Promise<Response> {
	const cache = await caches.open(shell);
	const kept = await cache.match(request);
	if (kept) return kept;
	const answer = await fetch(request);
	if (answer.ok) await cache.put(request, answer.clone());
	return answer;
}

/** The network first, for a ticket may have changed; what was kept where there is none. */
async function fromNetwork(request: Request): Promise<Response> {
	const cache = await caches.open(pages);
	const url = new URL(request.url);
	// An invitation's secret is no part of the page.
	const key = url.origin + url.pathname;
	try {
		const answer = await fetch(request);
		// A redirect (to sign in, to another page) is not this page.
		if (answer.ok && !answer.redirected && answer.type === 'basic') {
			await cache.put(key, answer.clone());
			const kept = await cache.keys();
			for (const old of kept.slice(0, Math.max(0, kept.length - most))) await cache.delete(old);
		} else if (answer.status === 401 || answer.status === 404 || answer.redirected) {
			await cache.delete(key);
		}
		return answer;
	} catch (error) {
		const kept = await cache.match(key, { ignoreVary: true });
		if (kept) return kept;
		throw error;
	}
}

self.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (url.origin !== self.location.origin) return;
	if (request.method === 'POST' && url.pathname === '/sign-out') {
		event.waitUntil(caches.delete(pages));
		return;
	}
	if (request.method !== 'GET' || request.headers.has('range')) return;
	if (files.has(url.pathname)) event.respondWith(fromShell(request));
	else if (isKept(url)) event.respondWith(fromNetwork(request));
});
