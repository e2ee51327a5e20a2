import { and, desc, eq, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { mail } from '#server/kernel/tables.ts';
import { accessOrganisation, type Organisation } from '../access/access.ts';
import { codeMinutes } from '../account/rules.ts';
import { whatsAppLink } from '../invitation/rules.ts';
import { person } from '../person/tables.ts';
import { hideLinks, letterState, type LetterState } from './rules.ts';
import type { LetterLine, LetterView, Outbox } from './schema.ts';

const code = 'sign-in-code';

/**
 * The letters an organisation's owner may see: the organisation's own, and, while there is no mail server to take
 * them, the codes of people who are known here and nowhere else on this installation. Whoever reads a code could
 * sign in with it, so one organisation must never read a code that opens another; the demo reads none.
 */
function mine(context: ReadContext, organisation: Organisation): SQL {
	const own = eq(mail.organisationId, organisation.id);
	if (context.kernel.mail.leaves || organisation.demoAt) return own;
	const knows = (where: SQL) => sql`exists (
		select 1 from gate.person p left join gate.account_email e on e.account_id = p.account_id
		where p.erased_at is null and ${where} and (p.email = ${mail.toAddress}::citext or e.email = ${mail.toAddress}::citext))`;
	const fresh = new Date(context.now.getTime() - codeMinutes * 60_000).toISOString();
	return or(
		own,
		and(
			isNull(mail.organisationId),
			eq(mail.kind, code),
			sql`${mail.createdAt} > ${fresh}::timestamptz`,
			sql`not ${knows(sql`p.organisation_id <> ${organisation.id}`)}`,
			sql`(${knows(sql`p.organisation_id = ${organisation.id}`)}
				or not exists (select 1 from gate.organisation o where o.id <> ${organisation.id} and o.demo_at is null))`
		)
	)!;
}

const inState: Record<LetterState, SQL> = {
	waiting: and(isNull(mail.sentAt), isNull(mail.failedAt))!,
	failed: and(isNull(mail.sentAt), isNotNull(mail.failedAt))!,
	sent: isNotNull(mail.sentAt)
};

const asLine = (row: typeof mail.$inferSelect): LetterLine => ({
	id: row.id,
	kind: row.kind,
	to: { address: row.toAddress, name: row.toName, personId: row.personId },
	subject: row.kind === code ? '' : row.subject,
	state: letterState(row),
	createdAt: row.createdAt,
	sentAt: row.sentAt,
	failedAt: row.failedAt,
	failure: row.failure
});

/** The letters of an organisation, the newest first, and how many wait, failed and were sent; for owners. */
export async function listLetters(
	context: ReadContext,
	input: {
		organisation: string;
		state: LetterState | 'all';
		search: string;
		limit: number;
		offset: number;
	}
): Promise<Outbox> {
	const { organisation } = await accessOrganisation(context, { slug: input.organisation }, 'own');
	const base = mine(context, organisation);
	const like = `%${input.search.trim().replace(/[\\%_]/g, '\\$&')}%`;
	const where = and(
		base,
		input.state === 'all' ? undefined : inState[input.state],
		input.search.trim()
			? sql`(${mail.toAddress} ilike ${like} or ${mail.toName} ilike ${like} or ${mail.subject} ilike ${like})`
			: undefined
	);
	const rows = await context.db
		.select()
		.from(mail)
		.where(where)
		.orderBy(desc(mail.createdAt), desc(mail.id))
		.limit(input.limit)
		.offset(input.offset);
	const [counted] = await context.db
		.select({
			waiting: sql<number>`(count(*) filter (where ${inState.waiting}))::int`,
			failed: sql<number>`(count(*) filter (where ${inState.failed}))::int`,
			sent: sql<number>`(count(*) filter (where ${inState.sent}))::int`
		})
		.from(mail)
		.where(base);
	const [total] = await context.db
		.select({ total: sql<number>`count(*)::int` })
		.from(mail)
		.where(where);
	return {
		letters: rows.map(asLine),
		total: total!.total,
		counts: counted!,
		mailLeaves: context.kernel.mail.leaves
	};
}

/** The row of a letter the owner may see, else not found. */
export async function accessLetter(
	context: ReadContext,
	by: { organisation: string; letterId: string }
): Promise<{
	row: typeof mail.$inferSelect;
	organisation: Organisation;
	byPersonId: string | null;
}> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: by.organisation },
		'own'
	);
	const [row] = await context.db
		.select()
		.from(mail)
		.where(and(eq(mail.id, by.letterId), mine(context, organisation)));
	return row ? { row, organisation, byPersonId: standing.personId } : failCommon('NOT_FOUND');
}

/** One letter, to read and to send by hand. Of one that has left, the links that open something are hidden. */
export async function findLetter(
	context: ReadContext,
	input: { organisation: string; letterId: string }
): Promise<LetterView> {
	const { row } = await accessLetter(context, input);
	const state = letterState(row);
	const isCode = row.kind === code;
	const { leaves } = context.kernel.mail;
	const text =
		isCode && (leaves || state === 'sent')
			? null
			: state === 'sent'
				? hideLinks(row.text)
				: row.text;
	const phone = row.personId ? await findKeptPhone(context.db, row.personId) : null;
	return {
		...asLine(row),
		text,
		// A code is read to its owner and put in no chat.
		whatsApp: text && !isCode && state !== 'sent' ? whatsAppLink(text, phone) : null,
		attachments: row.attachments.map(({ name }) => name),
		can: { send: leaves && state !== 'sent', markSent: !isCode && state !== 'sent' }
	};
}

/** A number organisers wrote themselves; who signs in themselves shows theirs or not. */
async function findKeptPhone(db: Db, personId: string): Promise<string | null> {
	const [row] = await db
		.select({ phone: person.phone })
		.from(person)
		.where(and(eq(person.id, personId), isNull(person.accountId)));
	return row?.phone ?? null;
}
