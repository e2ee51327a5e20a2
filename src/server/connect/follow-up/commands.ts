import { and, count, eq, isNull } from 'drizzle-orm';
import { accessOrganisation, findAddressee, record } from '#server/gate/public.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { areBlocked, findPair } from '../connection/access.ts';
import { accessAndHold, lookingAt } from '../meeting/access.ts';
import { notifyMeeting } from '../meeting/commands.ts';
import { viewMeeting } from '../meeting/queries.ts';
import { mayTellOutcome } from '../meeting/rules.ts';
import {
	fail as failMeeting,
	type MeetingView,
	type PromiseView,
	type TellOutcome
} from '../meeting/schema.ts';
import { meetingPerson } from '../meeting/tables.ts';
import { viewPromise } from './queries.ts';
import { fail, type MakePromise } from './schema.ts';
import { promise } from './tables.ts';

/** How many open promises one person may have to another. */
const most = 20;

const notifyPromise = (
	context: WriteContext,
	row: { id: string; byPersonId: string; toPersonId: string }
) => {
	for (const id of [row.byPersonId, row.toPersonId]) {
		context.kernel.notices.notify(context.db, {
			topic: `person:${id}`,
			kind: 'promise',
			id: row.id
		});
	}
};

/**
 * Says how a meeting went for the viewer, and what they promised there with a date; once it has begun. The
 * outcome is theirs alone, the promise both read. Saying it again replaces the outcome, and the promise where one
 * is given (a kept or dropped one stays as it is).
 */
export async function tellOutcome(context: WriteContext, input: TellOutcome): Promise<MeetingView> {
	const { db, now } = context;
	const standing = await accessAndHold(context, input.meetingId, 'mine');
	const { meeting: row, personId, personIds } = standing;
	if (!mayTellOutcome(row, now)) failMeeting('NOT_BEGUN');
	await db
		.update(meetingPerson)
		.set({ outcome: input.outcome, outcomeAt: now })
		.where(and(eq(meetingPerson.meetingId, row.id), eq(meetingPerson.personId, personId)));
	await record(context, {
		organisationId: row.organisationId,
		byPersonId: personId,
		noun: 'meeting',
		nounId: row.id,
		verb: 'tell-outcome'
	});
	const text = input.promise?.text ?? '';
	const dueOn = input.promise?.dueOn ?? '';
	// A date alone is a form's suggestion, no promise.
	if (text && !dueOn) failMeeting('PROMISE_HALF', {}, 'promise.dueOn');
	const toPersonId = personIds.find((id) => id !== personId);
	if (text && toPersonId) {
		await db
			.insert(promise)
			.values({
				connectionId: row.connectionId,
				meetingId: row.id,
				byPersonId: personId,
				toPersonId,
				text,
				dueOn,
				createdAt: now
			})
			.onConflictDoUpdate({
				target: [promise.meetingId, promise.byPersonId],
				set: { text, dueOn },
				setWhere: and(isNull(promise.keptAt), isNull(promise.droppedAt))
			});
	}
	notifyMeeting(context, row, personIds);
	return viewMeeting(context, row);
}

/** Promises something to a connected person by a date. The same words for the same day are the same promise. */
export async function makePromise(
	context: WriteContext,
	input: MakePromise & { organisationId: string }
): Promise<PromiseView> {
	const { db } = context;
	const home = await accessOrganisation(context, { id: input.organisationId }, 'belong');
	const looking = lookingAt(home);
	const me = looking.standing.personId;
	const pair = await findPair(db, me, input.personId, 'update');
	if (
		!pair ||
		pair.organisationId !== home.organisation.id ||
		(await areBlocked(db, me, input.personId))
	) {
		failCommon('NOT_FOUND');
	}
	if (pair!.state !== 'accepted') fail('NOT_CONNECTED');
	const open = and(
		eq(promise.byPersonId, me),
		eq(promise.toPersonId, input.personId),
		isNull(promise.keptAt),
		isNull(promise.droppedAt)
	);
	const [same] = await db
		.select({ id: promise.id })
		.from(promise)
		.where(and(open, eq(promise.text, input.text), eq(promise.dueOn, input.dueOn)));
	if (same) return viewPromise(context, looking, same.id);
	const [held] = await db.select({ count: count() }).from(promise).where(open);
	if (held!.count >= most) fail('TOO_MANY_PROMISES', { max: most });
	const [row] = await db
		.insert(promise)
		.values({
			connectionId: pair!.id,
			byPersonId: me,
			toPersonId: input.personId,
			text: input.text,
			dueOn: input.dueOn,
			createdAt: context.now
		})
		.returning();
	await record(context, {
		organisationId: home.organisation.id,
		byPersonId: me,
		noun: 'promise',
		nounId: row!.id,
		verb: 'make'
	});
	notifyPromise(context, row!);
	return viewPromise(context, looking, row!.id);
}

/** Ends or reopens one of the viewer's own promises. The same end again changes nothing. */
async function endPromise(
	context: WriteContext,
	input: { promiseId: string },
	verb: 'keep' | 'drop' | 'reopen'
): Promise<PromiseView> {
	const { db, now } = context;
	const [row] = await db
		.select()
		.from(promise)
		.where(eq(promise.id, input.promiseId))
		.for('update');
	if (!row) return failCommon(context.viewer.accountId ? 'NOT_FOUND' : 'NOT_SIGNED_IN');
	const maker = (await findAddressee(db, row.byPersonId)) ?? failCommon('NOT_FOUND');
	const organisationId = maker.organisation.id;
	const home = await accessOrganisation(context, { id: organisationId }, 'belong');
	const looking = lookingAt(home);
	if (looking.standing.personId !== row.byPersonId) failCommon('NOT_FOUND');
	const stands =
		verb === 'keep'
			? row.keptAt !== null
			: verb === 'drop'
				? row.droppedAt !== null
				: !row.keptAt && !row.droppedAt;
	if (!stands) {
		await db
			.update(promise)
			.set({ keptAt: verb === 'keep' ? now : null, droppedAt: verb === 'drop' ? now : null })
			.where(eq(promise.id, row.id));
		await record(context, {
			organisationId,
			byPersonId: row.byPersonId,
			noun: 'promise',
			nounId: row.id,
			verb
		});
		notifyPromise(context, row);
	}
	return viewPromise(context, looking, row.id);
}

/** Says that a promise was kept. */
export const keepPromise = (context: WriteContext, input: { promiseId: string }) =>
	endPromise(context, input, 'keep');

/** Lets a promise go. */
export const dropPromise = (context: WriteContext, input: { promiseId: string }) =>
	endPromise(context, input, 'drop');

/** Takes keeping or dropping back. */
export const reopenPromise = (context: WriteContext, input: { promiseId: string }) =>
	endPromise(context, input, 'reopen');
