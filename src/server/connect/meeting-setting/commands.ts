import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import { record } from '#server/gate/public.ts';
import { accessGathering } from '#server/gather/public.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { holdPeople } from '../meeting/access.ts';
import { callOff, endImpossible, notifyMeeting } from '../meeting/commands.ts';
import { tell } from '../meeting/mails.ts';
import { meeting, meetingPerson, meetingSetting, meetingTable } from '../meeting/tables.ts';
import { makePlan, newTableId, viewSetting, type Plan } from './queries.ts';
import { fail, type SettingChange, type SettingView } from './schema.ts';

/**
 * Saves a gathering's meeting hours, slots and tables. Where that touches meetings that were agreed, it is refused
 * until it is called with the key of the very effect the organiser saw; then these meetings get another table or
 * time, or are called off, and their people are told, all in one transaction. Requests that can no longer happen
 * are closed and their people told. The same words a second time change nothing.
 * Locks the setting (nobody accepts meanwhile) and the people of the meetings that change.
 */
export async function changeSetting(
	context: WriteContext,
	input: SettingChange & { confirm?: string | null | undefined }
): Promise<SettingView> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const gatheringId = at.gathering.id;
	await db
		.insert(meetingSetting)
		.values({ gatheringId, hours: [], updatedAt: now })
		.onConflictDoNothing();
	await db
		.select({ id: meetingSetting.gatheringId })
		.from(meetingSetting)
		.where(eq(meetingSetting.gatheringId, gatheringId))
		.for('update');
	const seen = await makePlan(context, input);
	const people = (plan: Plan) => {
		const placed = new Map(plan.meetings.map((row) => [row.id, row.personIds]));
		return [...new Set(plan.changes.flatMap(({ id }) => placed.get(id)!))];
	};
	await holdPeople(db, people(seen));
	// Their meetings elsewhere may have changed until they were held.
	const plan = await makePlan(context, input);
	if (plan.changes.length && input.confirm !== plan.key)
		fail('EFFECT_TO_CONFIRM', { count: plan.changes.length });

	const placed = new Map(plan.meetings.map((row) => [row.id, row]));
	const moving = plan.changes.filter(({ what }) => what !== 'called_off');
	// Out of the way first: two that change places must not meet on the way.
	if (moving.length) {
		await db
			.update(meeting)
			.set({ tableId: null })
			.where(
				inArray(
					meeting.id,
					moving.map(({ id }) => id)
				)
			);
		const elsewhen = moving.filter(({ what }) => what === 'other_time').map(({ id }) => id);
		if (elsewhen.length) {
			await db
				.update(meetingPerson)
				.set({ during: null })
				.where(inArray(meetingPerson.meetingId, elsewhen));
		}
	}
	const ended = plan.changes.filter(({ what }) => what === 'called_off').map(({ id }) => id);
	const rows = ended.length
		? await db.select().from(meeting).where(inArray(meeting.id, ended))
		: [];
	for (const row of rows) {
		await callOff(context, {
			row,
			personIds: placed.get(row.id)!.personIds,
			byPersonId: at.standing.personId,
			asOrganiser: true
		});
	}
	const tableIds = await saveTables(context, input);
	await db
		.update(meetingSetting)
		.set({
			slotMinutes: input.slotMinutes,
			gapMinutes: input.gapMinutes,
			hours: plan.setting.hours,
			pendingLimit: input.pendingLimit,
			roomTemplate: input.roomTemplate,
			updatedAt: now
		})
		.where(eq(meetingSetting.gatheringId, gatheringId));
	for (const change of moving) {
		const { personIds } = placed.get(change.id)!;
		if (change.what === 'other_time') {
			await db
				.update(meetingPerson)
				.set({ during: change.during })
				.where(eq(meetingPerson.meetingId, change.id));
		}
		const [row] = await db
			.update(meeting)
			.set({
				during: change.during,
				tableId: change.tableId ? (tableIds.get(change.tableId) ?? change.tableId) : null,
				sequence: sql`${meeting.sequence} + 1`
			})
			.where(eq(meeting.id, change.id))
			.returning();
		await tell(context, { meetingId: change.id, kind: 'moved_by_organiser', to: personIds });
		notifyMeeting(context, row!, personIds);
	}
	await record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun: 'meeting-setting',
		nounId: gatheringId,
		verb: 'change',
		detail: { moved: moving.length, calledOff: ended.length, tables: input.tables.length }
	});
	// Nobody else writes to these requests: every acceptance waits for the setting.
	const open = await db
		.select({ id: meeting.id })
		.from(meeting)
		.where(and(eq(meeting.gatheringId, gatheringId), eq(meeting.state, 'requested')));
	await endImpossible(context, { meetingIds: open.map(({ id }) => id), actorId: null });
	return viewSetting(context, at.gathering);
}

/** Makes the tables what the input says; a removed table's name stays with the meetings that were held at it. Returns the ids the new ones got. */
async function saveTables(
	context: WriteContext,
	input: SettingChange
): Promise<Map<string, string>> {
	const { db } = context;
	const { gatheringId } = input;
	const kept = input.tables.flatMap(({ id }) => id ?? []);
	const gone = and(
		eq(meetingTable.gatheringId, gatheringId),
		kept.length ? notInArray(meetingTable.id, kept) : undefined
	);
	const here = await db
		.select()
		.from(meetingTable)
		.where(eq(meetingTable.gatheringId, gatheringId));
	const known = new Map(here.map((row) => [row.id, row]));
	if (kept.some((id) => !known.has(id))) fail('TABLE_UNKNOWN');
	await db.execute(sql`
		update ${meeting} set place_name = t.name, table_id = null
		from ${meetingTable} t
		where t.id = ${meeting.tableId} and t.gathering_id = ${gatheringId}
			and not (t.id = any(${sql.param(kept)}::uuid[]))`);
	await db.delete(meetingTable).where(gone);
	const changed = input.tables.filter((table, position) => {
		const row = table.id && known.get(table.id);
		return (
			row &&
			(row.name !== table.name ||
				row.zone !== table.zone ||
				row.seats !== table.seats ||
				row.position !== position)
		);
	});
	// Two tables may exchange their names.
	for (const { id, name } of changed) {
		if (known.get(id!)!.name !== name) {
			await db.update(meetingTable).set({ name: id! }).where(eq(meetingTable.id, id!));
		}
	}
	for (const table of changed) {
		const { id, name, zone, seats } = table;
		await db
			.update(meetingTable)
			.set({ name, zone, seats, position: input.tables.indexOf(table) })
			.where(eq(meetingTable.id, id!));
	}
	const made = new Map<string, string>();
	const fresh = input.tables.flatMap((table, position) =>
		table.id ? [] : [{ ...table, position }]
	);
	if (fresh.length) {
		const rows = await db
			.insert(meetingTable)
			.values(
				fresh.map(({ name, zone, seats, position }) => ({
					gatheringId,
					name,
					zone,
					seats,
					position
				}))
			)
			.returning({ id: meetingTable.id, position: meetingTable.position });
		for (const { id, position } of rows) made.set(newTableId(position), id);
	}
	return made;
}
