import { and, eq, inArray, sql } from 'drizzle-orm';
import { findAddressee, record } from '#server/gate/public.ts';
import { findGatheringLines, type GatheringLine } from '#server/gather/public.ts';
import { breaches, type Tx } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { makeSpokenCode } from '#server/kernel/secrets.ts';
import {
	allBusy,
	commonSlots,
	findGrid,
	findTimes,
	hasTable,
	listTables,
	takenTables,
	without,
	type Grid,
	type PersonTime
} from '../availability/queries.ts';
import { isFreeOf, slotAt, type Span } from '../availability/rules.ts';
import { ensureConnection } from '../connection/commands.ts';
import {
	accessMeeting,
	accessTakingPart,
	findPersonLines,
	lookingAt,
	whoIsBlocked,
	whoTakesPart,
	type Meeting,
	type MeetingStanding
} from './access.ts';
import { endImpossibleAt, expireMeeting } from './jobs.ts';
import { sayTimes, tell } from './mails.ts';
import { countPending, findStandingMeeting, modesOf, takesRequests, viewMeeting } from './queries.ts';
import { chooseTable, expiryOf, isOpen, mayBeHere, mayCancel, mayPropose, roomFor, stateAt } from './rules.ts';
import { fail, stateWords, type Ask, type MeetingView } from './schema.ts';
import { meeting, meetingPerson, meetingProposal, meetingSetting } from './tables.ts';

/** What writing needs where nobody looks on: a job's too. */
export type Acting = { db: Tx; now: Date; kernel: Kernel };

/** Holds names until the transaction ends, in one order for everybody. */
async function hold(db: Tx, names: string[]): Promise<void> {
	await db.execute(sql`select connect.hold(${sql.param(names)}::text[])`);
}
export const holdPeople = (db: Tx, personIds: string[]): Promise<void> =>
	hold(
		db,
		personIds.map((id) => `meeting-person:${id}`)
	);

/**
 * Locks a meeting with everything its time depends on. The order is the same everywhere, so that nobody waits in
 * a circle: the gathering's setting (shared; changing it is exclusive), the people, a slot, the meeting's row.
 */
export async function holdMeeting(
	db: Tx,
	by: { meetingId: string; gatheringId: string | null; personIds: string[] }
): Promise<Meeting> {
	if (by.gatheringId) {
		await db
			.select({ id: meetingSetting.gatheringId })
			.from(meetingSetting)
			.where(eq(meetingSetting.gatheringId, by.gatheringId))
			.for('share');
	}
	await holdPeople(db, by.personIds);
	const [row] = await db.select().from(meeting).where(eq(meeting.id, by.meetingId)).for('update');
	return row ?? failCommon('NOT_FOUND');
}

async function accessAndHold(
	context: WriteContext,
	meetingId: string,
	need: 'mine' | 'tend'
): Promise<MeetingStanding> {
	const standing = await accessMeeting(context, meetingId, need);
	const held = await holdMeeting(context.db, {
		meetingId,
		gatheringId: standing.meeting.gatheringId,
		personIds: standing.personIds
	});
	return { ...standing, meeting: held };
}

const nameOf = async (context: WriteContext, standing: MeetingStanding): Promise<string> => {
	const other = standing.personIds.find((id) => id !== standing.personId);
	const addressee = other ? await findAddressee(context.db, other) : null;
	return addressee?.callName ?? addressee?.name ?? '–';
};

async function gatheringOf(db: Tx, row: Meeting): Promise<GatheringLine> {
	const lines = await findGatheringLines(db, row.gatheringId ? [row.gatheringId] : []);
	return lines.get(row.gatheringId ?? '') ?? failCommon('NOT_FOUND');
}

/** Tells everybody's screens that a meeting changed. */
export function notifyMeeting(context: Acting, row: { id: string; gatheringId: string | null }, personIds: string[]): void {
	for (const id of personIds) {
		context.kernel.notices.notify(context.db, { topic: `person:${id}`, kind: 'meeting', id: row.id });
	}
	if (row.gatheringId) {
		context.kernel.notices.notify(context.db, {
			topic: `gathering:${row.gatheringId}`,
			kind: 'meeting',
			id: row.id
		});
	}
}

const line = (context: WriteContext, standing: MeetingStanding, verb: string, detail = {}) =>
	record(context, {
		organisationId: standing.meeting.organisationId,
		byPersonId: standing.personId,
		noun: 'meeting',
		nounId: standing.meeting.id,
		verb,
		detail
	});

/**
 * Asks a person of the same gathering to meet, with one line and up to three times, or any time. It blocks
 * nobody's time; it expires as `expiryOf` says. The same request sent again is the one that waits already. Who
 * said "no thanks" or takes no meetings is "not available", both alike.
 * Locks both people (the pending limit holds, and of two who ask each other at once one asks and one is asked);
 * sends the asked one a mail and a notice, and leaves the job that lets it expire.
 */
export async function askForMeeting(context: WriteContext, input: Ask): Promise<MeetingView> {
	const { db, now } = context;
	const { at, personId: me } = await accessTakingPart(context, input.gatheringId);
	const { gathering } = at;
	if (input.personId === me) fail('MEETING_ONESELF');
	const person = (await findPersonLines(db, lookingAt(at), [input.personId])).get(input.personId);
	if (!person || (await whoIsBlocked(db, me, [person.id])).size) return failCommon('NOT_FOUND');
	const name = person.callName ?? person.name;
	if (!(await whoTakesPart(db, gathering.id, [person.id])).has(person.id)) fail('NOT_TAKING_PART', { name });
	const modes = modesOf(gathering.mode);
	const mode = input.mode ?? modes[0]!;
	if (!modes.includes(mode)) fail('MODE_NOT_HERE', {}, 'mode');

	await holdPeople(db, [me, person.id]);
	const grid = (await findGrid(db, gathering.id)) ?? fail('NO_MEETINGS_HERE');
	const standing = await findStandingMeeting(context, { gatheringId: gathering.id, personIds: [me, person.id] });
	if (standing?.state === 'confirmed') fail('ALREADY_MEETING', { name });
	if (standing && standing.askedByPersonId !== me) fail('ASKED_YOU', { name });
	if (standing?.line === input.line) return viewMeeting(context, standing);
	if (standing) fail('ALREADY_ASKED', { name });

	const times = await findTimes(db, { gatheringId: gathering.id, personIds: [me, person.id] });
	const open = await takesRequests(db, { personId: person.id, byPersonId: me, time: times.get(person.id)! });
	if (!open) fail('NOT_AVAILABLE', { name });
	if (!person.hasAccount && !(await findAddressee(db, person.id))?.email) fail('NOT_REACHABLE', { name });
	const pending = await countPending(context, {
		gatheringId: gathering.id,
		personId: me,
		limit: grid.setting.pendingLimit
	});
	if (pending.waiting >= pending.allowed) fail('TOO_MANY_WAITING', { allowed: pending.allowed });

	const starts = proposedStarts(context, { ...input, mode, grid, gathering, mine: times.get(me)!, theirs: [times.get(person.id)!] });
	const expiresAt = expiryOf({ now, times: starts, timeZone: gathering.timeZone });
	const [row] = await db
		.insert(meeting)
		.values({
			organisationId: at.organisation.id,
			gatheringId: gathering.id,
			state: 'requested',
			mode,
			askedByPersonId: me,
			line: input.line,
			waitingForPersonId: person.id,
			anyTime: input.anyTime,
			expiresAt,
			createdAt: now
		})
		.returning();
	await db.insert(meetingPerson).values([me, person.id].map((personId) => ({ meetingId: row!.id, personId })));
	await writeProposals(db, row!.id, me, input.anyTime ? [] : starts);
	await context.kernel.jobs.enqueue(db, expireMeeting, { meetingId: row!.id }, { startAfter: expiresAt });
	await record(context, {
		organisationId: at.organisation.id,
		byPersonId: me,
		noun: 'meeting',
		nounId: row!.id,
		verb: 'ask',
		detail: { personId: person.id, times: starts.length, anyTime: input.anyTime }
	});
	await tell(context, { meetingId: row!.id, kind: 'asked', to: [person.id] });
	notifyMeeting(context, row!, [me, person.id]);
	return viewMeeting(context, row!);
}

/** The starts somebody proposes, checked: slots still to come, free for all; for any time, every slot that suits. */
function proposedStarts(
	context: WriteContext,
	by: {
		times: Date[];
		anyTime: boolean;
		mode: 'onsite' | 'online';
		grid: Grid;
		gathering: GatheringLine | { timeZone: string };
		mine: PersonTime;
		theirs: PersonTime[];
	}
): Date[] {
	const common = commonSlots({ grid: by.grid, times: [by.mine, ...by.theirs], mode: by.mode, now: context.now });
	if (by.anyTime) return common.length ? common.map(({ from }) => from) : fail('NO_FREE_TIME');
	const wanted = [...new Map(by.times.map((time) => [time.getTime(), time])).values()];
	if (!wanted.length) fail('TIME_NEEDED', {}, 'times');
	for (const startsAt of wanted) {
		const slot = slotAt(by.grid.slots, startsAt);
		if (!slot || startsAt <= context.now) return fail('TIME_NOT_OFFERED', {}, 'times');
		// One may propose a time one closed oneself: that is a change of mind, not a mistake.
		const free = isFreeOf(slot, by.mine.meetings) && by.theirs.every((time) => isFreeOf(slot, allBusy(time)));
		if (!free) refuseTaken(context, 'SLOT_TAKEN', common, by.gathering.timeZone);
		if (by.mode === 'onsite' && !hasTable(by.grid, slot)) refuseTaken(context, 'NO_TABLE', common, by.gathering.timeZone);
	}
	return wanted;
}

/** Refuses a taken time and says which are left. */
function refuseTaken(
	context: WriteContext,
	code: 'SLOT_TAKEN' | 'NO_TABLE',
	left: Span[],
	timeZone: string
): never {
	if (!left.length) return fail('NO_FREE_TIME');
	return fail(code, { times: sayTimes(left.slice(0, 5), timeZone, context.viewer.locale) }, 'times');
}

async function writeProposals(db: Tx, meetingId: string, byPersonId: string, starts: Date[]): Promise<void> {
	await db.delete(meetingProposal).where(eq(meetingProposal.meetingId, meetingId));
	if (!starts.length) return;
	await db
		.insert(meetingProposal)
		.values(starts.map((startsAt) => ({ meetingId, startsAt, byPersonId })));
}

/** Refuses unless it is for the viewer to answer. */
async function requireTurn(context: WriteContext, standing: MeetingStanding): Promise<void> {
	const { meeting: row, personId } = standing;
	if (!isOpen(row, context.now)) {
		const state = stateWords[context.viewer.locale][stateAt(row, context.now)];
		fail('ALREADY_ANSWERED', { state });
	}
	if (row.waitingForPersonId !== personId) fail('NOT_YOUR_TURN', { name: await nameOf(context, standing) });
}

/**
 * Accepts a request, or another time for a confirmed meeting. Takes `startsAt`, else the first proposed time that
 * is still free, else (any time) the first slot that suits both; gives it a table or a room; opens the pair's
 * thread; ends the requests of these people that can no longer happen. Wishes (stars, closed slots) do not stand
 * in the way of a time somebody proposed; meetings and tables do. Accepting again changes nothing.
 * Locks the setting, the people and the slot; exclusion constraints stand behind. Mails both with a calendar file.
 */
export async function acceptMeeting(
	context: WriteContext,
	input: { meetingId: string; startsAt?: Date | undefined }
): Promise<MeetingView> {
	const { db, now } = context;
	const standing = await accessAndHold(context, input.meetingId, 'mine');
	const { meeting: row, personIds } = standing;
	if (row.state === 'confirmed' && !isOpen(row, now)) {
		const same = !input.startsAt || input.startsAt.getTime() === row.during!.from.getTime();
		if (same) return viewMeeting(context, row);
	}
	await requireTurn(context, standing);

	const gathering = await gatheringOf(db, row);
	const grid = (await findGrid(db, gathering.id, row.id)) ?? fail('NO_MEETINGS_HERE');
	const found = await findTimes(db, { gatheringId: gathering.id, personIds });
	const times = [...found.values()].map((time) => without(time, row.id));
	const common = commonSlots({ grid, times, mode: row.mode, now });
	const candidates = await candidatesFor(db, { row, grid, common, startsAt: input.startsAt });
	const possible = candidates.filter(
		(slot) => slot.from > now && times.every((time) => isFreeOf(slot, time.meetings))
	);
	if (!possible.length) return refuseTaken(context, 'SLOT_TAKEN', common, gathering.timeZone);
	const placed = await firstWithTable(db, { row, grid, possible, people: personIds.length });
	if (!placed) return refuseTaken(context, 'NO_TABLE', common, gathering.timeZone);

	const moved = row.state === 'confirmed';
	try {
		// A savepoint: after a breach there is still a transaction to say no in.
		await db.transaction((inner) =>
			confirm(inner as Tx, {
				row,
				placed,
				now,
				roomUrl: row.mode === 'online' ? (row.roomUrl ?? roomFor(grid.setting.roomTemplate, roomCode(), gathering.roomUrl)) : null
			})
		);
	} catch (error) {
		if (breaches(error, 'meeting_person_not_twice') || breaches(error, 'meeting_table_not_twice')) {
			return refuseTaken(context, 'SLOT_TAKEN', common, gathering.timeZone);
		}
		throw error;
	}
	await writeProposals(db, row.id, standing.personId, []);
	await connectPair(context, standing);
	await line(context, standing, moved ? 'move' : 'accept', { at: placed.slot.from.toISOString() });
	await tell(context, { meetingId: row.id, kind: moved ? 'moved' : 'confirmed', to: personIds });
	notifyMeeting(context, row, personIds);
	await supersede(context, { personIds, exceptMeetingId: row.id, actorId: standing.personId });
	if (placed.tableId && placed.last) {
		await context.kernel.jobs.enqueue(db, endImpossibleAt, {
			gatheringId: gathering.id,
			startsAt: placed.slot.from.toISOString()
		});
	}
	return viewMeeting(context, row);
}

const roomCode = (): string => `gerbang-${makeSpokenCode(12).toLowerCase()}`;

/** The slots an acceptance may take, in the order they are tried. */
async function candidatesFor(
	db: Tx,
	by: { row: Meeting; grid: Grid; common: Span[]; startsAt: Date | undefined }
): Promise<Span[]> {
	const { row, grid, startsAt } = by;
	if (row.anyTime) {
		if (!startsAt) return by.common;
		return [slotAt(grid.slots, startsAt) ?? fail('TIME_NOT_OFFERED', {}, 'startsAt')];
	}
	const proposals = await db
		.select({ startsAt: meetingProposal.startsAt })
		.from(meetingProposal)
		.where(eq(meetingProposal.meetingId, row.id))
		.orderBy(meetingProposal.startsAt);
	if (startsAt && !proposals.some((proposal) => proposal.startsAt.getTime() === startsAt.getTime())) {
		fail('TIME_NOT_OFFERED', {}, 'startsAt');
	}
	return (startsAt ? [startsAt] : proposals.map((proposal) => proposal.startsAt)).flatMap(
		(start) => slotAt(grid.slots, start) ?? []
	);
}

interface Placed {
	slot: Span;
	tableId: string | null;
	/** It was the last table free at this time. */
	last: boolean;
}

/** The first of these slots that has a table for so many people, with the slot held; without tables, the first. */
async function firstWithTable(
	db: Tx,
	by: { row: Meeting; grid: Grid; possible: Span[]; people: number }
): Promise<Placed | null> {
	if (by.row.mode === 'online' || !by.grid.tables) return { slot: by.possible[0]!, tableId: null, last: false };
	const gatheringId = by.row.gatheringId!;
	// Ascending: two transactions that try several slots hold them in the same order.
	for (const slot of [...by.possible].sort((a, b) => a.from.getTime() - b.from.getTime())) {
		await hold(db, [`meeting-slot:${gatheringId}:${slot.from.toISOString()}`]);
		const taken = await takenTables(db, { gatheringId, slot, exceptMeetingId: by.row.id });
		if (taken.size >= by.grid.tables) continue;
		const all = await listTables(db, gatheringId);
		const free = all.filter(({ id }) => !taken.has(id));
		// Who moves keeps the table if it can be kept.
		const own = free.find(({ id, seats }) => id === by.row.tableId && seats >= by.people);
		const table = own ?? chooseTable(free, by.people, all);
		if (table) return { slot, tableId: table.id, last: free.length === 1 };
	}
	return null;
}

/** Sets a meeting's time and place for everybody in it. */
async function confirm(
	db: Tx,
	by: { row: Meeting; placed: Placed; now: Date; roomUrl: string | null }
): Promise<void> {
	const { slot, tableId } = by.placed;
	await db
		.update(meetingPerson)
		.set({ during: slot, hereAt: null })
		.where(eq(meetingPerson.meetingId, by.row.id));
	await db
		.update(meeting)
		.set({
			state: 'confirmed',
			during: slot,
			tableId,
			placeName: tableId ? null : by.row.placeName,
			roomUrl: by.roomUrl,
			waitingForPersonId: null,
			expiresAt: null,
			answeredAt: by.now,
			sequence: by.row.sequence + 1
		})
		.where(eq(meeting.id, by.row.id));
}

/** Opens the lasting thread of a meeting's two people, without giving either's contact fields away. */
async function connectPair(context: WriteContext, standing: MeetingStanding): Promise<void> {
	const [a, b] = standing.personIds;
	if (standing.personIds.length !== 2 || !a || !b) return;
	const connectionId = await ensureConnection(context, {
		a,
		b,
		via: 'meeting',
		gatheringId: standing.meeting.gatheringId
	});
	await context.db.update(meeting).set({ connectionId }).where(eq(meeting.id, standing.meeting.id));
}

/** True if a request could still be accepted: some slot it allows is ahead, and free of meetings and with a table. */
export async function isPossible(
	context: Acting,
	row: Meeting,
	by: { personIds: string[]; grid: Grid | null; times: Map<string, PersonTime>; starts: Date[] }
): Promise<boolean> {
	if (!by.grid) return false;
	const { grid } = by;
	const slots = row.anyTime ? grid.slots : by.starts.flatMap((start) => slotAt(grid.slots, start) ?? []);
	return slots.some(
		(slot) =>
			slot.from > context.now &&
			by.personIds.every((id) => isFreeOf(slot, without(by.times.get(id)!, row.id).meetings)) &&
			(row.mode === 'online' || hasTable(grid, slot))
	);
}

/**
 * Ends the open requests of these people that can no longer happen, and tells those who did not cause it. The
 * caller holds the people: whoever else would write to one of these requests waits for one of them.
 */
async function supersede(
	context: Acting,
	by: { personIds: string[]; exceptMeetingId: string; actorId: string }
): Promise<void> {
	const { db } = context;
	const open = await db
		.selectDistinct({ id: meeting.id, gatheringId: meeting.gatheringId })
		.from(meeting)
		.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
		.where(
			and(
				eq(meeting.state, 'requested'),
				inArray(meetingPerson.personId, by.personIds),
				sql`${meeting.id} <> ${by.exceptMeetingId}`
			)
		)
		.orderBy(meeting.id);
	await endImpossible(context, { meetingIds: open.map(({ id }) => id), actorId: by.actorId });
}

/** Ends those of these requests that can no longer happen; the caller holds their people. Returns how many ended. */
export async function endImpossible(
	context: Acting,
	by: { meetingIds: string[]; actorId: string | null }
): Promise<number> {
	const { db } = context;
	if (!by.meetingIds.length) return 0;
	const rows = await db
		.select()
		.from(meeting)
		.where(and(inArray(meeting.id, by.meetingIds), eq(meeting.state, 'requested')));
	const people = await db
		.select({ meetingId: meetingPerson.meetingId, personId: meetingPerson.personId })
		.from(meetingPerson)
		.where(inArray(meetingPerson.meetingId, by.meetingIds));
	const proposals = await db
		.select()
		.from(meetingProposal)
		.where(inArray(meetingProposal.meetingId, by.meetingIds));
	let ended = 0;
	for (const gatheringId of new Set(rows.flatMap((row) => row.gatheringId ?? []))) {
		const here = rows.filter((row) => row.gatheringId === gatheringId);
		const ids = new Set(here.map(({ id }) => id));
		const grid = await findGrid(db, gatheringId);
		const times = await findTimes(db, {
			gatheringId,
			personIds: [...new Set(people.filter(({ meetingId }) => ids.has(meetingId)).map(({ personId }) => personId))]
		});
		for (const row of here) {
			const personIds = people.filter(({ meetingId }) => meetingId === row.id).map(({ personId }) => personId);
			const starts = proposals.filter(({ meetingId }) => meetingId === row.id).map(({ startsAt }) => startsAt);
			if (await isPossible(context, row, { personIds, grid, times, starts })) continue;
			await db
				.update(meeting)
				.set({ state: 'superseded', waitingForPersonId: null, expiresAt: null, answeredAt: context.now })
				.where(eq(meeting.id, row.id));
			await record(context, {
				organisationId: row.organisationId,
				byPersonId: by.actorId,
				noun: 'meeting',
				nounId: row.id,
				verb: 'supersede'
			});
			await tell(context, {
				meetingId: row.id,
				kind: 'superseded',
				to: personIds.filter((id) => id !== by.actorId)
			});
			notifyMeeting(context, row, personIds);
			ended++;
		}
	}
	return ended;
}

/**
 * Declines a request, or another time for a confirmed meeting (which then stands as it was). With `openThread`
 * the pair's thread is opened: no meeting, but a word is welcome. Declining again changes nothing. Tells the
 * other by mail and notice.
 */
export async function declineMeeting(
	context: WriteContext,
	input: { meetingId: string; openThread: boolean }
): Promise<MeetingView> {
	const standing = await accessAndHold(context, input.meetingId, 'mine');
	const { meeting: row, personId, personIds } = standing;
	if (row.state === 'declined' && row.askedByPersonId !== personId) return viewMeeting(context, row);
	await requireTurn(context, standing);
	const moving = row.state === 'confirmed';
	await context.db
		.update(meeting)
		.set({
			...(moving ? {} : { state: 'declined', answeredAt: context.now }),
			waitingForPersonId: null,
			expiresAt: null
		})
		.where(eq(meeting.id, row.id));
	if (moving) await writeProposals(context.db, row.id, personId, []);
	if (input.openThread) await connectPair(context, standing);
	await line(context, standing, moving ? 'decline-move' : 'decline', { openThread: input.openThread });
	await tell(context, {
		meetingId: row.id,
		kind: moving ? 'move_declined' : input.openThread ? 'declined_open' : 'declined',
		to: personIds.filter((id) => id !== personId)
	});
	notifyMeeting(context, row, personIds);
	return viewMeeting(context, row);
}

/**
 * Proposes up to three other times, or any time: for a request by whose turn it is, for a confirmed meeting by
 * either (it stands at its time until the other accepts). The turn goes to the other, the older times are gone,
 * the time to answer begins anew. Locks as `acceptMeeting`; mails the other.
 */
export async function proposeMeetingTimes(
	context: WriteContext,
	input: { meetingId: string; times: Date[]; anyTime: boolean }
): Promise<MeetingView> {
	const { db, now } = context;
	const standing = await accessAndHold(context, input.meetingId, 'mine');
	const { meeting: row, personId, personIds } = standing;
	const moving = row.state === 'confirmed';
	if (!mayPropose(row, personId, now)) {
		if (moving) fail('TOO_LATE');
		await requireTurn(context, standing);
	}
	const gathering = await gatheringOf(db, row);
	const grid = (await findGrid(db, gathering.id, row.id)) ?? fail('NO_MEETINGS_HERE');
	const found = await findTimes(db, { gatheringId: gathering.id, personIds });
	const others = personIds.filter((id) => id !== personId);
	const starts = proposedStarts(context, {
		times: input.times,
		anyTime: input.anyTime,
		mode: row.mode,
		grid,
		gathering,
		mine: without(found.get(personId)!, row.id),
		theirs: others.map((id) => without(found.get(id)!, row.id))
	});
	const expiresAt = expiryOf({ now, times: starts, timeZone: gathering.timeZone });
	await db
		.update(meeting)
		.set({ waitingForPersonId: others[0]!, anyTime: input.anyTime, expiresAt })
		.where(eq(meeting.id, row.id));
	await writeProposals(db, row.id, personId, input.anyTime ? [] : starts);
	await context.kernel.jobs.enqueue(db, expireMeeting, { meetingId: row.id }, { startAfter: expiresAt });
	await line(context, standing, moving ? 'propose-move' : 'propose', { times: starts.length, anyTime: input.anyTime });
	await tell(context, { meetingId: row.id, kind: moving ? 'move_asked' : 'proposed', to: others });
	notifyMeeting(context, row, personIds);
	return viewMeeting(context, row);
}

/**
 * Calls a meeting off: its asker withdraws a request, either cancels what was agreed, an organiser does it for
 * both. Frees the time and the table at once. A confirmed one's people get a mail that takes it out of their
 * calendars. Calling off again changes nothing.
 */
export async function cancelMeeting(
	context: WriteContext,
	input: { meetingId: string }
): Promise<{ id: string; state: 'cancelled' }> {
	const standing = await accessAndHold(context, input.meetingId, 'tend');
	const { meeting: row, personId, personIds, isMine } = standing;
	if (row.state === 'cancelled') return { id: row.id, state: 'cancelled' };
	if (!mayCancel(row, context.now)) {
		if (row.state === 'confirmed') fail('TOO_LATE');
		fail('ALREADY_ANSWERED', { state: stateWords[context.viewer.locale][stateAt(row, context.now)] });
	}
	await line(context, standing, 'cancel', { from: row.state, asOrganiser: !isMine });
	await callOff(context, { row, personIds, byPersonId: personId, asOrganiser: !isMine });
	return { id: row.id, state: 'cancelled' };
}

/** Ends a request or a confirmed meeting as called off and tells its people. The caller holds it and has written history. */
export async function callOff(
	context: Acting,
	by: { row: Meeting; personIds: string[]; byPersonId: string | null; asOrganiser: boolean }
): Promise<void> {
	const { row, personIds } = by;
	const confirmed = row.state === 'confirmed';
	// The letter says when and where it would have been.
	if (confirmed) {
		await tell(context, {
			meetingId: row.id,
			kind: by.asOrganiser ? 'cancelled_by_organiser' : 'cancelled',
			to: personIds,
			byPersonId: by.byPersonId
		});
	} else if (by.asOrganiser) {
		await tell(context, { meetingId: row.id, kind: 'withdrawn_by_organiser', to: personIds });
	}
	await context.db
		.update(meeting)
		.set({
			state: 'cancelled',
			during: null,
			tableId: null,
			waitingForPersonId: null,
			expiresAt: null,
			answeredAt: context.now,
			cancelledByPersonId: by.byPersonId,
			sequence: row.sequence + 1
		})
		.where(eq(meeting.id, row.id));
	await context.db
		.update(meetingPerson)
		.set({ during: null })
		.where(eq(meetingPerson.meetingId, row.id));
	notifyMeeting(context, row, personIds);
}

/** "I'm here": the others see it at once. Saying it again changes nothing. */
export async function sayHere(context: WriteContext, input: { meetingId: string }): Promise<MeetingView> {
	const standing = await accessAndHold(context, input.meetingId, 'mine');
	const { meeting: row, personId, personIds } = standing;
	if (!mayBeHere(row, context.now)) fail('NOT_NOW');
	const said = await context.db
		.update(meetingPerson)
		.set({ hereAt: context.now })
		.where(
			and(
				eq(meetingPerson.meetingId, row.id),
				eq(meetingPerson.personId, personId),
				sql`${meetingPerson.hereAt} is null`
			)
		)
		.returning({ id: meetingPerson.personId });
	if (said.length) {
		await line(context, standing, 'here');
		notifyMeeting(context, row, personIds);
	}
	return viewMeeting(context, row);
}

/**
 * Says where a confirmed meeting without a table is held: a place onsite, a room's link online. Either may, and
 * may change it; both get the new calendar file by mail. The same words again change nothing.
 */
export async function namePlace(
	context: WriteContext,
	input: { meetingId: string; placeName?: string | null | undefined; roomUrl?: string | null | undefined }
): Promise<MeetingView> {
	const standing = await accessAndHold(context, input.meetingId, 'mine');
	const { meeting: row, personIds } = standing;
	if (row.state !== 'confirmed' || row.during!.to <= context.now) fail('TOO_LATE');
	if (row.tableId) fail('PLACE_IS_A_TABLE');
	const place =
		row.mode === 'online'
			? { roomUrl: input.roomUrl || null, placeName: null }
			: { placeName: input.placeName || null, roomUrl: null };
	if (place.roomUrl === row.roomUrl && place.placeName === row.placeName) return viewMeeting(context, row);
	await context.db
		.update(meeting)
		.set({ ...place, sequence: row.sequence + 1 })
		.where(eq(meeting.id, row.id));
	await line(context, standing, 'name-place');
	await tell(context, { meetingId: row.id, kind: 'placed', to: personIds });
	notifyMeeting(context, row, personIds);
	return viewMeeting(context, row);
}

