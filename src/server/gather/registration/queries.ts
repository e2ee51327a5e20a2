import { and, eq, isNull } from 'drizzle-orm';
import { union } from 'drizzle-orm/pg-core';
import type { Db } from '#server/kernel/database.ts';
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
