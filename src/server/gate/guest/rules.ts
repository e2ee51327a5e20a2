/** A person of the organisation who carries a typed address, or whose account has proved it. */
export interface Candidate {
	personId: string;
	/** Null: nobody signs in as them yet. */
	accountId: string | null;
	/** Their account has proved this very address. */
	provedIt: boolean;
	/** Their account has proved something (another address, a key): whoever it is, nobody showed that this address is theirs. */
	isProven: boolean;
	isMember: boolean;
	createdAt: Date;
}

/**
 * Whose seat it is when somebody who is not signed in types an address: the person whose account proved it; else a
 * person nobody has proved to be (members before guests, the oldest first). Somebody who merely carries the address
 * as a contact field, while their account proved another, is not meant: whoever reads that mail would get their
 * place. Null: nobody known; a new person is made.
 */
export function whoseSeat(candidates: Candidate[]): Candidate | null {
	const meant = candidates.filter((one) => one.provedIt || !one.isProven);
	meant.sort(
		(a, b) =>
			Number(b.provedIt) - Number(a.provedIt) ||
			Number(b.isMember) - Number(a.isMember) ||
			a.createdAt.getTime() - b.createdAt.getTime()
	);
	return meant[0] ?? null;
}

/**
 * What an anonymous caller learns and becomes. `sign_in`: the new person's browser is signed in at once. `mail`: a
 * letter goes to the address and the caller learns nothing, whoever the address belongs to. `refuse`: no letter can
 * leave this installation and the address is somebody's, so they must sign in first.
 */
export function answerFor(known: {
	hasEmail: boolean;
	isKnown: boolean;
	mailLeaves: boolean;
}): 'sign_in' | 'mail' | 'refuse' {
	if (!known.hasEmail) return 'sign_in';
	if (known.mailLeaves) return 'mail';
	return known.isKnown ? 'refuse' : 'sign_in';
}
