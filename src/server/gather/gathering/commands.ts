import { and, eq, inArray, sql } from 'drizzle-orm';
import { accessOrganisation, record, seenPeople, stands } from '#server/gate/public.ts';
import { breaches, type Tx } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import { deleteFile, savePicture } from '#server/kernel/files.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { makeToken } from '#server/kernel/secrets.ts';
import { fillSeats } from '../registration/commands.ts';
import { tellSeats } from '../registration/jobs.ts';
import { accessGathering, type Gathering, type GatheringStanding } from './access.ts';
import { viewGathering } from './queries.ts';
import { instantAt, isTimeZone, localAt, readLink, slugOf, stateOf, whatMatters } from './rules.ts';
import { fail, type GatheringChange, type GatheringView, type NewGathering } from './schema.ts';
import { gathering, host, type Audience, type Question } from './tables.ts';

/** Holds a gathering's row: everybody who changes its seats waits here. */
export async function holdGathering(db: Tx, gatheringId: string): Promise<Gathering> {
	const [row] = await db.select().from(gathering).where(eq(gathering.id, gatheringId)).for('no key update');
	return row ?? failCommon('NOT_FOUND');
}

const note = (context: WriteContext, at: GatheringStanding, verb: string, detail?: Record<string, unknown>) =>
	record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun: 'gathering',
		nounId: at.gathering.id,
		verb,
		detail: { title: at.gathering.title, ...detail }
	});

const changedNow = (context: WriteContext, gatheringId: string) =>
	context.kernel.notices.notify(context.db, { topic: `gathering:${gatheringId}`, kind: 'gathering', id: gatheringId });

function readTimes(input: { startsAt: string; endsAt: string; timeZone: string }): { startsAt: Date; endsAt: Date } {
	if (!isTimeZone(input.timeZone)) fail('TIME_ZONE_UNKNOWN', { zone: input.timeZone }, 'timeZone');
	const startsAt = instantAt(input.startsAt, input.timeZone);
	const endsAt = instantAt(input.endsAt, input.timeZone);
	if (endsAt <= startsAt) fail('ENDS_BEFORE_START', {}, 'endsAt');
	return { startsAt, endsAt };
}

function readAddress(url: string | null | undefined, field: string): string | null {
	const read = readLink(url);
	if (url && !read) fail('ROOM_LINK_UNREADABLE', {}, field);
	return read;
}

function checkQuestions(questions: Question[]): void {
	const seen = new Set<string>();
	for (const { id, kind, label, options } of questions) {
		if (seen.has(id)) fail('QUESTION_TWICE', { id }, 'questions');
		seen.add(id);
		if (kind === 'choice' && new Set(options).size < 2) fail('QUESTION_NEEDS_OPTIONS', { label }, 'questions');
	}
}

function checkPublic(audience: Audience, organises: boolean): void {
	if (audience === 'public' && !organises) fail('PUBLIC_NEEDS_ORGANISER', {}, 'audience');
}

/** A slug that is free in the organisation: the wished one, or it with a number. */
async function freeSlug(db: Tx, organisationId: string, wished: string): Promise<string> {
	const rows = await db
		.select({ slug: gathering.slug })
		.from(gathering)
		.where(and(eq(gathering.organisationId, organisationId), sql`${gathering.slug} like ${`${wished}%`}`));
	const taken = new Set(rows.map(({ slug }) => slug));
	let slug = wished;
	for (let n = 2; taken.has(slug); n++) slug = `${wished}-${n}`;
	return slug;
}

/**
 * Makes a gathering with the caller as its host: a draft, or published at once. Members make gatherings for members
 * or by invitation, organisers public ones too. Without a slug one is made from the title.
 */
export async function createGathering(context: WriteContext, input: NewGathering): Promise<GatheringView> {
	const { db, now } = context;
	const { organisation, standing } = await accessOrganisation(context, { slug: input.organisation }, 'member');
	checkPublic(input.audience, stands(standing, 'organise'));
	checkQuestions(input.questions);
	const { startsAt, endsAt } = readTimes(input);
	if (input.mode !== 'online' && !input.placeName && input.publish) fail('PLACE_NEEDED', {}, 'placeName');
	if (input.publish && endsAt <= now) fail('ALREADY_OVER', {}, 'endsAt');
	const { organisation: _, publish, slug, ...values } = input;
	const [row] = await db
		.insert(gathering)
		.values({
			...values,
			organisationId: organisation.id,
			slug: slug ?? (await freeSlug(db, organisation.id, slugOf(input.title))),
			startsAt,
			endsAt,
			mapUrl: readAddress(input.mapUrl, 'mapUrl'),
			roomUrl: readAddress(input.roomUrl, 'roomUrl'),
			invitationKey: makeToken().token,
			publishedAt: publish ? now : null,
			createdByPersonId: standing.personId,
			createdAt: now,
			updatedAt: now
		})
		.returning()
		.catch((error) => {
			if (breaches(error, 'gathering_slug')) fail('SLUG_TAKEN', { slug: slug ?? '' }, 'slug');
			throw error;
		});
	await db.insert(host).values({ gatheringId: row!.id, personId: standing.personId!, duty: 'host', createdAt: now });
	const at = await accessGathering(context, { id: row!.id }, 'manage');
	await note(context, at, publish ? 'publish' : 'create');
	return viewGathering(context, at);
}

/**
 * Changes a gathering; what is left out stays. If time or place of a published one changed, everybody with a seat,
 * a request or a place in the queue is told (and SEQUENCE rises, so that calendars follow); of nothing else.
 * More seats go to those who wait. Locks the row.
 */
export async function updateGathering(context: WriteContext, input: GatheringChange): Promise<GatheringView> {
	const { db, now } = context;
	const { gatheringId, ...change } = input;
	const at = await accessGathering(context, { id: gatheringId }, 'manage');
	const before = await holdGathering(db, gatheringId);
	if (change.audience) checkPublic(change.audience, stands(at.standing, 'organise') || before.audience === 'public');
	if (change.questions) checkQuestions(change.questions);
	const { startsAt, endsAt, timeZone, ...rest } = change;
	const times =
		startsAt || endsAt || timeZone
			? readTimes({
					startsAt: startsAt ?? localAt(before.startsAt, before.timeZone),
					endsAt: endsAt ?? localAt(before.endsAt, before.timeZone),
					timeZone: timeZone ?? before.timeZone
				})
			: { startsAt: before.startsAt, endsAt: before.endsAt };
	const after = { ...before, ...definedOf(rest), ...times, timeZone: timeZone ?? before.timeZone };
	if (change.mapUrl !== undefined) after.mapUrl = readAddress(change.mapUrl, 'mapUrl');
	if (change.roomUrl !== undefined) after.roomUrl = readAddress(change.roomUrl, 'roomUrl');
	if (after.publishedAt && after.mode !== 'online' && !after.placeName) fail('PLACE_NEEDED', {}, 'placeName');
	if (after.capacity !== null) {
		const going = before.goingCount;
		if (after.capacity < going) fail('CAPACITY_BELOW_GOING', { going }, 'capacity');
	}
	const what = before.publishedAt && !before.cancelledAt ? whatMatters(before, after) : [];
	const { id: _, organisationId: __, createdAt: ___, goingCount: ____, ...values } = after;
	await db
		.update(gathering)
		.set({ ...values, sequence: before.sequence + (what.length ? 1 : 0), updatedAt: now })
		.where(eq(gathering.id, gatheringId))
		.catch((error) => {
			if (breaches(error, 'gathering_slug')) fail('SLUG_TAKEN', { slug: change.slug ?? '' }, 'slug');
			throw error;
		});
	if (what.length && stateOf(after, now) !== 'past') {
		await context.kernel.jobs.enqueue(db, tellSeats, { gatheringId, news: 'moved', what: what.join() });
	}
	if (after.capacity === null || (before.capacity !== null && after.capacity > before.capacity)) {
		await fillSeats(context, { ...before, ...after });
	}
	await note(context, at, 'update', { fields: Object.keys(change), told: what });
	changedNow(context, gatheringId);
	return viewGathering(context, await accessGathering(context, { id: gatheringId }, 'manage'));
}

const definedOf = <T extends object>(change: T) =>
	Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<Gathering>;

/** Publishes a draft: from now on those it is for see it and may register. Twice is harmless. Locks the row. */
export async function publishGathering(context: WriteContext, input: { gatheringId: string }): Promise<GatheringView> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const row = await holdGathering(db, input.gatheringId);
	if (row.cancelledAt) fail('ALREADY_CANCELLED');
	if (!row.publishedAt) {
		checkPublic(row.audience, stands(at.standing, 'organise'));
		if (row.endsAt <= now) fail('ALREADY_OVER', {}, 'endsAt');
		if (row.mode !== 'online' && !row.placeName) fail('PLACE_NEEDED', {}, 'placeName');
		await db.update(gathering).set({ publishedAt: now, updatedAt: now }).where(eq(gathering.id, row.id));
		await note(context, at, 'publish');
		changedNow(context, row.id);
	}
	return viewGathering(context, await accessGathering(context, { id: row.id }, 'manage'));
}

/**
 * Calls a gathering off. Everybody with a seat, a request or a place in the queue is told, with the reason, and
 * their calendars lose it. Cannot be undone; twice is harmless. Locks the row.
 */
export async function cancelGathering(
	context: WriteContext,
	input: { gatheringId: string; reason: string | null }
): Promise<GatheringView> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const row = await holdGathering(db, input.gatheringId);
	if (!row.cancelledAt) {
		await db
			.update(gathering)
			.set({ cancelledAt: now, cancelledReason: input.reason, sequence: row.sequence + 1, updatedAt: now })
			.where(eq(gathering.id, row.id));
		if (row.publishedAt) {
			await context.kernel.jobs.enqueue(db, tellSeats, { gatheringId: row.id, news: 'gathering_cancelled', what: '' });
		}
		await note(context, at, 'cancel');
		changedNow(context, row.id);
	}
	return viewGathering(context, await accessGathering(context, { id: row.id }, 'manage'));
}

/** Makes a draft like this one, at the same times a week later; without its people, programme and meetings. Each call makes another. */
export async function duplicateGathering(context: WriteContext, input: { gatheringId: string }): Promise<GatheringView> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	if (!at.standing.personId) failCommon('NOT_FOUND');
	const { id, slug, sequence, publishedAt, cancelledAt, cancelledReason, coverFileId, goingCount, ...values } = at.gathering;
	const week = 7 * 86_400_000;
	const [made] = await db
		.insert(gathering)
		.values({
			...values,
			slug: await freeSlug(db, values.organisationId, slug),
			startsAt: new Date(values.startsAt.getTime() + week),
			endsAt: new Date(values.endsAt.getTime() + week),
			invitationKey: makeToken().token,
			createdByPersonId: at.standing.personId,
			createdAt: now,
			updatedAt: now
		})
		.returning({ id: gathering.id });
	const hosts = await db.select().from(host).where(eq(host.gatheringId, id));
	const copied = hosts.map(({ personId, duty }) => ({ gatheringId: made!.id, personId, duty, createdAt: now }));
	const withCaller = copied.some(({ personId }) => personId === at.standing.personId)
		? copied
		: [...copied, { gatheringId: made!.id, personId: at.standing.personId!, duty: 'host' as const, createdAt: now }];
	await db.insert(host).values(withCaller);
	const copy = await accessGathering(context, { id: made!.id }, 'manage');
	await note(context, copy, 'create', { from: id });
	return viewGathering(context, copy);
}

/** Deletes a draft nobody has seen; a published gathering is cancelled instead. */
export async function deleteDraft(context: WriteContext, input: { gatheringId: string }): Promise<void> {
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const row = await holdGathering(context.db, input.gatheringId);
	if (row.publishedAt) failCommon('NOT_FOUND');
	await note(context, at, 'delete');
	await context.db.delete(gathering).where(eq(gathering.id, row.id));
	if (row.coverFileId) await deleteFile(context.db, row.coverFileId);
}

/** Sets or (with null) takes away the cover picture: cleaned, at most 1600 pixels wide. */
export async function setCover(
	context: WriteContext,
	input: { gatheringId: string; picture: File | null }
): Promise<GatheringView> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const row = await holdGathering(db, input.gatheringId);
	const coverFileId = input.picture
		? await savePicture(
				db,
				new Uint8Array(await input.picture.arrayBuffer()),
				{ width: 1600, height: 900, fit: 'cover' },
				{ organisationId: row.organisationId, personId: null }
			)
		: null;
	await db.update(gathering).set({ coverFileId, updatedAt: now }).where(eq(gathering.id, row.id));
	if (row.coverFileId) await deleteFile(db, row.coverFileId);
	await note(context, at, 'update', { fields: ['cover'] });
	return viewGathering(context, await accessGathering(context, { id: row.id }, 'manage'));
}

/** Gives a person of the organisation a duty at a gathering (host or door), or with null takes it away. One host always stays. */
export async function setHost(
	context: WriteContext,
	input: { gatheringId: string; personId: string; duty: 'host' | 'door' | null }
): Promise<void> {
	const { db, now } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	await holdGathering(db, input.gatheringId);
	const people = seenPeople(db, { organisationId: at.organisation.id, standing: at.standing });
	const [known] = await db.select({ id: people.id }).from(people).where(eq(people.id, input.personId));
	if (!known) fail('NOT_KNOWN_HERE', {}, 'personId');
	const mine = and(eq(host.gatheringId, input.gatheringId), eq(host.personId, input.personId));
	if (input.duty) {
		await db
			.insert(host)
			.values({ gatheringId: input.gatheringId, personId: input.personId, duty: input.duty, createdAt: now })
			.onConflictDoUpdate({ target: [host.gatheringId, host.personId], set: { duty: input.duty } });
	} else {
		await db.delete(host).where(mine);
	}
	const left = await db
		.select({ personId: host.personId })
		.from(host)
		.where(and(eq(host.gatheringId, input.gatheringId), inArray(host.duty, ['host'])))
		.limit(1);
	if (!left.length) fail('LAST_HOST');
	await note(context, at, 'host', { personId: input.personId, duty: input.duty });
}

/** Makes the link that lets its holder see and register; `renew` voids the one given out before. */
export async function findInvitationLink(
	context: WriteContext,
	input: { gatheringId: string; renew: boolean }
): Promise<{ url: string }> {
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const row = await holdGathering(context.db, input.gatheringId);
	let key = row.invitationKey;
	if (!key || input.renew) {
		key = makeToken().token;
		await context.db.update(gathering).set({ invitationKey: key }).where(eq(gathering.id, row.id));
		await note(context, at, 'renew_invitation_link');
	}
	return { url: `${context.kernel.config.origin}/${at.organisation.slug}/g/${row.slug}?key=${key}` };
}
