import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { readName, readPhone } from '../person/rules.ts';
import { person } from '../person/tables.ts';
import { renewed, type Told } from './rules.ts';

/** A person as a file of somebody else's tells them, recognised by `importKey`. */
export interface ImportedPerson extends Told {
	importKey: string;
	/** Who they are here already, whatever key that person bears. */
	personId: string | null;
	/** What the same source said last time; null: it says this for the first time. */
	before: Told | null;
}

/**
 * Finds or makes the people of an import, many at once in few statements. Returns the person of each key; the
 * erased are left out and stay erased. Of somebody without an account, what still stands as the source said it
 * last time follows the source; what was changed since stays. Of somebody with an account only empty fields are
 * filled, and only with what the source did not say before: what they took away stays away. Twice is harmless.
 */
export async function keepImportedPeople(
	context: Pick<WriteContext, 'db' | 'now'>,
	organisationId: string,
	people: ImportedPerson[]
): Promise<Map<string, string>> {
	const { db, now } = context;
	const ids = new Map<string, string>();
	for (let from = 0; from < people.length; from += 500) {
		const page = people.slice(from, from + 500);
		const unknown = page.filter((one) => !one.personId);
		if (unknown.length) {
			await db
				.insert(person)
				.values(
					unknown.map(({ importKey, name, title, about, links }) => ({
						organisationId,
						importKey,
						name: readName(name) || name,
						title,
						about,
						links,
						createdAt: now,
						updatedAt: now
					}))
				)
				.onConflictDoNothing();
		}
		const keys = unknown.map((one) => one.importKey);
		const known = page.flatMap((one) => one.personId ?? []);
		const found = await db
			.select({
				id: person.id,
				importKey: person.importKey,
				accountId: person.accountId,
				erasedAt: person.erasedAt,
				name: person.name,
				title: person.title,
				about: person.about,
				links: person.links
			})
			.from(person)
			.where(
				and(
					eq(person.organisationId, organisationId),
					or(
						keys.length ? inArray(person.importKey, keys) : undefined,
						known.length ? inArray(person.id, known) : undefined
					)
				)
			);
		const byKey = new Map(found.map((row) => [row.importKey, row]));
		const byId = new Map(found.map((row) => [row.id, row]));
		const changed: (Told & { id: string })[] = [];
		for (const said of page) {
			const row = said.personId ? byId.get(said.personId) : byKey.get(said.importKey);
			if (!row || row.erasedAt) continue;
			ids.set(said.importKey, row.id);
			const next = renewed(row, { ...said, name: readName(said.name) || said.name });
			if (next) changed.push({ id: row.id, ...next });
		}
		if (!changed.length) continue;
		await db.execute(sql`
			update gate.person p
			set name = x.name, title = x.title, about = x.about, links = x.links, updated_at = ${now.toISOString()}
			from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb)
				as x(id uuid, name text, title text, about text, links jsonb)
			where p.id = x.id`);
	}
	return ids;
}

/**
 * Notes the address or number by which somebody without an account is to be invited. Who has an account keeps
 * what they wrote. A phone that cannot be a number is left out. Twice is harmless.
 */
export async function noteContact(
	context: Pick<WriteContext, 'db' | 'now'>,
	personId: string,
	contact: { email?: string | null; phone?: string | null }
): Promise<void> {
	const phone = contact.phone ? readPhone(contact.phone) : null;
	if (!contact.email && !phone) return;
	await context.db
		.update(person)
		.set({
			...(contact.email && { email: contact.email }),
			...(phone && { phone }),
			updatedAt: context.now
		})
		.where(and(eq(person.id, personId), isNull(person.accountId), isNull(person.erasedAt)));
}
