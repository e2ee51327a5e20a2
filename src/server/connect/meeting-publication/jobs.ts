import { eq, isNotNull, and, inArray } from 'drizzle-orm';
import { findAddressees, seenPeople } from '#server/gate/public.ts';
import { findGatheringLines } from '#server/gather/public.ts';
import type { Tx } from '#server/kernel/database.ts';
import { defineJob } from '#server/kernel/jobs.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import { meeting, meetingPerson, meetingTable } from '../meeting/tables.ts';
import { meetingRun, meetingRunClosing, meetingRunMeeting } from '../meeting-run/tables.ts';
import { lineOf } from '../profile/access.ts';
import { runLetter, type Told } from './mails.ts';

type News = 'published' | 'rolled-back';

/** Writes to everybody whose meetings a run changed, once it was published or rolled back. */
export const tellRun = defineJob<{ runId: string; news: string }>('meeting-run.tell');

/**
 * One letter to each, all in one transaction with the mark that they are told: a second run of the job writes none.
 * Says how things stand now: what was called off meanwhile has had a letter of its own. Who was never told of a run
 * is not told that it was rolled back.
 */
export async function runTellRun(kernel: Kernel, data: { runId: string; news: string }): Promise<void> {
	const news = data.news as News;
	await kernel.database.transaction(async (tx) => {
		const [run] = await tx.select().from(meetingRun).where(eq(meetingRun.id, data.runId)).for('update');
		if (!run) return;
		if (news === 'published' ? run.toldAt || run.rolledBackAt : !run.toldAt) return;
		const gathering = (await findGatheringLines(tx, [run.gatheringId])).get(run.gatheringId);
		if (!gathering) return;
		const told = await findTold(tx, run.id, news);
		const personIds = [...new Set([...told.keys(), ...[...told.values()].flatMap((one) => one.map(({ otherId }) => otherId))])];
		const addressees = await findAddressees(tx, personIds);
		const [first] = addressees.values();
		if (first) {
			// As somebody neutral sees them: nobody paused.
			const seen = seenPeople(tx, {
				organisationId: first.organisation.id,
				standing: { personId: null, role: null }
			});
			const lines = new Map(
				(await tx.select(lineOf(seen)).from(seen).where(inArray(seen.id, personIds))).map((line) => [line.id, line])
			);
			for (const [personId, meetings] of told) {
				const to = addressees.get(personId);
				if (!to?.email || !meetings.length) continue;
				const letter = runLetter({
					news,
					meetings: meetings.map((one) => ({ ...one, other: lines.get(one.otherId) })),
					gathering,
					to: { ...to, email: to.email },
					origin: kernel.config.origin,
					mailFrom: kernel.config.mailFrom,
					now: kernel.clock.now()
				});
				await kernel.mail.post(tx, letter);
			}
		}
		// Of a rollback too: so that a second run of its job finds nothing to do.
		await tx
			.update(meetingRun)
			.set({ toldAt: news === 'published' ? kernel.clock.now() : null })
			.where(eq(meetingRun.id, run.id));
	});
}

/** What each person is told: their meetings in time order, then the requests of theirs that were closed. */
async function findTold(tx: Tx, runId: string, news: News): Promise<Map<string, Omit<Told, 'other'>[]>> {
	const rows = await tx
		.select({ row: meetingRunMeeting, meeting, tableName: meetingTable.name, tableZone: meetingTable.zone })
		.from(meetingRunMeeting)
		.innerJoin(meeting, eq(meeting.id, meetingRunMeeting.meetingId))
		.leftJoin(meetingTable, eq(meetingTable.id, meeting.tableId))
		.where(
			and(
				eq(meetingRunMeeting.runId, runId),
				news === 'published' ? eq(meeting.state, 'confirmed') : isNotNull(meetingRunMeeting.calledOffAt)
			)
		);
	const told = new Map<string, Omit<Told, 'other'>[]>();
	const add = (personId: string, one: Omit<Told, 'other'>) => void told.set(personId, [...(told.get(personId) ?? []), one]);
	rows.sort((a, b) => a.row.during.from.getTime() - b.row.during.from.getTime());
	for (const { row, meeting: m, tableName, tableZone } of rows) {
		const facts = {
			meetingId: m.id,
			isClosed: false,
			mode: m.mode,
			line: m.line,
			during: m.during ?? row.during,
			tableName,
			tableZone,
			placeName: m.placeName,
			roomUrl: m.roomUrl,
			sequence: m.sequence
		};
		add(row.lowPersonId, { ...facts, otherId: row.highPersonId });
		add(row.highPersonId, { ...facts, otherId: row.lowPersonId });
	}
	if (news === 'rolled-back') return told;
	const closed = await tx
		.select({ meeting, personId: meetingPerson.personId })
		.from(meetingRunClosing)
		.innerJoin(meeting, eq(meeting.id, meetingRunClosing.meetingId))
		.innerJoin(meetingPerson, eq(meetingPerson.meetingId, meeting.id))
		.where(eq(meetingRunClosing.runId, runId));
	for (const { meeting: m, personId } of closed) {
		const otherId = closed.find((one) => one.meeting.id === m.id && one.personId !== personId)?.personId;
		if (!otherId) continue;
		add(personId, {
			meetingId: m.id,
			otherId,
			isClosed: true,
			mode: m.mode,
			line: m.line,
			during: null,
			tableName: null,
			tableZone: null,
			placeName: null,
			roomUrl: null,
			sequence: m.sequence
		});
	}
	return told;
}
