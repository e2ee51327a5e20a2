import { inArray } from 'drizzle-orm';
import { seenPeople, type ContactFields } from '#server/gate/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { contactShare } from '../connection/tables.ts';
import type { Asking } from '../profile/access.ts';
import type { ContactField, GivenField } from './rules.ts';
import type { ContactView } from './schema.ts';

/** Nothing of anybody's contact. */
export const noContact = (): ContactView => ({ email: null, phone: null, links: [] });

/** What of these fields is given. */
export const onlyGiven = (fields: ContactFields, given: GivenField[]): ContactView => {
	const has = (field: ContactField) => given.some((one) => one.field === field);
	return {
		email: has('email') ? fields.email : null,
		phone: has('phone') ? fields.phone : null,
		links: has('links') ? fields.links : []
	};
};

/** What was chosen in these connections, by both sides. */
export async function listShares(db: Db, connectionIds: string[]) {
	if (!connectionIds.length) return [];
	return await db
		.select()
		.from(contactShare)
		.where(inArray(contactShare.connectionId, connectionIds));
}

/** Which of these people are members, to whom members' fields are shown. */
export async function findMembers(db: Db, asking: Asking, ids: string[]): Promise<Set<string>> {
	const seen = seenPeople(db, {
		organisationId: asking.organisation.id,
		standing: asking.standing
	});
	const rows = await db
		.select({ id: seen.id, role: seen.role })
		.from(seen)
		.where(inArray(seen.id, ids));
	return new Set(rows.filter(({ role }) => role !== null).map(({ id }) => id));
}
