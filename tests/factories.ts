import { account, accountEmail } from '#server/gate/account/tables.ts';
import { company } from '#server/gate/company/tables.ts';
import { membership, type Role } from '#server/gate/membership/tables.ts';
import { organisation } from '#server/gate/organisation/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { gathering, host } from '#server/gather/gathering/tables.ts';
import { registration, type RegistrationStatus } from '#server/gather/registration/tables.ts';
import { makeSpokenCode } from '#server/kernel/secrets.ts';
import type { TestProduct } from './database.ts';

// Rows as they stand after the fact, written straight into the tables: a test goes through procedures for what
// it is about, and comes here for what has to be there before.

let count = 0;

export type MadeOrganisation = typeof organisation.$inferSelect;
export type MadePerson = typeof person.$inferSelect & { accountId: string };
export type MadeGathering = typeof gathering.$inferSelect;

export async function makeOrganisation(
	t: TestProduct,
	values: Partial<typeof organisation.$inferInsert> = {}
): Promise<MadeOrganisation> {
	const n = ++count;
	const [row] = await t.kernel.database.db
		.insert(organisation)
		.values({
			slug: `organisation-${n}`,
			name: `Asosiasi ${n}`,
			locale: 'id',
			timeZone: 'Asia/Jakarta',
			channelRoles: ['principal', 'distributor', 'system-integrator', 'reseller', 'customer', 'other'].map(
				(key) => ({ key, id: key, en: key })
			),
			...values
		})
		.returning();
	return row!;
}

export async function makeCompany(
	t: TestProduct,
	organisationId: string,
	values: Partial<typeof company.$inferInsert> = {}
): Promise<typeof company.$inferSelect> {
	const name = values.name ?? `Perusahaan ${++count}`;
	const [row] = await t.kernel.database.db
		.insert(company)
		.values({ organisationId, name, nameKey: name.toLowerCase(), ...values })
		.returning();
	return row!;
}

/** A person with an account and a verified address; a member unless `role` is null (a guest). */
export async function makePerson(
	t: TestProduct,
	organisationId: string,
	values: Partial<typeof person.$inferInsert> & { role?: Role | null } = {}
): Promise<MadePerson> {
	const { role = 'member', ...rest } = values;
	const n = ++count;
	const { db } = t.kernel.database;
	const email = rest.email === undefined ? `person-${n}@example.com` : rest.email;
	const [made] = await db.insert(account).values({}).returning();
	if (email) {
		await db.insert(accountEmail).values({ accountId: made!.id, email, verifiedAt: t.clock.now() });
	}
	const [row] = await db
		.insert(person)
		.values({ organisationId, accountId: made!.id, name: `Orang ${n}`, ...rest, email })
		.returning();
	if (role) await db.insert(membership).values({ personId: row!.id, organisationId, role });
	return row as MadePerson;
}

/** A published public gathering that starts in a week and lasts eight hours, unless said otherwise. */
export async function makeGathering(
	t: TestProduct,
	organisationId: string,
	values: Partial<typeof gathering.$inferInsert> = {}
): Promise<MadeGathering> {
	const n = ++count;
	const startsAt = values.startsAt ?? new Date(t.clock.now().getTime() + 7 * 86_400_000);
	const [row] = await t.kernel.database.db
		.insert(gathering)
		.values({
			organisationId,
			slug: `gathering-${n}`,
			title: `Temu ${n}`,
			mode: 'onsite',
			startsAt,
			endsAt: new Date(startsAt.getTime() + 8 * 3_600_000),
			timeZone: 'Asia/Jakarta',
			placeName: 'Balai Kartini',
			audience: 'public',
			publishedAt: t.clock.now(),
			...values
		})
		.returning();
	return row!;
}

export async function makeHost(
	t: TestProduct,
	gatheringId: string,
	personId: string,
	duty: 'host' | 'door' = 'host'
): Promise<void> {
	await t.kernel.database.db.insert(host).values({ gatheringId, personId, duty });
}

export async function makeRegistration(
	t: TestProduct,
	gatheringId: string,
	personId: string,
	status: RegistrationStatus = 'going'
): Promise<typeof registration.$inferSelect> {
	const [row] = await t.kernel.database.db
		.insert(registration)
		.values({ gatheringId, personId, status, ticketCode: makeSpokenCode() })
		.returning();
	return row!;
}
