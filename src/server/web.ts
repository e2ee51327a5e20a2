import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { clientAddress } from './kernel/address.ts';
import { ConfigRefusal } from './kernel/config.ts';
import type { Product } from './transport.ts';

const handlerFile = fileURLToPath(new URL('../../build/handler.js', import.meta.url));
const compress = promisify(gzip);

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** A page as it was made: what is sent again to everybody who asks within the same moment. */
interface MadePage {
	until: number;
	status: number;
	headers: Record<string, string | string[]>;
	body: Buffer;
	compressed: Buffer | null;
}

/**
 * The web server: the built faces behind a thin front, which says who asks (address, origin: headers a caller
 * cannot forge), compresses pages, and keeps a page that is the same for every stranger for as long as the page
 * itself allows (`s-maxage`, a second or so), making it once however many ask.
 */
export async function openWeb(product: Product): Promise<{ address: string; port: number; close(): Promise<void> }> {
	const { config, log } = product.kernel;
	Object.assign(process.env, {
		PROTOCOL_HEADER: 'x-gerbang-protocol',
		HOST_HEADER: 'x-gerbang-host',
		ADDRESS_HEADER: 'x-gerbang-address',
		BODY_SIZE_LIMIT: '24M'
	});
	const { handler } = (await import(pathToFileURL(handlerFile).href)) as { handler: Handler };
	const given = config.originIsGiven ? new URL(config.origin) : null;
	const made = new Map<string, MadePage>();
	const making = new Map<string, Promise<MadePage | null>>();

	function serve(request: IncomingMessage, response: ServerResponse) {
		const { headers } = request;
		headers['x-gerbang-protocol'] = given ? given.protocol.slice(0, -1) : 'http';
		headers['x-gerbang-host'] = given ? given.host : (headers.host ?? 'localhost');
		headers['x-gerbang-address'] = clientAddress(
			request.socket.remoteAddress ?? '',
			headers['x-forwarded-for'],
			config.trustedProxies
		);
		// Files too, which the faces' own headers do not reach.
		response.setHeader('x-content-type-options', 'nosniff');
		const { method, url = '/' } = request;
		const cookie = headers.cookie ?? '';
		const isStranger = !headers.authorization && !cookie.includes(`${product.cookie}=`);
		if (method !== 'GET' || url.startsWith('/_app/') || !(headers.accept ?? '').includes('text/html')) {
			return pass(request, response);
		}
		if (!isStranger) return void capture(request, response, null);

		const locale = /(?:^|;\s*)locale=(id|en)/.exec(cookie)?.[1] ?? headers['accept-language'] ?? '';
		const key = `${headers['x-gerbang-host']} ${locale} ${url}`;
		const kept = made.get(key);
		if (kept && kept.until > Date.now()) return send(request, response, kept);
		const underWay = making.get(key);
		if (underWay) {
			void underWay.then((page) => {
				if (page) send(request, response, page);
				else void capture(request, response, null);
			});
			return;
		}
		const work = capture(request, response, key);
		making.set(key, work);
		void work.finally(() => making.delete(key));
	}

	const pass = (request: IncomingMessage, response: ServerResponse) =>
		handler(request, response, () => {
			response.statusCode = 404;
			response.end('Not found');
		});

	/** Lets the faces answer, holds a page's text back to compress it, and keeps it under `key` where the page allows. */
	function capture(request: IncomingMessage, response: ServerResponse, key: string | null): Promise<MadePage | null> {
		return new Promise((done) => {
			const chunks: Buffer[] = [];
			const { writeHead, write, end } = response;
			let holds: boolean | undefined;
			const decide = () =>
				(holds ??=
					String(response.getHeader('content-type') ?? '').startsWith('text/html') &&
					!response.hasHeader('content-encoding'));
			const restore = () => Object.assign(response, { writeHead, write, end });
			response.writeHead = function (this: ServerResponse, status: number, ...rest: unknown[]) {
				const given = rest.find((part) => typeof part === 'object' && part !== null) as Record<string, string>;
				this.statusCode = status;
				for (const [name, value] of Object.entries(given ?? {})) this.setHeader(name, value);
				if (!decide()) {
					restore();
					this.writeHead(status);
				}
				return this;
			} as typeof writeHead;
			response.write = function (this: ServerResponse, chunk: Uint8Array | string, ...rest: never[]) {
				if (decide()) {
					chunks.push(Buffer.from(chunk as string));
					return true;
				}
				restore();
				return this.write(chunk, ...rest);
			} as typeof write;
			response.end = function (this: ServerResponse, chunk?: Uint8Array | string, ...rest: never[]) {
				if (!decide()) {
					restore();
					done(null);
					return this.end(chunk, ...rest);
				}
				restore();
				if (chunk && typeof chunk !== 'function') chunks.push(Buffer.from(chunk as string));
				const shared = /s-maxage=(\d+)/.exec(String(this.getHeader('cache-control') ?? ''))?.[1];
				const keeps = key !== null && this.statusCode === 200 && shared && !this.hasHeader('set-cookie');
				const body = Buffer.concat(chunks);
				const headers: MadePage['headers'] = {};
				for (const [name, value] of Object.entries(this.getHeaders())) {
					if (!/^(content-length|transfer-encoding|date|connection|keep-alive)$/.test(name)) {
						headers[name] = typeof value === 'number' ? String(value) : value!;
					}
				}
				const page: MadePage = {
					until: Date.now() + Number(shared ?? 0) * 1000,
					status: this.statusCode,
					headers,
					body,
					compressed: null
				};
				void compress(body, { level: constants.Z_BEST_SPEED + 2 }).then((compressed) => {
					if (body.length > 1400) page.compressed = compressed;
					if (keeps) {
						if (made.size > 500) made.clear();
						made.set(key, page);
					}
					send(request, response, page);
					done(keeps ? page : null);
				});
				return this;
			} as typeof end;
			response.once('close', () => done(null));
			pass(request, response);
		});
	}

	const server = createServer({ keepAliveTimeout: 20_000 }, serve);
	await new Promise<void>((listening, refused) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			error.code === 'EAFNOSUPPORT' && config.host === '::' ? undefined : refused(
				error.code === 'EADDRINUSE'
					? new ConfigRefusal(
							`Port ${config.port} is in use by another program. Stop it, or choose another with PORT.`
						)
					: error.code === 'EACCES'
						? new ConfigRefusal(`This user may not open port ${config.port}. Choose one above 1023 with PORT.`)
						: error.code === 'ENOTFOUND' || error.code === 'EADDRNOTAVAIL' || error.code === 'EAI_AGAIN'
							? new ConfigRefusal(
									`HOST cannot be used (it is ${JSON.stringify(config.host)}): this machine has no such address. See docs/operate.md.`
								)
							: error
			)
		);
		server.listen(config.port, config.host, listening);
		// A machine without IPv6 has no "::".
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EAFNOSUPPORT' && config.host === '::') server.listen(config.port, '0.0.0.0', listening);
		});
	});
	server.on('error', (error) => log.error({ error }, 'web server'));
	const { port } = server.address() as AddressInfo;
	return {
		port,
		address: config.originIsGiven ? config.origin : `http://localhost:${port}`,
		close: () =>
			new Promise<void>((closed) => {
				server.close(() => closed());
				server.closeIdleConnections();
				// Live streams never end by themselves; requests under way get ten seconds.
				for (const end of product.endLive) end();
				setTimeout(() => server.closeAllConnections(), 10_000).unref();
			})
	};
}

/** Sends a made page, compressed to whoever takes it. */
function send(request: IncomingMessage, response: ServerResponse, page: MadePage): void {
	const takes = page.compressed && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
	const body = takes ? page.compressed! : page.body;
	for (const name of response.getHeaderNames()) response.removeHeader(name);
	response.writeHead(page.status, {
		...page.headers,
		vary: 'accept-encoding, cookie, accept-language',
		...(takes && { 'content-encoding': 'gzip' }),
		'content-length': body.length
	});
	response.end(body);
}
