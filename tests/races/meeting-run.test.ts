import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { meeting, meetingPerson, meetingProposal } from '#server/connect/meeting/tables.ts';
import { preference } from '#server/connect/suggestion/tables.ts';
import { testProduct, type TestProduct } from '../database.ts';
import { scene, type MeetingScene } from '../meeting-scene.ts';
import { withoutRowLocks } from '../unlocked.ts';

const open: TestProduct[] = [];
afterEach(async () => {
	for (const t of open.splice(0)) await t.close();
});

async function product(): Promise<TestProduct> {
	// Silent: without locks deadlocks are what is expected.
	const t = await testProduct({ environment: { LOG_LEVEL: 'silent' } });
	open.push(t);
	t.clock.set('2027-03-11T12:00:00+07:00');
	return t;
}

/** Holding a name does nothing any more. What then locks in circles is let go at once instead of after a second. */
async function withoutHolding(t: TestProduct): Promise<void> {
	const { db } = t.kernel.database;
	await db.execute(
		sql`create or replace function connect.hold(names text[]) returns void language sql as 'select'`
	);
	await db.execute(
		sql.raw(
			`do $$ begin execute format('alter database %I set deadlock_timeout = %L', current_database(), '10ms'); end $$`
		)
	);
}

async function withoutConstraints(t: TestProduct): Promise<void> {
	const { db } = t.kernel.database;
	await db.execute(sql`alter table connect.meeting_person drop constraint meeting_person_not_twice`);
	await db.execute(sql`alter table connect.meeting drop constraint meeting_table_not_twice`);
}

const here = (s: MeetingScene) => ({ gatheringId: s.gathering.id });

async function startTogether(t: TestProduct): Promise<{ codes: string[]; underWay: number }> {
	const s = await scene(t, { people: 2 });
	const answers = await Promise.allSettled(Array.from({ length: 8 }, () => s.asOrganiser.connect.meetingRun.start(here(s))));
	const { rows } = await t.kernel.database.db.execute<{ count: number }>(
		sql`select count(*)::int as count from connect.meeting_run
			where gathering_id = ${s.gathering.id} and state in ('waiting', 'running')`
	);
	return {
		codes: answers.map((answer) => (answer.status === 'fulfilled' ? 'started' : (answer.reason as { code: string }).code)).sort(),
		underWay: rows[0]!.count
	};
}

test('of eight who start at once one starts, and seven are told that it runs', async () => {
	expect(await startTogether(await product())).toEqual({
		codes: [...Array.from({ length: 7 }, () => 'RUN_UNDER_WAY'), 'started'],
		underWay: 1
	});
});

test('the constraint alone, with the lock off, still lets one start', async () => {
	const t = await product();
	await withoutHolding(t);
	const { codes, underWay } = await startTogether(t);
	expect(underWay).toBe(1);
	expect(codes.filter((code) => code !== 'RUN_UNDER_WAY')).toEqual(['started']);
});

test('control: without the constraints and the lock several start', async () => {
	const t = await product();
	await withoutHolding(t);
	await t.kernel.database.db.execute(sql`drop index connect.meeting_run_one_at_a_time`);
	await t.kernel.database.db.execute(sql`alter table connect.meeting_run drop constraint meeting_run_number`);
	let most = 0;
	for (let round = 0; round < 20 && most <= 1; round++) most = Math.max(most, (await startTogether(t)).underWay);
	expect(most).toBeGreaterThan(1);
});

const people = 60;
const tables = 8;
const slots = 7;

/** A draft of many wishes, and beside it fifty requests among the same people for the same slots and tables. */
async function crowd(t: TestProduct): Promise<{ s: MeetingScene; requests: { id: string; asked: number }[] }> {
	const { db } = t.kernel.database;
	const s = await scene(t, { people, tables });
	const wished = Array.from({ length: 2 * people }, (_, n) => [n % people, (n + 1 + Math.floor(n / people)) % people] as const);
	await db.insert(preference).values(
		wished.map(([from, to]) => ({ byPersonId: s.people[from]!.id, personId: s.people[to]!.id, wish: 'meet' as const }))
	);
	await s.asOrganiser.connect.meetingRun.start(here(s));
	await t.drain();
	const pairs = Array.from({ length: 50 }, (_, n) => [n % people, (n + 5 + Math.floor(n / people)) % people] as const);
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
				expiresAt: s.slot(slots - 1),
				createdAt: t.clock.now()
			}))
		)
		.returning({ id: meeting.id });
	await db
		.insert(meetingPerson)
		.values(made.flatMap(({ id }, n) => pairs[n]!.map((person) => ({ meetingId: id, personId: s.people[person]!.id }))));
	await db.insert(meetingProposal).values(
		made.flatMap(({ id }, n) =>
			[0, 1, 2].map((k) => ({ meetingId: id, startsAt: s.slot((n + k * 2) % slots), byPersonId: s.people[pairs[n]![0]]!.id }))
		)
	);
	return { s, requests: made.map(({ id }, n) => ({ id, asked: pairs[n]![1] })) };
}

/** The run is published in the moment in which fifty people accept what they were asked. */
async function publishAmidAcceptances(t: TestProduct) {
	const { s, requests } = await crowd(t);
	const accept = ({ id, asked }: { id: string; asked: number }) =>
		s
			.as(asked)
			.connect.meeting.accept({ meetingId: id })
			.then(
				({ state }) => state as string,
				(error: { code?: string }) => error.code ?? String(error)
			);
	// Some before it, so that it has to leave things out; the others beside it.
	const first = requests.slice(0, 8).map(accept);
	const publish = s.asOrganiser.connect.meetingRun.publish({ ...here(s), number: 1 }).then(
		() => 'published',
		(error: { code?: string }) => error.code ?? String(error)
	);
	const answers = await Promise.all([publish, ...first, ...requests.slice(8).map(accept)]);
	const { rows } = await t.kernel.database.db.execute<{ people: number; tables: number; confirmed: number; arranged: number; broken: number }>(sql`
		select
			(select count(*)::int from connect.meeting_person a join connect.meeting_person b
				on a.person_id = b.person_id and a.meeting_id < b.meeting_id and a.during && b.during) as people,
			(select count(*)::int from connect.meeting a join connect.meeting b
				on a.table_id = b.table_id and a.id < b.id and a.during && b.during) as tables,
			(select count(*)::int from connect.meeting where state = 'confirmed') as confirmed,
			(select count(*)::int from connect.meeting where arranged_at is not null) as arranged,
			(select count(*)::int from connect.meeting m where
				(m.state = 'confirmed') <> (select bool_and(p.during is not distinct from m.during) and bool_or(p.during is not null)
					from connect.meeting_person p where p.meeting_id = m.id)) as broken`);
	return { answers, found: rows[0]! };
}

test('a run published amid fifty acceptances double-books nobody and no table', async () => {
	const t = await product();
	const { answers, found } = await publishAmidAcceptances(t);
	expect(answers[0]).toBe('published');
	expect(found).toMatchObject({ people: 0, tables: 0, broken: 0 });
	const refusals = ['SLOT_TAKEN', 'NO_TABLE', 'NO_FREE_TIME', 'ALREADY_ANSWERED'];
	expect(answers.slice(1).filter((answer) => answer !== 'confirmed' && !refusals.includes(answer))).toEqual([]);
	expect(found.arranged).toBeGreaterThan(0);
	expect(found.confirmed).toBeLessThanOrEqual(slots * tables);
});

test('the constraints alone, with every lock off, still double-book nobody', async () => {
	const t = await product();
	await withoutHolding(t);
	const { found } = await withoutRowLocks(() => publishAmidAcceptances(t));
	expect(found).toMatchObject({ people: 0, tables: 0, broken: 0 });
});

test('control: without the constraints and the locks people and tables are double-booked', async () => {
	let clashes = { people: 0, tables: 0 };
	for (let round = 0; round < 5 && !(clashes.people && clashes.tables); round++) {
		const t = await product();
		await withoutHolding(t);
		await withoutConstraints(t);
		const { found } = await withoutRowLocks(() => publishAmidAcceptances(t));
		clashes = { people: clashes.people + found.people, tables: clashes.tables + found.tables };
	}
	expect(clashes.people).toBeGreaterThan(0);
	expect(clashes.tables).toBeGreaterThan(0);
});

/** Each meeting takes its time to be written, so that all have looked before one has written. */
async function slowly(t: TestProduct): Promise<void> {
	const { db } = t.kernel.database;
	await db.execute(sql`create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(0.2); return new; end $$`);
	await db.execute(sql`create trigger slowly before insert on connect.meeting for each row execute function slowly()`);
}

/** Two publish the same draft in the same moment. Returns the letters that people of it got, by person. */
async function publishTwice(t: TestProduct, callers = 6): Promise<{ letters: number[]; meetings: number }> {
	const s = await scene(t, { people: 4 });
	await t.kernel.database.db.insert(preference).values([
		{ byPersonId: s.people[0]!.id, personId: s.people[1]!.id, wish: 'meet' },
		{ byPersonId: s.people[2]!.id, personId: s.people[3]!.id, wish: 'meet' }
	]);
	await s.asOrganiser.connect.meetingRun.start(here(s));
	await t.drain();
	await Promise.allSettled(
		Array.from({ length: callers }, () => s.asOrganiser.connect.meetingRun.publish({ ...here(s), number: 1 }))
	);
	// Two workers find the jobs in the same moment.
	await Promise.all([t.drain(), t.drain(), t.drain()]);
	await t.drain();
	const { rows } = await t.kernel.database.db.execute<{ count: number }>(
		sql`select count(*)::int as count from connect.meeting where state = 'confirmed'`
	);
	return {
		letters: s.people.map(({ id }) => t.mails.filter(({ personId, kind }) => personId === id && kind === 'meetings-arranged').length),
		meetings: rows[0]!.count
	};
}

test('of six who publish at once each meeting is made once and everybody told once', async () => {
	expect(await publishTwice(await product())).toEqual({ letters: [1, 1, 1, 1], meetings: 2 });
});

test('control: without the locks and constraints it is made, or told, more than once', async () => {
	let most = 0;
	for (let round = 0; round < 12 && most <= 2; round++) {
		const t = await product();
		await withoutHolding(t);
		await withoutConstraints(t);
		await slowly(t);
		// Many who lock in circles are let go all but one; two seldom are.
		const { letters, meetings } = await withoutRowLocks(() => publishTwice(t, round % 2 ? 6 : 2));
		most = Math.max(meetings, ...letters);
	}
	expect(most).toBeGreaterThan(2);
});
