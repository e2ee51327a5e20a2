import { and, asc, desc, eq, inArray, ne, or, sql, type SQL } from 'drizzle-orm';
import { accessOrganisation, stands } from '#server/gate/public.ts';
import { findGatheringLines, type Gathering } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import {
	commonSlots,
	findGrid,
	findTimes,
	hasTable,
	without,
	type Grid,
	type PersonTime
} from '../availability/queries.ts';
import { bestThree, dayIn, isFreeOf, slotAt, type Span } from '../availability/rules.ts';
import { listPromisesOfMeetings } from '../follow-up/queries.ts';
import { preference } from '../suggestion/tables.ts';
import {
	accessMeeting,
	accessTakingPart,
	countKept,
	findPersonLines,
	lookingAt,
	whoIsBlocked,
	whoTakesPart,
	type Looking
} from './access.ts';
import {
	expiryOf,
	isOpen,
	mayBeHere,
	mayCancel,
	mayPropose,
	mayTellOutcome,
	answerWithinHours,
	pendingAllowed,
	stateAt,
	waitsAlone
} from './rules.ts';
import type { MeetingOptions, MeetingPersonView, MeetingView, MyMeetings } from './schema.ts';
import { meeting, meetingPerson, meetingProposal, meetingTable } from './tables.ts';

type Reading = Pick<ReadContext, 'db' | 'now'>;

const asPerson = ({ id, name, callName, title, companyName, city, photoFileId }: MeetingPersonView) => ({
	id,
	name,
	callName,
	title,
	companyName,
	city,
	photoFileId
});

/**
 * The looker's meetings that satisfy `where`, as they may see them, in the order given. Meetings with somebody
 * blocked in either direction are not there. The number of queries does not grow with the meetings.
 */
export async function viewMeetings(
	context: Reading,
	by: Looking,
	where: SQL | undefined,
	page: { order?: SQL[]; limit?: number } = {}
): Promise<MeetingView[]> {
	const { db, now } = context;
	const me = by.standing.personId;
	const found = await db
		.select({
			meeting,
			tableName: meetingTable.name,
			tableZone: meetingTable.zone,
			hereAt: meetingPerson.hereAt,
			outcome: meetingPerson.outcome
		})
		.from(meetingPerson)
		.innerJoin(meeting, eq(meeting.id, meetingPerson.meetingId))
		.leftJoin(meetingTable, eq(meetingTable.id, meeting.tableId))
		.where(and(eq(meetingPerson.personId, me), where))
		.orderBy(...(page.order ?? [asc(sql`coalesce(lower(${meeting.during}), ${meeting.createdAt})`), asc(meeting.id)]))
		.limit(page.limit ?? 1000);
	if (!found.length) return [];
	const ids = found.map((row) => row.meeting.id);

	const others = await db
		.select({
			meetingId: meetingPerson.meetingId,
			personId: meetingPerson.personId,
			hereAt: meetingPerson.hereAt
		})
		.from(meetingPerson)
		.where(and(inArray(meetingPerson.meetingId, ids), ne(meetingPerson.personId, me)))
		.orderBy(asc(meetingPerson.personId));
	const otherIds = [...new Set(others.map(({ personId }) => personId))];
	const blocked = await whoIsBlocked(db, me, otherIds);
	const lines = await findPersonLines(db, by, otherIds);
	const proposals = await db
		.select({ meetingId: meetingProposal.meetingId, startsAt: meetingProposal.startsAt })
		.from(meetingProposal)
		.where(inArray(meetingProposal.meetingId, ids))
		.orderBy(asc(meetingProposal.startsAt));
	const promises = await listPromisesOfMeetings(context, by, ids);
	const gatherings = await findGatheringLines(db, [
		...new Set(found.flatMap((row) => row.meeting.gatheringId ?? []))
	]);

	const timesIn = new Map<string, { grid: Grid | null; times: Map<string, PersonTime> }>();
	for (const gatheringId of gatherings.keys()) {
		const open = found.filter((row) => row.meeting.gatheringId === gatheringId && isOpen(row.meeting, now));
		if (!open.length) continue;
		const openIds = new Set(open.map((row) => row.meeting.id));
		const personIds = others.filter((row) => openIds.has(row.meetingId)).map((row) => row.personId);
		timesIn.set(gatheringId, {
			grid: await findGrid(db, gatheringId),
			times: await findTimes(db, { gatheringId, personIds: [...new Set([me, ...personIds])] })
		});
	}

	return found.flatMap((row): MeetingView[] => {
		const m = row.meeting;
		const withMe = others.filter(({ meetingId }) => meetingId === m.id);
		if (withMe.some(({ personId }) => blocked.has(personId))) return [];
		const open = isOpen(m, now);
		const mine = m.waitingForPersonId === me;
		const place = m.gatheringId ? timesIn.get(m.gatheringId) : undefined;
		const times = place
			? [me, ...withMe.map(({ personId }) => personId)].map((id) => without(place.times.get(id)!, m.id))
			: [];
		const proposed = open
			? proposals
					.filter(({ meetingId }) => meetingId === m.id)
					.map(({ startsAt }) => viewProposal(startsAt, place?.grid ?? null, times, m.mode, now))
			: [];
		const firstFree = !open
			? null
			: m.anyTime
				? asTime(place?.grid ? commonSlots({ grid: place.grid, times, mode: m.mode, now })[0] : undefined)
				: asTime(proposed.find(({ isFree }) => isFree));
		const othersHere = withMe.length > 0 && withMe.every(({ hereAt }) => hereAt !== null);
		const otherFirst = withMe.find(({ hereAt }) => hereAt !== null)?.hereAt ?? null;
		const alone = !m.during
			? null
			: waitsAlone({ during: m.during, hereAt: row.hereAt, othersHere, now })
				? 'me'
				: waitsAlone({ during: m.during, hereAt: otherFirst, othersHere: row.hereAt !== null, now })
					? 'them'
					: null;
		const gathering = m.gatheringId ? gatherings.get(m.gatheringId) : undefined;
		return [
			{
				id: m.id,
				gathering: gathering
					? { id: gathering.id, slug: gathering.slug, title: gathering.title, timeZone: gathering.timeZone }
					: null,
				state: stateAt(m, now),
				mode: m.mode,
				line: m.line,
				askedByMe: m.askedByPersonId === me,
				people: withMe.flatMap(({ personId }) => {
					const line = lines.get(personId);
					return line ? [asPerson(line)] : [];
				}),
				waitingFor: open ? (mine ? 'me' : 'them') : null,
				expiresAt: open ? m.expiresAt : null,
				anyTime: m.anyTime,
				proposals: proposed,
				firstFree,
				startsAt: m.during?.from ?? null,
				endsAt: m.during?.to ?? null,
				tableName: m.during ? row.tableName : null,
				tableZone: m.during ? row.tableZone : null,
				placeName: m.during ? m.placeName : null,
				roomUrl: m.during ? m.roomUrl : null,
				hereAt: row.hereAt,
				othersHere,
				waitsAlone: alone,
				outcome: row.outcome,
				promises: promises.filter(({ meetingId }) => meetingId === m.id),
				answeredAt: m.answeredAt,
				cancelledBy:
					m.state !== 'cancelled'
						? null
						: m.cancelledByPersonId === me
							? 'me'
							: withMe.some(({ personId }) => personId === m.cancelledByPersonId)
								? 'them'
								: 'organiser',
				createdAt: m.createdAt,
				can: {
					accept: open && mine && firstFree !== null,
					decline: open && mine,
					propose: mayPropose(m, me, now),
					cancel: mayCancel(m, now),
					sayHere: mayBeHere(m, now) && row.hereAt === null,
					tellOutcome: mayTellOutcome(m, now),
					namePlace: m.during !== null && m.during.to > now && m.tableId === null
				}
			}
		];
	});
}

const asTime = (span: Span | { startsAt: Date; endsAt: Date } | undefined) =>
	!span ? null : 'from' in span ? { startsAt: span.from, endsAt: span.to } : { startsAt: span.startsAt, endsAt: span.endsAt };

/** A proposed time as it stands now: only meetings and tables make it impossible, wishes do not. */
function viewProposal(startsAt: Date, grid: Grid | null, times: PersonTime[], mode: 'onsite' | 'online', now: Date) {
	const slot = grid && slotAt(grid.slots, startsAt);
	const endsAt = slot?.to ?? new Date(startsAt.getTime() + (grid?.setting.slotMinutes ?? 20) * 60_000);
	const isFree =
		Boolean(slot) &&
		startsAt > now &&
		times.every((time) => isFreeOf(slot!, time.meetings)) &&
		(mode === 'online' || hasTable(grid!, slot!));
	return { startsAt, endsAt, isFree };
}

/** One meeting as one of its people sees it. */
export async function findMeeting(context: ReadContext, input: { meetingId: string }): Promise<MeetingView> {
	const { meeting: row } = await accessMeeting(context, input.meetingId, 'mine');
	return viewMeeting(context, row);
}

/** The view of a meeting the viewer is known to be in. */
export async function viewMeeting(
	context: Pick<ReadContext, 'db' | 'now' | 'viewer'>,
	row: { id: string; organisationId: string }
): Promise<MeetingView> {
	const looking = lookingAt(await accessOrganisation(context, { id: row.organisationId }, 'belong'));
	const [view] = await viewMeetings(context, looking, eq(meeting.id, row.id));
	return view ?? failCommon('NOT_FOUND');
}

/** The viewer's meetings at a gathering: what waits for them first. */
export async function listMyMeetings(context: ReadContext, input: { gatheringId: string }): Promise<MyMeetings> {
	const { at, personId } = await accessTakingPart(context, input.gatheringId);
	const grid = await findGrid(context.db, at.gathering.id);
	const all = await viewMeetings(context, lookingAt(at), eq(meeting.gatheringId, at.gathering.id));
	const list: MyMeetings = {
		gatheringId: at.gathering.id,
		timeZone: at.gathering.timeZone,
		hasMeetings: grid !== null,
		total: all.length,
		toTell: [],
		waitingForMe: [],
		coming: [],
		waitingForThem: [],
		past: [],
		pending: await countPending(context, { gatheringId: at.gathering.id, personId, limit: grid?.setting.pendingLimit ?? 0 })
	};
	for (const view of all) {
		const over = view.endsAt !== null && view.endsAt <= context.now;
		if (view.waitingFor === 'me') list.waitingForMe.push(view);
		else if (view.state === 'confirmed' && !over) list.coming.push(view);
		else if (view.state === 'confirmed' && view.outcome === null) list.toTell.push(view);
		else if (view.waitingFor === 'them') list.waitingForThem.push(view);
		else list.past.push(view);
	}
	list.past.reverse();
	return list;
}

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
	if (!person || person.id === me || (await whoIsBlocked(db, me, [person.id])).size) return failCommon('NOT_FOUND');
	const takesPart = (await whoTakesPart(db, gathering.id, [person.id])).has(person.id);
	// Who is neither a member nor at this gathering knows of nobody but the gathering's people.
	if (!takesPart && !stands(at.standing, 'member')) return failCommon('NOT_FOUND');

	const grid = await findGrid(db, gathering.id);
	const modes = modesOf(gathering.mode);
	const mode = input.mode && modes.includes(input.mode) ? input.mode : modes[0]!;
	const times = await findTimes(db, { gatheringId: gathering.id, personIds: [me, person.id] });
	const standing = await findStandingMeeting(context, { gatheringId: gathering.id, personIds: [me, person.id] });
	const open =
		grid !== null &&
		takesPart &&
		!standing &&
		(await takesRequests(db, { personId: person.id, byPersonId: me, time: times.get(person.id)! }));
	const free = open ? commonSlots({ grid: grid!, times: times.values(), mode, now }) : [];
	const best = bestThree(free, dayIn(gathering.timeZone, now) === dayIn(gathering.timeZone, free[0]?.from ?? now));
	const opening = !grid
		? 'no_meetings'
		: !takesPart
			? 'not_taking_part'
			: standing
				? standing.state === 'requested'
					? 'waiting'
					: 'meeting'
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
	const expires = (spans: Span[]) =>
		spans.length
			? expiryOf({ now, times: spans.map(({ from }) => from), timeZone: gathering.timeZone })
			: null;
	return {
		gatheringId: gathering.id,
		timeZone: gathering.timeZone,
		opening,
		person: asPerson(person),
		meetingId: standing?.id ?? null,
		modes,
		mode,
		slotMinutes: grid?.setting.slotMinutes ?? 20,
		times: free.map(({ from, to }) => ({ startsAt: from, endsAt: to })),
		best: best.map(({ from }) => from),
		bestExpiresAt: expires(best),
		anyTimeExpiresAt: expires(free),
		answerWithinHours: { before: answerWithinHours.before, onTheDay: answerWithinHours.onTheDay },
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
	return { expiresAt: expiryOf({ now: context.now, times: input.times, timeZone: at.gathering.timeZone }) };
}

/** The confirmed meetings of a person, at one gathering or at all: what their agenda and calendar hold. */
export async function listConfirmedMeetings(
	context: Reading,
	by: Looking,
	filter: { gatheringId?: string | undefined; from?: Date | undefined }
): Promise<(MeetingView & { sequence: number })[]> {
	const views = await viewMeetings(
		context,
		by,
		and(
			eq(meeting.state, 'confirmed'),
			filter.gatheringId ? eq(meeting.gatheringId, filter.gatheringId) : undefined,
			filter.from ? sql`upper(${meeting.during}) > ${filter.from.toISOString()}::timestamptz` : undefined
		)
	);
	if (!views.length) return [];
	const rows = await context.db
		.select({ id: meeting.id, sequence: meeting.sequence })
		.from(meeting)
		.where(
			inArray(
				meeting.id,
				views.map(({ id }) => id)
			)
		);
	const sequence = new Map(rows.map((row) => [row.id, row.sequence]));
	return views.map((view) => ({ ...view, sequence: sequence.get(view.id) ?? 0 }));
}

/** The meetings of the looker with one other person, newest first, across all gatherings: for their thread. */
export async function listMeetingsOfPair(
	context: Reading,
	by: Looking,
	otherPersonId: string
): Promise<MeetingView[]> {
	return viewMeetings(
		context,
		by,
		sql`exists (select 1 from ${meetingPerson} other where other.meeting_id = ${meeting.id} and other.person_id = ${otherPersonId})`,
		{ order: [desc(sql`coalesce(lower(${meeting.during}), ${meeting.createdAt})`), desc(meeting.id)], limit: 50 }
	);
}
