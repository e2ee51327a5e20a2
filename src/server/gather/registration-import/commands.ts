import { eq, sql } from 'drizzle-orm';
import { keepPeople, readPeopleFile, record, refuseUnreadable, stands } from '#server/gate/public.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { makeSpokenCode } from '#server/kernel/secrets.ts';
import { accessGathering, type Gathering } from '../gathering/access.ts';
import { isOpen } from '../gathering/rules.ts';
import { holdSeats } from '../registration/access.ts';
import { tellUntold } from '../registration/jobs.ts';
import { seatsLeft } from '../registration/rules.ts';
import { fail as failRegistration } from '../registration/schema.ts';
import { registration } from '../registration/tables.ts';
import { forgetImport } from './jobs.ts';
import { accessImport, hasNames, whoIsHere } from './queries.ts';
import { fail, type Applied, type Columns } from './schema.ts';
import { registrationImport } from './tables.ts';

const day = 86_400_000;

/** Takes a guest list in, for a preview; nobody has a seat by it yet. It is forgotten after a day. */
export async function uploadGuests(
	context: WriteContext,
	input: { gatheringId: string; fileName: string; bytes: Uint8Array }
): Promise<{ id: string }> {
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const sheet = readPeopleFile(input.bytes);
	if (typeof sheet === 'string') return refuseUnreadable(sheet);
	if (!sheet.rows.length) return refuseUnreadable('empty');
	const id = uuidv7();
	await context.db.insert(registrationImport).values({
		id,
		gatheringId: at.gathering.id,
		byPersonId: at.standing.personId,
		fileName: input.fileName.slice(0, 200) || 'guests.csv',
		sheet,
		createdAt: context.now
	});
	await context.kernel.jobs.enqueue(
		context.db,
		forgetImport,
		{ importId: id },
		{ startAfter: new Date(context.now.getTime() + day) }
	);
	return { id };
}

const lockImport = (context: WriteContext, importId: string) =>
	context.db
		.select({ id: registrationImport.id })
		.from(registrationImport)
		.where(eq(registrationImport.id, importId))
		.for('update');

/** Says what the columns are, where the guess was wrong. */
export async function setColumns(context: WriteContext, input: Columns): Promise<void> {
	await lockImport(context, input.importId);
	const { row, sheet } = await accessImport(context, input);
	const columns = sheet.header.map((_, index) => {
		const field = input.columns[index] ?? null;
		return field && input.columns.indexOf(field) === index ? field : null;
	});
	await context.db
		.update(registrationImport)
		.set({ sheet: { ...sheet, columns } })
		.where(eq(registrationImport.id, row.id));
}

/** Forgets a list that is not wanted after all. Twice is harmless. */
export async function discardImport(
	context: WriteContext,
	input: { gatheringId: string; importId: string }
): Promise<void> {
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	await context.db
		.delete(registrationImport)
		.where(
			sql`${registrationImport.id} = ${input.importId} and ${registrationImport.gatheringId} = ${at.gathering.id}`
		);
}

/**
 * Gives everybody on a list a seat, or a place in the queue where none is free, in the order of the list; people who
 * have asked before, in whatever state, stay as they are. New people are made; known ones without an account are
 * brought up to date by organisers only. All or nothing; then the list is forgotten (a second call: LIST_GONE). Holds
 * the seats alone.
 */
export async function applyImport(
	context: WriteContext,
	input: { gatheringId: string; importId: string; tell: boolean }
): Promise<Applied> {
	const { db, kernel } = context;
	const [locked] = await lockImport(context, input.importId);
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	if (!locked) return fail('LIST_GONE');
	const { sheet } = await accessImport(context, input);
	if (!hasNames(sheet)) fail('LIST_NO_NAMES');
	const kept = await keepPeople(context, at, { sheet, updates: stands(at.standing, 'organise') });
	const gathering = await holdSeats(db, at.gathering.id, 'alone');
	if (!isOpen(gathering, context.now)) failRegistration('NOT_OPEN');
	const personIds = [...new Set(kept.map(({ personId }) => personId))];
	const here = await whoIsHere(db, gathering.id, personIds);
	const coming = personIds.filter((id) => !here.has(id));
	const free = seatsLeft(gathering) ?? coming.length;
	const [going, waitlisted] = [coming.slice(0, free), coming.slice(free)];
	await seat(context, gathering, going, 'going', input.tell);
	await seat(context, gathering, waitlisted, 'waitlisted', input.tell);
	await db.delete(registrationImport).where(eq(registrationImport.id, input.importId));
	const counts = {
		going: going.length,
		waitlisted: waitlisted.length,
		here: here.size,
		leftOut: sheet.rows.length - kept.length
	};
	await record(context, {
		organisationId: gathering.organisationId,
		byPersonId: at.standing.personId,
		noun: 'gathering',
		nounId: gathering.id,
		verb: 'import-registrations',
		detail: counts
	});
	if (input.tell) await kernel.jobs.enqueue(db, tellUntold, { gatheringId: gathering.id });
	kernel.notices.notify(db, { topic: `gathering:${gathering.id}`, kind: 'registration' });
	return counts;
}

async function seat(
	context: WriteContext,
	gathering: Gathering,
	personIds: string[],
	status: 'going' | 'waitlisted',
	tell: boolean
): Promise<void> {
	let left = personIds;
	// A code that is taken already leaves its row out; the next round draws another.
	for (let round = 0; left.length && round < 10; round++) {
		const done = new Set<string>();
		for (let from = 0; from < left.length; from += 1000) {
			const rows = await context.db
				.insert(registration)
				.values(
					left.slice(from, from + 1000).map((personId) => ({
						gatheringId: gathering.id,
						personId,
						status,
						statusAt: context.now,
						news: tell ? status : null,
						source: 'import',
						ticketCode: makeSpokenCode(),
						toldSequence: gathering.sequence,
						createdAt: context.now
					}))
				)
				.onConflictDoNothing()
				.returning({ personId: registration.personId });
			for (const { personId } of rows) done.add(personId);
		}
		left = left.filter((id) => !done.has(id));
	}
}
