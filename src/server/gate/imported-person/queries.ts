import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { person } from '../person/tables.ts';

/** Which of these import keys belong to somebody who erased themselves: an import leaves them out. */
export async function listErasedImportKeys(db: Db, organisationId: string, keys: string[]): Promise<Set<string>> {
	if (!keys.length) return new Set();
	const rows = await db
		.select({ importKey: person.importKey })
		.from(person)
		.where(
			and(eq(person.organisationId, organisationId), isNotNull(person.erasedAt), inArray(person.importKey, keys))
		);
	return new Set(rows.map((row) => row.importKey!));
}
