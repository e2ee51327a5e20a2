import { and, eq, isNull, type SQL } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Viewer } from '#server/kernel/procedures.ts';
import { membership, type Role } from '../membership/tables.ts';
import { organisation } from '../organisation/tables.ts';
import { person } from '../person/tables.ts';

export type Organisation = typeof organisation.$inferSelect;

/** What a viewer is in one organisation. */
export interface Standing {
	/** Null: not signed in, or unknown here. */
	personId: string | null;
	/** Null: no member (a guest, a speaker, a stranger). */
	role: Role | null;
}

/**
 * What one must be to get an organisation: `see` anybody; `belong` a person known here (guests and speakers
 * too); `member`, `organise` (organiser or owner), `own`.
 */
export type Need = 'see' | 'belong' | 'member' | 'organise' | 'own';

const enough: Record<Exclude<Need, 'see' | 'belong'>, Role[]> = {
	member: ['member', 'organiser', 'owner'],
	organise: ['organiser', 'owner'],
	own: ['owner']
};

/** True if this standing satisfies `need`. */
export function stands(standing: Standing, need: Need): boolean {
	if (need === 'see') return true;
	if (need === 'belong') return standing.personId !== null;
	return standing.role !== null && enough[need].includes(standing.role);
}

/** The viewer's person and role in an organisation. */
export async function findStanding(db: Db, viewer: Viewer, organisationId: string): Promise<Standing> {
	if (!viewer.accountId) return { personId: null, role: null };
	const [row] = await db
		.select({ personId: person.id, role: membership.role })
		.from(person)
		.leftJoin(membership, eq(membership.personId, person.id))
		.where(
			and(
				eq(person.organisationId, organisationId),
				eq(person.accountId, viewer.accountId),
				isNull(person.erasedAt)
			)
		);
	return row ?? { personId: null, role: null };
}

/**
 * The organisation (by id, or what says its id in SQL, or slug) and what the viewer is in it, if they are what `need` asks; else not
 * found. Who is not signed in where one must be is asked to sign in only when the organisation exists.
 */
export async function accessOrganisation(
	context: { db: Db; viewer: Viewer },
	by: { id: string | SQL } | { slug: string },
	need: Need
): Promise<{ organisation: Organisation; standing: Standing }> {
	const [row] = await context.db
		.select()
		.from(organisation)
		.where('id' in by ? eq(organisation.id, by.id) : eq(organisation.slug, by.slug));
	if (!row) failCommon('NOT_FOUND');
	const standing = await findStanding(context.db, context.viewer, row!.id);
	requireStanding(context.viewer, standing, need);
	return { organisation: row!, standing };
}

/** Refuses unless `standing` satisfies `need`: strangers are asked to sign in, others find nothing. */
export function requireStanding(viewer: Viewer, standing: Standing, need: Need): void {
	if (stands(standing, need)) return;
	failCommon(viewer.accountId ? 'NOT_FOUND' : 'NOT_SIGNED_IN');
}
