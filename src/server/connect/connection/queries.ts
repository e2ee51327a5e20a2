import { and, asc, eq, inArray, or } from 'drizzle-orm';
import { findContactFields, seenPeople } from '#server/gate/public.ts';
import { findGatheringLines } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { findMembers, listShares, noContact, onlyGiven } from '../contact/access.ts';
import { contactFields, fieldsGiven, type ShareRow } from '../contact/rules.ts';
import { accessAsPerson, accessPerson, lineOf, type Asking } from '../profile/access.ts';
import type { Pair } from '../profile/schema.ts';
import { findPair, type Connection } from './access.ts';
import { canOf, tieOf } from './rules.ts';
import type { ConnectionView } from './schema.ts';
import { block, connection, privateNote } from './tables.ts';

/** The caller and one other: what they are to each other, what each holds of the other, what may be done next. */
export async function findConnection(context: ReadContext, input: Pair): Promise<ConnectionView> {
	const { them, ...asking } = await accessPerson(context, input);
	const pair = await findPair(context.db, asking.me, them.id);
	return viewConnection(context.db, asking, them.id, pair);
}

/** As `findConnection`, for a pair that is already looked up; the caller has checked that the viewer may see the other. */
export async function viewConnection(
	db: Db,
	asking: Asking,
	themId: string,
	pair: Connection | null
): Promise<ConnectionView> {
	const { me } = asking;
	const tie = me === themId ? 'none' : tieOf(pair, me);
	const fields = await findContactFields(db, [me, themId]);
	const shares = pair ? await listShares(db, [pair.id]) : [];
	const members = await findMembers(db, asking, [me, themId]);
	const gatherings = await findGatheringLines(db, pair?.gatheringId ? [pair.gatheringId] : []);
	const myFields = fields.get(me);
	const theirFields = fields.get(themId);
	const rowsFrom = (id: string): ShareRow[] => shares.filter((row) => row.fromPersonId === id);
	// Without a connection nothing is given; what members see, seenPeople alone decides.
	const given =
		tie === 'connected' && myFields ? fieldsGiven(myFields, rowsFrom(me), members.has(themId)) : [];
	const got =
		tie === 'connected' && theirFields
			? fieldsGiven(theirFields, rowsFrom(themId), members.has(me))
			: [];
	const metAt = pair?.gatheringId ? gatherings.get(pair.gatheringId) : undefined;
	return {
		id: pair?.id ?? null,
		tie,
		line: pair?.line ?? null,
		via: pair?.via ?? null,
		metAt: metAt
			? {
					id: metAt.id,
					slug: metAt.slug,
					title: metAt.title,
					startsAt: metAt.startsAt,
					timeZone: metAt.timeZone
				}
			: null,
		askedAt: pair?.askedAt ?? null,
		connectedAt: tie === 'connected' ? pair!.answeredAt : null,
		theirs: theirFields ? onlyGiven(theirFields, got) : noContact(),
		given,
		mine: myFields
			? contactFields.flatMap((field) => {
					const held = myFields[field];
					if (!held?.length) return [];
					const value = typeof held === 'string' ? held : held.map(({ url }) => url).join(', ');
					return [{ field, value, visibility: myFields.visibility[field] }];
				})
			: [],
		can:
			me === themId
				? { ...canOf(null, me), ask: false, note: false }
				: { ...canOf(pair, me), note: pair !== null }
	};
}

/** The private note the caller keeps about the other of a connection, or an empty text. */
export async function findNote(db: Db, connectionId: string, me: string): Promise<string> {
	const [row] = await db
		.select({ text: privateNote.text })
		.from(privateNote)
		.where(and(eq(privateNote.connectionId, connectionId), eq(privateNote.personId, me)));
	return row?.text ?? '';
}

/** Those whom the caller blocked. */
export async function listBlocked(context: ReadContext, input: { organisation: string }) {
	const { organisation, standing, me } = await accessAsPerson(context, input.organisation);
	const seen = seenPeople(context.db, { organisationId: organisation.id, standing });
	return await context.db
		.select({ ...lineOf(seen), blockedAt: block.createdAt })
		.from(block)
		.innerJoin(seen, eq(seen.id, block.personId))
		.where(eq(block.byPersonId, me))
		.orderBy(asc(seen.name), asc(seen.id));
}

/** The states of the caller's ties with these people, by person id. */
export async function findTies(db: Db, me: string, ids: string[]) {
	if (!ids.length) return new Map<string, ReturnType<typeof tieOf>>();
	const rows = await db
		.select()
		.from(connection)
		.where(
			or(
				and(eq(connection.lowPersonId, me), inArray(connection.highPersonId, ids)),
				and(eq(connection.highPersonId, me), inArray(connection.lowPersonId, ids))
			)
		);
	return new Map(
		rows.map((row) => [row.lowPersonId === me ? row.highPersonId : row.lowPersonId, tieOf(row, me)])
	);
}
