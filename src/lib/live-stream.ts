/** What a live notice says: something about `topic` changed, look again. */
export interface Notice {
	topic: string;
	kind: string;
	id?: string;
}

/** Called with each notice, and with null where something may have been missed. */
type Heard = (notice: Notice | null) => void;

export interface Live {
	/** Hears notices about the viewer (and, for those at its door, a gathering) until the returned function is called. */
	listen(heard: Heard, gatheringId?: string): () => void;
	/** Somebody else looks now: what was heard for the one before is not theirs. */
	become(viewer: string): void;
	close(): void;
}

export interface LiveOptions {
	open(address: string): EventSource;
	/** Null where a browser has none, as on a plain http address: then each tab has a stream of its own. */
	locks: LockManager | null;
	viewer?: string;
	/** Milliseconds without a beat after which a stream counts as dead. The server beats every 25 s. */
	silence?: number;
}

/** On a slow phone the first stream of a page opens long after the page was made. */
const late = 2000;
const closed = 2;

/** One stream that never goes silent: opened again when it was refused, was cut, or stopped beating. */
function openStream(
	address: string,
	{ open, silence = 60_000 }: LiveOptions,
	hears: { said(notice: Notice | null): void; opened(): void; beat(): void },
	missed: boolean
): () => void {
	let source: EventSource;
	let lost = missed;
	let tries = 0;
	let again: ReturnType<typeof setTimeout> | undefined;
	let quiet: ReturnType<typeof setTimeout> | undefined;
	const alive = () => {
		clearTimeout(quiet);
		quiet = setTimeout(connect, silence);
	};
	function connect() {
		if (source) {
			lost = true;
			source.close();
		}
		const made = (source = open(address));
		alive();
		// Says to the other tabs that this one is awake, also while the server is away.
		hears.beat();
		made.addEventListener('open', () => {
			if (made !== source) return;
			tries = 0;
			alive();
			hears.opened();
			if (lost) hears.said(null);
			lost = false;
		});
		made.addEventListener('error', () => {
			if (made !== source) return;
			lost = true;
			// A browser comes back by itself from a cut, but not from an answer such as a proxy's 502.
			if (made.readyState !== closed) return;
			clearTimeout(again);
			again = setTimeout(connect, Math.min(60_000, 1000 * 2 ** tries++) * (0.5 + Math.random()));
		});
		made.addEventListener('message', ({ data }) => {
			if (made !== source) return;
			alive();
			hears.said(JSON.parse(data as string) as Notice);
		});
		made.addEventListener('beat', () => {
			if (made !== source) return;
			alive();
			hears.beat();
		});
	}
	connect();
	return () => {
		clearTimeout(again);
		clearTimeout(quiet);
		const last = source;
		source = undefined as never;
		last.close();
	};
}

type Said =
	| { is: 'notice'; notice: Notice | null }
	| { is: 'beat' }
	| { is: 'who' }
	| { is: 'want'; tab: string; gatherings: string[] };

/**
 * Live notices for one browser: the tabs of one viewer share one stream. Whoever holds the lock has the stream and
 * tells the others; when that tab goes, or is put to sleep and is no longer heard, another takes over, and all look
 * again. Errors: none are thrown; a stream that cannot be opened is tried again, ever more slowly.
 */
export function openLive(options: LiveOptions): Live {
	const { silence = 60_000 } = options;
	const shares = options.locks && typeof BroadcastChannel === 'function' ? options.locks : null;
	const tab = Math.random().toString(36).slice(2);
	const listeners = new Map<Heard, string | null>();
	const wanted = new Map<string, string[]>();
	let viewer = options.viewer ?? '';
	/** What leaves everything that was joined; undefined while nobody listens. */
	let leave: (() => void) | undefined;
	let want = () => {};

	const tell = (notice: Notice | null) => {
		for (const [heard, gatheringId] of [...listeners]) {
			if (!notice || !notice.topic.startsWith('gathering:') || notice.topic === `gathering:${gatheringId}`) heard(notice);
		}
	};
	const mine = () => [...new Set([...listeners.values()].flatMap((id) => id ?? []))];

	function join() {
		const name = `gerbang-live:${viewer}`;
		const channel = shares ? new BroadcastChannel(name) : null;
		let give = new AbortController();
		let stop: (() => void) | undefined;
		let address = '';
		let endTurn: (() => void) | undefined;
		let quiet: ReturnType<typeof setTimeout> | undefined;
		let isLeft = false;
		const say = (said: Said) => channel?.postMessage(said);

		const said = (notice: Notice | null) => {
			say({ is: 'notice', notice });
			tell(notice);
		};
		function lead(missed: boolean) {
			const topics = [...new Set([...mine(), ...[...wanted.values()].flat()])].sort();
			const next = topics.length ? `/live?${topics.map((id) => `gathering=${id}`).join('&')}` : '/live';
			if (stop && next === address) return;
			address = next;
			// The stream before is kept until the new one is open: nothing is missed in between.
			const before = stop;
			let isOpen = false;
			const end = openStream(
				next,
				options,
				{
					said,
					opened() {
						if (!isOpen) before?.();
						isOpen = true;
						say({ is: 'beat' });
					},
					beat: () => say({ is: 'beat' })
				},
				missed
			);
			stop = () => {
				if (!isOpen) before?.();
				end();
			};
		}
		function follow() {
			endTurn = undefined;
			stop?.();
			stop = undefined;
			watch();
			void queue(false);
		}
		/** Waits for the lock; `steal` takes it from a tab that sleeps. */
		async function queue(steal: boolean): Promise<void> {
			const own = (give = new AbortController());
			await shares!
				.request(name, steal ? { steal } : { signal: own.signal }, () => {
					if (isLeft) return;
					clearTimeout(quiet);
					lead(true);
					say({ is: 'who' });
					return new Promise<void>((done) => (endTurn = done));
				})
				.catch(() => {});
			// Taken over by a tab that did not hear this one.
			if (!isLeft && give === own) follow();
		}
		/** A tab that follows and hears nothing takes the lead itself; one nobody looks at waits until it is looked at. */
		function watch() {
			clearTimeout(quiet);
			if (isLeft || endTurn) return;
			quiet = setTimeout(() => {
				if (typeof document !== 'undefined' && document.visibilityState === 'hidden') return watch();
				give.abort();
				void queue(true);
			}, silence * 1.5);
		}

		if (channel) {
			channel.onmessage = ({ data }: MessageEvent<Said>) => {
				if (data.is === 'want') {
					wanted.set(data.tab, data.gatherings);
					if (endTurn) lead(false);
				} else if (data.is === 'who') want();
				else if (!endTurn) {
					watch();
					if (data.is === 'notice') tell(data.notice);
				}
			};
			want = () => {
				if (endTurn) lead(false);
				else say({ is: 'want', tab, gatherings: mine() });
			};
			void shares!.request(name, { ifAvailable: true }, (lock) => {
				if (isLeft) return;
				const missed = performance.now() > late;
				if (lock) {
					lead(missed);
					return new Promise<void>((done) => (endTurn = done));
				}
				watch();
				want();
				if (missed) tell(null);
				void queue(false);
				return undefined;
			}).catch(() => !isLeft && follow());
		} else {
			want = () => lead(false);
			lead(performance.now() > late);
		}
		// A page that comes back from the browser's memory missed whatever was said meanwhile.
		const shown = ({ persisted }: PageTransitionEvent) => persisted && tell(null);
		if (typeof window !== 'undefined') window.addEventListener('pageshow', shown);
		return () => {
			isLeft = true;
			clearTimeout(quiet);
			give.abort();
			stop?.();
			endTurn?.();
			say({ is: 'want', tab, gatherings: [] });
			channel?.close();
			wanted.clear();
			want = () => {};
			if (typeof window !== 'undefined') window.removeEventListener('pageshow', shown);
		};
	}

	let idle: ReturnType<typeof setTimeout> | undefined;
	return {
		listen(heard, gatheringId) {
			clearTimeout(idle);
			// A function of its own, so that the same one may listen twice.
			const own: Heard = (notice) => heard(notice);
			listeners.set(own, gatheringId ?? null);
			if (leave) {
				if (gatheringId) want();
			} else leave = join();
			return () => {
				listeners.delete(own);
				clearTimeout(idle);
				// From one page to the next nobody listens for a moment.
				if (!listeners.size) idle = setTimeout(() => this.close(), 5000);
			};
		},
		become(next) {
			if (next === viewer) return;
			viewer = next;
			if (!leave) return;
			leave();
			leave = join();
		},
		close() {
			clearTimeout(idle);
			leave?.();
			leave = undefined;
		}
	};
}
