/** How long a personal code is good for; the screen that shows it makes a new one each minute. */
export const codeSeconds = 180;

/** What a personal code holds: whose it is (a UUID's 16 bytes) and when it was made (seconds, 4 bytes). */
export function packCode(personId: string, now: Date): Buffer {
	const bytes = Buffer.alloc(20);
	Buffer.from(personId.replaceAll('-', ''), 'hex').copy(bytes);
	bytes.writeUInt32BE(Math.floor(now.getTime() / 1000), 16);
	return bytes;
}

/** Whose code it is, or null once it is too old (or from a clock far ahead). */
export function unpackCode(bytes: Buffer, now: Date): string | null {
	if (bytes.length !== 20) return null;
	const age = now.getTime() / 1000 - bytes.readUInt32BE(16);
	if (age > codeSeconds || age < -60) return null;
	const hex = bytes.subarray(0, 16).toString('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
