import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** CBOR (RFC 8949) of the few things an attestation holds: whole numbers, text, bytes, maps. */
function cbor(value: number | string | Buffer | Map<number | string, unknown>): Buffer {
	const head = (major: number, n: number) =>
		n < 24
			? Buffer.from([(major << 5) | n])
			: n < 256
				? Buffer.from([(major << 5) | 24, n])
				: Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
	if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
	if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
	if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
	const parts = [...value].flatMap(([key, held]) => [cbor(key), cbor(held as never)]);
	return Buffer.concat([head(5, value.size), ...parts]);
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** A device that makes passkeys, in software: ES256, no attestation, the user always verified. */
export class Authenticator {
	readonly id = randomBytes(16);
	readonly #key: KeyObject;
	readonly #publicKey: Buffer;
	readonly #origin: string;
	readonly #host: string;
	#counter = 0;

	constructor(origin: string, host = new URL(origin).hostname) {
		const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const { x, y } = publicKey.export({ format: 'jwk' });
		this.#key = privateKey;
		this.#publicKey = cbor(
			new Map<number, unknown>([
				[1, 2],
				[3, -7],
				[-1, 1],
				[-2, Buffer.from(x!, 'base64url')],
				[-3, Buffer.from(y!, 'base64url')]
			])
		);
		this.#origin = origin;
		this.#host = host;
	}

	#clientData(type: string, challenge: string): Buffer {
		return Buffer.from(JSON.stringify({ type, challenge, origin: this.#origin, crossOrigin: false }));
	}

	/** Present and verified (0x05); with a key in it 0x40. */
	#data(flags: number, rest = Buffer.alloc(0)): Buffer {
		const counter = Buffer.alloc(4);
		counter.writeUInt32BE(++this.#counter);
		return Buffer.concat([sha256(this.#host), Buffer.from([flags]), counter, rest]);
	}

	#answer(response: Record<string, unknown>) {
		const id = this.id.toString('base64url');
		return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {}, response } as never as {
			id: string;
			rawId: string;
			type: 'public-key';
			response: { clientDataJSON: string };
		};
	}

	/** What a browser answers to options for a new passkey. */
	create(options: { challenge: string }) {
		const length = Buffer.from([0, this.id.length]);
		const credential = Buffer.concat([Buffer.alloc(16), length, this.id, this.#publicKey]);
		const attestation = cbor(
			new Map<string, unknown>([
				['fmt', 'none'],
				['attStmt', new Map()],
				['authData', this.#data(0x45, credential)]
			])
		);
		return this.#answer({
			clientDataJSON: this.#clientData('webauthn.create', options.challenge).toString('base64url'),
			attestationObject: attestation.toString('base64url'),
			transports: ['internal']
		});
	}

	/** What a browser answers to options for signing in. `flags` 0x01: present, but nobody verified. */
	get(options: { challenge: string }, flags = 0x05) {
		const clientData = this.#clientData('webauthn.get', options.challenge);
		const data = this.#data(flags);
		return this.#answer({
			clientDataJSON: clientData.toString('base64url'),
			authenticatorData: data.toString('base64url'),
			signature: sign('sha256', Buffer.concat([data, sha256(clientData)]), this.#key).toString('base64url')
		});
	}
}
