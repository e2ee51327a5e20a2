import { randomBytes } from 'node:crypto';

let last = 0;
let counter = 0;

/**
 * A UUID of version 7 (RFC 9562): 48 bits of milliseconds, a counter of 12, then randomness. Within one process a
 * later one sorts after an earlier one (section 6.2, method 1), also within a millisecond: what was written first
 * comes first.
 */
export function uuidv7(): string {
	const bytes = randomBytes(16);
	const now = Date.now();
	if (now > last) {
		last = now;
		counter = bytes.readUInt16BE(6) & 0x7ff;
	} else if (++counter > 0xfff) {
		last++;
		counter = 0;
	}
	bytes.writeUIntBE(last, 0, 6);
	bytes.writeUInt16BE(0x7000 | counter, 6);
	bytes[8] = (bytes[8]! & 0x3f) | 0x80;
	const hex = bytes.toString('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
