import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import {
	change,
	prepare,
	remove,
	type Attendee,
	type Prepared,
	type RoleWeights,
	type Weights
} from '#engine/suggest/suggest.ts';
import { seenPeople } from '#server/gate/public.ts';
import { listNewcomers, listStars, listTalks, peopleAt } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { countAnswers, listTies } from '../suggestion-history/queries.ts';
import { fewChanged, newFor, seedOf, staleFor } from './rules.ts';

/** A crowd made ready, and what it was made of. */
export interface Crowd {
	prepared: Prepared;
	/** By index; who has left keeps their place. */
	ids: string[];
	indexOf: Map<string, number>;
	/** What each person's row was, to see who changed. */
	prints: Map<string, string>;
	/** Everything else it was made of and that counts at once: role weights, learnt weights, talks. */
	print: string;
	/** What counts a little, and may be a minute old: stars, connections, answers, who is new. */
	around: Around;
	aroundPrint: string;
	madeAt: number;
}

interface Around {
	talks: Map<string, string[]>;
	stars: Map<string, string[]>;
	ties: { low: string; high: string }[];
	answers: Map<string, { asked: number; answered: number }>;
	newcomers: Set<string>;
}

export interface CrowdOf {
	organisationId: string;
	gatheringId: string;
	me: string;
	roleWeights: RoleWeights;
	weights: Partial<Weights>;
}

// What was prepared for the latest gatherings asked about; only a gain of time, never of truth: who may be
// suggested is asked anew each time.
const crowds = new Map<string, Crowd>();

/**
 * The people of a gathering as somebody neutral sees them (nobody paused), without those who turned profiling
 * off, and with one more who only looks (an organiser who takes no part).
 */
function crowdOf(db: Db, { organisationId, gatheringId, me }: CrowdOf) {
	const seen = seenPeople(db, { organisationId, standing: { personId: me, role: null } });
	const here = peopleAt(db, gatheringId);
	return {
		seen,
		takesPart: sql<boolean>`${seen.id} in (${db.select({ id: here.personId }).from(here)})`,
		print: sql<string>`hashtextextended(concat_ws('|', ${seen.companyId}, ${seen.channelRoles}, ${seen.companyBrandsCarried}, ${seen.companyBrandsWanted}, ${seen.city}, ${seen.title}, ${seen.offers}, ${seen.needs}, ${seen.interests}, ${seen.hasAccount}), 0)::text`,
		where: and(
			isNull(seen.profilingOffAt),
			or(sql`${seen.id} in (${db.select({ id: here.personId }).from(here)})`, eq(seen.id, me))
		)
	};
}

type PersonRow = Omit<Attendee, 'talks'> & { id: string; print: string };

async function listRows(db: Db, by: CrowdOf, only?: string[]): Promise<PersonRow[]> {
	const { seen, print, where } = crowdOf(db, by);
	return await db
		.select({
			id: seen.id,
			print,
			company: seen.companyId,
			roles: seen.channelRoles,
			city: seen.city,
			title: seen.title,
			offers: seen.offers,
			needs: seen.needs,
			interests: seen.interests,
			brandsCarried: seen.companyBrandsCarried,
			brandsWanted: seen.companyBrandsWanted,
			reachable: seen.hasAccount
		})
		.from(seen)
		.where(and(where, only && inArray(seen.id, only)))
		.orderBy(seen.id);
}

async function listAround(context: ReadContext, by: CrowdOf): Promise<Omit<Around, 'talks'>> {
	const { db, now } = context;
	return {
		stars: await listStars(db, by.gatheringId),
		ties: await listTies(db, by.organisationId),
		answers: await countAnswers(db, by.organisationId, now),
		newcomers: await listNewcomers(db, by.gatheringId, new Date(now.getTime() - newFor))
	};
}

const printOf = (values: Iterable<unknown>): string =>
	JSON.stringify([...values].map((one) => JSON.stringify(one)).sort());

const printAround = ({ stars, ties, answers, newcomers }: Omit<Around, 'talks'>): string =>
	[stars, ties, answers, newcomers].map(printOf).join();

/** A person as the engine knows them. New is somebody only while most are not. */
function attendeeOf({ id, print: _, ...row }: PersonRow, around: Around, size: number): Attendee {
	const { newcomers } = around;
	return {
		...row,
		talks: around.talks.get(id) ?? [],
		stars: around.stars.get(id) ?? [],
		fresh: newcomers.has(id) && newcomers.size * 4 <= size ? 1 : 0,
		...around.answers.get(id)
	};
}

/** Finds or makes what is prepared for a gathering, and who may be suggested right now. */
export async function findCrowd(
	context: ReadContext,
	by: CrowdOf
): Promise<{ crowd: Crowd; eligible: Set<string> }> {
	const { db } = context;
	const { seen, takesPart, print, where } = crowdOf(db, by);
	const rows = await db.select({ id: seen.id, takesPart, print }).from(seen).where(where);
	const talks = await listTalks(db, by.gatheringId);
	const eligible = new Set(
		rows.filter((row) => row.takesPart && row.id !== by.me).map(({ id }) => id)
	);
	const guest = rows.some((row) => row.id === by.me && !row.takesPart);
	const key = guest ? `${by.gatheringId} ${by.me}` : by.gatheringId;
	const fixed = JSON.stringify([
		by.roleWeights,
		by.weights,
		[...talks].sort(([a], [b]) => (a < b ? -1 : 1))
	]);
	const now = context.now.getTime();
	const held = crowds.get(key);
	if (held?.print === fixed) {
		const changed = rows.filter((row) => held.prints.get(row.id) !== row.print).map(({ id }) => id);
		const there = new Set(rows.map(({ id }) => id));
		const gone = [...held.prints.keys()].filter((id) => !there.has(id));
		const young = now - held.madeAt < staleFor;
		if (!changed.length && !gone.length && young) return { crowd: held, eligible };
		if (young && fewChanged(changed.length + gone.length, rows.length)) {
			follow(held, changed.length ? await listRows(db, by, changed) : [], gone);
			return { crowd: held, eligible };
		}
		if (
			!changed.length &&
			!gone.length &&
			printAround(await listAround(context, by)) === held.aroundPrint
		) {
			held.madeAt = now;
			return { crowd: held, eligible };
		}
	}

	const people = await listRows(db, by);
	const around = { talks, ...(await listAround(context, by)) };
	const indexOf = new Map(people.map(({ id }, index) => [id, index]));
	const crowd: Crowd = {
		prepared: prepare(
			people.map((row) => attendeeOf(row, around, people.length)),
			{
				roleWeights: by.roleWeights,
				weights: by.weights,
				seed: seedOf(by.gatheringId),
				// Only who is here is counted as a connection in common: nobody else is looked at.
				ties: around.ties.flatMap(({ low, high }) => {
					const [a, b] = [indexOf.get(low), indexOf.get(high)];
					return a === undefined || b === undefined ? [] : [[a, b] as const];
				})
			}
		),
		ids: people.map(({ id }) => id),
		indexOf,
		prints: new Map(people.map((row) => [row.id, row.print])),
		print: fixed,
		around,
		aroundPrint: printAround(around),
		madeAt: now
	};
	crowds.delete(key);
	crowds.set(key, crowd);
	if (crowds.size > 20) crowds.delete(crowds.keys().next().value!);
	return { crowd, eligible };
}

/** Takes in the few who changed, came or went. No waiting in between: others ask the same crowd. */
function follow(crowd: Crowd, rows: PersonRow[], gone: string[]): void {
	for (const id of gone) {
		const index = crowd.indexOf.get(id);
		if (index === undefined) continue;
		remove(crowd.prepared, index);
		crowd.indexOf.delete(id);
		crowd.prints.delete(id);
	}
	for (const row of rows) {
		const index = crowd.indexOf.get(row.id) ?? crowd.prepared.people.length;
		change(crowd.prepared, index, attendeeOf(row, crowd.around, crowd.indexOf.size + 1));
		crowd.ids[index] = row.id;
		crowd.indexOf.set(row.id, index);
		crowd.prints.set(row.id, row.print);
	}
}
