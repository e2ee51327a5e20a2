import { isIPv4, isIPv6 } from 'node:net';

/** One address as a proxy or a socket writes it (port, brackets, zone, IPv4 in IPv6 clothes), bare; null if it is none. */
function bare(written: string): string | null {
	const text = written.trim().replace(/^"|"$/g, '');
	const address = (/^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text)
		.replace(/%.*$/, '')
		.replace(/^::ffff:(?=[\d.]+$)/i, '')
		.toLowerCase();
	return isIPv4(address) || isIPv6(address) ? address : null;
}

/**
 * Whose request this is. Each proxy of the operator's appends the address it was called from to
 * X-Forwarded-For, so only the last `trustedProxies` entries were written by somebody who can be believed;
 * the caller is the first of those. Everything left of it the caller may have made up. With fewer entries
 * than proxies, or one that is no address, the socket's own address is the answer: too coarse, never forged.
 */
export function clientAddress(
	remote: string,
	forwardedFor: string | string[] | null | undefined,
	trustedProxies: number
): string {
	const socket = bare(remote) ?? remote;
	if (trustedProxies < 1 || !forwardedFor?.length) return socket;
	const entries = (Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor).split(',');
	return bare(entries[entries.length - trustedProxies] ?? '') ?? socket;
}

/**
 * The network one subscriber has, for rate limits: an IPv4 address by itself, an IPv6 address by its first
 * 64 bits, since whoever has one has all 2^64 of them.
 */
export function networkOf(address: string): string {
	const plain = bare(address);
	if (!plain || isIPv4(plain)) return plain ?? address;
	const [left = '', right] = plain.split('::');
	const head = left ? left.split(':') : [];
	const tail = right ? right.split(':') : [];
	// An embedded IPv4 tail ("::1.2.3.4") stands for two groups.
	const groups = head.length + tail.length + (plain.includes('.') ? 1 : 0);
	const full = right === undefined ? head : [...head, ...Array(8 - groups).fill('0'), ...tail];
	return `${full
		.slice(0, 4)
		.map((group) => Number.parseInt(group, 16).toString(16))
		.join(':')}::/64`;
}
