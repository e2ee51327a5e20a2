import { eq } from 'drizzle-orm';
import { findAddressee, record } from '#server/gate/public.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import {
	allBusy,
	commonSlots,
	findGrid,
	findTimes,
	hasTable,
	without,
	type Grid,
	type PersonTime
} from '../availability/queries.ts';
import { isFreeOf, slotAt } from '../availability/rules.ts';
import {
	accessAndHold,
	accessTakingPart,
	findPersonLines,
	holdPeople,
	lookingAt,
	whoIsBlocked,
	whoTakesPart
} from '../meeting/access.ts';
import { gatheringOf, notifyMeeting, recordMeeting, writeProposals } from '../meeting/commands.ts';
import { refuseTaken, requireTurn } from '../meeting-answer/commands.ts';
import { expireMeeting } from '../meeting/jobs.ts';
import { tell } from '../meeting/mails.ts';
import { viewMeeting } from '../meeting/queries.ts';
import { expiryOf, mayPropose } from '../meeting/rules.ts';
import { fail, type MeetingView } from '../meeting/schema.ts';
import { meeting, meetingPerson } from '../meeting/tables.ts';
import { countPending, findStandingMeeting, modesOf, takesRequests } from './queries.ts';
import type { Ask } from './schema.ts';

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
	if (!(await whoTakesPart(db, gathering.id, [person.id])).has(person.id))
		fail('NOT_TAKING_PART', { name });
	const modes = modesOf(gathering.mode);
	const mode = input.mode ?? modes[0]!;
	if (!modes.includes(mode)) fail('MODE_NOT_HERE', {}, 'mode');

	await holdPeople(db, [me, person.id]);
	const grid = (await findGrid(db, gathering.id)) ?? fail('NO_MEETINGS_HERE');
	const standing = await findStandingMeeting(context, {
		gatheringId: gathering.id,
		personIds: [me, person.id]
	});
	if (standing?.state === 'confirmed') fail('ALREADY_MEETING', { name });
	if (standing && standing.askedByPersonId !== me) fail('ASKED_YOU', { name });
	if (standing?.line === input.line) return viewMeeting(context, standing);
	if (standing) fail('ALREADY_ASKED', { name });

	const times = await findTimes(db, { gatheringId: gathering.id, personIds: [me, person.id] });
	const open = await takesRequests(db, {
		personId: person.id,
		byPersonId: me,
		time: times.get(person.id)!
	});
	if (!open) fail('NOT_AVAILABLE', { name });
	if (!person.hasAccount && !(await findAddressee(db, person.id))?.email)
		fail('NOT_REACHABLE', { name });
	const pending = await countPending(context, {
		gatheringId: gathering.id,
		personId: me,
		limit: grid.setting.pendingLimit
	});
	if (pending.waiting >= pending.allowed) fail('TOO_MANY_WAITING', { allowed: pending.allowed });

	const starts = proposedStarts(context, {
		...input,
		mode,
		grid,
		gathering,
		mine: times.get(me)!,
		theirs: [times.get(person.id)!]
	});
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
	await db
		.insert(meetingPerson)
		.values([me, person.id].map((personId) => ({ meetingId: row!.id, personId })));
	await writeProposals(db, row!.id, me, input.anyTime ? [] : starts);
	await context.kernel.jobs.enqueue(
		db,
		expireMeeting,
		{ meetingId: row!.id },
		{ startAfter: expiresAt }
	);
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
		gathering: { timeZone: string };
		mine: PersonTime;
		theirs: PersonTime[];
	}
): Date[] {
	const common = commonSlots({
		grid: by.grid,
		times: [by.mine, ...by.theirs],
		mode: by.mode,
		now: context.now
	});
	if (by.anyTime) return common.length ? common.map(({ from }) => from) : fail('NO_FREE_TIME');
	const wanted = [...new Map(by.times.map((time) => [time.getTime(), time])).values()];
	if (!wanted.length) fail('TIME_NEEDED', {}, 'times');
	for (const startsAt of wanted) {
		const slot = slotAt(by.grid.slots, startsAt);
		if (!slot || startsAt <= context.now) return fail('TIME_NOT_OFFERED', {}, 'times');
		// One may propose a time one closed oneself: that is a change of mind, not a mistake.
		const free =
			isFreeOf(slot, by.mine.meetings) && by.theirs.every((time) => isFreeOf(slot, allBusy(time)));
		if (!free) refuseTaken(context, 'SLOT_TAKEN', common, by.gathering.timeZone);
		if (by.mode === 'onsite' && !hasTable(by.grid, slot))
			refuseTaken(context, 'NO_TABLE', common, by.gathering.timeZone);
	}
	return wanted;
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
	await context.kernel.jobs.enqueue(
		db,
		expireMeeting,
		{ meetingId: row.id },
		{ startAfter: expiresAt }
	);
	await recordMeeting(context, standing, moving ? 'propose-move' : 'propose', {
		times: starts.length,
		anyTime: input.anyTime
	});
	await tell(context, { meetingId: row.id, kind: moving ? 'move_asked' : 'proposed', to: others });
	notifyMeeting(context, row, personIds);
	return viewMeeting(context, row);
}
