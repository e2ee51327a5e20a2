/** The account that holds a link's person, as far as opening the link needs to know. */
export interface Holder {
	accountId: string;
	/** It has an address, passkey or identity somebody proved: there is another way in. */
	isProven: boolean;
	/** It is somebody in another organisation too. */
	isElsewhere: boolean;
	/** It is an owner or organiser anywhere. */
	runsSomething: boolean;
	/** It has proved the very address this link was mailed to. */
	provedSentTo: boolean;
}

/**
 * What opens a personal link. Whoever is signed in as its person already just goes on. One press signs in, once,
 * where that gives away nothing more than the link was made for: the person has no account, or a guest's that is
 * nobody elsewhere, or the link went to the account's own proven address and the account runs nothing. Organisers
 * make links and could keep one, so a link alone never opens an account that reaches further than it.
 */
export function linkStep(link: {
	firstUsedAt: Date | null;
	holder: Holder | null;
	viewerAccountId: string | null;
	hasAddress: boolean;
}): 'go' | 'press' | 'code' | 'ask' {
	const { holder } = link;
	if (holder && holder.accountId === link.viewerAccountId) return 'go';
	const isSafe =
		!holder ||
		(!holder.isProven && !holder.isElsewhere && !holder.runsSomething) ||
		(holder.provedSentTo && !holder.runsSomething);
	if (!link.firstUsedAt && isSafe) return 'press';
	return link.hasAddress ? 'code' : 'ask';
}

/** True if a link or an invitation may still be opened. */
export const isLiving = (link: { expiresAt: Date; revokedAt: Date | null }, now: Date): boolean =>
	!link.revokedAt && link.expiresAt > now;

/** What accepts an invitation for this viewer; the page shows this and nothing more. */
export function acceptStep(seen: {
	isMember: boolean;
	/** The viewer already is a person here. */
	isKnown: boolean;
	/** It waits for one person. */
	isNamed: boolean;
	/** The account that already is the invited person. */
	heldBy: string | null;
	viewerAccountId: string | null;
}): 'go' | 'press' | 'name' | 'sign-in' | 'sign-out' {
	if (seen.isMember) return 'go';
	if (seen.heldBy && seen.heldBy !== seen.viewerAccountId) return seen.viewerAccountId ? 'sign-out' : 'sign-in';
	return seen.isNamed || seen.isKnown ? 'press' : 'name';
}
