import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createServer, connect, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PostgresInUse, PostgresRefusal } from './refusal.ts';

/** The right to run the database of one directory, for as long as this process lives. */
export interface Claim {
	release(): void;
}

/**
 * Takes the directory for this process, or throws `PostgresInUse` if another that lives still holds it after
 * `patience` milliseconds (it may be about to end).
 *
 * A claim is a listening socket in the directory, so the kernel ends it with the process however that
 * dies, and another container that shares the directory sees it too. Everybody puts up their own claim
 * first and looks for others' after: of two who race, the later always sees the earlier and withdraws.
 * A claim gets its name only once it listens; a name nobody listens behind is therefore always dead.
 */
export async function claimDirectory(directory: string, patience: number): Promise<Claim> {
	for (const until = Date.now() + patience; ;) {
		const claim = await putUp(directory);
		const holder = await findOther(directory, claim.name);
		if (holder === null) return claim;
		claim.release();
		if (Date.now() > until) {
			throw new PostgresInUse(
				`Gerbang is already running on ${directory}${holder ? ` (process ${holder})` : ''}: stop it first, or give this one another DATA_DIR.`
			);
		}
		await wait(10 + Math.random() * 70);
	}
}

async function putUp(directory: string): Promise<Claim & { name: string }> {
	const id = randomBytes(6).toString('hex');
	const name = `claim-${process.pid}-${id}`;
	const server = createServer((socket) => socket.destroy());
	await short(directory, (path) => listen(server, join(path, `new-${id}`)));
	server.unref();
	renameSync(join(directory, `new-${id}`), join(directory, name));
	return {
		name,
		release() {
			rmSync(join(directory, name), { force: true });
			server.close();
		}
	};
}

/** The process id of another living claim ('' if its name does not say), or null. Dead claims are cleared away. */
async function findOther(directory: string, own: string): Promise<string | null> {
	for (const name of readdirSync(directory)) {
		if (!name.startsWith('claim-') || name === own) continue;
		if (await short(directory, (path) => answers(join(path, name))))
			return name.split('-')[1] ?? '';
		rmSync(join(directory, name), { force: true });
	}
	return null;
}

// A socket's path may hold 107 bytes. Linux lets the directory be named by an open descriptor instead.
async function short<T>(directory: string, work: (path: string) => Promise<T>): Promise<T> {
	if (process.platform !== 'linux') return work(directory);
	const descriptor = openSync(directory, 'r');
	try {
		return await work(`/proc/self/fd/${descriptor}`);
	} finally {
		closeSync(descriptor);
	}
}

function listen(server: Server, path: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				new PostgresRefusal(
					error.code === 'ENAMETOOLONG' || error.code === 'EINVAL'
						? `The path of the data directory is too long: give a shorter DATA_DIR.`
						: `The data directory's file system cannot hold a database (${error.code}): set DATA_DIR to a directory on a local disk, or DATABASE_URL to a PostgreSQL of your own.`
				)
			)
		);
		server.listen(path, resolve);
	});
}

function answers(path: string): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(path);
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', (error: NodeJS.ErrnoException) =>
			resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT')
		);
	});
}
