import { and, desc, eq, isNull } from 'drizzle-orm';
import { accessOrganisation, findAddressee } from '#server/gate/public.ts';
import {
	listAgendaGatherings,
	listAgendaSessions,
	type AgendaSession
} from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import { failCommon, say, type Locale, type Sentence } from '#server/kernel/errors.ts';
import type { Context, ReadContext } from '#server/kernel/procedures.ts';
import { hashToken } from '#server/kernel/secrets.ts';
import { dayIn } from '../availability/rules.ts';
import { accessTakingPart, lookingAt, type Looking } from '../meeting/access.ts';
import { listConfirmedMeetings, meetingEvent } from '../meeting/queries.ts';
import { writeCalendar, type CalendarEvent } from '#server/kernel/calendar.ts';
import type { AgendaEntry, AgendaView, FeedView } from './schema.ts';
import { agendaFeed } from './tables.ts';

/** How far back a calendar feed and the agenda over all gatherings reach, in days. */
const daysBack = 30;

async function collect(
	context: Pick<ReadContext, 'db' | 'now'>,
	looking: Looking,
	filter: { gatheringId?: string | undefined; from?: Date | undefined }
) {
	const { personId } = looking.standing;
	return {
		gatherings: await listAgendaGatherings(context.db, { personId, ...filter }),
		sessions: await listAgendaSessions(context.db, { personId, ...filter }),
		meetings: await listConfirmedMeetings(context, looking, filter)
	};
}

/**
 * The viewer's sessions (starred, or theirs to hold) and confirmed meetings together, by day: of one gathering, or
 * of all in the organisation from now on, the gatherings themselves among them.
 */
export async function findAgenda(
	context: ReadContext,
	input: { organisation: string; gatheringId?: string | undefined }
): Promise<AgendaView> {
	let looking: Looking;
	let from: Date | undefined;
	const here: AgendaView['gatherings'] = [];
	if (input.gatheringId) {
		const { at } = await accessTakingPart(context, input.gatheringId);
		if (at.organisation.slug !== input.organisation) failCommon('NOT_FOUND');
		looking = lookingAt(at);
		here.push(at.gathering);
	} else {
		looking = lookingAt(await accessOrganisation(context, { slug: input.organisation }, 'belong'));
		from = context.now;
	}
	const found = await collect(context, looking, { gatheringId: input.gatheringId, from });
	const gatherings = new Map(
		[...found.gatherings, ...here].map((gathering) => [gathering.id, gathering])
	);
	const zone = (gatheringId: string) => gatherings.get(gatheringId)?.timeZone ?? looking.timeZone;
	const entries: AgendaEntry[] = [];
	if (!input.gatheringId) {
		for (const { id, startsAt, endsAt, timeZone } of found.gatherings) {
			entries.push({
				kind: 'gathering',
				gatheringId: id,
				day: dayIn(timeZone, startsAt),
				startsAt,
				endsAt
			});
		}
	}
	for (const {
		gatheringId,
		startsAt,
		endsAt,
		id,
		guid,
		title,
		roomName,
		speaks
	} of found.sessions) {
		const day = dayIn(zone(gatheringId), startsAt);
		entries.push({
			kind: 'session',
			gatheringId,
			day,
			startsAt,
			endsAt,
			id,
			guid,
			title,
			roomName,
			speaks
		});
	}
	for (const { sequence: _, ...meeting } of found.meetings) {
		if (!meeting.gathering) continue;
		const { startsAt, endsAt, gathering } = meeting;
		entries.push({
			kind: 'meeting',
			gatheringId: gathering.id,
			day: dayIn(gathering.timeZone, startsAt!),
			startsAt: startsAt!,
			endsAt: endsAt!,
			meeting
		});
	}
	// At one moment the gathering stands above what is in it.
	const rank = { gathering: 0, session: 1, meeting: 2 };
	entries.sort(
		(a, b) => a.startsAt.getTime() - b.startsAt.getTime() || rank[a.kind] - rank[b.kind]
	);
	const days = [...new Set(entries.map(({ day }) => day))].sort();
	return {
		gatherings: [...gatherings.values()].map(
			({ id, slug, title, mode, timeZone, placeName, city, startsAt, endsAt }) => ({
				id,
				slug,
				title,
				mode,
				timeZone,
				placeName,
				city,
				startsAt,
				endsAt
			})
		),
		days: days.map((day) => ({ day, entries: entries.filter((entry) => entry.day === day) })),
		total: entries.length
	};
}

/** A feed's secret, made again from its id whenever its owner wants to see the address: only its hash is kept. */
export const feedToken = (context: Pick<Context, 'kernel'>, feedId: string): string =>
	context.kernel.signer.sign('agenda-feed', Buffer.from(feedId.replaceAll('-', ''), 'hex'));

export function viewFeed(
	context: Pick<Context, 'kernel'>,
	row: typeof agendaFeed.$inferSelect | undefined
): FeedView {
	if (!row) return { feed: null };
	const url = `${context.kernel.config.origin}/feed/${feedToken(context, row.id)}.ics`;
	return {
		feed: {
			url,
			webcalUrl: url.replace(/^https?:/, 'webcal:'),
			createdAt: row.createdAt,
			lastReadAt: row.lastReadAt
		}
	};
}

/** The feed of a person that stands, if any. */
export async function findStandingFeed(db: Db, personId: string) {
	const [row] = await db
		.select()
		.from(agendaFeed)
		.where(and(eq(agendaFeed.personId, personId), isNull(agendaFeed.revokedAt)))
		.orderBy(desc(agendaFeed.createdAt))
		.limit(1);
	return row;
}

/** The viewer's private calendar address in an organisation, if they made one. */
export async function findFeed(
	context: ReadContext,
	input: { organisation: string }
): Promise<FeedView> {
	const { standing } = await accessOrganisation(context, { slug: input.organisation }, 'belong');
	return viewFeed(context, await findStandingFeed(context.db, standing.personId!));
}

const speaking: Sentence = { id: 'Anda pembicara', en: 'You speak' };

function sessionEvent(
	session: AgendaSession,
	by: { locale: Locale; base: string; slug: string; sequence: number }
): CalendarEvent {
	const url = `${by.base}/g/${by.slug}/programme/${session.id}`;
	return {
		uid: `session-${session.id}@gerbang`,
		sequence: by.sequence,
		stamp: session.updatedAt,
		from: session.startsAt,
		to: session.endsAt,
		title: session.title,
		place: session.roomName ?? '',
		text: `${session.speaks ? `${speaking[by.locale]}\n\n` : ''}${url}`,
		url
	};
}

/**
 * The calendar behind a private address: gatherings, sessions and meetings of its owner, from a month back on.
 * Not found where the address was revoked, renewed, or never was. Names and places only, of those whom the owner
 * may see.
 */
export async function readFeed(
	context: Pick<ReadContext, 'db' | 'now' | 'kernel'>,
	token: string
): Promise<{ feedId: string; lastReadAt: Date | null; text: string }> {
	const [feed] = await context.db
		.select()
		.from(agendaFeed)
		.where(and(eq(agendaFeed.tokenHash, hashToken(token)), isNull(agendaFeed.revokedAt)));
	if (!feed) return failCommon('NOT_FOUND');
	const owner = (await findAddressee(context.db, feed.personId)) ?? failCommon('NOT_FOUND');
	const looking: Looking = {
		organisationId: owner.organisation.id,
		timeZone: owner.timeZone,
		standing: { personId: feed.personId, role: null }
	};
	const from = new Date(context.now.getTime() - daysBack * 86_400_000);
	const found = await collect(context, looking, { from });
	const gatherings = new Map(found.gatherings.map((gathering) => [gathering.id, gathering]));
	const { locale } = owner;
	const base = `${context.kernel.config.origin}/${owner.organisation.slug}`;
	const events: CalendarEvent[] = [
		...found.gatherings.map((gathering) => ({
			uid: `gathering-${gathering.id}@gerbang`,
			sequence: gathering.sequence,
			stamp: gathering.updatedAt,
			from: gathering.startsAt,
			to: gathering.endsAt,
			title: gathering.title,
			place:
				[gathering.placeName, gathering.placeAddress, gathering.city].filter(Boolean).join(', ') ||
				(gathering.roomUrl ?? ''),
			text: [gathering.roomUrl, `${base}/g/${gathering.slug}`].filter(Boolean).join('\n\n'),
			url: `${base}/g/${gathering.slug}`,
			// A summit of two days must not hide the meetings inside it.
			free: true
		})),
		...found.sessions.flatMap((session) => {
			const gathering = gatherings.get(session.gatheringId);
			// A star stays when a seat is given up; its session leaves the calendar.
			if (!gathering) return [];
			return sessionEvent(session, {
				locale,
				base,
				slug: gathering.slug,
				// Sessions keep no count of changes; seconds since 2020 rise with every one and fit RFC 5545's integer.
				sequence: Math.max(0, Math.floor(session.updatedAt.getTime() / 1000) - 1_577_836_800)
			});
		}),
		...found.meetings.map((view) => meetingEvent(view, { locale, base }))
	];
	return {
		feedId: feed.id,
		lastReadAt: feed.lastReadAt,
		text: writeCalendar({
			method: 'PUBLISH',
			name: say(feedName, locale, { organisation: owner.organisation.name }),
			events,
			ttl: 3600
		})
	};
}

const feedName: Sentence = { id: 'Agenda saya · {organisation}', en: 'My agenda · {organisation}' };
