import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { meeting, meetingPerson, meetingProposal } from '#server/connect/meeting/tables.ts';
import { testProduct, type TestProduct } from '../database.ts';
import { scene, type MeetingScene } from '../meeting-scene.ts';
import { withoutHolds } from '../unlocked.ts';

const people = 25;
const tables = 3;
const slots = 7;

/** Requests among 25 people for seven slots and three tables; every one may be accepted at once. */
async function manyRequests(
	t: TestProduct,
	s: MeetingScene,
	requests: number
): Promise<{ id: string; asked: number }[]> {
	const { db } = t.kernel.database;
	const pairs: [number, number][] = [];
	for (let step = 1; pairs.length < requests; step++) {
		for (let n = 0; n < people && pairs.length < requests; n++)
			pairs.push([n, (n + step) % people]);
	}
	const expiresAt = s.slot(slots - 1);
	const made = await db
		.insert(meeting)
		.values(
			pairs.map(([from, to]) => ({
				organisationId: s.organisation.id,
				gatheringId: s.gathering.id,
				state: 'requested' as const,
				mode: 'onsite' as const,
				askedByPersonId: s.people[from]!.id,
				waitingForPersonId: s.people[to]!.id,
				line: 'Bertemu sebentar',
				expiresAt,
				createdAt: t.clock.now()
			}))
		)
		.returning({ id: meeting.id });
	await db
		.insert(meetingPerson)
		.values(
			made.flatMap(({ id }, n) =>
				pairs[n]!.map((person) => ({ meetingId: id, personId: s.people[person]!.id }))
			)
		);
	await db.insert(meetingProposal).values(
		made.flatMap(({ id }, n) =>
			// Three times each, so that everybody wants the same few slots.
			[0, 1, 2].map((k) => ({
				meetingId: id,
				startsAt: s.slot((n + k * 2) % slots),
				byPersonId: s.people[pairs[n]![0]]!.id
			}))
		)
	);
	return made.map(({ id }, n) => ({ id, asked: pairs[n]![1] }));
}

/** Everybody accepts everything in the same moment. Returns what became of each. */
async function acceptAll(s: MeetingScene, all: { id: string; asked: number }[]): Promise<string[]> {
	return Promise.all(
		all.map(({ id, asked }) =>
			s
				.as(asked)
				.connect.meeting.accept({ meetingId: id })
				.then(
					({ state }) => state,
					(error: { code?: string }) => error.code ?? String(error)
				)
		)
	);
}

async function overlaps(
	t: TestProduct
): Promise<{ people: number; tables: number; confirmed: number }> {
	const { rows } = await t.kernel.database.db.execute<{
		people: number;
		tables: number;
		confirmed: number;
	}>(sql`
		select
			(select count(*)::int from connect.meeting_person a join connect.meeting_person b
				on a.person_id = b.person_id and a.meeting_id < b.meeting_id and a.during && b.during) as people,
			(select count(*)::int from connect.meeting a join connect.meeting b
				on a.table_id = b.table_id and a.id < b.id and a.during && b.during) as tables,
			(select count(*)::int from connect.meeting where state = 'confirmed') as confirmed`);
	return rows[0]!;
}

async function race(requests: number, prepare: (t: TestProduct) => Promise<void> = async () => {}) {
	// Silent: without locks deadlocks are what is expected.
	const t = await testProduct({ mailLeaves: false, environment: { LOG_LEVEL: 'silent' } });
	try {
		t.clock.set('2027-03-11T12:00:00+07:00');
		await prepare(t);
		const s = await scene(t, { people, tables });
		const all = await manyRequests(t, s, requests);
		const answers = await acceptAll(s, all);
		const { rows } = await t.kernel.database.db.execute<{ broken: number }>(sql`
			select count(*)::int as broken from connect.meeting m where
				(m.state = 'confirmed') <> (select bool_and(p.during is not distinct from m.during) and bool_or(p.during is not null)
					from connect.meeting_person p where p.meeting_id = m.id)`);
		return { answers, found: await overlaps(t), broken: rows[0]!.broken };
	} finally {
		await t.close();
	}
}

test('two hundred acceptances at once double-book nobody and no table', async () => {
	const { answers, found, broken } = await race(200);
	const count = (state: string) => answers.filter((answer) => answer === state).length;
	expect(found.people).toBe(0);
	expect(found.tables).toBe(0);
	expect(found.confirmed).toBe(count('confirmed'));
	// Seven slots at three tables: the hall is full, or all but full, and nothing broke on the way.
	expect(found.confirmed).toBeLessThanOrEqual(slots * tables);
	expect(found.confirmed).toBeGreaterThanOrEqual(slots * tables - 3);
	expect(broken).toBe(0);
	const refusals = ['SLOT_TAKEN', 'NO_TABLE', 'NO_FREE_TIME', 'ALREADY_ANSWERED'];
	expect(answers.filter((answer) => answer !== 'confirmed' && !refusals.includes(answer))).toEqual(
		[]
	);
});

test('the constraints alone, with every lock off, still double-book nobody', async () => {
	const { answers, found, broken } = await race(60, withoutHolds);
	expect(found).toMatchObject({ people: 0, tables: 0 });
	expect(broken).toBe(0);
	expect(answers.filter((answer) => answer === 'confirmed').length).toBe(found.confirmed);
});

test('control: without the constraints and the locks, people and tables are double-booked', async () => {
	const { found } = await race(60, async (t) => {
		await withoutHolds(t);
		const { db } = t.kernel.database;
		await db.execute(
			sql`alter table connect.meeting_person drop constraint meeting_person_not_twice`
		);
		await db.execute(sql`alter table connect.meeting drop constraint meeting_table_not_twice`);
	});
	expect(found.people).toBeGreaterThan(0);
	expect(found.tables).toBeGreaterThan(0);
});

/** One person asks twenty others in the same moment. Returns how many requests then wait. */
async function askAll(
	prepare: (t: TestProduct) => Promise<void> = async () => {}
): Promise<number> {
	const t = await testProduct({ mailLeaves: false, environment: { LOG_LEVEL: 'silent' } });
	try {
		t.clock.set('2027-03-11T12:00:00+07:00');
		await prepare(t);
		const s = await scene(t, { people: 21 });
		const answers = await Promise.allSettled(
			s.people.slice(1).map(({ id }) =>
				s.as(0).connect.meeting.ask({
					gatheringId: s.gathering.id,
					personId: id,
					line: 'Bertemu sebentar',
					times: [s.slot(0)]
				})
			)
		);
		for (const answer of answers) {
			if (answer.status === 'rejected')
				expect(answer.reason).toMatchObject({ code: 'TOO_MANY_WAITING' });
		}
		const mine = await s.as(0).connect.meeting.listMine({ gatheringId: s.gathering.id });
		return mine.waitingForThem.length;
	} finally {
		await t.close();
	}
}

test('of twenty requests sent at once five wait', async () => {
	expect(await askAll()).toBe(5);
});

test('control: without the lock more than five wait', async () => {
	expect(await askAll(withoutHolds)).toBeGreaterThan(5);
});

test('of two who ask each other at once one asks and one is asked', async () => {
	const t = await testProduct({ mailLeaves: false });
	try {
		t.clock.set('2027-03-11T12:00:00+07:00');
		for (let round = 0; round < 8; round++) {
			const s = await scene(t, { people: 2 });
			const ask = (from: number, to: number) =>
				s.as(from).connect.meeting.ask({
					gatheringId: s.gathering.id,
					personId: s.people[to]!.id,
					line: 'Bertemu sebentar',
					times: [s.slot(0)]
				});
			const answers = await Promise.allSettled([ask(0, 1), ask(1, 0)]);
			const refused = answers.filter(
				({ status }) => status === 'rejected'
			) as PromiseRejectedResult[];
			expect(refused.map(({ reason }) => reason.code)).toEqual(['ASKED_YOU']);
		}
	} finally {
		await t.close();
	}
});
