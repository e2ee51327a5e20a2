import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { union } from 'drizzle-orm/pg-core';
import type { Db } from '#server/kernel/database.ts';
import { gathering } from '../gathering/tables.ts';
import { speaker } from '../programme/tables.ts';
import { registration } from './tables.ts';

/** The ids of the people of a gathering (going, or on its programme), as a subquery with `personId`. */
export function peopleAt(db: Db, gatheringId: string) {
	return union(
		db
			.select({ personId: registration.personId })
			.from(registration)
			.where(and(eq(registration.gatheringId, gatheringId), eq(registration.status, 'going'))),
		db
			.select({ personId: speaker.personId })
			.from(speaker)
			.where(and(eq(speaker.gatheringId, gatheringId), isNull(speaker.removedAt)))
	).as('people_at');
}

/** Everybody's gatherings: whoever is going to, or on the programme of, a published one; `personId`, `gatheringId`. */
function attendances(db: Db) {
	return union(
		db
			.select({ personId: registration.personId, gatheringId: registration.gatheringId })
			.from(registration)
			.innerJoin(gathering, eq(gathering.id, registration.gatheringId))
			.where(and(eq(registration.status, 'going'), isNotNull(gathering.publishedAt))),
		db
			.select({ personId: speaker.personId, gatheringId: speaker.gatheringId })
			.from(speaker)
			.innerJoin(gathering, eq(gathering.id, speaker.gatheringId))
			.where(and(isNull(speaker.removedAt), isNotNull(gathering.publishedAt)))
	);
}

/** The ids of those who take part in any published gathering a person takes part in, as a subquery with `personId`. */
export function fellowsOf(db: Db, personId: string) {
	const theirs = attendances(db).as('fellow');
	const mine = attendances(db).as('mine');
	return db
		.select({ personId: theirs.personId })
		.from(theirs)
		.where(
			inArray(
				theirs.gatheringId,
				db.select({ id: mine.gatheringId }).from(mine).where(eq(mine.personId, personId))
			)
		);
}

/** The ids of the published gatherings two people both take part in. */
export async function listSharedGatheringIds(db: Db, one: string, other: string): Promise<string[]> {
	const theirs = attendances(db).as('theirs');
	const rows = await db
		.select({ id: theirs.gatheringId })
		.from(theirs)
		.where(inArray(theirs.personId, [one, other]))
		.groupBy(theirs.gatheringId)
		.having(sql`count(*) = 2`);
	return rows.map(({ id }) => id);
}
