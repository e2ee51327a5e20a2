import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { sendMail } from '#server/kernel/mail.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { mail } from '#server/kernel/tables.ts';
import { accessOrganisation } from '../access/access.ts';
import { record } from '../history/commands.ts';
import { accessLetter, findLetter } from './queries.ts';
import { fail, type LetterView } from './schema.ts';

async function queue(context: WriteContext, ids: string[]): Promise<void> {
	for (const mailId of ids) await context.kernel.jobs.enqueue(context.db, sendMail, { mailId });
}

/** Sends a letter that waits or failed, again. Refused where no mail server is configured. One that was sent stays sent. */
export async function sendLetter(
	context: WriteContext,
	input: { organisation: string; letterId: string }
): Promise<LetterView> {
	const { row, organisation, byPersonId } = await accessLetter(context, input);
	if (!context.kernel.mail.leaves) fail('MAIL_STAYS');
	const [waits] = await context.db
		.update(mail)
		.set({ failedAt: null, failure: null })
		.where(and(eq(mail.id, row.id), isNull(mail.sentAt)))
		.returning({ id: mail.id });
	if (!waits) fail('LETTER_SENT');
	await queue(context, [row.id]);
	await record(context, {
		organisationId: organisation.id,
		byPersonId,
		noun: 'letter',
		nounId: row.id,
		verb: 'send-again'
	});
	return findLetter(context, input);
}

/** Sends every letter of the organisation that failed, again. Returns how many. */
export async function sendFailedLetters(
	context: WriteContext,
	input: { organisation: string }
): Promise<{ count: number }> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'own'
	);
	if (!context.kernel.mail.leaves) fail('MAIL_STAYS');
	const rows = await context.db
		.update(mail)
		.set({ failedAt: null, failure: null })
		.where(
			and(eq(mail.organisationId, organisation.id), isNull(mail.sentAt), isNotNull(mail.failedAt))
		)
		.returning({ id: mail.id });
	await queue(
		context,
		rows.map(({ id }) => id)
	);
	if (rows.length) {
		await record(context, {
			organisationId: organisation.id,
			byPersonId: standing.personId,
			noun: 'organisation',
			nounId: organisation.id,
			verb: 'send-failed-letters',
			detail: { count: rows.length }
		});
	}
	return { count: rows.length };
}

/** Notes that a letter was sent by hand, so that it waits no longer. Twice is harmless. */
export async function markLetterSent(
	context: WriteContext,
	input: { organisation: string; letterId: string }
): Promise<LetterView> {
	const { row, organisation, byPersonId } = await accessLetter(context, input);
	if (!row.sentAt) {
		await context.db
			.update(mail)
			.set({ sentAt: context.now, failedAt: null, failure: null })
			.where(eq(mail.id, row.id));
		await record(context, {
			organisationId: organisation.id,
			byPersonId,
			noun: 'letter',
			nounId: row.id,
			verb: 'mark-sent'
		});
	}
	return findLetter(context, input);
}
