import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiFor } from '#server/app.ts';
import {
	categories,
	cities,
	makeCompanyName,
	makeWishes,
	type ChannelRoleKey
} from '#server/demo/market.ts';
import { makeName } from '#server/demo/names.ts';
import { Random } from '#server/demo/random.ts';
import { readConfig } from '#server/kernel/config.ts';
import { migrate } from '#server/kernel/database.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import { openKernel, type Kernel } from '#server/kernel/kernel.ts';
import { startPostgres } from '#server/kernel/postgres/postgres.ts';

interface DirectoryFigures {
	people: number;
	/** Milliseconds, by what was asked. */
	rows: { what: string; runs: number; found: number; p50: number; p99: number }[];
}

const roleKeys: ChannelRoleKey[] = [
	'principal',
	'distributor',
	'system-integrator',
	'reseller',
	'customer',
	'other'
];

/** One organisation of `count` members in companies of about eight, half of whom go to one gathering, as one guest does. Returns who asks. */
async function settle(
	kernel: Kernel,
	count: number
): Promise<{ accountId: string; guestId: string; slug: string }> {
	const random = new Random(20261124);
	const { pool } = kernel.database;
	const organisationId = uuidv7();
	const accountId = uuidv7();
	const roles = roleKeys.map((key) => ({ key, id: key, en: key }));
	await pool.query(
		`insert into gate.organisation (id, slug, name, locale, time_zone, channel_roles) values ($1, 'bench', 'Bench', 'id', 'Asia/Jakarta', $2)`,
		[organisationId, JSON.stringify(roles)]
	);
	await pool.query(`insert into gate.account (id) values ($1)`, [accountId]);
	const names = new Set<string>();
	const companies = Array.from({ length: Math.ceil(count / 8) }, (_, i) => ({
		id: uuidv7(),
		name: `${makeCompanyName(random, new Set())} ${i}`,
		city: random.pick(cities).name,
		role: random.pick(roleKeys),
		categories: random.some(categories, 4)
	}));
	await pool.query(
		`insert into gate.company (id, organisation_id, name, name_key, city, channel_roles)
		select c.id, $1, c.name, lower(c.name), c.city, array[c.role] from jsonb_to_recordset($2) c(id uuid, name text, city text, role text)`,
		[organisationId, JSON.stringify(companies)]
	);
	const people = Array.from({ length: count }, (_, i) => {
		// So many people outrun the stock of names: every few hundred it begins anew.
		if (i % 400 === 0) names.clear();
		const company = companies[i % companies.length]!;
		const { offers, needs } = makeWishes(random, company);
		return {
			id: uuidv7(),
			account: i === 0 ? accountId : null,
			name: makeName(random, names).name,
			title: random.pick([
				'Direktur',
				'Manajer Penjualan',
				'Kepala TI',
				'Presales Engineer',
				'Pendiri'
			]),
			company: company.id,
			city: random.chance(0.8) ? company.city : random.pick(cities).name,
			offers,
			needs,
			interests: random.some(categories, 2)
		};
	});
	await pool.query(
		`insert into gate.person (id, organisation_id, account_id, name, title, company_id, city, offers, needs, interests)
		select p.id, $1, p.account, p.name, p.title, p.company, p.city, p.offers, p.needs, p.interests
		from jsonb_to_recordset($2) p(id uuid, account uuid, name text, title text, company uuid, city text, offers text[], needs text[], interests text[])`,
		[organisationId, JSON.stringify(people)]
	);
	await pool.query(
		`insert into gate.membership (person_id, organisation_id, role) select id, organisation_id, 'member' from gate.person`
	);
	const gatheringId = uuidv7();
	const guest = { account: uuidv7(), person: uuidv7() };
	await pool.query(`insert into gate.account (id) values ($1)`, [guest.account]);
	await pool.query(
		`insert into gate.person (id, organisation_id, account_id, name) values ($1, $2, $3, 'Tamu')`,
		[guest.person, organisationId, guest.account]
	);
	await pool.query(
		`insert into gather.gathering (id, organisation_id, slug, title, mode, starts_at, ends_at, time_zone, audience, published_at)
		values ($1, $2, 'bench', 'Bench', 'onsite', now(), now() + interval '8 hours', 'Asia/Jakarta', 'public', now())`,
		[gatheringId, organisationId]
	);
	await pool.query(
		`insert into gather.registration (id, gathering_id, person_id, status, ticket_code)
		select gen_random_uuid(), $1, id, 'going', 'T' || row_number() over () from gate.person where id = any ($2)`,
		[gatheringId, [guest.person, ...people.slice(0, count / 2).map(({ id }) => id)]]
	);
	await pool.query('analyze');
	return { accountId, guestId: guest.account, slug: 'bench' };
}

const words =
	'budi,sari,bandung,bandng,jakrta,resiler,cloud backup,santoso,firewal,sistem,dewi surabaya,wi-fi,wijaya,erp,ketut'.split(
		','
	);

/** Measures the directory's real procedures at `count` people in a throw-away database with everyday settings. */
async function measureDirectory(count = 10_000, runs = 200): Promise<DirectoryFigures> {
	const dataDir = mkdtempSync(join(tmpdir(), 'gerbang-bench-'));
	const server = await startPostgres({ dataDir: join(dataDir, 'postgres') });
	try {
		await migrate(server.url);
		const kernel = await openKernel({
			config: readConfig({ LOG_LEVEL: 'error' }),
			databaseUrl: server.url,
			serves: false
		});
		try {
			const { accountId, guestId, slug } = await settle(kernel, count);
			const as = (accountId: string) =>
				apiFor({
					kernel,
					viewer: {
						accountId,
						signInId: null,
						locale: 'id',
						address: '127.0.0.1',
						userAgent: null
					},
					reply: {}
				}).connect;
			const { profile } = as(accountId);
			const rows: DirectoryFigures['rows'] = [];
			const measure = async (what: string, ask: (i: number) => Promise<number>) => {
				for (let i = 0; i < 10; i++) await ask(i);
				const times: number[] = [];
				let found = 0;
				for (let i = 0; i < runs; i++) {
					const began = performance.now();
					found += await ask(i);
					times.push(performance.now() - began);
				}
				times.sort((a, b) => a - b);
				const at = (share: number) => times[Math.min(runs - 1, Math.floor(runs * share))]!;
				rows.push({ what, runs, found: Math.round(found / runs), p50: at(0.5), p99: at(0.99) });
			};
			const list = async (filter: object) =>
				(await profile.list({ organisation: slug, ...filter })).total;
			await measure('search', (i) => list({ q: words[i % words.length]! }));
			await measure('filter', (i) =>
				list({ city: [cities[i % cities.length]!.name], role: ['reseller'] })
			);
			await measure('all, first page', () => list({}));
			await measure('search as a guest', async (i) => {
				const { total } = await as(guestId).profile.list({
					organisation: slug,
					q: words[i % words.length]!
				});
				return total;
			});
			await measure('search a gathering', (i) =>
				list({ gathering: 'bench', q: words[i % words.length]! })
			);
			await measure(
				'facets',
				async () => (await profile.facets({ organisation: slug })).offer.length
			);
			return { people: count, rows };
		} finally {
			await kernel.close();
		}
	} finally {
		await server.stop();
		rmSync(dataDir, { recursive: true, force: true });
	}
}

const { people, rows } = await measureDirectory(Number(process.argv[2] ?? 10_000));
console.log(`directory at ${people} people`);
for (const { what, runs, found, p50, p99 } of rows) {
	const times = `p50 ${p50.toFixed(1).padStart(6)} ms   p99 ${p99.toFixed(1).padStart(6)} ms`;
	console.log(`  ${what.padEnd(18)} ${times}   (${runs} runs, ${found} found on average)`);
}
