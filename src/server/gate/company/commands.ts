import { and, eq } from 'drizzle-orm';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { readName } from '../person/rules.ts';
import { nameKey } from './rules.ts';
import { company } from './tables.ts';

/**
 * The company of this name in an organisation, in whatever spelling it stands there; made if there is none.
 * Safe for many callers at once: the key is unique.
 */
export async function ensureCompany(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: { organisationId: string; name: string }
): Promise<{ id: string; name: string; isNew: boolean }> {
	const { db, now } = context;
	const name = readName(input.name).slice(0, 160);
	const key = nameKey(name) || name.toLowerCase();
	const find = () =>
		db
			.select({ id: company.id, name: company.name })
			.from(company)
			.where(and(eq(company.organisationId, input.organisationId), eq(company.nameKey, key)));
	const [found] = await find();
	if (found) return { ...found, isNew: false };
	const [made] = await db
		.insert(company)
		.values({ organisationId: input.organisationId, name, nameKey: key, createdAt: now })
		.onConflictDoNothing({ target: [company.organisationId, company.nameKey] })
		.returning({ id: company.id, name: company.name });
	if (made) return { ...made, isNew: true };
	const [other] = await find();
	return { ...other!, isNew: false };
}
