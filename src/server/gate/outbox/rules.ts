/** What has become of a letter. */
export type LetterState = 'waiting' | 'failed' | 'sent';

export const letterState = (letter: { sentAt: Date | null; failedAt: Date | null }): LetterState =>
	letter.sentAt ? 'sent' : letter.failedAt ? 'failed' : 'waiting';

/** A letter's text without what opens anything: the secret part of each `/link/…` address. */
export const hideLinks = (text: string): string =>
	text.replace(/(\/(?:link|setup\?link=)\/?)[A-Za-z0-9_.\-]{8,}/g, '$1…');
