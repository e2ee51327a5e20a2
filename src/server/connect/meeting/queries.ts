import { and, asc, desc, eq, inArray, ne, sql, type SQL } from 'drizzle-orm';
import { accessOrganisation } from '#server/gate/public.ts';
import { findGatheringLines } from '#server/gather/public.ts';
import { failCommon, say, type Locale, type Sentence } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { writeCalendar, type CalendarEvent } from '#server/kernel/calendar.ts';
import {
	commonSlots,
	findGrid,
	findTimes,
	hasTable,
	without,
	type Grid,
	type PersonTime
} from '../availability/queries.ts';
import { isFreeOf, slotAt, type Span } from '../availability/rules.ts';
import { listPromisesOfMeetings } from '../follow-up/queries.ts';
import { countPending } from '../meeting-request/queries.ts';
import {
	accessMeeting,
	accessTakingPart,
	asPerson,
	findPersonLines,
	lookingAt,
	whoIsBlocked,
	type Looking
} from './access.ts';
import {
	isOpen,
	mayBeHere,
	mayCancel,
	mayPropose,
	mayTellOutcome,
	stateAt,
	waitsAlone
} from './rules.ts';
import type { MeetingView, MyMeetings } from './schema.ts';
import { sayEntry, sayPlace } from './mails.ts';
import { meeting, meetingPerson, meetingProposal, meetingTable } from './tables.ts';

type Reading = Pick<ReadContext, 'db' | 'now'>;

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
		.orderBy(
			...(page.order ?? [
				asc(sql`coalesce(lower(${meeting.during}), ${meeting.createdAt})`),
				asc(meeting.id)
			])
		)
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
		const open = found.filter(
			(row) => row.meeting.gatheringId === gatheringId && isOpen(row.meeting, now)
		);
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
		const times =
			open && place
				? [me, ...withMe.map(({ personId }) => personId)].map((id) =>
						without(place.times.get(id)!, m.id)
					)
				: [];
		const proposed = open
			? proposals
					.filter(({ meetingId }) => meetingId === m.id)
					.map(({ startsAt }) => viewProposal(startsAt, place?.grid ?? null, times, m.mode, now))
			: [];
		const firstFree = !open
			? null
			: m.anyTime
				? asTime(
						place?.grid ? commonSlots({ grid: place.grid, times, mode: m.mode, now })[0] : undefined
					)
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
					? {
							id: gathering.id,
							slug: gathering.slug,
							title: gathering.title,
							timeZone: gathering.timeZone
						}
					: null,
				state: stateAt(m, now),
				mode: m.mode,
				line: m.line,
				askedByMe: m.askedByPersonId === me,
				isArranged: m.arrangedAt !== null,
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
	!span
		? null
		: 'from' in span
			? { startsAt: span.from, endsAt: span.to }
			: { startsAt: span.startsAt, endsAt: span.endsAt };

/** A proposed time as it stands now: only meetings and tables make it impossible, wishes do not. */
function viewProposal(
	startsAt: Date,
	grid: Grid | null,
	times: PersonTime[],
	mode: 'onsite' | 'online',
	now: Date
) {
	const slot = grid && slotAt(grid.slots, startsAt);
	const endsAt =
		slot?.to ?? new Date(startsAt.getTime() + (grid?.setting.slotMinutes ?? 20) * 60_000);
	const isFree =
		Boolean(slot) &&
		startsAt > now &&
		times.every((time) => isFreeOf(slot!, time.meetings)) &&
		(mode === 'online' || hasTable(grid!, slot!));
	return { startsAt, endsAt, isFree };
}

/** One meeting as one of its people sees it. */
export async function findMeeting(
	context: ReadContext,
	input: { meetingId: string }
): Promise<MeetingView> {
	const { meeting: row } = await accessMeeting(context, input.meetingId, 'mine');
	return viewMeeting(context, row);
}

/** The view of a meeting the viewer is known to be in. */
export async function viewMeeting(
	context: Pick<ReadContext, 'db' | 'now' | 'viewer'>,
	row: { id: string; organisationId: string }
): Promise<MeetingView> {
	const looking = lookingAt(
		await accessOrganisation(context, { id: row.organisationId }, 'belong')
	);
	const [view] = await viewMeetings(context, looking, eq(meeting.id, row.id));
	return view ?? failCommon('NOT_FOUND');
}

/** The viewer's meetings at a gathering: what waits for them first. */
export async function listMyMeetings(
	context: ReadContext,
	input: { gatheringId: string }
): Promise<MyMeetings> {
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
		pending: await countPending(context, {
			gatheringId: at.gathering.id,
			personId,
			limit: grid?.setting.pendingLimit ?? 0
		})
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

export type ConfirmedMeeting = MeetingView & { sequence: number };

/** The confirmed meetings of a person, at one gathering or at all: what their agenda and calendar hold. */
export async function listConfirmedMeetings(
	context: Reading,
	by: Looking,
	filter: { gatheringId?: string | undefined; from?: Date | undefined; meetingId?: string }
): Promise<ConfirmedMeeting[]> {
	const views = await viewMeetings(
		context,
		by,
		and(
			eq(meeting.state, 'confirmed'),
			filter.meetingId ? eq(meeting.id, filter.meetingId) : undefined,
			filter.gatheringId ? eq(meeting.gatheringId, filter.gatheringId) : undefined,
			filter.from
				? sql`upper(${meeting.during}) > ${filter.from.toISOString()}::timestamptz`
				: undefined
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

/** A confirmed meeting as a calendar file to download. */
export async function writeMeetingCalendar(
	context: ReadContext,
	input: { meetingId: string }
): Promise<{ fileName: string; text: string }> {
	const { meeting: row } = await accessMeeting(context, input.meetingId, 'mine');
	const home = await accessOrganisation(context, { id: row.organisationId }, 'belong');
	const [view] = await listConfirmedMeetings(context, lookingAt(home), { meetingId: row.id });
	if (!view) return failCommon('NOT_FOUND');
	return {
		fileName: 'meeting.ics',
		text: writeCalendar({
			method: 'PUBLISH',
			name: view.gathering?.title ?? home.organisation.name,
			events: [
				meetingEvent(view, {
					locale: context.viewer.locale,
					base: `${context.kernel.config.origin}/${home.organisation.slug}`
				})
			]
		})
	};
}

const calendarTitle: Sentence = { id: 'Bertemu {who}', en: 'Meet {who}' };
const somebody: Sentence = { id: 'seseorang', en: 'somebody' };

/** A confirmed meeting as an entry of a calendar. Names and places, never contact fields. */
export function meetingEvent(
	view: ConfirmedMeeting,
	by: { locale: Locale; base: string }
): CalendarEvent {
	const who = view.people
		.map(({ name, companyName }) => [name, companyName].filter(Boolean).join(', '))
		.join('; ');
	const url = view.gathering ? `${by.base}/g/${view.gathering.slug}/meetings/${view.id}` : by.base;
	return {
		uid: `meeting-${view.id}@gerbang`,
		sequence: view.sequence,
		stamp: view.answeredAt ?? view.createdAt,
		from: view.startsAt!,
		to: view.endsAt!,
		title: say(calendarTitle, by.locale, { who: who || somebody[by.locale] }),
		place: sayPlace(view) ?? '',
		text: sayEntry(view.line, url),
		url
	};
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
		{
			order: [
				desc(sql`coalesce(lower(${meeting.during}), ${meeting.createdAt})`),
				desc(meeting.id)
			],
			limit: 50
		}
	);
}
