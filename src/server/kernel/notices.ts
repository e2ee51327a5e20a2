import { EventEmitter } from 'node:events';
import pg from 'pg';
import { onCommit, type Tx } from './database.ts';

/** What a live notice says: something about `topic` changed, look again. Never contents. */
export interface Notice {
	/** `person:<id>`, `gathering:<id>`, `conversation:<id>`. */
	topic: string;
	/** What changed: `message`, `connection`, `meeting`, `registration`, `door`, … */
	kind: string;
	/** The row, where there is one. */
	id?: string;
}

/**
 * Live notices: within this process by an emitter, to other processes by one NOTIFY a batch on a connection
 * of its own. Not inside the writing transactions: NOTIFY takes a lock at commit that every other notifying
 * commit waits for.
 */
export interface Notices {
	/** Sends a notice when `tx` commits. */
	notify(tx: Tx, notice: Notice): void;
	/** Calls `listener` for each notice on `topic` until the returned function is called. */
	listen(topic: string, listener: (notice: Notice) => void): () => void;
	close(): Promise<void>;
}

const channel = 'gerbang_notice';

export async function openNotices(url: string, acrossProcesses: boolean): Promise<Notices> {
	const bus = new EventEmitter().setMaxListeners(0);
	const self = String(process.pid) + '.' + Math.random().toString(36).slice(2);
	let waiting: Notice[] = [];
	let timer: NodeJS.Timeout | undefined;
	let client: pg.Client | undefined;

	let closed = false;
	let again: NodeJS.Timeout | undefined;

	async function connect() {
		const made = new pg.Client({ connectionString: url, application_name: 'gerbang notices' });
		made.on('notification', ({ payload }) => {
			const { from, notices } = JSON.parse(payload!) as { from: string; notices: Notice[] };
			if (from !== self) for (const notice of notices) bus.emit(notice.topic, notice);
		});
		// Also after the connection ended without an error: a process that only listens would never hear again.
		const lost = () => {
			if (client === made) client = undefined;
			if (!closed && !client) again ??= setTimeout(() => void reconnect(), 500);
		};
		made.on('error', lost);
		made.on('end', lost);
		await made.connect();
		await made.query(`listen ${channel}`);
		if (closed) await made.end();
		else client = made;
	}

	async function reconnect() {
		again = undefined;
		if (closed || client) return;
		await connect().catch(() => {
			again ??= setTimeout(() => void reconnect(), 500);
		});
	}
	if (acrossProcesses) await connect();

	/** `timer` stands until the batch is out: a connection is asked one thing at a time. */
	async function flush() {
		// A NOTIFY payload holds less than 8000 bytes.
		const batch = waiting.splice(0, 40);
		try {
			if (!client) throw new Error('No connection yet.');
			await client.query('select pg_notify($1, $2)', [
				channel,
				JSON.stringify({ from: self, notices: batch })
			]);
		} catch {
			waiting.unshift(...batch);
		}
		timer = waiting.length && !closed ? setTimeout(() => void flush(), client ? 50 : 500) : undefined;
	}

	return {
		notify(tx, notice) {
			onCommit(tx, () => {
				bus.emit(notice.topic, notice);
				if (!acrossProcesses) return;
				waiting.push(notice);
				timer ??= setTimeout(() => void flush(), 20);
			});
		},
		listen(topic, listener) {
			bus.on(topic, listener);
			return () => bus.off(topic, listener);
		},
		async close() {
			closed = true;
			clearTimeout(timer);
			clearTimeout(again);
			await client?.end().catch(() => {});
		}
	};
}
