import { createHash } from 'node:crypto';
import { and, asc, count, desc, eq, inArray, or, sql } from 'drizzle-orm';
import { seenPeople } from '#server/gate/public.ts';
import {
	accessGathering,
	peopleAt,
	type Gathering,
	type GatheringStanding
} from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { findGrid, findTimes, listTables, softBusy, without } from '../availability/queries.ts';
import { overlaps, slotsOf, type SlotSetting, type Span } from '../availability/rules.ts';
import { asPerson, findPersonLines, lookingAt } from '../meeting/access.ts';
import { mayCancel, stateAt } from '../meeting/rules.ts';
import {
	meeting,
	meetingPerson,
	meetingProposal,
	meetingSetting,
	meetingTable
} from '../meeting/tables.ts';
import { lineOf } from '../profile/access.ts';
import { hoursToBeginWith, meetingsExpected, planChange, tablesNeeded, type Change, type Placed } from './rules.ts';
import {
	fail,
	mostSlots,
	type Effect,
	type ListQuestion,
	type MeetingList,
	type Overview,
	type SettingChange,
	type SettingView
} from './schema.ts';

type Reading = Pick<ReadContext, 'db' | 'now'>;

/** How many meetings a person is expected to have, for the number of tables to suggest. */
const meetingsPerPerson = 3;

async function countPeople(db: Db, gatheringId: string): Promise<number> {
	const there = peopleAt(db, gatheringId);
	const [row] = await db.select({ count: count() }).from(there);
	return row!.count;
}

const defaultSetting = (gathering: Gathering) => ({
	slotMinutes: 20,
	gapMinutes: 5,
	pendingLimit: 5,
	roomTemplate: null,
	hours: hoursToBeginWith(gathering).map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() }))
});

/** How meetings are held at a gathering: what was saved, or what would be a good start. For those who manage it. */
export async function findSetting(
	context: ReadContext,
	input: { gatheringId: string }
): Promise<SettingView> {
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	return viewSetting(context, at.gathering);
}

export async function viewSetting(context: Reading, gathering: Gathering): Promise<SettingView> {
	const [saved] = await context.db
		.select()
		.from(meetingSetting)
		.where(eq(meetingSetting.gatheringId, gathering.id));
	const setting = saved ?? defaultSetting(gathering);
	const slots = slotsOf(setting).length;
	const people = await countPeople(context.db, gathering.id);
	const expected = meetingsExpected(people, meetingsPerPerson);
	return {
		gatheringId: gathering.id,
		timeZone: gathering.timeZone,
		startsAt: gathering.startsAt,
		endsAt: gathering.endsAt,
		mode: gathering.mode,
		isOn: Boolean(saved),
		slotMinutes: setting.slotMinutes,
		gapMinutes: setting.gapMinutes,
		hours: setting.hours.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) })),
		pendingLimit: setting.pendingLimit,
		roomTemplate: setting.roomTemplate,
		tables: (await listTables(context.db, gathering.id)).map(({ position: _, ...table }) => table),
		slots,
		people,
		meetingsExpected: expected,
		tablesSuggested: gathering.mode === 'online' ? 0 : tablesNeeded(expected, slots)
	};
}

/** Checks what its shape cannot say, and gives the setting as it would be saved. */
export function checkChange(input: SettingChange): SlotSetting {
	if (input.hours.some(({ from, to }) => from >= to)) fail('HOURS_BACKWARDS', {}, 'hours');
	const names = new Set<string>();
	for (const { name } of input.tables) {
		if (names.has(name.toLowerCase())) fail('TABLE_NAME_TWICE', { name }, 'tables');
		names.add(name.toLowerCase());
	}
	const setting: SlotSetting = {
		slotMinutes: input.slotMinutes,
		gapMinutes: input.gapMinutes,
		hours: input.hours.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() }))
	};
	if (slotsOf(setting).length > mostSlots) fail('TOO_MANY_SLOTS', { max: mostSlots }, 'hours');
	return setting;
}

/** A plan with what it was made from: what the preview shows and the change carries out. */
export interface Plan {
	setting: SlotSetting;
	meetings: Placed[];
	changes: Change[];
	/** Names what the organiser saw; another plan has another. */
	key: string;
}

/** Ids of new tables in a plan, before they have any. */
export const newTableId = (index: number): string => `new-${index}`;

/** What this change would do to the meetings that stand. */
export async function makePlan(context: Reading, input: SettingChange): Promise<Plan> {
	const { db, now } = context;
	const setting = checkChange(input);
	const rows = await db
		.select({ meeting, personId: meetingPerson.personId })
		.from(meeting)
		.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
		.where(
			and(
				eq(meeting.gatheringId, input.gatheringId),
				eq(meeting.state, 'confirmed'),
				sql`lower(${meeting.during}) > ${now.toISOString()}::timestamptz`
			)
		)
		.orderBy(asc(meeting.id), asc(meetingPerson.personId));
	const meetings = new Map<string, Placed>();
	for (const { meeting: row, personId } of rows) {
		const placed = meetings.get(row.id);
		if (placed) placed.personIds.push(personId);
		else {
			const { id, mode, tableId } = row;
			meetings.set(id, { id, during: row.during!, mode, tableId, personIds: [personId] });
		}
	}
	const times = await findTimes(db, {
		gatheringId: input.gatheringId,
		personIds: [...new Set(rows.map(({ personId }) => personId))]
	});
	const busy = new Map<string, Span[]>();
	for (const [personId, time] of times) {
		let others = time;
		for (const { id } of meetings.values()) others = without(others, id);
		busy.set(personId, [...others.meetings, ...softBusy(others)]);
	}
	const tables = input.tables.map((table, index) => ({
		id: table.id ?? newTableId(index),
		zone: table.zone,
		seats: table.seats,
		position: index,
		meetings: 0
	}));
	const changes = planChange({ setting, tables, meetings: [...meetings.values()], busy, now });
	return {
		setting,
		meetings: [...meetings.values()],
		changes,
		key: createHash('sha256').update(JSON.stringify(changes)).digest('base64url').slice(0, 16)
	};
}

/** What a change of hours and tables would do to meetings and requests, before anything is saved. */
export async function previewSetting(context: ReadContext, input: SettingChange): Promise<Effect> {
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const plan = await makePlan(context, input);
	return {
		...(await viewEffect(context, at, input, plan)),
		requestsEnded: await countEnded(context, input, plan.setting)
	};
}

async function viewEffect(
	context: Reading,
	at: GatheringStanding,
	input: SettingChange,
	plan: Plan
): Promise<Omit<Effect, 'requestsEnded'>> {
	const placed = new Map(plan.meetings.map((row) => [row.id, row]));
	const lines = await findPersonLines(context.db, lookingAt(at), [
		...new Set(plan.changes.flatMap(({ id }) => placed.get(id)!.personIds))
	]);
	const names = new Map(input.tables.map(({ id, name }, index) => [id ?? newTableId(index), name]));
	return {
		key: plan.key,
		kept: plan.meetings.length - plan.changes.length,
		changes: plan.changes.map((change) => ({
			meetingId: change.id,
			people: placed.get(change.id)!.personIds.flatMap((id) => lines.get(id)?.name ?? []),
			from: placed.get(change.id)!.during.from,
			what: change.what,
			startsAt: change.during.from,
			tableName: change.tableId ? (names.get(change.tableId) ?? null) : null
		}))
	};
}

/** How many open requests have no slot left in this setting. */
async function countEnded(
	context: Reading,
	input: SettingChange,
	setting: SlotSetting
): Promise<number> {
	const starts = new Set(
		slotsOf(setting)
			.filter(({ from }) => from > context.now)
			.map(({ from }) => from.getTime())
	);
	const rows = await context.db
		.select({ id: meeting.id, anyTime: meeting.anyTime, startsAt: meetingProposal.startsAt })
		.from(meeting)
		.leftJoin(meetingProposal, eq(meetingProposal.meetingId, meeting.id))
		.where(
			and(
				eq(meeting.gatheringId, input.gatheringId),
				eq(meeting.state, 'requested'),
				sql`${meeting.expiresAt} > ${context.now.toISOString()}::timestamptz`
			)
		);
	const possible = new Set(
		rows
			.filter(({ anyTime, startsAt }) =>
				anyTime ? starts.size > 0 : startsAt && starts.has(startsAt.getTime())
			)
			.map(({ id }) => id)
	);
	return new Set(rows.map(({ id }) => id)).size - possible.size;
}

/** How the meetings of a gathering stand: counts, who came, and which tables are in use when. For those who manage it. */
export async function findOverview(
	context: ReadContext,
	input: { gatheringId: string }
): Promise<Overview> {
	const { db, now } = context;
	const { gathering } = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const grid = await findGrid(db, gathering.id);
	const rows = await db
		.select({
			id: meeting.id,
			state: meeting.state,
			during: meeting.during,
			tableId: meeting.tableId,
			waitingForPersonId: meeting.waitingForPersonId,
			expiresAt: meeting.expiresAt,
			here: sql<number>`count(${meetingPerson.hereAt})::int`,
			people: sql<number>`count(*)::int`,
			useful: sql<number>`count(*) filter (where ${meetingPerson.outcome} = 'useful')::int`,
			followUp: sql<number>`count(*) filter (where ${meetingPerson.outcome} = 'follow_up')::int`,
			notUseful: sql<number>`count(*) filter (where ${meetingPerson.outcome} = 'not_useful')::int`,
			didNotMeet: sql<number>`count(*) filter (where ${meetingPerson.outcome} = 'did_not_meet')::int`
		})
		.from(meeting)
		.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
		.where(eq(meeting.gatheringId, gathering.id))
		.groupBy(meeting.id);
	const counts = {
		requested: 0,
		confirmed: 0,
		declined: 0,
		cancelled: 0,
		expired: 0,
		superseded: 0
	};
	const outcomes = { useful: 0, follow_up: 0, not_useful: 0, did_not_meet: 0 };
	let over = 0;
	let tookPlace = 0;
	let missed = 0;
	for (const row of rows) {
		counts[stateAt(row, now)]++;
		outcomes.useful += row.useful;
		outcomes.follow_up += row.followUp;
		outcomes.not_useful += row.notUseful;
		outcomes.did_not_meet += row.didNotMeet;
		if (!row.during || row.during.to > now) continue;
		over++;
		if (row.here === row.people || row.useful + row.followUp + row.notUseful > 0) tookPlace++;
		else if (row.didNotMeet > 0 || row.here > 0) missed++;
	}
	const standing = rows.filter(({ during }) => during !== null);
	const slots = grid?.slots ?? [];
	const people = await countPeople(db, gathering.id);
	const expected = meetingsExpected(people, meetingsPerPerson);
	const inSlot = (slot: Span) => standing.filter(({ during }) => overlaps(during!, slot));
	return {
		gatheringId: gathering.id,
		timeZone: gathering.timeZone,
		counts,
		outcomes,
		over,
		tookPlace,
		missed,
		slots: slots.map((slot) => {
			const here = inSlot(slot);
			const atTables = here.filter(({ tableId }) => tableId !== null).length;
			return { startsAt: slot.from, endsAt: slot.to, atTables, elsewhere: here.length - atTables };
		}),
		tables: (await listTables(db, gathering.id)).map(({ position: _, ...table }) => {
			const held = standing.filter(({ tableId }) => tableId === table.id);
			return {
				...table,
				usedSlots: slots.flatMap((slot, index) =>
					held.some(({ during }) => overlaps(during!, slot)) ? [index] : []
				)
			};
		}),
		people,
		meetingsExpected: expected,
		tablesSuggested: gathering.mode === 'online' ? 0 : tablesNeeded(expected, slots.length)
	};
}

/** The meetings and requests of a gathering, those to come first; searched by the names of their people. What they are about is their people's alone. */
export async function listMeetings(
	context: ReadContext,
	input: ListQuestion
): Promise<MeetingList> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const looking = lookingAt(at);
	const at0 = now.toISOString();
	const open = sql`(${meeting.expiresAt} > ${at0}::timestamptz)`;
	const seen = seenPeople(db, looking);
	const wanted = and(
		eq(meeting.gatheringId, input.gatheringId),
		input.state === 'requested'
			? and(eq(meeting.state, 'requested'), open)
			: input.state === 'expired'
				? or(eq(meeting.state, 'expired'), and(eq(meeting.state, 'requested'), sql`not ${open}`))
				: input.state
					? eq(meeting.state, input.state)
					: undefined,
		input.text
			? inArray(
					meeting.id,
					db
						.select({ meetingId: meetingPerson.meetingId })
						.from(meetingPerson)
						.innerJoin(seen, eq(seen.id, meetingPerson.personId))
						.where(
							or(
								sql`gate.fold(${seen.name}) like '%' || gate.fold(${escapeLike(input.text)}) || '%'`,
								sql`gate.fold(${seen.companyName}) like '%' || gate.fold(${escapeLike(input.text)}) || '%'`
							)
						)
				)
			: undefined
	);
	const [total] = await db.select({ count: count() }).from(meeting).where(wanted);
	const rows = await db
		.select({ meeting, tableName: meetingTable.name })
		.from(meeting)
		.leftJoin(meetingTable, eq(meetingTable.id, meeting.tableId))
		.where(wanted)
		.orderBy(
			sql`lower(${meeting.during}) is null`,
			sql`upper(${meeting.during}) <= ${at0}::timestamptz`,
			asc(sql`lower(${meeting.during})`),
			desc(meeting.createdAt),
			asc(meeting.id)
		)
		.offset(input.offset)
		.limit(input.limit);
	const people = rows.length
		? await db
				.select({
					meetingId: meetingPerson.meetingId,
					hereAt: meetingPerson.hereAt,
					...lineOf(seen)
				})
				.from(meetingPerson)
				.innerJoin(seen, eq(seen.id, meetingPerson.personId))
				.where(
					inArray(
						meetingPerson.meetingId,
						rows.map((row) => row.meeting.id)
					)
				)
				.orderBy(asc(seen.name))
		: [];
	return {
		total: total!.count,
		meetings: rows.map(({ meeting: row, tableName }) => {
			const theirs = people.filter(({ meetingId }) => meetingId === row.id);
			return {
				id: row.id,
				state: stateAt(row, now),
				mode: row.mode,
				people: theirs.map(asPerson),
				startsAt: row.during?.from ?? null,
				endsAt: row.during?.to ?? null,
				tableName: row.during ? tableName : null,
				expiresAt: row.state === 'requested' ? row.expiresAt : null,
				hereCount: theirs.filter(({ hereAt }) => hereAt !== null).length,
				createdAt: row.createdAt,
				can: { cancel: mayCancel(row, now) }
			};
		})
	};
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
