import { error, fail, redirect, type ActionFailure } from '@sveltejs/kit';
import { ORPCError } from '@orpc/client';
import { m } from './paraglide/messages.js';

/** What a form shows after a refusal: the sentence, the sentence beside each field, and everything that was typed. */
export interface Refused {
	code: string;
	message: string;
	fields: Record<string, string>;
	values: Record<string, string | string[]>;
}

const asRefusal = (thrown: unknown): ORPCError<string, { fields?: Record<string, string> } | undefined> | null =>
	thrown instanceof ORPCError ? thrown : null;

/**
 * Runs a load's calls. A stranger where one must be signed in is sent to sign in and comes back; any other
 * refusal becomes the page's error with its own status and sentence.
 */
export async function orRefuse<T>(url: URL, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (thrown) {
		const refusal = asRefusal(thrown);
		if (!refusal) throw thrown;
		if (refusal.status === 401) redirect(303, `/sign-in?back=${encodeURIComponent(url.pathname + url.search)}`);
		error(refusal.status, refusal.message, { code: refusal.code });
	}
}

/**
 * Runs a form action's call. A refusal comes back to the form (`form.message`, `form.fields`, `form.values`), so
 * that nothing typed is lost; passwords of any kind are never among the values. A stranger is sent to sign in.
 */
export async function orFail<T>(
	url: URL,
	data: FormData,
	work: () => Promise<T>
): Promise<T | ActionFailure<Refused>> {
	try {
		return await work();
	} catch (thrown) {
		const refusal = asRefusal(thrown);
		if (!refusal) throw thrown;
		if (refusal.status === 401) redirect(303, `/sign-in?back=${encodeURIComponent(url.pathname)}`);
		return fail(refusal.status, {
			code: refusal.code,
			// Programs are told the fields by their names; a form shows a sentence beside each.
			message: refusal.code === 'INPUT_INVALID' ? m.core_errors_head() : refusal.message,
			fields: refusal.data?.fields ?? {},
			values: typed(data)
		});
	}
}

/** A form's text as it was typed; a name given several times is a list. Files are left out. */
export function typed(data: FormData): Record<string, string | string[]> {
	const values: Record<string, string | string[]> = {};
	for (const name of new Set(data.keys())) {
		const given = data.getAll(name).filter((value) => typeof value === 'string');
		if (given.length) values[name] = given.length === 1 ? given[0]! : given;
	}
	return values;
}

/** A path of this site from a query's `back`, else `otherwise`. Never an address elsewhere. */
export function backPath(back: string | null, otherwise: string): string {
	// Read as a browser reads it: it drops tabs and line ends, and takes `\` for `/`.
	const here = 'http://here.invalid';
	if (!back?.startsWith('/') || !URL.canParse(back, here)) return otherwise;
	const { origin, pathname, search, hash } = new URL(back, here);
	return origin === here && !pathname.startsWith('//') ? pathname + search + hash : otherwise;
}
