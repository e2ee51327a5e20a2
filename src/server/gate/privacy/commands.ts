import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { sqlState, type Tx } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessOrganisation } from '../access/access.ts';
import { account } from '../account/tables.ts';
import { record } from '../history/commands.ts';
import { lockRoles } from '../membership/commands.ts';
import { countOwners } from '../membership/queries.ts';
import { membership } from '../membership/tables.ts';
import { peopleKey } from '../people-import/rules.ts';
import { person } from '../person/tables.ts';
import { personErased } from './jobs.ts';
import { accessOwn, findPrivacy } from './queries.ts';
import { confirmsErasure, consentTexts, personalData } from './rules.ts';
import { fail, type PrivacyView } from './schema.ts';
import { consent } from './tables.ts';

/**
 * Writes down a consent: which text, when, through which channel. A purpose that is consented to already stays
 * as it is. The caller has checked that the person themselves says so.
 */
export async function giveConsent(
	context: Pick<WriteContext, 'db' | 'now' | 'viewer'>,
	input: { personId: string; purpose: string; channel: string }
): Promise<void> {
	const text =
		consentTexts.find(({ purpose }) => purpose === input.purpose) ?? fail('PURPOSE_UNKNOWN');
	await context.db
		.select({ id: person.id })
		.from(person)
		.where(eq(person.id, input.personId))
		.for('no key update');
	const [stands] = await context.db
		.select({ id: consent.id })
		.from(consent)
		.where(
			and(
				eq(consent.personId, input.personId),
				eq(consent.purpose, text.purpose),
				eq(consent.textVersion, text.version),
				isNull(consent.withdrawnAt)
			)
		);
	if (stands) return;
	await context.db.insert(consent).values({
		...input,
		textVersion: text.version,
		locale: context.viewer.locale,
		givenAt: context.now
	});
}

/** Gives or withdraws one consent of the viewer's own. A withdrawn one stays on record as such. Twice is harmless. */
export async function setConsent(
	context: WriteContext,
	input: { organisation: string; purpose: string; given: boolean }
): Promise<PrivacyView> {
	const { organisation, row } = await accessOwn(context, input.organisation);
	const { purpose } =
		consentTexts.find((text) => text.purpose === input.purpose) ?? fail('PURPOSE_UNKNOWN');
	if (input.given) {
		await giveConsent(context, { personId: row.id, purpose, channel: 'privacy-page' });
	} else {
		await context.db
			.update(consent)
			.set({ withdrawnAt: context.now })
			.where(
				and(eq(consent.personId, row.id), eq(consent.purpose, purpose), isNull(consent.withdrawnAt))
			);
	}
	await record(context, {
		organisationId: organisation.id,
		byPersonId: row.id,
		noun: 'consent',
		nounId: row.id,
		verb: input.given ? 'give' : 'withdraw',
		detail: { purpose }
	});
	return findPrivacy(context, input);
}

/**
 * Pauses the viewer (nobody but organisers sees them any more, at once, everywhere) or brings them back; turns
 * suggestions made from what they wrote off or on. What is left out stays. Twice is harmless.
 */
export async function updatePrivacy(
	context: WriteContext,
	input: { organisation: string; paused?: boolean | undefined; profilingOff?: boolean | undefined }
): Promise<PrivacyView> {
	const { organisation, row } = await accessOwn(context, input.organisation);
	const next = {
		pausedAt:
			input.paused === undefined
				? row.pausedAt
				: input.paused
					? (row.pausedAt ?? context.now)
					: null,
		profilingOffAt:
			input.profilingOff === undefined
				? row.profilingOffAt
				: input.profilingOff
					? (row.profilingOffAt ?? context.now)
					: null
	};
	await context.db.update(person).set(next).where(eq(person.id, row.id));
	await record(context, {
		organisationId: organisation.id,
		byPersonId: row.id,
		noun: 'person',
		nounId: row.id,
		verb: 'change-privacy',
		detail: { paused: next.pausedAt !== null, profilingOff: next.profilingOffAt !== null }
	});
	return findPrivacy(context, input);
}

async function eraseEntries(context: WriteContext, personId: string): Promise<void> {
	const entries = personalData().filter(({ of }) => of === 'person');
	for (const { erase } of entries) {
		if (typeof erase === 'object' && 'run' in erase) await erase.run(context, personId);
	}
	for (const { table, column, erase } of entries) {
		const [t, c] = [sql.raw(table), sql.raw(column)];
		if (erase === 'delete') {
			await context.db.execute(sql`delete from ${t} where ${c} = ${personId}`);
		} else if (typeof erase === 'object' && 'set' in erase) {
			const set = Object.entries(erase.set).map(([name, value]) => `${name} = ${value}`);
			await context.db.execute(
				sql`update ${t} set ${sql.raw(set.join(', '))} where ${c} = ${personId}`
			);
		}
	}
}

/** Letters to others that speak of the person: what was sent is emptied; what still waits loses the name and contact. */
async function eraseFromLetters(tx: Tx, row: typeof person.$inferSelect): Promise<void> {
	const anyOf = (words: (string | null)[]) => {
		const escaped = words
			.filter((word) => word !== null && word.length > 2)
			.map((word) => word!.replace(/[^\p{L}\p{N}]/gu, '\\$&'));
		return escaped.length ? `(?<!\\w)(${escaped.join('|')})(?!\\w)` : null;
	};
	const theirs = anyOf([row.name, row.callName, row.email, row.phone]);
	if (!theirs) return;
	const words = anyOf([row.name, row.callName, row.email, row.phone, row.title, row.about]);
	const emptied = (column: string) =>
		sql`case when sent_at is null then regexp_replace(${sql.raw(column)}, ${words}, '…', 'gi') else '' end`;
	await tx.execute(sql`
		update kernel.mail set subject = ${emptied('subject')}, text = ${emptied('text')},
			html = case when html is not null then ${emptied('html')} end, attachments = '[]'
		where organisation_id = ${row.organisationId}
			and (subject ~* ${theirs} or text ~* ${theirs} or html ~* ${theirs} or attachments::text ~* ${theirs})`);
}

/** The account ends if it is nobody else, with its sign-ins, keys and addresses; else it only lets go of this person. */
async function endAccount(
	context: WriteContext,
	personId: string,
	accountId: string
): Promise<void> {
	const { db } = context;
	await db.select({ id: account.id }).from(account).where(eq(account.id, accountId)).for('update');
	const [other] = await db
		.select({ id: person.id })
		.from(person)
		.where(and(eq(person.accountId, accountId), ne(person.id, personId), isNull(person.erasedAt)))
		.limit(1);
	if (other) return;
	await db.execute(sql`
		delete from gate.sign_in_code
		where email in (select email from gate.account_email where account_id = ${accountId})`);
	await db.execute(sql`
		delete from kernel.mail m using gate.account_email e
		where e.account_id = ${accountId} and m.to_address::citext = e.email and m.person_id is null`);
	await db.delete(account).where(eq(account.id, accountId));
	if (context.viewer.accountId === accountId) context.reply.signInToken = null;
}

/**
 * Erases a person, at once: what the domains registered goes or is emptied, the row stays as an empty mark so that
 * counts and other people's threads keep their shape. Says `person.erased` to whoever must give on a seat or a
 * time. Keeps a key that says nothing, so that an import leaves the person out. The caller has checked that they
 * may, and holds the roles' lock.
 */
export async function erasePerson(context: WriteContext, personId: string): Promise<void> {
	const { db, now, kernel } = context;
	const [row] = await db
		.select()
		.from(person)
		.where(and(eq(person.id, personId), isNull(person.erasedAt)))
		.for('update');
	if (!row) return;
	await eraseEntries(context, personId);
	await eraseFromLetters(db, row);
	const identity = row.email ?? row.phone;
	const [emptied] = await db
		.update(person)
		.set({
			accountId: null,
			name: '',
			callName: null,
			title: null,
			companyId: null,
			city: null,
			about: null,
			photoFileId: null,
			languages: [],
			offers: [],
			needs: [],
			interests: [],
			links: [],
			email: null,
			phone: null,
			emailVisibility: 'nobody',
			phoneVisibility: 'nobody',
			linksVisibility: 'nobody',
			profilingOffAt: null,
			pausedAt: null,
			erasedAt: now,
			updatedAt: now
		})
		.where(eq(person.id, personId))
		.returning({ importKey: person.importKey });
	if (!emptied!.importKey && identity) {
		const key = peopleKey(kernel.signer, identity);
		await db
			.update(person)
			.set({ importKey: key })
			.where(
				and(
					eq(person.id, personId),
					sql`not exists (select 1 from gate.person p where p.organisation_id = ${row.organisationId} and p.import_key = ${key})`
				)
			);
	}
	if (row.accountId) await endAccount(context, personId, row.accountId);
	await record(context, {
		organisationId: row.organisationId,
		byPersonId: personId,
		noun: 'person',
		nounId: personId,
		verb: 'erase'
	});
	await kernel.jobs.enqueue(db, personErased, { personId, organisationId: row.organisationId });
}

/**
 * Erases the viewer here, at once and for good, after they typed the word. The last owner is refused and told the
 * way out. Locks the organisation's roles.
 */
export async function eraseOwn(
	context: WriteContext,
	input: { organisation: string; confirm: string }
): Promise<void> {
	const { organisation, row } = await accessOwn(context, input.organisation);
	if (!confirmsErasure(input.confirm)) fail('ERASE_NOT_CONFIRMED', {}, 'confirm');
	await lockRoles(context, organisation.id);
	const [member] = await context.db
		.select()
		.from(membership)
		.where(eq(membership.personId, row.id));
	if (member?.role === 'owner' && (await countOwners(context.db, organisation.id)) <= 1) {
		fail('ERASE_LAST_OWNER');
	}
	await erasePerson(context, row.id);
}

/** Erases somebody nobody signs in as, because they asked an organiser; for organisers. A second call finds nothing. */
export async function eraseUnclaimed(
	context: WriteContext,
	input: { organisation: string; personId: string }
): Promise<void> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const [row] = await context.db
		.select({ accountId: person.accountId })
		.from(person)
		.where(
			and(
				eq(person.id, input.personId),
				eq(person.organisationId, organisation.id),
				isNull(person.erasedAt)
			)
		);
	if (!row) return failCommon('NOT_FOUND');
	if (row.accountId) fail('PERSON_HAS_ACCOUNT');
	await lockRoles(context, organisation.id);
	await erasePerson(context, input.personId);
	await record(context, {
		organisationId: organisation.id,
		byPersonId: standing.personId,
		noun: 'person',
		nounId: input.personId,
		verb: 'erase-on-request'
	});
}

// A unique key, an exclusion or a check that the other person's rows already fill.
const filled = new Set(['23505', '23P01', '23514']);

/**
 * Makes one of two people who are the same human being: everything that points at `fromId` points at `intoId`,
 * whose own word stands where both have one; then `fromId` is gone. What cannot be both's (two seats at one
 * gathering) goes with it. The caller has checked that `fromId` is nobody's account.
 */
export async function mergePeople(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: { fromId: string; intoId: string }
): Promise<void> {
	const { db, now } = context;
	const rows = await db
		.select()
		.from(person)
		.where(sql`${person.id} in (${input.fromId}, ${input.intoId})`)
		.orderBy(person.id)
		.for('update');
	const from = rows.find(({ id }) => id === input.fromId);
	const into = rows.find(({ id }) => id === input.intoId);
	if (
		!from ||
		!into ||
		from.accountId ||
		from.erasedAt ||
		from.organisationId !== into.organisationId
	) {
		throw new Error(
			'Only a person nobody signs in as is merged into another of the same organisation.'
		);
	}
	for (const { table, column, of } of personalData()) {
		if (of !== 'person') continue;
		const [t, c] = [sql.raw(table), sql.raw(column)];
		const move = (tx: Tx, at: string | null) =>
			tx.execute(
				sql`update ${t} set ${c} = ${into.id} where ${c} = ${from.id}${at ? sql` and ctid = ${at}::tid` : sql``}`
			);
		const isFilled = (error: unknown) => {
			if (!filled.has(sqlState(error)?.code ?? '')) throw error;
		};
		// All at once; if one of them cannot, one by one, and those stay behind.
		let all = true;
		await db.transaction((tx) => move(tx, null)).catch((error) => (isFilled(error), (all = false)));
		if (all) continue;
		const { rows: each } = await db.execute<{ at: string }>(
			sql`select ctid::text as at from ${t} where ${c} = ${from.id}`
		);
		for (const { at } of each) await db.transaction((tx) => move(tx, at)).catch(isFilled);
	}
	await db.delete(person).where(eq(person.id, from.id));
	const longer = <T>(own: T[], other: T[]): T[] => (own.length ? own : other);
	await db
		.update(person)
		.set({
			callName: into.callName ?? from.callName,
			title: into.title ?? from.title,
			companyId: into.companyId ?? from.companyId,
			city: into.city ?? from.city,
			about: into.about ?? from.about,
			photoFileId: into.photoFileId ?? from.photoFileId,
			languages: longer(into.languages, from.languages),
			offers: longer(into.offers, from.offers),
			needs: longer(into.needs, from.needs),
			interests: longer(into.interests, from.interests),
			links: longer(into.links, from.links),
			email: into.email ?? from.email,
			phone: into.phone ?? from.phone,
			importKey: into.importKey ?? from.importKey,
			updatedAt: now
		})
		.where(eq(person.id, into.id));
}
