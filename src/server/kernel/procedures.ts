import { ORPCError, os, ValidationError } from '@orpc/server';
import type { z } from 'zod';
import { sqlState, type Db, type Tx } from './database.ts';
import { Refusal, type Locale } from './errors.ts';
import { sayIssue } from './issues.ts';
import type { Kernel } from './kernel.ts';

/** Who asks, as far as a browser or a program has shown. What they are in an organisation, the access functions say. */
export interface Viewer {
	/** Null: not signed in. */
	accountId: string | null;
	signInId: string | null;
	locale: Locale;
	/** Network address for rate limits; from the trusted end of X-Forwarded-For only. */
	address: string;
	userAgent: string | null;
}

/** What every call is given by its transport. */
export interface Context {
	kernel: Kernel;
	viewer: Viewer;
	/** Set by a procedure that signs in or out; the transport turns it into the cookie. */
	reply: { signInToken?: { token: string; expiresAt: Date } | null };
}

/** A call that reads. */
export interface ReadContext extends Context {
	db: Db;
	now: Date;
}

/** A call that writes, inside its one transaction. */
export interface WriteContext extends Context {
	db: Tx;
	now: Date;
}

const base = os.$context<Context>().$config({
	// Shape before anything else: a wrong input opens no transaction.
	initialInputValidationIndex: Number.NEGATIVE_INFINITY,
	initialOutputValidationIndex: Number.NEGATIVE_INFINITY
});

/** Begins a procedure that reads. */
export const read = base.use(({ context, next }) =>
	next({ context: { db: context.kernel.database.db as Db, now: context.kernel.clock.now() } })
);

/** Begins a procedure that writes: everything below happens in one transaction, or not at all. */
export const write = base.use(({ context, next }) =>
	context.kernel.database.transaction(
		async (tx) => await next({ context: { db: tx, now: context.kernel.clock.now() } })
	)
);

/** Begins a procedure that manages its transactions itself (it must not hold one while it waits for the network or hashes a picture). */
export const raw = base;

const inputWords: Record<Locale, string> = {
	id: 'Periksa lagi isian ini: {fields}.',
	en: 'Check these again: {fields}.'
};

/**
 * Turns what a procedure threw into what the caller may know, in the caller's language. Refusals and wrong
 * shapes are said; anything else is a bug: logged once with a number, and only the number is shown.
 */
export function toAnswer(error: unknown, context: Context): ORPCError<string, unknown> {
	const { locale } = context.viewer;
	if (error instanceof Refusal) {
		return new ORPCError(error.code, {
			status: error.entry.status,
			message: error.say(locale),
			data: error.field ? { fields: { [error.field]: error.say(locale) } } : {}
		});
	}
	if (error instanceof ORPCError && error.cause instanceof ValidationError && error.code === 'BAD_REQUEST') {
		const fields: Record<string, string> = {};
		for (const issue of error.cause.issues as z.core.$ZodIssue[]) {
			fields[issue.path?.join('.') || 'input'] ??= sayIssue(issue, locale);
		}
		return new ORPCError('INPUT_INVALID', {
			status: 422,
			message: inputWords[locale].replace('{fields}', Object.keys(fields).join(', ')),
			data: { fields }
		});
	}
	if (error instanceof ORPCError && error.status < 500) return error;
	// A NUL in a text, which PostgreSQL cannot keep: somebody tries what happens.
	if (['22021', '22P05'].includes(sqlState(error)?.code ?? '')) {
		return new ORPCError('INPUT_INVALID', { status: 422, message: inputWords[locale].replace(': {fields}', ''), data: { fields: {} } });
	}
	const number = crypto.randomUUID().slice(0, 8);
	context.kernel.log.error({ error, number }, 'a procedure failed');
	if (sqlState(error)?.code === '53100') {
		return new ORPCError('DISK_FULL', {
			status: 503,
			message:
				locale === 'id'
					? 'Ruang di server ini habis, jadi tidak ada yang disimpan. Beri tahu pengelola, lalu coba lagi.'
					: 'This server has no room left, so nothing was saved. Tell whoever runs it, then try again.'
		});
	}
	return new ORPCError('INTERNAL', {
		status: 500,
		message:
			locale === 'id'
				? `Ada kesalahan di sisi kami (nomor ${number}). Tidak ada yang berubah; coba lagi sebentar lagi.`
				: `Something broke on our side (number ${number}). Nothing was changed; try again in a moment.`
	});
}

/** The interceptor every transport installs around its calls. */
export async function saying<T>(options: { context: Context; next: () => Promise<T> }): Promise<T> {
	try {
		return await options.next();
	} catch (error) {
		throw toAnswer(error, options.context);
	}
}

