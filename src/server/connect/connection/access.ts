import { and, eq, or, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { union } from 'drizzle-orm/pg-core';
import type { Db } from '#server/kernel/database.ts';
import { orderPair } from './rules.ts';
import { block, connection } from './tables.ts';

export type Connection = typeof connection.$inferSelect;

/** True where neither `me` blocked the person in this column nor they me. Goes into every list and look-up of people. */
export const notBlocked = (me: string, personId: SQLWrapper): SQL => sql`${personId} not in (
	select ${block.personId} from ${block} where ${block.byPersonId} = ${me}
	union all select ${block.byPersonId} from ${block} where ${block.personId} = ${me}
)`;

/** True if either of the two blocked the other. */
export async function areBlocked(db: Db, one: string, other: string): Promise<boolean> {
	const [row] = await db
		.select({ by: block.byPersonId })
		.from(block)
		.where(
			or(
				and(eq(block.byPersonId, one), eq(block.personId, other)),
				and(eq(block.byPersonId, other), eq(block.personId, one))
			)
		)
		.limit(1);
	return row !== undefined;
}

/**
 * The connection of two people in whatever state, or null. `lock` holds its row until the transaction ends:
 * `update` alone, `share` together with others who only need it to stay as it is.
 */
export async function findPair(
	db: Db,
	one: string,
	other: string,
	lock?: 'update' | 'share'
): Promise<Connection | null> {
	const { low, high } = orderPair(one, other);
	const query = db
		.select()
		.from(connection)
		.where(and(eq(connection.lowPersonId, low), eq(connection.highPersonId, high)));
	const [row] = await (lock ? query.for(lock) : query);
	return row ?? null;
}

/** The ids of those a person has a living tie with (asked either way, accepted, or a thread left open), as a subquery. */
export function tiedTo(db: Db, personId: string) {
	const lives = sql`(${connection.state} in ('asked', 'accepted') or ${connection.threadOpenedAt} is not null)`;
	return union(
		db
			.select({ personId: connection.highPersonId })
			.from(connection)
			.where(and(eq(connection.lowPersonId, personId), lives)),
		db
			.select({ personId: connection.lowPersonId })
			.from(connection)
			.where(and(eq(connection.highPersonId, personId), lives))
	);
}
