import { m } from '#lib/paraglide/messages.js';

/** What a letter without a subject to show is about. */
export const kindOf = (kind: string): string =>
	kind === 'sign-in-code' ? m.organisation_letter_is_code() : m.organisation_letter_is_other();
