import { eq, sql } from 'drizzle-orm';
import { createTransport } from 'nodemailer';
import type { Clock } from './clock.ts';
import type { Database, Tx } from './database.ts';
import type { Locale } from './errors.ts';
import { defineJob, type Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import { mail } from './tables.ts';

export interface Letter {
	/** What it is, e.g. `sign-in-code`; the outbox groups by it. */
	kind: string;
	organisationId: string | null;
	/** Whose address it goes to, so that it is exported and erased with them. */
	personId: string | null;
	locale: Locale;
	to: { address: string; name?: string | null };
	subject: string;
	text: string;
	html?: string;
	attachments?: { name: string; mediaType: string; text: string }[];
}

/** Sends one mail over the network; tests hand in their own. */
export interface MailTransport {
	send(letter: typeof mail.$inferSelect): Promise<void>;
}

export interface Mail {
	/** Whether mail leaves this machine at all; else it waits in the outbox for a human. */
	readonly leaves: boolean;
	/** Writes a letter in the transaction; it leaves after the commit, by a job that tries again for two days. */
	post(tx: Tx, letter: Letter): Promise<void>;
	/** Asks the server whether it would take mail; null is yes, else what is wrong. */
	check(): Promise<string | null>;
}

// 10 seconds, 20, 40 … up to every two hours: two days in all.
export const sendMail = defineJob<{ mailId: string }>('mail.send', { retries: 36, lane: 'network' });

/** How long a mail server may keep one letter waiting. */
const patience = { connectionTimeout: 15_000, greetingTimeout: 15_000, dnsTimeout: 15_000, socketTimeout: 60_000 };

/** What a mail server's answer may say in a log: its codes. Its words repeat addresses; they stay with the letter. */
function withoutWords(error: unknown): Error {
	const { code, responseCode } = error as { code?: string; responseCode?: number };
	return new Error(`The mail server did not take a letter (${[code, responseCode].filter(Boolean).join(', ') || 'no code'}).`);
}

export function openMail(options: {
	database: Database;
	jobs: Jobs;
	clock: Clock;
	log: Log;
	from: string;
	smtpUrl: string | null;
	transport?: MailTransport | undefined;
}): Mail {
	const smtp = options.smtpUrl ? createTransport({ ...patience, url: options.smtpUrl }, { from: options.from }) : null;
	const transport: MailTransport | null =
		options.transport ??
		(smtp && {
			async send(letter) {
				await smtp.sendMail({
					from: options.from,
					to: { address: letter.toAddress, name: letter.toName ?? '' },
					subject: letter.subject,
					text: letter.text,
					...(letter.html && { html: letter.html }),
					// One id a letter: a second try after a lost answer is the same mail to the reader.
					messageId: `<${letter.id}@gerbang>`,
					headers: { 'Auto-Submitted': 'auto-generated' },
					attachments: letter.attachments.map(({ name, mediaType, text }) => ({
						filename: name,
						contentType: mediaType,
						content: text
					}))
				});
			}
		});

	options.jobs.handle(sendMail, async ({ mailId }) => {
		if (!transport) return;
		const [letter] = await options.database.db.select().from(mail).where(eq(mail.id, mailId));
		if (!letter || letter.sentAt) return;
		try {
			await transport.send(letter);
		} catch (error) {
			await options.database.db
				.update(mail)
				.set({ failedAt: options.clock.now(), failure: (error as Error).message.slice(0, 500) })
				.where(eq(mail.id, mailId));
			throw withoutWords(error);
		}
		await options.database.db
			.update(mail)
			.set({
				sentAt: options.clock.now(),
				failedAt: null,
				failure: null,
				// A code that has left must not be readable here.
				...(letter.kind === 'sign-in-code' && { text: '', html: null, subject: '' })
			})
			.where(eq(mail.id, mailId));
	});

	return {
		leaves: Boolean(transport),
		async post(tx, letter) {
			const [row] = await tx
				.insert(mail)
				.values({
					kind: letter.kind,
					organisationId: letter.organisationId,
					personId: letter.personId,
					locale: letter.locale,
					toAddress: letter.to.address,
					toName: letter.to.name ?? null,
					subject: letter.subject,
					text: letter.text,
					html: letter.html ?? null,
					attachments: letter.attachments ?? [],
					createdAt: sql`now()`
				})
				.returning({ id: mail.id });
			// RFC 2606: nobody lives at .example or .invalid; the demo's people do.
			if (transport && !/\.(example|invalid)$/i.test(letter.to.address)) await options.jobs.enqueue(tx, sendMail, { mailId: row!.id });
		},
		async check() {
			if (!smtp) return null;
			try {
				await smtp.verify();
				return null;
			} catch (error) {
				return (error as Error).message;
			}
		}
	};
}
