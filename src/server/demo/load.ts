import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { apiFor, type Api } from '../app.ts';
import { createAccount } from '../gate/account/commands.ts';
import { account } from '../gate/account/tables.ts';
import { history } from '../gate/history/tables.ts';
import { organisation } from '../gate/organisation/tables.ts';
import { createOrganisation } from '../gate/organisation/commands.ts';
import { person } from '../gate/person/tables.ts';
import { record } from '../gate/history/commands.ts';
import { localAt } from '../gather/gathering/rules.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Context, WriteContext } from '../kernel/procedures.ts';
import { Random } from './random.ts';
import { settlePeople, speakerGuid, type Settled } from './people.ts';
import { demoRooms, demoTracks } from './programme.ts';
import { makeDemoWorld, type DemoWorld } from './world.ts';

export const demoSlug = 'demo-temu-kanal';
const zone = 'Asia/Jakarta';
const day = 86_400_000;
const hour = 3_600_000;

export type Progress = (done: number, of: number) => void;

/** The demo's organisation here, and whether it was made to the end. */
export async function findDemo(
	kernel: Pick<Kernel, 'database'>
): Promise<{ organisationId: string; slug: string; isWhole: boolean } | null> {
	const [row] = await kernel.database.db
		.select({ organisationId: organisation.id, slug: organisation.slug, whole: history.id })
		.from(organisation)
		.leftJoin(history, and(eq(history.nounId, organisation.id), eq(history.verb, 'demo_complete')))
		.where(isNotNull(organisation.demoAt))
		.limit(1);
	return row ? { organisationId: row.organisationId, slug: row.slug, isWhole: row.whole !== null } : null;
}

/** Lets one process at a time make or remove the demo: the page and the command line may both be asked to. */
async function alone<T>({ database }: Pick<Kernel, 'database'>, work: () => Promise<T>): Promise<T> {
	const client = await database.pool.connect();
	try {
		await client.query(`select pg_advisory_lock(hashtext('gerbang demo'))`);
		return await work();
	} finally {
		// Closed, and with it the lock is gone, whatever became of the connection.
		client.release(true);
	}
}

/** Removes the demo, its people and their accounts. Harmless where there is none. */
export const removeDemo = (kernel: Pick<Kernel, 'database'>): Promise<void> => alone(kernel, () => remove(kernel));

async function remove(kernel: Pick<Kernel, 'database'>): Promise<void> {
	await kernel.database.transaction(async (tx) => {
		const demos = tx.select({ id: organisation.id }).from(organisation).where(isNotNull(organisation.demoAt));
		const accounts = await tx
			.selectDistinct({ id: person.accountId })
			.from(person)
			.where(and(inArray(person.organisationId, demos), isNotNull(person.accountId)));
		await tx.execute(sql`delete from kernel.mail where organisation_id in (select id from gate.organisation where demo_at is not null)`);
		await tx.delete(organisation).where(isNotNull(organisation.demoAt));
		const ids = accounts.map(({ id }) => id!);
		for (let from = 0; from < ids.length; from += 500) {
			const page = ids.slice(from, from + 500);
			const still = await tx.select({ id: person.accountId }).from(person).where(inArray(person.accountId, page));
			const kept = new Set(still.map(({ id }) => id));
			const free = page.filter((id) => !kept.has(id));
			if (free.length) await tx.delete(account).where(inArray(account.id, free));
		}
	});
}

/**
 * The kernel as the demo's past needs it: another time on the clock, and nobody is told of what is invented (no
 * mail, no notices; of the jobs only those that are due later, such as a request's expiry).
 */
const silent = (kernel: Kernel, ago: number): Kernel => ({
	...kernel,
	clock: { now: () => new Date(kernel.clock.now().getTime() - ago) },
	mail: { ...kernel.mail, post: async () => {} },
	notices: { ...kernel.notices, notify: () => {} },
	jobs: {
		...kernel.jobs,
		enqueue: async (tx, job, data, options) => {
			if (options?.startAfter && options.startAfter > kernel.clock.now()) await kernel.jobs.enqueue(tx, job, data, options);
		}
	}
});

/** The programme as a file of the c3voc kind, which the product then imports as it would any other. */
function programmeFile(world: DemoWorld, opening: Date): File {
	const at = (session: { day: number; from: number }) =>
		new Date(opening.getTime() + session.day * day + session.from * 60_000);
	const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
	const rooms = [...demoRooms, 'Lobi Timur'];
	const days = [0, 1].map((number) => ({
		index: number + 1,
		date: localAt(new Date(opening.getTime() + number * day), zone).slice(0, 10),
		day_start: new Date(opening.getTime() + number * day + 8 * hour).toISOString(),
		day_end: new Date(opening.getTime() + number * day + 18 * hour).toISOString(),
		rooms: Object.fromEntries(
			rooms.map((room) => [
				room,
				world.sessions
					.filter((session) => session.day === number && (session.room ?? 'Lobi Timur') === room)
					.map((session) => ({
						guid: `00000000-0000-4000-9000-${String(world.sessions.indexOf(session)).padStart(12, '0')}`,
						id: world.sessions.indexOf(session) + 1,
						title: session.title,
						abstract: session.abstract ?? '',
						description: '',
						date: at(session).toISOString(),
						start: clock(session.from),
						duration: clock(session.to - session.from),
						room,
						track: session.track,
						type: session.isService ? 'break' : 'talk',
						language: 'id',
						persons: session.speakers.map((number) => {
							const index = world.speakers[number]!;
							return { guid: speakerGuid(index), name: world.people[index]!.name, public_name: world.people[index]!.name };
						}),
						links: []
					}))
			])
		)
	}));
	const schedule = {
		schedule: {
			version: '1',
			conference: {
				acronym: 'temu-kanal',
				title: 'Temu Kanal Nusantara',
				start: days[0]!.date,
				end: days[1]!.date,
				daysCount: 2,
				time_zone_name: zone,
				tracks: demoTracks.map((name, index) => ({ name, color: ['#2c3f8f', '#9c3b33', '#8a5a2b', '#3f6b4f'][index] })),
				rooms: rooms.map((name, index) => ({ name, guid: `00000000-0000-4000-a000-${String(index).padStart(12, '0')}` })),
				days
			}
		}
	};
	return new File([JSON.stringify(schedule)], 'temu-kanal.schedule.json', { type: 'application/json' });
}

/**
 * Makes the demo summit (see `makeDemoWorld`), which begins the day after tomorrow: people and companies as rows,
 * everything between them through the product's own procedures, each as the person who did it, at the time they
 * did. A demo that was left half made is removed first; a whole one is left alone.
 */
export const loadDemo = (
	kernel: Kernel,
	options: { seed?: number; onProgress?: Progress } = {}
): Promise<{ slug: string; isNew: boolean }> => alone(kernel, () => load(kernel, options));

async function load(
	kernel: Kernel,
	options: { seed?: number; onProgress?: Progress }
): Promise<{ slug: string; isNew: boolean }> {
	const found = await findDemo(kernel);
	if (found?.isWhole) return { slug: found.slug, isNew: false };
	if (found) await remove(kernel);
	const world = makeDemoWorld(options.seed ?? 2026);
	const random = new Random((options.seed ?? 2026) + 1);
	const past = silent(kernel, 30 * day);
	const contextAt = (of: Kernel, accountId: string | null): Context => ({
		kernel: of,
		viewer: { accountId, signInId: null, locale: 'id', address: 'demo', userAgent: null },
		reply: {}
	});

	const { organisationId, people } = await kernel.database.transaction(async (db) => {
		const context: WriteContext = { ...contextAt(past, null), db, now: past.clock.now() };
		const accountId = await createAccount(context);
		const owner = world.people[0]!;
		const made = await createOrganisation(context, {
			name: 'Temu Kanal Nusantara',
			slug: demoSlug,
			about: 'Asosiasi contoh: prinsipal, distributor, integrator sistem dan reseller TI yang saling mengenal. Semua orang dan perusahaan di sini rekaan.',
			locale: 'id',
			timeZone: zone,
			colour: '#2c3f8f',
			isDemo: true,
			owner: { name: owner.name, email: owner.email, accountId }
		});
		const settled = await settlePeople(db, world, {
			organisationId: made.organisationId,
			owner: { personId: made.personId, accountId },
			now: context.now
		});
		return { organisationId: made.organisationId, people: settled };
	});

	const as = (index: number, ago = 0): Api => apiFor(contextAt(silent(kernel, ago), people[index]!.accountId));
	const total =
		world.people.length +
		world.connections.length +
		world.meetings.length +
		world.stars.length +
		world.wishes.length +
		world.tables.length;
	let done = 0;
	const tick = () => options.onProgress?.(++done, total);
	/** A few at a time, so that each keeps its own transaction and the pool is not drained. */
	const each = async <T>(list: T[], work: (one: T, index: number) => Promise<unknown>) => {
		let next = 0;
		await Promise.all(
			Array.from({ length: 4 }, async () => {
				while (next < list.length) {
					const index = next++;
					await work(list[index]!, index);
					tick();
				}
			})
		);
	};

	// The summit: from the day after tomorrow, midnight at the venue.
	const today = localAt(kernel.clock.now(), zone).slice(0, 10);
	const opening = new Date(new Date(`${today}T00:00:00+07:00`).getTime() + 2 * day);
	const local = (days: number, minutes: number) => localAt(new Date(opening.getTime() + days * day + minutes * 60_000), zone);
	const summit = await as(1, 30 * day).gather.gathering.create({
		organisation: demoSlug,
		title: 'Temu Kanal Nusantara',
		summary: 'Dua hari prinsipal, distributor, integrator dan reseller duduk di meja yang sama.',
		description:
			'Dua hari, empat ruang, enam puluh meja.\n\n- **Pagi:** pembukaan dan sesi bersama\n- **Siang:** satu jam hanya untuk bertemu, dua puluh menit sekali duduk\n- **Sore:** jalur bisnis, keamanan, awan, dan infrastruktur\n\nIsi apa yang Anda tawarkan dan cari; lima orang yang patut Anda temui sudah menunggu di halaman *Orang*.',
		mode: 'onsite',
		startsAt: local(0, 8 * 60),
		endsAt: local(1, 16 * 60 + 30),
		timeZone: zone,
		placeName: 'Gedung Candi Bentar',
		placeAddress: 'Jl. Contoh Raya 1',
		city: 'Jakarta',
		audience: 'public',
		capacity: 640,
		publish: true
	});
	await as(1, 29 * day).gather.programme.import({ organisation: demoSlug, gathering: summit.slug, files: [programmeFile(world, opening)] });
	await as(1, 29 * day).connect.meetingSetting.change({
		gatheringId: summit.id,
		slotMinutes: 20,
		gapMinutes: 5,
		hours: [0, 1].flatMap((number) =>
			[
				[9 * 60, 12 * 60],
				[13 * 60, 16 * 60]
			].map(([from, to]) => ({
				from: new Date(opening.getTime() + number * day + from! * 60_000),
				to: new Date(opening.getTime() + number * day + to! * 60_000)
			}))
		),
		pendingLimit: 5,
		roomTemplate: null,
		tables: Array.from({ length: 60 }, (_, index) => ({
			name: `Meja ${index + 1}`,
			zone: index < 30 ? 'Lobi Timur' : 'Lobi Barat',
			seats: 4
		}))
	});
	await each(
		world.people.map((_, index) => index),
		(index) =>
			as(index, Math.max(1, 27 - Math.floor(index / 24)) * day - (index % 24) * hour).gather.registration.register({
				gatheringId: summit.id
			})
	);

	await each(world.connections, async ({ from, to, line, state, messages }, index) => {
		const ago = (25 - (index % 20)) * day;
		await as(from, ago).connect.connection.ask({ organisation: demoSlug, personId: people[to]!.personId, line, gatheringId: summit.id });
		if (state !== 'accepted') return;
		await as(to, ago - 5 * hour).connect.connection.accept({ organisation: demoSlug, personId: people[from]!.personId });
		for (const [number, text] of messages.entries()) {
			const [writer, reader] = number % 2 ? [to, from] : [from, to];
			await as(writer, ago - (6 + number * 3) * hour).connect.conversation.send({
				organisation: demoSlug,
				personId: people[reader]!.personId,
				clientId: crypto.randomUUID(),
				text
			});
		}
	});

	const programme = await as(1).gather.programme.find({ organisation: demoSlug, gathering: summit.slug });
	const keyOf = (title: string, startsAt: Date) => `${startsAt.getTime()} ${title}`;
	const ids = new Map(programme.sessions.map(({ id, title, startsAt }) => [keyOf(title, startsAt!), id]));
	await each(world.stars, async ({ person: index, session: number }) => {
		const session = world.sessions[number]!;
		const startsAt = new Date(opening.getTime() + session.day * day + session.from * 60_000);
		await as(index, 3 * day).gather.programme.star({ sessionId: ids.get(keyOf(session.title, startsAt))! });
	});

	// One after the other: who asks for which time depends on what was agreed before.
	for (const { from, to, line, accepted } of world.meetings) {
		const about = await as(from, 40 * hour).connect.meeting.options({ gatheringId: summit.id, personId: people[to]!.personId });
		const times = random.some(about.times, 3).map(({ startsAt }) => startsAt);
		if (about.can.ask && times.length) {
			// What still waits was asked an hour ago, so that it has not expired.
			const meeting = await as(from, accepted ? 40 * hour : hour).connect.meeting.ask({
				gatheringId: summit.id,
				personId: people[to]!.personId,
				line,
				times: times.slice(0, random.between(1, 3))
			});
			if (accepted) await as(to, 30 * hour).connect.meeting.accept({ meetingId: meeting.id });
		}
		tick();
	}

	// After the requests: whoever wants no meeting with somebody is not asked by them any more.
	await each(world.wishes, async ({ from, to, level }) => {
		await as(from, 2 * day).connect.suggestion.setWish({ organisation: demoSlug, personId: people[to]!.personId, wish: level });
	});

	for (const table of world.tables) {
		await makeTable(table);
		tick();
	}
	async function makeTable(table: DemoWorld['tables'][number]) {
		const start = new Date(opening.getTime() + table.dayOffset * day + table.from * 60_000);
		const host = as(table.host, 29 * day).gather.gathering;
		const made = await host.create({
			organisation: demoSlug,
			title: table.title,
			description: table.description,
			mode: 'onsite',
			startsAt: localAt(start, table.zone),
			endsAt: localAt(new Date(start.getTime() + 2 * hour), table.zone),
			timeZone: table.zone,
			placeName: table.place,
			city: table.city,
			audience: 'members',
			capacity: table.capacity,
			publish: true
		});
		for (const index of [table.host, ...table.guests]) {
			await as(index, 28 * day).gather.registration.register({ gatheringId: made.id });
		}
	}

	await kernel.database.transaction(async (db) => {
		await record(
			{ db, now: kernel.clock.now() },
			{ organisationId, byPersonId: null, noun: 'organisation', nounId: organisationId, verb: 'demo_complete' }
		);
	});
	return { slug: demoSlug, isNew: true };
}

/** Who the demo offers to be: an organiser, a speaker, members of different places in the channel. */
export async function listDemoRoles(kernel: Pick<Kernel, 'database'>): Promise<{ personId: string; name: string; part: 'organiser' | 'speaker' | 'member' }[]> {
	const found = await findDemo(kernel);
	if (!found) return [];
	const { rows } = await kernel.database.db.execute<{ person_id: string; name: string; part: 'organiser' | 'speaker' | 'member' }>(sql`
		(select p.id as person_id, p.name, 'organiser' as part from gate.person p join gate.membership m on m.person_id = p.id
			where p.organisation_id = ${found.organisationId} and m.role = 'organiser' order by p.id limit 1)
		union all
		(select p.id, p.name, 'speaker' from gate.person p where p.organisation_id = ${found.organisationId}
			and exists (select 1 from gather.speaker s where s.person_id = p.id) order by p.id limit 1)
		union all
		(select p.id, p.name, 'member' from gate.person p
			join gate.membership m on m.person_id = p.id
			join gate.company c on c.id = p.company_id
			where p.organisation_id = ${found.organisationId} and m.role = 'member' and 'reseller' = any(c.channel_roles)
				and exists (select 1 from connect.meeting_person mp where mp.person_id = p.id)
				and not exists (select 1 from gather.speaker s where s.person_id = p.id)
			order by p.id limit 1)`);
	return rows.map(({ person_id, name, part }) => ({ personId: person_id, name, part }));
}

export type { Settled };
