export type ConnectionState = 'asked' | 'accepted' | 'declined' | 'ended';
/** A pair exists once: the lower id first. */
export const orderPair = (one: string, other: string): { low: string; high: string } =>
	one < other ? { low: one, high: other } : { low: other, high: one };

/** How many asks of one person may wait at once: ten, and one more for each that was accepted, up to thirty. */
export const pendingLimit = (accepted: number): number => Math.min(30, 10 + accepted);

/** What two people are to each other, as one of them sees it. */
export type Tie = 'none' | 'asked_by_me' | 'asked_by_them' | 'connected' | 'declined' | 'ended';

interface Row {
	state: ConnectionState;
	askedByPersonId: string;
	threadOpenedAt: Date | null;
}

export function tieOf(row: Row | null, me: string): Tie {
	if (!row) return 'none';
	if (row.state === 'asked') return row.askedByPersonId === me ? 'asked_by_me' : 'asked_by_them';
	return row.state === 'accepted' ? 'connected' : row.state;
}

/**
 * What asking does now: `new` ask, `same` (nothing: it waits, or they are connected), `accept` (the other asked
 * first), `refuse` (they said no and left no thread open; only they may ask now).
 */
export function whatAskingDoes(row: Row | null, me: string): 'new' | 'same' | 'accept' | 'refuse' {
	switch (tieOf(row, me)) {
		case 'connected':
		case 'asked_by_me':
			return 'same';
		case 'asked_by_them':
			return 'accept';
		case 'declined':
			return row!.askedByPersonId === me && !row!.threadOpenedAt ? 'refuse' : 'new';
		default:
			return 'new';
	}
}

/** What this one of the two may do next. */
export function canOf(row: Row | null, me: string) {
	const tie = tieOf(row, me);
	return {
		ask: whatAskingDoes(row, me) === 'new',
		accept: tie === 'asked_by_them',
		decline: tie === 'asked_by_them',
		withdraw: tie === 'asked_by_me',
		end: tie === 'connected' || Boolean(row?.threadOpenedAt),
		write: Boolean(row?.threadOpenedAt),
		shareContact: tie === 'connected' || tie === 'asked_by_me',
		downloadCard: tie === 'connected',
		note: row !== null
	};
}
