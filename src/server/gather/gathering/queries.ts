import { and, asc, count, desc, eq, gt, ilike, inArray, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import { accessOrganisation, seenPeople, stands, type Standing } from '#server/gate/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { renderMarkdown } from '#server/kernel/markdown.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { checkIn } from '../door/tables.ts';
import { session, speaker } from '../programme/tables.ts';
import { registration } from '../registration/tables.ts';
import { accessGathering, standsAt, type Gathering, type GatheringStanding } from './access.ts';
import { isOpen, localAt, stateOf } from './rules.ts';
import { gatheringCalendar } from './mails.ts';
import type { GatheringLineView, GatheringView, Overview } from './schema.ts';
import { gathering, host } from './tables.ts';

/** How many wait for a seat. */
async function countWaiting(db: Db, gatheringId: string): Promise<number> {
	const [row] = await db
		.select({ waiting: count() })
		.from(registration)
		.where(and(eq(registration.gatheringId, gatheringId), eq(registration.status, 'waitlisted')));
	return row!.waiting;
}

/** One gathering by its address, as the caller sees it. `key`: the secret of its invitation link, where they hold it. */
export async function findGathering(
	context: ReadContext,
	input: { organisation: string; slug: string; key?: string | undefined }
): Promise<GatheringView> {
	const at = await accessGathering(context, { organisation: input.organisation, slug: input.slug }, 'see', input.key);
	return viewGathering(context, at);
}

/** The whole of a gathering for one viewer; a constant number of queries. */
export async function viewGathering(
	context: Pick<ReadContext, 'db' | 'now'>,
	at: GatheringStanding
): Promise<GatheringView> {
	const { gathering: row, organisation, standing } = at;
	const { db, now } = context;
	const people = seenPeople(db, { organisationId: organisation.id, standing });
	const waiting = await countWaiting(db, row.id);
	const hosts = await db
		.select({
			personId: people.id,
			name: people.name,
			title: people.title,
			companyName: people.companyName,
			photoFileId: people.photoFileId,
			duty: host.duty
		})
		.from(host)
		.innerJoin(people, eq(people.id, host.personId))
		.where(eq(host.gatheringId, row.id))
		.orderBy(asc(host.createdAt));
	const [programme] = await db
		.select({ id: session.id })
		.from(session)
		.where(and(eq(session.gatheringId, row.id), isNull(session.removedAt)))
		.limit(1);
	const position =
		at.registration?.status === 'waitlisted'
			? await db
					.select({ ahead: count() })
					.from(registration)
					.where(
						and(
							eq(registration.gatheringId, row.id),
							eq(registration.status, 'waitlisted'),
							lte(
								registration.queue,
								sql`(select mine.queue from ${registration} mine where mine.id = ${at.registration.id})`
							)
						)
					)
					.then(([found]) => found?.ahead ?? null)
			: null;
	const manages = standsAt(at, 'manage');
	const status = at.registration?.status ?? null;
	return {
		...viewLine(row, { registration: status, now }),
		description: row.description,
		descriptionHtml: renderMarkdown(row.description),
		placeAddress: row.placeAddress,
		mapUrl: row.mapUrl,
		roomUrl: manages || standsAt(at, 'take_part') ? row.roomUrl : null,
		approvalRequired: row.approvalRequired,
		questions: row.questions,
		sequence: row.sequence,
		publishedAt: row.publishedAt,
		updatedAt: row.updatedAt,
		cancelledReason: row.cancelledReason,
		hosts: manages ? hosts : hosts.filter(({ duty }) => duty === 'host'),
		seatsLeft: row.capacity === null ? null : Math.max(0, row.capacity - row.goingCount),
		waiting,
		position,
		hasProgramme: Boolean(programme),
		localStart: localAt(row.startsAt, row.timeZone),
		localEnd: localAt(row.endsAt, row.timeZone),
		can: {
			register: isOpen(row, now) && (status === null || status === 'cancelled'),
			cancelRegistration: now < row.endsAt && (status === 'going' || status === 'pending' || status === 'waitlisted'),
			seePeople: standsAt(at, 'take_part'),
			door: standsAt(at, 'door'),
			manage: manages
		}
	};
}

function viewLine(
	row: Gathering,
	by: { registration: GatheringView['registration']; now: Date }
): Omit<GatheringLineView, 'manages'> {
	return {
		id: row.id,
		slug: row.slug,
		title: row.title,
		summary: row.summary,
		state: stateOf(row, by.now),
		mode: row.mode,
		startsAt: row.startsAt,
		endsAt: row.endsAt,
		timeZone: row.timeZone,
		placeName: row.placeName,
		city: row.city,
		coverFileId: row.coverFileId,
		audience: row.audience,
		capacity: row.capacity,
		going: row.goingCount,
		registration: by.registration
	};
}

/** What of an organisation's gatherings a viewer may list: as `standsAt(…, 'see')` says it of one. */
function mayList(db: Db, standing: Standing): SQL | undefined {
	if (stands(standing, 'organise')) return undefined;
	const { personId } = standing;
	const mine = personId
		? or(
				inArray(gathering.id, db.select({ id: host.gatheringId }).from(host).where(eq(host.personId, personId))),
				and(
					sql`${gathering.publishedAt} is not null`,
					or(
						inArray(
							gathering.id,
							db.select({ id: registration.gatheringId }).from(registration).where(eq(registration.personId, personId))
						),
						inArray(
							gathering.id,
							db
								.select({ id: speaker.gatheringId })
								.from(speaker)
								.where(and(eq(speaker.personId, personId), isNull(speaker.removedAt)))
						)
					)
				)
			)
		: undefined;
	const open = and(
		sql`${gathering.publishedAt} is not null`,
		stands(standing, 'member') ? inArray(gathering.audience, ['public', 'members']) : eq(gathering.audience, 'public')
	);
	return or(open, mine);
}

/**
 * The gatherings of an organisation that the caller may see: coming ones by date, past ones newest first, drafts of
 * those who run them. Searches title, city and place.
 */
export async function listGatherings(
	context: ReadContext,
	input: {
		organisation: string;
		when: 'coming' | 'past' | 'drafts';
		search?: string | undefined;
		mine?: boolean | undefined;
		offset: number;
		limit: number;
	}
): Promise<{ items: GatheringLineView[]; total: number; canCreate: boolean; canCreatePublic: boolean }> {
	const { db, now } = context;
	const { organisation, standing } = await accessOrganisation(context, { slug: input.organisation }, 'see');
	const word = input.search?.trim().replace(/[\\%_]/g, '\\$&');
	const { personId } = standing;
	const where = and(
		eq(gathering.organisationId, organisation.id),
		mayList(db, standing),
		input.when === 'drafts'
			? isNull(gathering.publishedAt)
			: and(
					sql`${gathering.publishedAt} is not null`,
					input.when === 'coming' ? gt(gathering.endsAt, now) : lt(gathering.endsAt, now)
				),
		word
			? or(
					sql`gate.fold(${gathering.title}) like '%' || gate.fold(${word}) || '%'`,
					ilike(gathering.city, `%${word}%`),
					ilike(gathering.placeName, `%${word}%`)
				)
			: undefined,
		input.mine && personId
			? sql`exists (select 1 from ${registration} r where r.gathering_id = ${gathering.id} and r.person_id = ${personId} and r.status in ('going', 'pending', 'waitlisted'))`
			: undefined
	);
	// `${gathering}.id`: among selected fields a lone column comes without its table, and would be the inner one's.
	const rows = await db
		.select({
			row: gathering,
			registration: personId
				? sql<GatheringView['registration']>`(select r.status from ${registration} r where r.gathering_id = ${gathering}.id and r.person_id = ${personId})`
				: sql<null>`null`,
			hosts: personId
				? sql<boolean>`exists (select 1 from ${host} h where h.gathering_id = ${gathering}.id and h.person_id = ${personId} and h.duty = 'host')`
				: sql<boolean>`false`,
			total: sql<number>`count(*) over ()::int`
		})
		.from(gathering)
		.where(where)
		.orderBy(input.when === 'past' ? desc(gathering.startsAt) : asc(gathering.startsAt), asc(gathering.id))
		.offset(input.offset)
		.limit(input.limit);
	const organises = stands(standing, 'organise');
	return {
		items: rows.map(({ row, registration: status, hosts }) => ({
			...viewLine(row, { registration: status, now }),
			manages: organises || hosts
		})),
		total: rows[0]?.total ?? 0,
		canCreate: stands(standing, 'member'),
		canCreatePublic: organises
	};
}

/** A gathering's calendar file, for "add to calendar". The room's link is in it only for those who go. */
export async function findCalendar(
	context: ReadContext,
	input: { organisation: string; slug: string; key?: string | undefined }
): Promise<{ name: string; text: string }> {
	const at = await accessGathering(context, { organisation: input.organisation, slug: input.slug }, 'see', input.key);
	return {
		name: `${at.gathering.slug}.ics`,
		text: gatheringCalendar(at.gathering, {
			origin: context.kernel.config.origin,
			organisation: at.organisation.slug,
			locale: context.viewer.locale,
			method: 'PUBLISH',
			room: standsAt(at, 'take_part')
		})
	};
}

/** What those who run a gathering should know now. */
export async function findOverview(context: ReadContext, input: { gatheringId: string }): Promise<Overview> {
	const { db } = context;
	const at = await accessGathering(context, { id: input.gatheringId }, 'manage');
	const { gathering: row } = at;
	const statuses = await db
		.select({ status: registration.status, count: count() })
		.from(registration)
		.where(eq(registration.gatheringId, row.id))
		.groupBy(registration.status);
	const of = (status: string) => statuses.find((one) => one.status === status)?.count ?? 0;
	const [checked] = await db
		.select({ count: count() })
		.from(checkIn)
		.innerJoin(registration, eq(registration.id, checkIn.registrationId))
		.where(and(eq(registration.gatheringId, row.id), isNull(checkIn.undoneAt)));
	const day = sql<string>`to_char(${registration.createdAt} at time zone ${row.timeZone}, 'YYYY-MM-DD')`;
	const byDay = await db
		.select({ day, registrations: count() })
		.from(registration)
		.where(eq(registration.gatheringId, row.id))
		.groupBy(sql`1`)
		.orderBy(sql`1`);
	const [sessions] = await db
		.select({ count: count() })
		.from(session)
		.where(and(eq(session.gatheringId, row.id), isNull(session.removedAt)));
	const people = seenPeople(db, { organisationId: at.organisation.id, standing: at.standing });
	const [speakers] = await db
		.select({ count: count() })
		.from(speaker)
		.innerJoin(people, eq(people.id, speaker.personId))
		.where(and(eq(speaker.gatheringId, row.id), isNull(speaker.removedAt), eq(people.hasAccount, false)));
	const unsent = await db.execute<{ count: number }>(
		sql`select count(*)::int as count from kernel.mail where organisation_id = ${at.organisation.id} and sent_at is null`
	);
	return {
		gathering: await viewGathering(context, at),
		counts: {
			pending: of('pending'),
			going: of('going'),
			waitlisted: of('waitlisted'),
			declined: of('declined'),
			cancelled: of('cancelled'),
			checkedIn: checked!.count
		},
		byDay,
		sessions: sessions!.count,
		speakersNotInvited: speakers!.count,
		unsentMails: unsent.rows[0]!.count
	};
}
