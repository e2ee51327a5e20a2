import { and, eq, inArray, isNotNull, or, sql, type SQL } from 'drizzle-orm';
import {
	accessOrganisation,
	seenPeople,
	stands,
	type Organisation,
	type PersonLine,
	type Standing
} from '#server/gate/public.ts';
import { fellowsOf } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Viewer } from '#server/kernel/procedures.ts';
import { notBlocked, tiedTo } from '../connection/access.ts';

export type SeenPeople = ReturnType<typeof seenPeople>;

/** What a line about a person needs of `seenPeople`. */
export const lineOf = (seen: SeenPeople) => ({
	id: seen.id,
	name: seen.name,
	callName: seen.callName,
	title: seen.title,
	companyName: seen.companyName,
	city: seen.city,
	photoFileId: seen.photoFileId
});

/**
 * Which people a viewer may meet with: themself; an organiser everybody; a member the members; everybody those who
 * take part in a gathering they take part in, and those they have a tie with. Never who blocked them or whom they
 * blocked. Goes with `seenPeople`, which hides the paused and the erased.
 */
export function mayMeetWith(db: Db, seen: SeenPeople, standing: Standing): SQL {
	const me = standing.personId;
	if (!me) return sql`false`;
	const known = stands(standing, 'organise')
		? undefined
		: or(
				eq(seen.id, me),
				stands(standing, 'member') ? isNotNull(seen.role) : undefined,
				inArray(seen.id, fellowsOf(db, me)),
				inArray(seen.id, tiedTo(db, me))
			);
	return and(notBlocked(me, seen.id), known)!;
}

/** Who asks, as a person of an organisation. */
export interface Asking {
	organisation: Organisation;
	standing: Standing;
	/** The viewer's person. */
	me: string;
}

/** The organisation and the viewer's person in it; guests too. */
export async function accessAsPerson(
	context: { db: Db; viewer: Viewer },
	slug: string
): Promise<Asking> {
	const { organisation, standing } = await accessOrganisation(context, { slug }, 'belong');
	return { organisation, standing, me: standing.personId! };
}

export interface SeenPerson extends PersonLine {
	hasAccount: boolean;
}

/** A person whom the viewer may meet with (themself too), else not found. */
export async function accessPerson(
	context: { db: Db; viewer: Viewer },
	by: { organisation: string; personId: string }
): Promise<Asking & { them: SeenPerson }> {
	const asking = await accessAsPerson(context, by.organisation);
	const { organisation, standing } = asking;
	const seen = seenPeople(context.db, { organisationId: organisation.id, standing });
	const [them] = await context.db
		.select({ ...lineOf(seen), hasAccount: seen.hasAccount })
		.from(seen)
		.where(and(eq(seen.id, by.personId), mayMeetWith(context.db, seen, standing)));
	return { ...asking, them: them ?? failCommon('NOT_FOUND') };
}

/** The people among `ids` whom the viewer may see at all (not paused, not erased, not blocked), by id, in a line each. */
export async function findLines(
	db: Db,
	asking: Asking,
	ids: string[]
): Promise<Map<string, PersonLine>> {
	if (!ids.length) return new Map();
	const seen = seenPeople(db, {
		organisationId: asking.organisation.id,
		standing: asking.standing
	});
	const rows = await db
		.select(lineOf(seen))
		.from(seen)
		.where(and(inArray(seen.id, ids), notBlocked(asking.me, seen.id)));
	return new Map(rows.map((row) => [row.id, row]));
}
