import { and, desc, eq, or, sql } from 'drizzle-orm';
import { findAddressee, stands } from '#server/gate/public.ts';
import { findGatheringLines, type Gathering } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import {
	commonSlots,
	findGrid,
	findTimes,
	without,
	type PersonTime
} from '../availability/queries.ts';
import { bestThree, dayIn, type Span } from '../availability/rules.ts';
import {
	accessMeeting,
	accessTakingPart,
	asPerson,
	countKept,
	findPersonLines,
	lookingAt,
	whoIsBlocked,
	whoTakesPart
} from '../meeting/access.ts';
import { answerWithinHours, expiryOf, mayPropose, pendingAllowed } from '../meeting/rules.ts';
import { meeting, meetingPerson, meetingProposal } from '../meeting/tables.ts';
import { preference } from '../suggestion/tables.ts';
import type { MeetingOptions, OtherTimes } from './schema.ts';

type Reading = Pick<ReadContext, 'db' | 'now'>;

/** How many of a person's requests wait at a gathering, and how many may. */
export async function countPending(
	context: Reading,
	by: { gatheringId: string; personId: string; limit: number }
): Promise<{ waiting: number; allowed: number }> {
	const [row] = await context.db
		.select({ waiting: sql<number>`count(*)::int` })
		.from(meeting)
		.where(
			and(
				eq(meeting.gatheringId, by.gatheringId),
				eq(meeting.askedByPersonId, by.personId),
				eq(meeting.state, 'requested'),
				sql`${meeting.expiresAt} > ${context.now.toISOString()}::timestamptz`
			)
		);
	return {
		waiting: row!.waiting,
		allowed: pendingAllowed(by.limit, await countKept(context.db, by.personId, context.now))
	};
}

/** Ways to meet at a gathering, the usual first. */
export const modesOf = (mode: Gathering['mode']): ('onsite' | 'online')[] =>
	mode === 'hybrid' ? ['onsite', 'online'] : [mode];

/**
 * True if `personId` may be asked by `byPersonId` at all: neither closed for meetings here nor with a lasting
 * "no thanks". Which of the two it was, nobody is told.
 */
export async function takesRequests(
	db: Db,
	by: { personId: string; byPersonId: string; time: PersonTime }
): Promise<boolean> {
	if (by.time.closed) return false;
	const [no] = await db
		.select({ wish: preference.wish })
		.from(preference)
		.where(
			and(
				eq(preference.byPersonId, by.personId),
				eq(preference.personId, by.byPersonId),
				eq(preference.wish, 'no_thanks')
			)
		);
	return !no;
}

/** The open or coming meeting of a pair at a gathering, if there is one. */
export async function findStandingMeeting(
	context: Reading,
	by: { gatheringId: string; personIds: [string, string] }
): Promise<typeof meeting.$inferSelect | null> {
	const rows = await context.db
		.select({ meeting })
		.from(meeting)
		.where(
			and(
				eq(meeting.gatheringId, by.gatheringId),
				or(
					and(
						eq(meeting.state, 'requested'),
						sql`${meeting.expiresAt} > ${context.now.toISOString()}::timestamptz`
					),
					sql`upper(${meeting.during}) > ${context.now.toISOString()}::timestamptz`
				),
				...by.personIds.map(
					(id) =>
						sql`exists (select 1 from ${meetingPerson} where ${meetingPerson.meetingId} = ${meeting.id} and ${meetingPerson.personId} = ${id})`
				)
			)
		)
		.orderBy(desc(meeting.createdAt))
		.limit(1);
	return rows[0]?.meeting ?? null;
}

/** What the viewer may propose to a person: every time free for both, three of them chosen, and until when an answer would be awaited. */
export async function findMeetingOptions(
	context: ReadContext,
	input: { gatheringId: string; personId: string; mode?: 'onsite' | 'online' | undefined }
): Promise<MeetingOptions> {
	const { db, now } = context;
	const { at, personId: me } = await accessTakingPart(context, input.gatheringId);
	const { gathering } = at;
	const person = (await findPersonLines(db, lookingAt(at), [input.personId])).get(input.personId);
	if (!person || person.id === me || (await whoIsBlocked(db, me, [person.id])).size)
		return failCommon('NOT_FOUND');
	const takesPart = (await whoTakesPart(db, gathering.id, [person.id])).has(person.id);
	// Who is neither a member nor at this gathering knows of nobody but the gathering's people.
	if (!takesPart && !stands(at.standing, 'member')) return failCommon('NOT_FOUND');

	const grid = await findGrid(db, gathering.id);
	const modes = modesOf(gathering.mode);
	const mode = input.mode && modes.includes(input.mode) ? input.mode : modes[0]!;
	const times = await findTimes(db, { gatheringId: gathering.id, personIds: [me, person.id] });
	const standing = await findStandingMeeting(context, {
		gatheringId: gathering.id,
		personIds: [me, person.id]
	});
	const reachable = person.hasAccount || Boolean((await findAddressee(db, person.id))?.email);
	const open =
		grid !== null &&
		takesPart &&
		!standing &&
		reachable &&
		(await takesRequests(db, { personId: person.id, byPersonId: me, time: times.get(person.id)! }));
	const free = open ? commonSlots({ grid: grid!, times: times.values(), mode, now }) : [];
	const opening = !grid
		? 'no_meetings'
		: !takesPart
			? 'not_taking_part'
			: standing
				? standing.state === 'requested'
					? 'waiting'
					: 'meeting'
				: !reachable
					? 'not_reachable'
					: !open
						? 'not_available'
						: !free.length
							? 'none_free'
							: 'open';
	const pending = await countPending(context, {
		gatheringId: gathering.id,
		personId: me,
		limit: grid?.setting.pendingLimit ?? 0
	});
	return {
		gatheringId: gathering.id,
		timeZone: gathering.timeZone,
		opening,
		person: asPerson(person),
		meetingId: standing?.id ?? null,
		modes,
		mode,
		slotMinutes: grid?.setting.slotMinutes ?? 20,
		...viewTimes(free, gathering.timeZone, now),
		pending,
		can: { ask: opening === 'open' && pending.waiting < pending.allowed }
	};
}

/** When a request with these times, sent now, would expire. */
export async function findExpiry(
	context: ReadContext,
	input: { gatheringId: string; times: Date[] }
): Promise<{ expiresAt: Date }> {
	const { at } = await accessTakingPart(context, input.gatheringId);
	return {
		expiresAt: expiryOf({ now: context.now, times: input.times, timeZone: at.gathering.timeZone })
	};
}

/** What the viewer may propose instead, for a request that is theirs to answer or a confirmed meeting: every time free for all its people. */
export async function findOtherTimes(
	context: ReadContext,
	input: { meetingId: string }
): Promise<OtherTimes> {
	const { db, now } = context;
	const {
		meeting: row,
		personIds,
		personId
	} = await accessMeeting(context, input.meetingId, 'mine');
	const gathering = (await findGatheringLines(db, row.gatheringId ? [row.gatheringId] : [])).get(
		row.gatheringId ?? ''
	);
	if (!gathering) return failCommon('NOT_FOUND');
	const grid = await findGrid(db, gathering.id, row.id);
	const times = await findTimes(db, { gatheringId: gathering.id, personIds });
	const can = grid !== null && mayPropose(row, personId, now);
	const free = can
		? commonSlots({
				grid,
				times: [...times.values()].map((time) => without(time, row.id)),
				mode: row.mode,
				now
			}).filter(({ from }) => from.getTime() !== row.during?.from.getTime())
		: [];
	const proposed = await db
		.select({ startsAt: meetingProposal.startsAt })
		.from(meetingProposal)
		.where(eq(meetingProposal.meetingId, row.id));
	const said = new Set(proposed.map(({ startsAt }) => startsAt.getTime()));
	return {
		timeZone: gathering.timeZone,
		...viewTimes(free, gathering.timeZone, now, said),
		can: { propose: can && free.length > 0 }
	};
}

/** Free times, up to three of them chosen that nobody has `said` yet, and until when an answer to these would be awaited. */
function viewTimes(free: Span[], timeZone: string, now: Date, said: ReadonlySet<number> = new Set()) {
	const first = free[0];
	const unsaid = free.filter(({ from }) => !said.has(from.getTime()));
	const best = bestThree(
		unsaid.length ? unsaid : free,
		first !== undefined && dayIn(timeZone, now) === dayIn(timeZone, first.from)
	);
	const expires = (spans: Span[]) =>
		spans.length ? expiryOf({ now, times: spans.map(({ from }) => from), timeZone }) : null;
	return {
		times: free.map(({ from, to }) => ({ startsAt: from, endsAt: to })),
		best: best.map(({ from }) => from),
		bestExpiresAt: expires(best),
		anyTimeExpiresAt: expires(free),
		answerWithinHours: { before: answerWithinHours.before, onTheDay: answerWithinHours.onTheDay }
	};
}
