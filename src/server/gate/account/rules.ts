import type { Limit } from '#server/kernel/rate-limit.ts';

/** How long a sign-in lasts after its last use, in days. */
export const signInDays = 90;

/** Name of the cookie that holds the sign-in's token; browsers refuse `__Host-` cookies over plain HTTP. */
export const signInCookie = (origin: string): string =>
	origin.startsWith('https:') ? '__Host-gerbang-sign-in' : 'gerbang-sign-in';

export const codeMinutes = 10;
export const codeTries = 5;
/** A second request within these seconds is answered alike and sends nothing. */
export const codeRestSeconds = 20;

/**
 * How often. A gathering's guests sit behind one address, so a network may do a lot; what protects an account is
 * the count by address: 40 codes a day, 5 tries each, are 2 chances in 10,000.
 */
export const limits = {
	codesHere: { name: 'code-here', points: 8, seconds: 900 },
	codesOfAddress: { name: 'code-address', points: 40, seconds: 86_400 },
	codesOfNetwork: { name: 'code-network', points: 300, seconds: 600 },
	codesInAll: { name: 'code-all', points: 6000, seconds: 600 },
	triesOfNetwork: { name: 'try-network', points: 600, seconds: 600 },
	triesInAll: { name: 'try-all', points: 20_000, seconds: 600 }
} satisfies Record<string, Limit>;

/** What became of one guess at a code. */
export type Guess = 'right' | 'wrong' | 'spent' | 'ended';

/** One guess at a code, decided under its row's lock: `tries` before this one. Only `right` and `wrong` count as tried. */
export function judgeGuess(
	code: { tries: number; expiresAt: Date; usedAt: Date | null } | null,
	matches: boolean,
	now: Date
): Guess {
	if (!code || code.usedAt || code.expiresAt <= now) return 'ended';
	if (code.tries >= codeTries) return 'spent';
	return matches ? 'right' : 'wrong';
}

/** A person row that carries a proven address, as far as settling it needs to know. */
export interface Claimed {
	id: string;
	organisationId: string;
	name: string;
	/** Null: nobody signs in as them yet. */
	accountId: string | null;
	isMember: boolean;
	/** Held by an account with a proof of its own, and running the organisation: such a one is never moved. */
	isKept: boolean;
	createdAt: Date;
}

/** Somebody an account already is, in one organisation. */
export interface Held {
	organisationId: string;
	personId: string;
	name: string;
}

/**
 * Whose an address is, once somebody has proved they read its mail, and what comes with it.
 *
 * The account that proved it before keeps it. Else it goes to the caller's own account if that one had said the
 * address (the same browser, proving what it said), else to a new one. With it go the people who carry the
 * address and are held by nobody, or by an account that said the address and did not prove it: whoever acted in
 * its name keeps nothing of it. People who merely carry it as a contact field stay where they are.
 *
 * One account is one person in an organisation. Of several with one address and a name that agrees, the others
 * are `merge`d into that one; with another name (an office's shared address) they are only let go (`release`).
 */
export function settleAddress(known: {
	callerAccountId: string | null;
	/** The account that has proved this address. */
	ownerAccountId: string | null;
	/** Accounts that say this address is theirs, without proof. */
	claimantAccountIds: string[];
	/** People with this address. */
	people: Claimed[];
	/** Who an account already is. */
	heldBy: (accountId: string) => Held[];
}): {
	accountId: string | 'new';
	attach: string[];
	merge: { fromId: string; intoId: string }[];
	release: string[];
} {
	const { callerAccountId, ownerAccountId, claimantAccountIds } = known;
	const isCaller = callerAccountId !== null && claimantAccountIds.includes(callerAccountId);
	const accountId = ownerAccountId ?? (isCaller ? callerAccountId : 'new');
	const held = new Map<string, { personId: string; name: string }>();
	if (accountId !== 'new') for (const one of known.heldBy(accountId)) held.set(one.organisationId, one);
	const movable = known.people
		.filter((one) => one.accountId === null || claimantAccountIds.includes(one.accountId))
		.filter((one) => one.accountId !== accountId && !one.isKept)
		.sort(
			(a, b) =>
				Number(b.isMember) - Number(a.isMember) ||
				Number(a.accountId !== null) - Number(b.accountId !== null) ||
				a.createdAt.getTime() - b.createdAt.getTime()
		);
	const attach: string[] = [];
	const merge: { fromId: string; intoId: string }[] = [];
	const release: string[] = [];
	for (const one of movable) {
		const kept = held.get(one.organisationId);
		if (!kept) {
			held.set(one.organisationId, { personId: one.id, name: one.name });
			attach.push(one.id);
		} else if (namesAgree(one.name, kept.name)) merge.push({ fromId: one.id, intoId: kept.personId });
		else if (one.accountId !== null) release.push(one.id);
	}
	return { accountId, attach, merge, release };
}

/** True if two names may well be one human being's: every word of the shorter is a word of the longer. */
export function namesAgree(a: string, b: string): boolean {
	const words = (name: string) =>
		name
			.normalize('NFKD')
			.replace(/\p{M}/gu, '')
			.toLowerCase()
			.split(/[^\p{L}\p{N}]+/u)
			.filter(Boolean);
	const [shorter, longer] = [words(a), words(b)].sort((x, y) => x.length - y.length) as [string[], string[]];
	return shorter.length > 0 && shorter.every((word) => longer.includes(word));
}

/** True if something is left to sign in with after one address or key is taken away. */
export const staysReachable = (left: { verifiedAddresses: number; passkeys: number; identities: number }): boolean =>
	left.verifiedAddresses + left.passkeys + left.identities > 0;

/** An address with most of it hidden: `b•••@mitra.co.id`. */
export function maskAddress(email: string): string {
	const at = email.lastIndexOf('@');
	return `${email.slice(0, 1)}•••${email.slice(at)}`;
}

const browsers: [RegExp, string][] = [
	[/\bEdgA?\b|\bEdgiOS\b/, 'Edge'],
	[/\bOPR\b|\bOPT\b/, 'Opera'],
	[/\bSamsungBrowser\b/, 'Samsung Internet'],
	[/\bUCBrowser\b/, 'UC Browser'],
	[/\bFirefox\b|\bFxiOS\b/, 'Firefox'],
	[/\bCriOS\b|\bChrome\b|\bHeadlessChrome\b/, 'Chrome'],
	[/\bSafari\b/, 'Safari']
];
const systems: [RegExp, string][] = [
	[/\bAndroid\b/, 'Android'],
	[/\biPhone\b/, 'iPhone'],
	[/\biPad\b/, 'iPad'],
	[/\bWindows\b/, 'Windows'],
	[/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bLinux\b/, 'Linux']
];

/** Browser and device behind a user agent, as people call them; null where it does not say. */
export function readDevice(userAgent: string | null): { browser: string | null; system: string | null } {
	const find = (table: [RegExp, string][]) => table.find(([sign]) => sign.test(userAgent ?? ''))?.[1] ?? null;
	return { browser: find(browsers), system: find(systems) };
}
