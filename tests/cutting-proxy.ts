import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Random } from '#engine/random.ts';

/** A bad network: a proxy that ends each connection after a number of bytes nobody knows beforehand. */
export interface CuttingProxy {
	address: string;
	/** Connections ended in the middle of what they carried. */
	cuts: number;
	/** Lets what comes through whole from now on. */
	mend(): void;
	close(): Promise<void>;
}

/**
 * Passes connections on to `port()`, byte for byte, until either direction has carried its share: between 1 kB
 * and 1 MB, small shares as likely as large ones. Then it ends both sides at exactly that byte: with a reset, with
 * an orderly end, or after swallowing everything for a while.
 */
export async function openCuttingProxy(port: () => number, random: Random): Promise<CuttingProxy> {
	const open = new Set<Socket>();
	let cutting = true;
	const share = () => Math.floor(1000 * 1000 ** random.unit());
	const server = createServer({ noDelay: true }, (near) => {
		const far = connect({ port: port(), host: '127.0.0.1', noDelay: true });
		const both = [near, far];
		let isCut = false;
		const end = (how: 'reset' | 'end') => {
			for (const socket of both) {
				if (how === 'reset') socket.resetAndDestroy();
				else socket.destroy();
			}
		};
		const cut = () => {
			isCut = true;
			proxy.cuts++;
			const way = random.unit();
			if (way < 0.45) end('reset');
			else if (way < 0.9) end('end');
			else setTimeout(() => end('reset'), 400);
		};
		const carry = (from: Socket, to: Socket) => {
			let left = share();
			from.on('data', (chunk: Buffer) => {
				if (isCut) return;
				if (!cutting || chunk.length < left) {
					left -= chunk.length;
					if (!to.write(chunk)) {
						from.pause();
						to.once('drain', () => from.resume());
					}
					return;
				}
				// The last bytes still leave, then nothing.
				isCut = true;
				to.write(chunk.subarray(0, left), () => cut());
			});
			from.on('end', () => !isCut && to.end());
			from.on('error', () => end('end'));
			from.on('close', () => {
				open.delete(from);
				if (!isCut) to.destroy();
			});
			open.add(from);
		};
		carry(near, far);
		carry(far, near);
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	const proxy: CuttingProxy = {
		address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		cuts: 0,
		mend: () => void (cutting = false),
		async close() {
			const closed = new Promise<void>((done) => server.close(() => done()));
			for (const socket of open) socket.destroy();
			await closed;
		}
	};
	return proxy;
}
