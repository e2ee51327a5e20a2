import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';

/** A fresh secret for a cookie or a link: 144 bits as 24 letters, and the hash the database keeps. */
export function makeToken(): { token: string; hash: Buffer } {
	const token = randomBytes(18).toString('base64url');
	return { token, hash: hashToken(token) };
}

/** SHA-256; tokens are random, so no salt and no slow hash is needed. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

// No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: what stays cannot be mistaken when read aloud or written by hand.
const spoken = '34679ACDEFGHJKMNPQRTWXY';

/** A code of `length` letters that can be read aloud, about 4.5 bits each. */
export function makeSpokenCode(length = 6): string {
	let code = '';
	while (code.length < length) {
		const byte = randomBytes(1)[0]!;
		// 253 = 11 x 23: beyond it the modulo would favour the first letters.
		if (byte < 253) code += spoken[byte % spoken.length];
	}
	return code;
}

/** What was typed, as a spoken code: upper case, no spaces or dashes. */
export const readSpokenCode = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** Signs with this installation's own key. */
export interface Signer {
	/** `<payload>.<signature>` in base64url; 80 bits of HMAC-SHA-256 bound to `purpose`. */
	sign(purpose: string, payload: Buffer): string;
	/** The payload if the signature is ours for this purpose, else null. */
	verify(purpose: string, signed: string): Buffer | null;
}

export async function openSigner(db: NodePgDatabase): Promise<Signer> {
	const made = randomBytes(32);
	await db.execute(
		sql`insert into kernel.secret (name, value) values ('signing', ${made}) on conflict do nothing`
	);
	const { rows } = await db.execute<{ value: Buffer }>(
		sql`select value from kernel.secret where name = 'signing'`
	);
	const key = rows[0]!.value;
	const mac = (purpose: string, payload: Buffer) =>
		createHmac('sha256', key).update(purpose).update('\0').update(payload).digest().subarray(0, 10);
	return {
		sign: (purpose, payload) =>
			`${payload.toString('base64url')}.${mac(purpose, payload).toString('base64url')}`,
		verify(purpose, signed) {
			const [payload, signature] = signed.split('.').map((part) => Buffer.from(part, 'base64url'));
			if (!payload?.length || signature?.length !== 10) return null;
			return timingSafeEqual(mac(purpose, payload), signature) ? payload : null;
		}
	};
}
