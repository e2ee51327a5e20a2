import { and, eq, isNull } from 'drizzle-orm';
import { sendAhead } from '#server/kernel/database.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { ensureCompany } from '../company/commands.ts';
import { readName, readPhone, readTags } from './rules.ts';
import { person } from './tables.ts';

/** What may be known of a person from the start; the name is enough. */
export interface NewPerson {
	organisationId: string;
	name: string;
	email?: string | null;
	/** As typed; what cannot be a number is left out. */
	phone?: string | null;
	title?: string | null;
	companyName?: string | null;
	city?: string | null;
	about?: string | null;
	languages?: string[];
	offers?: string[];
	needs?: string[];
	interests?: string[];
	links?: { label: string; url: string }[];
	photoFileId?: string | null;
	importKey?: string | null;
}

async function insertPerson(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: NewPerson & { accountId: string | null }
): Promise<string | null> {
	const company = input.companyName?.trim()
		? await ensureCompany(context, {
				organisationId: input.organisationId,
				name: input.companyName
			})
		: null;
	const values = personValues(context, input, company?.id ?? null);
	const [made] = await context.db.insert(person).values(values).onConflictDoNothing().returning({ id: person.id });
	return made?.id ?? null;
}

const personValues = (
	context: Pick<WriteContext, 'now'>,
	input: NewPerson & { accountId: string | null },
	companyId: string | null
) => ({
		organisationId: input.organisationId,
		accountId: input.accountId,
		name: readName(input.name),
		email: input.email || null,
		phone: input.phone ? readPhone(input.phone) : null,
		title: input.title || null,
		companyId,
		city: input.city || null,
		about: input.about || null,
		languages: input.languages ?? [],
		offers: readTags(input.offers ?? []),
		needs: readTags(input.needs ?? []),
		interests: readTags(input.interests ?? []),
		links: input.links ?? [],
		photoFileId: input.photoFileId ?? null,
		importKey: input.importKey ?? null,
		createdAt: context.now,
		updatedAt: context.now
});

/** The person of an account made in this transaction, who can therefore be nobody here yet; sent ahead. */
export async function makePersonOf(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: Omit<NewPerson, 'companyName' | 'importKey'> & { accountId: string }
): Promise<string> {
	const id = uuidv7();
	await sendAhead(context.db, context.db.insert(person).values({ id, ...personValues(context, input, null) }));
	return id;
}

/**
 * The person an account is in an organisation: found, else made as a guest (no membership). What is given beside
 * the account is only used when the person is made: what somebody wrote of themselves is never overwritten here.
 * Two calls at once make one person.
 */
export async function ensurePersonOf(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: NewPerson & { accountId: string }
): Promise<{ personId: string; isNew: boolean }> {
	const find = () =>
		context.db
			.select({ id: person.id })
			.from(person)
			.where(
				and(
					eq(person.organisationId, input.organisationId),
					eq(person.accountId, input.accountId),
					isNull(person.erasedAt)
				)
			);
	const [found] = await find();
	if (found) return { personId: found.id, isNew: false };
	const made = await insertPerson(context, input);
	if (made) return { personId: made, isNew: true };
	const [other] = await find();
	return { personId: other!.id, isNew: false };
}

/**
 * A person without an account: a speaker of a programme, somebody an organiser adds. With an `importKey`, the
 * person who has that key is found instead of made a second time; nothing of theirs is changed.
 */
export async function ensurePersonWithoutAccount(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: NewPerson
): Promise<{ personId: string; isNew: boolean }> {
	const find = () =>
		context.db
			.select({ id: person.id })
			.from(person)
			.where(
				and(
					eq(person.organisationId, input.organisationId),
					eq(person.importKey, input.importKey ?? '')
				)
			);
	if (input.importKey) {
		const [found] = await find();
		if (found) return { personId: found.id, isNew: false };
	}
	const made = await insertPerson(context, { ...input, accountId: null });
	if (made) return { personId: made, isNew: true };
	const [other] = await find();
	return { personId: other!.id, isNew: false };
}
